//! IO moving into a vault, and out of it.

use crate::{
    error::IoStakeError,
    seeds::{AUTHORITY, AUTHORITY_BUMP, AUTHORITY_SEED},
    state::Device,
};
use anchor_lang::{prelude::*, solana_program::program::invoke};
use anchor_spl::token::{self, Transfer, spl_token::instruction::initialize_account3};

/// Seeds with which the authority signs for every vault.
pub const SIGNER: &[&[&[u8]]] = &[&[AUTHORITY_SEED, &[AUTHORITY_BUMP]]];

/// Makes a fresh account of the token program a vault of the authority's.
pub fn initialize_vault<'info>(vault: &AccountInfo<'info>, mint: &AccountInfo<'info>) -> Result<()> {
    let instruction = initialize_account3(&token::ID, vault.key, mint.key, &AUTHORITY)?;
    Ok(invoke(&instruction, &[vault.clone(), mint.clone()])?)
}

/// Moves `amount` from the owner's token account into the vault.
pub fn pay_in<'info>(
    source: &AccountInfo<'info>,
    vault: &AccountInfo<'info>,
    owner: &AccountInfo<'info>,
    amount: u64,
) -> Result<()> {
    let accounts = Transfer { from: source.clone(), to: vault.clone(), authority: owner.clone() };
    token::transfer(CpiContext::new(token::ID, accounts), amount)
}

/// Pays `amount` out of the vault.
pub fn pay_out<'info>(
    vault: &AccountInfo<'info>,
    destination: &AccountInfo<'info>,
    authority: &AccountInfo<'info>,
    amount: u64,
) -> Result<()> {
    let accounts = Transfer { from: vault.clone(), to: destination.clone(), authority: authority.clone() };
    token::transfer(CpiContext::new_with_signer(token::ID, accounts, SIGNER), amount)
}

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
