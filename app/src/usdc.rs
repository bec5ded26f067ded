//! Dollars: USDC, whose base units are millionths.
//!
//! The embedded ledger and the local node have a mint of their own at the mainnet's address. Nobody has its keys: balances
//! are written, as lamports are airdropped.

use anchor_lang::prelude::{Pubkey, pubkey};
use anchor_spl::token::{self, spl_token::state};
use anyhow::{Context, Result, ensure};
use io_economics::MicroUsd;
use solana_account::Account;
use solana_program_pack::Pack;

use crate::money;

/// The USDC mint of the mainnet. The embedded ledger has one of its own at the same address.
pub const MINT: Pubkey = pubkey!("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v");

/// Decimal places of the mint.
pub const DECIMALS: u8 = 6;

const TOO_MANY: &str = "there cannot be that many dollars";

/// `"1,234.5"` dollars, exactly.
pub fn parse(text: &str) -> Result<MicroUsd> {
    money::parse_units(text, DECIMALS, "USDC").map(MicroUsd::new)
}

/// `1,234.500000`.
pub fn show(dollars: MicroUsd) -> String {
    money::group(&dollars.to_string())
}

/// [`show`] of a number of base units.
pub fn show_units(base_units: u64) -> String {
    show(MicroUsd::new(base_units))
}

/// The account of a mint of dollars of which so many base units exist.
pub fn mint(supply: u64, lamports: u64) -> Account {
    let mint = state::Mint { supply, decimals: DECIMALS, is_initialized: true, ..Default::default() };
    packed(mint, lamports)
}

/// The mint after so many base units more have come into the world.
pub fn raised(mint: &Account, amount: u64) -> Result<Account> {
    let supply = state::Mint::unpack(&mint.data)?.supply.checked_add(amount).context(TOO_MANY)?;
    Ok(self::mint(supply, mint.lamports))
}

/// An owner's account after it was given so many base units, and what it holds then. Where there is none, a new one with
/// these lamports.
pub fn credited(account: Option<Account>, owner: Pubkey, amount: u64, lamports: u64) -> Result<(Account, u64)> {
    let Some(mut account) = account.filter(|account| account.owner == token::ID) else {
        return Ok((holding(owner, amount, lamports), amount));
    };
    let mut held = state::Account::unpack(&account.data)?;
    ensure!(held.owner == owner, "the token account of {owner} has been handed over to {}", held.owner);
    held.amount = held.amount.checked_add(amount).context(TOO_MANY)?;
    held.pack_into_slice(&mut account.data);
    Ok((account, held.amount))
}

/// The account in which so many base units belong to an owner.
fn holding(owner: Pubkey, amount: u64, lamports: u64) -> Account {
    let state = state::AccountState::Initialized;
    packed(state::Account { mint: MINT, owner, amount, state, ..Default::default() }, lamports)
}

fn packed<T: Pack>(content: T, lamports: u64) -> Account {
    let mut data = vec![0; T::LEN];
    content.pack_into_slice(&mut data);
    Account { lamports, data, owner: token::ID, rent_epoch: u64::MAX, ..Account::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dollars_have_six_decimals() -> Result<()> {
        for (text, units) in
            [("2.35", 2_350_000), ("1_000", 1_000_000_000), ("0.000001", 1), ("7,000.5", 7_000_500_000)]
        {
            assert_eq!(parse(text)?.get(), units, "{text}");
        }
        for text in ["", "1.0000001", "-1", "2.3.5", "$2", "18,80"] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert_eq!(show_units(1_234_500_000), "1,234.500000");
        Ok(())
    }
}
