//! Reading the zero-copy accounts of the suite's programs.

use anchor_lang::prelude::Pubkey;
use anchor_lang::{Discriminator, Owner, system_program};
use anyhow::{Context, Result, ensure};
use bytemuck::Pod;
use solana_account::Account;

use crate::backend::{Backend, Filter};
use crate::program;

/// What an account of type `T` says.
pub fn decode<T: Pod + Discriminator + Owner>(address: &Pubkey, account: &Account) -> Result<T> {
    let kind = std::any::type_name::<T>().rsplit("::").next().unwrap_or_default();
    let other = || format!("{address} is not a {kind} account of {}", program::name(&T::owner()));
    ensure!(account.owner == T::owner(), other());
    let rest = account.data.strip_prefix(T::DISCRIMINATOR).with_context(other)?;
    let content = rest.get(..size_of::<T>()).with_context(other)?;
    Ok(bytemuck::pod_read_unaligned(content))
}

/// An account of a program. Anyone can send lamports to an address at which there is nothing, and nothing is there all the
/// same: they are the system program's, and keep no program from creating its account.
pub fn existing(account: Option<Account>) -> Option<Account> {
    account.filter(|account| account.owner != system_program::ID)
}

fn read<T: Pod + Discriminator + Owner>(address: &Pubkey, account: Option<Account>) -> Result<Option<T>> {
    existing(account).map(|account| decode(address, &account)).transpose()
}

/// What the account of type `T` at an address says, if there is one.
pub fn find<T: Pod + Discriminator + Owner>(backend: &dyn Backend, address: &Pubkey) -> Result<Option<T>> {
    read(address, backend.account(address)?)
}

/// What those of these addresses say that have an account of type `T`, in their order.
pub fn find_each<T: Pod + Discriminator + Owner>(
    backend: &dyn Backend,
    addresses: &[Pubkey],
) -> Result<Vec<Option<T>>> {
    let found = addresses.iter().zip(backend.accounts(addresses)?);
    found.map(|(address, account)| read(address, account)).collect()
}

/// The conditions that only accounts of type `T` meet.
pub fn of_type<T: Discriminator>() -> Vec<Filter> {
    vec![Filter::discriminator(T::DISCRIMINATOR), Filter::Length(T::DISCRIMINATOR.len() + size_of::<T>())]
}

/// The condition that the field at this offset of `T` has these bytes.
pub fn field<T: Discriminator>(offset: usize, bytes: &[u8]) -> Filter {
    Filter::Bytes { offset: T::DISCRIMINATOR.len() + offset, bytes: bytes.to_vec() }
}
