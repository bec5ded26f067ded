//! What the vaults hold, and how they are emptied.

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

/// Closes a vault in which nothing is anybody's any more; its rent goes to the owner. A vault that holds anything cannot
/// be closed, and anyone can send it a base unit: that goes to the destination first, and is returned.
pub fn close_vault<'info>(
    vault: &AccountInfo<'info>,
    destination: Option<&AccountInfo<'info>>,
    owner: &AccountInfo<'info>,
    authority: &AccountInfo<'info>,
) -> Result<u64> {
    let surplus = held(vault)?;
    if surplus > 0 {
        let destination = destination.ok_or(IoStakeError::SurplusWithoutDestination)?;
        tokens::transfer(vault, destination, authority, surplus, SIGNER)?;
    }
    tokens::close(vault, owner, authority, SIGNER)?;
    Ok(surplus)
}
