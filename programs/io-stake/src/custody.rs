//! IO moving into a vault, and out of it.

use crate::{
    error::IoStakeError,
    seeds::{AUTHORITY_BUMP, AUTHORITY_SEED},
    state::Device,
};
use anchor_lang::prelude::*;
use io_runtime::tokens;

/// Seeds with which the authority signs for every vault.
pub const SIGNER: &[&[&[u8]]] = &[&[AUTHORITY_SEED, &[AUTHORITY_BUMP]]];

/// What the vault holds.
pub fn held(vault: &AccountInfo) -> Result<u64> {
    Ok(tokens::held(vault)?.ok_or(IoStakeError::NotTheVault)?)
}

/// What holds after every payment: the vault covers the stake. It may hold more, since anyone can send it IO; nothing
/// is ever computed from that.
pub fn require_covered(vault: &AccountInfo, device: &Device) -> Result<()> {
    require!(held(vault)? >= device.total(), IoStakeError::InvariantViolated);
    Ok(())
}
