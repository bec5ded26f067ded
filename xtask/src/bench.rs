//! What the programs cost: measured on the bytecode, written into `docs/compute_units.md`.

use anyhow::Result;

use crate::bytecode::Toolchain;
use crate::shell::{cargo, run, say};

pub fn write() -> Result<()> {
    run(cargo().args(MEASURE))
}

/// Fails where an instruction costs more than the page declares, or where the page is not what is measured. The page is
/// about the upstream bytecode: another compiler's costs differ without anybody having changed a program.
pub fn check() -> Result<()> {
    if let Toolchain::Official = Toolchain::find()? {
        say("not checked: docs/compute_units.md declares what the upstream bytecode costs");
        return Ok(());
    }
    run(cargo().args(MEASURE).args(["--", "--check"]))
}

/// Simulates a year of networks of up to three million devices, and prints what they cost.
pub fn scale() -> Result<()> {
    run(cargo().args(["run", "--quiet", "--locked", "--package", "io-scale"]))
}

const MEASURE: [&str; 7] = ["run", "--quiet", "--locked", "--package", "io-tests", "--bin", "measure"];
