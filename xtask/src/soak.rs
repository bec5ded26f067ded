//! Random walks over the whole suite, for as long as one likes.

use anyhow::{Context, Result};

use crate::bytecode;
use crate::shell::{cargo, run};

/// Walks for so many minutes, and shows what was reached.
pub fn walk(minutes: &str) -> Result<()> {
    let minutes: u32 = minutes.parse().context("`--minutes` takes a whole number")?;
    bytecode::build()?;
    let arguments =
        ["test", "--workspace", "--locked", "--test", "suite_model", "--", "--ignored", "--nocapture", "soak"];
    run(cargo().args(arguments).env("IO_SOAK_MINUTES", minutes.to_string()))
}
