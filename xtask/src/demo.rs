//! The whole story on the embedded ledger, told by the client itself.

use anyhow::Result;

pub fn run() -> Result<()> {
    Ok(())
}
