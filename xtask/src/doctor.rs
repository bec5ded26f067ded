//! What is there and what is missing on this machine.

use std::process::Command;

use anyhow::{Result, bail};

use crate::bytecode::{Toolchain, upstream};
use crate::checkout::{self, PROGRAMS};
use crate::{node, shell};

pub fn run() -> Result<()> {
    line("rustc", version("rustc"));
    line("cargo", version("cargo"));
    line("official bytecode tools", shell::on_path("cargo-build-sbf").then(|| "cargo-build-sbf".to_owned()));
    let missing = upstream::missing();
    line("upstream bytecode tools", missing.is_empty().then(|| "can be set up here".to_owned()));
    for lack in missing {
        println!("      lacks {lack}");
    }
    let toolchain = checkout::target().join("toolchain");
    for (name, path) in [("LLVM 23", "llvm"), ("sbpf-linker", "linker/bin/sbpf-linker")] {
        let there = toolchain.join(path).exists();
        line(name, Some(if there { "set up" } else { "is set up by the first build" }.to_owned()));
    }
    line("Node, for the tests", node::version());
    line("npm, for the tests", node::package_manager());
    for program in PROGRAMS {
        let file = checkout::deploy().join(checkout::bytecode(program));
        let size = file.metadata().map(|data| format!("{} bytes", data.len()));
        line(&checkout::bytecode(program), Some(size.unwrap_or_else(|_| "not built yet".to_owned())));
    }
    match Toolchain::find() {
        Ok(toolchain) => println!("\nReady: bytecode is built the {} way.", toolchain.name()),
        Err(reason) => bail!("{reason}"),
    }
    Ok(())
}

fn line(name: &str, found: Option<String>) {
    match found {
        Some(found) => println!("  ok  {name:<26} {found}"),
        None => println!("  --  {name:<26} missing"),
    }
}

fn version(command: &str) -> Option<String> {
    shell::output(Command::new(command).arg("--version")).ok().map(|printed| printed.trim().to_owned())
}
