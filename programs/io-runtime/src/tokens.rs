//! Tokens moving. The token program checks the accounts: their mints, their owners and what they hold.

use anchor_lang::{
    prelude::*,
    solana_program::{
        instruction::{AccountMeta, Instruction},
        program::invoke_signed_unchecked,
    },
};
use anchor_spl::token::{self, TokenAccount};

/// Seeds that sign in the name of a program's address; none where somebody signed the transaction.
pub type Seeds<'a> = &'a [&'a [&'a [u8]]];

/// The token program's own numbers of its instructions.
const TRANSFER: u8 = 3;
const MINT_TO: u8 = 7;
const BURN: u8 = 8;
const CLOSE_ACCOUNT: u8 = 9;
const INITIALIZE_ACCOUNT_3: u8 = 18;

/// The base units in a token account, read from its layout: the amount follows the mint and the owner. None in what is no
/// token account.
pub fn held(account: &AccountInfo) -> Result<Option<u64>> {
    let data = account.try_borrow_data()?;
    Ok(data.get(64..72).and_then(|amount| amount.try_into().ok()).map(u64::from_le_bytes))
}

/// Moves `amount` from one token account to another.
pub fn transfer<'info>(
    from: &AccountInfo<'info>,
    to: &AccountInfo<'info>,
    authority: &AccountInfo<'info>,
    amount: u64,
    seeds: Seeds,
) -> Result<()> {
    call([from, to, authority], numbered(TRANSFER, &amount.to_le_bytes()), seeds)
}

/// Mints `amount` into a token account.
pub fn mint<'info>(
    mint: &AccountInfo<'info>,
    to: &AccountInfo<'info>,
    authority: &AccountInfo<'info>,
    amount: u64,
    seeds: Seeds,
) -> Result<()> {
    call([mint, to, authority], numbered(MINT_TO, &amount.to_le_bytes()), seeds)
}

/// Burns `amount` out of a token account.
pub fn burn<'info>(
    from: &AccountInfo<'info>,
    mint: &AccountInfo<'info>,
    authority: &AccountInfo<'info>,
    amount: u64,
    seeds: Seeds,
) -> Result<()> {
    call([from, mint, authority], numbered(BURN, &amount.to_le_bytes()), seeds)
}

/// Closes an empty token account; its rent goes to `to`.
pub fn close<'info>(
    account: &AccountInfo<'info>,
    to: &AccountInfo<'info>,
    authority: &AccountInfo<'info>,
    seeds: Seeds,
) -> Result<()> {
    call([account, to, authority], vec![CLOSE_ACCOUNT], seeds)
}

/// Creates a token account of `owner` at a derived address.
pub fn create<'info>(
    account: &AccountInfo<'info>,
    payer: &AccountInfo<'info>,
    mint: &AccountInfo<'info>,
    owner: &Pubkey,
    seeds: &[&[u8]],
) -> Result<()> {
    crate::create(account, payer, TokenAccount::LEN, &token::ID, seeds)?;
    let accounts = vec![AccountMeta::new(*account.key, false), AccountMeta::new_readonly(*mint.key, false)];
    let data = numbered(INITIALIZE_ACCOUNT_3, owner.as_array());
    let instruction = Instruction { program_id: token::ID, accounts, data };
    // Unchecked: nobody can hold the data of an account that was just created, and the mint is only read.
    Ok(invoke_signed_unchecked(&instruction, &[account.clone(), mint.clone()], &[])?)
}

/// Calls the token program with two accounts that change and the authority that signs.
fn call<'info>(accounts: [&AccountInfo<'info>; 3], data: Vec<u8>, seeds: Seeds) -> Result<()> {
    let [first, second, authority] = accounts;
    let metas = vec![
        AccountMeta::new(*first.key, false),
        AccountMeta::new(*second.key, false),
        AccountMeta::new_readonly(*authority.key, true),
    ];
    let instruction = Instruction { program_id: token::ID, accounts: metas, data };
    // Unchecked: only the token program writes to the first two, and it cannot write to the authority. No caller's
    // borrow of them can be invalidated behind its back.
    Ok(invoke_signed_unchecked(&instruction, &accounts.map(Clone::clone), seeds)?)
}

/// The data of an instruction: its number, then its argument.
fn numbered<const LENGTH: usize>(number: u8, argument: &[u8; LENGTH]) -> Vec<u8> {
    let mut data = Vec::with_capacity(LENGTH.saturating_add(1));
    data.push(number);
    data.extend_from_slice(argument);
    data
}
