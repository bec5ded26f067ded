//! `sbpf-linker` from the crate registry, started through a private copy of LLVM 23 and its libraries: the linker loads
//! LLVM at run time, and the machine's own C library is older than what Debian's newest LLVM wants.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::debian::Mirror;
use crate::shell;

const VERSION: &str = "0.2.6";
const SUITE: &str = "sid";
const LLVM: &str = "libllvm23";

/// The command that links bytecode, below `toolchain`, and adds `intrinsics` to every link; made when it is not there yet.
///
/// The libraries stand in the command and not in the compiler's flags: cargo hashes those into every crate, and the
/// bytecode would depend on the folder that it was built in.
pub fn prepare(toolchain: &Path, intrinsics: &[PathBuf]) -> Result<PathBuf> {
    let libraries = libraries(toolchain)?;
    let linker = linker(toolchain)?;
    let command = toolchain.join("link");
    let folder = libraries.display();
    let added: String = intrinsics.iter().map(|library| format!(" '{}'", library.display())).collect();
    let script = format!(
        "#!/bin/sh\nLD_LIBRARY_PATH='{folder}' exec '{folder}/ld-linux-x86-64.so.2' --library-path '{folder}' '{}' \"$@\"{added}\n",
        linker.display()
    );
    if fs::read_to_string(&command).ok().as_ref() != Some(&script) {
        fs::write(&command, script)?;
        fs::set_permissions(&command, fs::Permissions::from_mode(0o755))?;
    }
    Ok(command)
}

fn linker(toolchain: &Path) -> Result<PathBuf> {
    let root = toolchain.join("linker");
    let binary = root.join("bin/sbpf-linker");
    if !binary.exists() {
        shell::say(&format!("sbpf-linker {VERSION}"));
        shell::run(
            shell::cargo()
                .args(["install", "sbpf-linker", "--locked", "--version", VERSION, "--root"])
                .arg(&root)
                .arg("--target-dir")
                .arg(toolchain.join("linker-build")),
        )?;
        fs::remove_dir_all(toolchain.join("linker-build")).context("the linker's build folder")?;
    }
    Ok(binary)
}

fn libraries(toolchain: &Path) -> Result<PathBuf> {
    let unpacked = toolchain.join("llvm");
    if !unpacked.exists() {
        shell::say("LLVM 23 and its libraries");
        let mirror = Mirror::open(toolchain.join("apt-llvm"), &[SUITE])?;
        let packages = mirror
            .closure(LLVM)?
            .into_iter()
            .map(|package| {
                let version = mirror
                    .version(&package, |_, origin| origin.contains(&format!(" {SUITE}/")))?
                    .with_context(|| format!("the mirror's {SUITE} has no {package}"))?;
                Ok(format!("{package}={version}"))
            })
            .collect::<Result<Vec<_>>>()?;
        // Renamed only when whole, so that an interrupted download is never taken for the libraries.
        let unfinished = toolchain.join("llvm-unfinished");
        if unfinished.exists() {
            fs::remove_dir_all(&unfinished)?;
        }
        mirror.unpack(&packages, &unfinished)?;
        fs::rename(&unfinished, &unpacked)?;
    }
    Ok(unpacked.join("usr/lib/x86_64-linux-gnu"))
}
