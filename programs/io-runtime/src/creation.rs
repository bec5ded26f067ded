//! Creating an account at a derived address, and what is in it.

use anchor_lang::{
    Discriminator, ZeroCopy,
    error::ErrorCode,
    prelude::*,
    solana_program::{
        instruction::{AccountMeta, Instruction},
        program::{invoke_signed, invoke_signed_unchecked},
    },
    system_program::{self, Transfer},
};

/// The system program's own numbers of its instructions.
const CREATE_ACCOUNT: u32 = 0;
const ASSIGN: u32 = 1;
const ALLOCATE: u32 = 8;

/// Bytes of an instruction that creates an account: its number, the lamports, the space and the owner.
const CREATION: usize = 4 + 8 + 8 + 32;

/// Bytes that every account is charged for besides its data.
const OVERHEAD: u64 = 128;

/// Creates `account` with `space` zeroed bytes for `owner`, at the rent's minimum.
///
/// Anyone can send lamports to an address before it is created, and the plain creation then fails: such an account is
/// topped up and taken over instead, so that nobody can block an address by a gift.
#[inline(always)]
pub fn create<'info>(
    account: &AccountInfo<'info>,
    payer: &AccountInfo<'info>,
    space: usize,
    owner: &Pubkey,
    seeds: &[&[u8]],
) -> Result<()> {
    let space = space as u64;
    let rent = minimum_balance(&Rent::get()?, space);
    if account.lamports() == 0 {
        let mut data = Vec::with_capacity(CREATION);
        data.extend_from_slice(&CREATE_ACCOUNT.to_le_bytes());
        data.extend_from_slice(&rent.to_le_bytes());
        data.extend_from_slice(&space.to_le_bytes());
        data.extend_from_slice(owner.as_array());
        let accounts = vec![AccountMeta::new(*payer.key, true), AccountMeta::new(*account.key, true)];
        let instruction = Instruction { program_id: system_program::ID, accounts, data };
        // Neither account has data that anybody could hold borrowed: one is a wallet, the other does not exist.
        return Ok(invoke_signed_unchecked(&instruction, &[payer.clone(), account.clone()], &[seeds])?);
    }
    let missing = rent.saturating_sub(account.lamports());
    if missing > 0 {
        let accounts = Transfer { from: payer.clone(), to: account.clone() };
        system_program::transfer(CpiContext::new(system_program::ID, accounts), missing)?;
    }
    take_over(account, [&ALLOCATE.to_le_bytes(), &space.to_le_bytes()[..]].concat(), seeds)?;
    take_over(account, [&ASSIGN.to_le_bytes(), owner.as_ref()].concat(), seeds)
}

/// One step in which the account itself is all that the system program needs.
fn take_over(account: &AccountInfo, data: Vec<u8>, seeds: &[&[u8]]) -> Result<()> {
    let accounts = vec![AccountMeta::new(*account.key, true)];
    let instruction = Instruction { program_id: system_program::ID, accounts, data };
    Ok(invoke_signed(&instruction, core::slice::from_ref(account), &[seeds])?)
}

/// The lamports that an account of that size has to hold: what [`Rent::minimum_balance`] says, without multiplying
/// floating-point numbers where the threshold is one of the two that clusters have had.
#[allow(deprecated, reason = "the threshold's field is on its way out, and with it the need to look at it")]
fn minimum_balance(rent: &Rent, space: u64) -> u64 {
    const ONE: u64 = 1f64.to_bits();
    const TWO: u64 = 2f64.to_bits();
    let for_a_year = space.saturating_add(OVERHEAD).saturating_mul(rent.lamports_per_byte_year);
    match rent.exemption_threshold.to_bits() {
        ONE => for_a_year,
        TWO => for_a_year.saturating_mul(2),
        _ => rent.minimum_balance(space as usize),
    }
}

/// The state of zeros in the data of an account that was just created, its discriminator written.
pub fn new_account<T: ZeroCopy + Discriminator>(data: &mut [u8]) -> Result<&mut T> {
    let (discriminator, state) =
        data.split_at_mut_checked(T::DISCRIMINATOR.len()).ok_or(ErrorCode::AccountDidNotDeserialize)?;
    discriminator.copy_from_slice(T::DISCRIMINATOR);
    bytemuck::try_from_bytes_mut(state).map_err(|_| ErrorCode::AccountDidNotDeserialize.into())
}

/// The state in the data of an account. Whose account it is, the caller has to check.
pub fn state<T: ZeroCopy + Discriminator>(data: &[u8]) -> Result<&T> {
    let state = data.strip_prefix(T::DISCRIMINATOR).ok_or(ErrorCode::AccountDiscriminatorMismatch)?;
    bytemuck::try_from_bytes(state).map_err(|_| ErrorCode::AccountDidNotDeserialize.into())
}

/// The state in the data of an account, to be changed. Whose account it is, the caller has to check.
pub fn state_mut<T: ZeroCopy + Discriminator>(data: &mut [u8]) -> Result<&mut T> {
    let (discriminator, state) =
        data.split_at_mut_checked(T::DISCRIMINATOR.len()).ok_or(ErrorCode::AccountDiscriminatorNotFound)?;
    require!(*discriminator == *T::DISCRIMINATOR, ErrorCode::AccountDiscriminatorMismatch);
    bytemuck::try_from_bytes_mut(state).map_err(|_| ErrorCode::AccountDidNotDeserialize.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(deprecated, reason = "the fields that are tested")]
    fn the_minimum_is_what_the_runtime_says() {
        for exemption_threshold in [1.0, 2.0, 1.5] {
            let rent = Rent { lamports_per_byte_year: 3_480, exemption_threshold, ..Rent::default() };
            for space in [0, 1, 165, 840, 10_240] {
                assert_eq!(minimum_balance(&rent, space as u64), rent.minimum_balance(space), "{space} bytes");
            }
        }
    }
}
