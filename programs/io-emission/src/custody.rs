//! What the reward vault holds.

use crate::error::IoEmissionError;
use anchor_lang::prelude::*;
use io_runtime::tokens;

/// The vault holds that much. It may hold less than is due while the token program is paused, since nothing is minted then.
pub fn require_minted(vault: &AccountInfo, amount: u64) -> Result<()> {
    let held = tokens::held(vault)?.ok_or(IoEmissionError::NotTheVault)?;
    require!(held >= amount, IoEmissionError::NotYetMinted);
    Ok(())
}
