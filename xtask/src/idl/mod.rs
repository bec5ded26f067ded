//! The interface descriptions that wallets and integrators use: what Anchor finds in the programs, completed with what it
//! cannot find there.

mod addresses;
mod arguments;
mod types;

use std::fs;
use std::path::PathBuf;

use anchor_lang_idl::build::IdlBuilder;
use anyhow::{Context, Result, bail};

use crate::checkout::{self, PROGRAMS};
use crate::shell;

pub fn write() -> Result<()> {
    fs::create_dir_all(folder())?;
    for program in PROGRAMS {
        fs::write(file(program), generate(program)?)?;
        println!("    {}", file(program).display());
    }
    Ok(())
}

pub fn check() -> Result<()> {
    for program in PROGRAMS {
        if fs::read_to_string(file(program)).unwrap_or_default() != generate(program)? {
            bail!("{} is stale: run `cargo xtask idl`", file(program).display());
        }
    }
    Ok(())
}

fn generate(program: &str) -> Result<String> {
    shell::say(&format!("IDL of {program}"));
    let target = checkout::target().join("idl");
    let arguments = ["--locked", "--lib", "--target-dir", &target.to_string_lossy()].map(str::to_owned);
    let mut idl = IdlBuilder::new().program_path(checkout::program(program)).cargo_args(arguments.to_vec()).build()?;
    addresses::complete(&mut idl).with_context(|| format!("the addresses of {program}"))?;
    arguments::document(&mut idl).with_context(|| format!("the documentation of {program}"))?;
    let idl = types::of_its_own(idl)?;
    Ok(serde_json::to_string_pretty(&idl)? + "\n")
}

fn folder() -> PathBuf {
    checkout::root().join("app/idl")
}

fn file(program: &str) -> PathBuf {
    folder().join(program.replace('-', "_")).with_extension("json")
}
