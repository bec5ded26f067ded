//! What the programs cost: measured on the bytecode, written into `docs/compute_units.md`.

use std::process::Command;

use anyhow::Result;

use crate::bytecode::Toolchain;
use crate::checkout;
use crate::shell::{cargo, run, say};

pub fn write() -> Result<()> {
    measure(&[])
}

/// Fails where an instruction costs more than the page declares, or where the page is not what is measured. The page is
/// about the upstream bytecode: another compiler's costs differ without anybody having changed a program.
pub fn check() -> Result<()> {
    if let Toolchain::Official = Toolchain::find()? {
        say("not checked: docs/compute_units.md declares what the upstream bytecode costs");
        return Ok(());
    }
    measure(&["--check"])
}

/// Simulates a year of networks of up to three million devices, and prints what they cost.
pub fn scale() -> Result<()> {
    run(cargo().args(["run", "--quiet", "--locked", "--package", "io-scale"]))
}

/// Built as the tests are: on its own, most of what it depends on would be compiled once more, with other features.
fn measure(arguments: &[&str]) -> Result<()> {
    run(cargo().args(["test", "--workspace", "--locked", "--quiet", "--no-run"]))?;
    run(Command::new(checkout::target().join("debug/measure")).args(arguments).current_dir(checkout::root()))
}
