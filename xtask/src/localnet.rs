//! A local node with the suite on it, in the foreground: see `tests/node`.

use std::process::Command;

use anyhow::Result;

use crate::shell::{cargo, run, timed};
use crate::{bytecode, checkout};

/// With the whole workspace, as the tests are built: for a single package cargo would build hundreds of crates once more.
const BUILD: [&str; 8] = ["build", "--quiet", "--locked", "--workspace", "--bin", "io-node", "--bin", "io"];

pub fn start(options: &[&str]) -> Result<()> {
    timed("bytecode", bytecode::build)?;
    timed("node and client", || run(cargo().args(BUILD)))?;
    run(Command::new(checkout::target().join("debug/io-node")).args(options))
}
