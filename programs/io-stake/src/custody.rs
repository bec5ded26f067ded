//! IO moving into a vault, and out of it.

use crate::{
    error::IoStakeError,
    seeds::{AUTHORITY_BUMP, AUTHORITY_SEED},
    state::Device,
};
use anchor_lang::prelude::*;

/// Seeds with which the authority signs for every vault.
pub const SIGNER: &[&[&[u8]]] = &[&[AUTHORITY_SEED, &[AUTHORITY_BUMP]]];

/// What the vault holds, read from the token account's layout: the amount follows the mint and the owner.
pub fn held(vault: &AccountInfo) -> Result<u64> {
    let data = vault.try_borrow_data()?;
    let amount = data.get(64..72).and_then(|amount| amount.try_into().ok()).ok_or(IoStakeError::NotTheVault)?;
    Ok(u64::from_le_bytes(amount))
}

/// What holds after every payment: the vault covers the stake. It may hold more, since anyone can send it IO; nothing
/// is ever computed from that.
pub fn require_covered(vault: &AccountInfo, device: &Device) -> Result<()> {
    require!(held(vault)? >= device.total(), IoStakeError::InvariantViolated);
    Ok(())
}
