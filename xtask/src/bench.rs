//! What the programs cost: measured on the bytecode, written into `docs/compute_units.md`.

use anyhow::Result;

use crate::shell::{cargo, run};

pub fn write() -> Result<()> {
    run(cargo().args(MEASURE))
}

/// Fails where an instruction costs more than the page declares, or where the page is not what is measured.
pub fn check() -> Result<()> {
    run(cargo().args(MEASURE).args(["--", "--check"]))
}

const MEASURE: [&str; 7] = ["run", "--quiet", "--locked", "--package", "io-tests", "--bin", "measure"];
