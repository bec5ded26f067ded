//! What the client takes for many devices, by one command each, on the embedded ledger: a cluster of 10,000 GPUs that is
//! reserved (`app/benches/cluster.rs`), and the life of a fleet (`app/benches/fleet.rs`).

use anyhow::Result;

use crate::bytecode;
use crate::shell::{cargo, run, timed};

/// With the build that the tests use: the SVM is optimised in both, and the other one takes many minutes to make.
const BENCH: [&str; 7] = ["bench", "--workspace", "--quiet", "--locked", "--profile", "dev", "--bench"];

pub fn measure(bench: &str, devices: Option<&str>) -> Result<()> {
    timed("bytecode", bytecode::build)?;
    run(cargo().args(BENCH).args([bench, "--"]).args(devices))
}
