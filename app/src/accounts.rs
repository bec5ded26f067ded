//! Reading the zero-copy accounts of the suite's programs.

use anchor_lang::prelude::Pubkey;
use anchor_lang::{Discriminator, Owner};
use anyhow::{Context, Result, ensure};
use bytemuck::Pod;
use solana_account::Account;

use crate::backend::Filter;
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

/// The conditions that only accounts of type `T` meet.
pub fn of_type<T: Discriminator>() -> Vec<Filter> {
    vec![Filter::discriminator(T::DISCRIMINATOR), Filter::Length(T::DISCRIMINATOR.len() + size_of::<T>())]
}

/// The condition that the field at this offset of `T` has these bytes.
pub fn field<T: Discriminator>(offset: usize, bytes: &[u8]) -> Filter {
    Filter::Bytes { offset: T::DISCRIMINATOR.len() + offset, bytes: bytes.to_vec() }
}
