//! The programs as SBPF bytecode, by one of two ways: the official platform tools where they are installed, otherwise
//! stock Rust and Debian's LLVM (`upstream`), which is what the tests run on a machine that has only package sources.

mod debian;
mod linker;
mod standard_library;
pub mod upstream;

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::checkout::{self, PROGRAMS};
use crate::shell;

/// Programs that only the tests and the measurements run, with their folders: built like the others, kept apart from what
/// is shipped.
const PROBES: [(&str, &str); 3] = [
    ("io-schedule-probe", "tests/schedule-probe"),
    ("io-hostile-swap", "tests/swaps/hostile"),
    ("constant-product-swap", "tests/swaps/constant-product"),
];

pub enum Toolchain {
    Official,
    Upstream,
}

impl Toolchain {
    pub fn find() -> Result<Self> {
        if shell::on_path("cargo-build-sbf") {
            return Ok(Self::Official);
        }
        let missing = upstream::missing();
        if missing.is_empty() {
            return Ok(Self::Upstream);
        }
        bail!(
            "This machine cannot build Solana bytecode. Install one of:\n  \
             - the Solana (Agave) command-line tools, whose `cargo build-sbf` is then used; or\n  \
             - on Debian 12 or newer on x86-64: Rust 1.95.0 and the packages apt and dpkg, for the upstream way. \
             It lacks: {}.",
            missing.join("; ")
        )
    }

    pub fn name(&self) -> &'static str {
        match self {
            Self::Official => "official (cargo build-sbf)",
            Self::Upstream => "upstream (stock Rust and LLVM)",
        }
    }
}

pub fn build() -> Result<()> {
    let toolchain = Toolchain::find()?;
    shell::say(&format!("bytecode, {}", toolchain.name()));
    let shipped = checkout::deploy();
    let measured = checkout::target().join("probe");
    fs::create_dir_all(&shipped)?;
    fs::create_dir_all(&measured)?;
    match toolchain {
        Toolchain::Official => {
            for program in PROGRAMS {
                official(&checkout::program(program), &shipped)?;
            }
            for (_, folder) in PROBES {
                official(&checkout::root().join(folder), &measured)?;
            }
        }
        Toolchain::Upstream => {
            let toolchain = upstream::prepare()?;
            for program in PROGRAMS {
                toolchain.build(program, &checkout::program(program), &shipped)?;
            }
            for (probe, folder) in PROBES {
                toolchain.build(probe, &checkout::root().join(folder), &measured)?;
            }
        }
    }
    for program in PROGRAMS {
        let file = shipped.join(checkout::bytecode(program));
        let bytes = fs::read(&file).with_context(|| format!("no bytecode at {}", file.display()))?;
        println!("    {:<14} {:>8} bytes  sha256 {}", checkout::bytecode(program), bytes.len(), sha256(&bytes));
    }
    Ok(())
}

fn official(program: &Path, into: &Path) -> Result<()> {
    shell::run(
        Command::new("cargo-build-sbf")
            .env("CARGO_TARGET_DIR", checkout::target().join("official").join(program.file_name().unwrap_or_default()))
            .arg("--manifest-path")
            .arg(program.join("Cargo.toml"))
            .arg("--sbf-out-dir")
            .arg(into),
    )
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
