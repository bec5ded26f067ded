//! Associated token accounts: the one address at which an owner is paid unless it says otherwise.

use anchor_lang::prelude::{AccountMeta, Pubkey, pubkey};
use anchor_lang::{AccountDeserialize, system_program};
use anchor_spl::token::{self, TokenAccount};
use anyhow::Result;
use solana_account::Account;
use solana_instruction::Instruction;

use crate::backend::Backend;

/// The program that creates them.
pub const PROGRAM: Pubkey = pubkey!("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");

/// `CreateIdempotent`: succeeds where the account exists.
const CREATE_IDEMPOTENT: u8 = 1;

/// The owner's token account for a mint.
pub fn address(owner: &Pubkey, mint: &Pubkey) -> Pubkey {
    let seeds = [owner.as_ref(), token::ID.as_ref(), mint.as_ref()];
    Pubkey::find_program_address(&seeds, &PROGRAM).0
}

/// Creates the account where it does not exist. `payer` pays its rent.
pub fn create(payer: &Pubkey, owner: &Pubkey, mint: &Pubkey) -> Instruction {
    let accounts = vec![
        AccountMeta::new(*payer, true),
        AccountMeta::new(address(owner, mint), false),
        AccountMeta::new_readonly(*owner, false),
        AccountMeta::new_readonly(*mint, false),
        AccountMeta::new_readonly(system_program::ID, false),
        AccountMeta::new_readonly(token::ID, false),
    ];
    Instruction::new_with_bytes(PROGRAM, &[CREATE_IDEMPOTENT], accounts)
}

/// What a token account holds. None where there is no token account.
pub fn balance(backend: &dyn Backend, token_account: &Pubkey) -> Result<Option<u64>> {
    Ok(backend.account(token_account)?.and_then(held))
}

/// What token accounts hold, in their order.
pub fn balances(backend: &dyn Backend, token_accounts: &[Pubkey]) -> Result<Vec<Option<u64>>> {
    Ok(backend.accounts(token_accounts)?.into_iter().map(|account| account.and_then(held)).collect())
}

fn held(account: Account) -> Option<u64> {
    let held = TokenAccount::try_deserialize(&mut account.data.as_slice()).ok()?;
    (account.owner == token::ID).then_some(held.amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_the_one_everybody_uses() {
        let owner = pubkey!("B1aLzaNMeFVAyQ6f3XbbUyKcH2YPHu2fqiEagmiF23VR");
        let mint = pubkey!("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v");
        let other = pubkey!("Es9vMFrzaCERmJfrF4H2FYD4KCoNkY11McCe8BenwNYB");
        assert_ne!(address(&owner, &mint), address(&owner, &other));
        assert_eq!(create(&other, &owner, &mint).accounts[1].pubkey, address(&owner, &mint));
    }
}
