//! A swap program that calls whatever its instruction says, with every signature that it was handed and that of its own
//! till. What it does to those who trust it is written in the tests.
//!
//! The data is the bump of the till, then the calls one after the other:
//!
//! | bytes | what |
//! |---:|---|
//! | 1 | the place of the called program among the accounts |
//! | 1 | how many accounts it is given, and for each: |
//! | 2 | its place among the accounts; 1 if it signs, plus 2 if it is writable |
//! | 2 | how long its data is, little-endian |
//! | … | its data |

use anchor_lang::prelude::{AccountInfo, ProgramError, Pubkey};
use anchor_lang::solana_program::entrypoint::ProgramResult;
use anchor_lang::solana_program::instruction::{AccountMeta, Instruction};
use anchor_lang::solana_program::program::invoke_signed;

/// Seed of the till, which signs for the program's own money.
pub const TILL_SEED: &[u8] = b"till";

#[cfg(not(feature = "no-entrypoint"))]
anchor_lang::solana_program::entrypoint!(obey);

/// Makes the calls that the data says.
pub fn obey(_program: &Pubkey, accounts: &[AccountInfo], data: &[u8]) -> ProgramResult {
    let (bump, mut calls) = data.split_first().ok_or(ProgramError::InvalidInstructionData)?;
    while !calls.is_empty() {
        let (instruction, rest) = read(accounts, calls).ok_or(ProgramError::InvalidInstructionData)?;
        invoke_signed(&instruction, accounts, &[&[TILL_SEED, &[*bump]]])?;
        calls = rest;
    }
    Ok(())
}

/// The next call, and what follows it.
fn read<'a>(accounts: &[AccountInfo], calls: &'a [u8]) -> Option<(Instruction, &'a [u8])> {
    let ([program, count], rest) = calls.split_first_chunk()?;
    let (places, rest) = rest.split_at_checked(usize::from(*count) * 2)?;
    let (length, rest) = rest.split_first_chunk()?;
    let (data, rest) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
    let (places, _) = places.as_chunks::<2>();
    let meta = |[place, flags]: &[u8; 2]| {
        let pubkey = *accounts.get(usize::from(*place))?.key;
        Some(AccountMeta { pubkey, is_signer: flags & 1 != 0, is_writable: flags & 2 != 0 })
    };
    let accounts_of_call = places.iter().map(meta).collect::<Option<_>>()?;
    let program_id = *accounts.get(usize::from(*program))?.key;
    Some((Instruction { program_id, accounts: accounts_of_call, data: data.to_vec() }, rest))
}
