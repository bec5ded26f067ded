//! A cluster of 10,000 GPUs, reserved by one command on the embedded ledger: see `app/benches/cluster.rs`.

use anyhow::Result;

use crate::bytecode;
use crate::shell::{cargo, run, timed};

/// With the build that the tests use: the SVM is optimised in both, and the other one takes many minutes to make.
const BENCH: [&str; 9] =
    ["bench", "--quiet", "--locked", "--profile", "dev", "--package", "io-app", "--bench", "cluster"];

pub fn measure(devices: Option<&str>) -> Result<()> {
    timed("bytecode", bytecode::build)?;
    run(cargo().args(BENCH).arg("--").args(devices))
}
