//! What the treasury's token accounts hold, and in whose hands they are.

use crate::{
    error::IoTreasuryError,
    seeds::{AUTHORITY_BUMP, AUTHORITY_SEED, TRADER, TRADER_BUMP, TRADER_SEED},
};
use anchor_lang::prelude::*;
use anchor_spl::token;
use io_runtime::tokens;
use io_token::{
    BurnArgs, BurnKind,
    call::{self, BurnAccounts},
};

/// Seeds with which the authority signs for the vaults.
pub const SIGNER: &[&[&[u8]]] = &[&[AUTHORITY_SEED, &[AUTHORITY_BUMP]]];

/// Seeds with which the trader signs for the purses, and for nothing else.
pub const TRADER_SIGNER: &[&[&[u8]]] = &[&[TRADER_SEED, &[TRADER_BUMP]]];

/// The tag of an option without a value, as the token program writes it.
const NONE: Option<&[u8]> = Some(&[0; 4]);

/// The state of a token account that is not frozen.
const INITIALIZED: u8 = 1;

/// The base units in a token account.
pub fn held(account: &AccountInfo) -> Result<u64> {
    Ok(tokens::held(account)?.ok_or(IoTreasuryError::NotATokenAccount)?)
}

/// The base units of a mint that exist, read from its layout: the supply follows the optional mint authority.
pub fn supply(mint: &AccountInfo) -> Result<u64> {
    let data = mint.try_borrow_data()?;
    let supply = data.get(36..44).and_then(|supply| supply.try_into().ok()).ok_or(IoTreasuryError::NotATokenAccount)?;
    Ok(u64::from_le_bytes(supply))
}

/// What a purse holds, once it is certain that it is the trader's alone: the right mint and owner, no delegate, not frozen,
/// not native, no close authority. Whoever had the trader's signature may have tried to keep a hand on it.
///
/// Of what is optional only the tag is read: the token program leaves the key of a delegate behind whose right has ended,
/// and a swap that works with a delegate and revokes it does nothing wrong.
pub fn held_by_trader(purse: &AccountInfo, mint: &Pubkey) -> Result<u64> {
    let untouched = {
        let data = purse.try_borrow_data()?;
        purse.owner == &token::ID
            && data.len() == 165
            && data.get(..32) == Some(mint.as_ref())
            && data.get(32..64) == Some(TRADER.as_ref())
            && data.get(72..76) == NONE
            && data.get(108) == Some(&INITIALIZED)
            && data.get(109..113) == NONE
            && data.get(129..133) == NONE
    };
    require!(untouched, IoTreasuryError::PurseTouched);
    held(purse)
}

/// Burns IO of the treasury's own vault through the ledger, in the name of the authority.
pub fn burn(accounts: &BurnAccounts, amount: u64, kind: BurnKind, reference: Pubkey) -> Result<()> {
    call::burn(accounts, &BurnArgs { amount, kind, reference }, SIGNER)
}
