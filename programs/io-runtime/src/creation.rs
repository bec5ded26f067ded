//! Creating an account at a derived address.

use anchor_lang::{
    prelude::*,
    system_program::{self, Allocate, Assign, CreateAccount, Transfer},
};

/// Creates `account` with `space` zeroed bytes for `owner`, at the rent's minimum.
///
/// Anyone can send lamports to an address before it is created, and the plain creation then fails: such an account is
/// topped up and taken over instead, so that nobody can block a device by a gift.
pub fn create<'info>(
    account: &AccountInfo<'info>,
    payer: &Signer<'info>,
    space: usize,
    owner: &Pubkey,
    seeds: &[&[u8]],
) -> Result<()> {
    let rent = Rent::get()?.minimum_balance(space);
    let space = space as u64;
    let seeds = &[seeds];
    if account.lamports() == 0 {
        let accounts = CreateAccount { from: payer.to_account_info(), to: account.clone() };
        return system_program::create_account(
            CpiContext::new_with_signer(system_program::ID, accounts, seeds),
            rent,
            space,
            owner,
        );
    }
    let missing = rent.saturating_sub(account.lamports());
    if missing > 0 {
        let accounts = Transfer { from: payer.to_account_info(), to: account.clone() };
        system_program::transfer(CpiContext::new(system_program::ID, accounts), missing)?;
    }
    let accounts = Allocate { account_to_allocate: account.clone() };
    system_program::allocate(CpiContext::new_with_signer(system_program::ID, accounts, seeds), space)?;
    let accounts = Assign { account_to_assign: account.clone() };
    system_program::assign(CpiContext::new_with_signer(system_program::ID, accounts, seeds), owner)
}
