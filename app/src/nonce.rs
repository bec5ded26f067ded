//! Durable nonces: a transaction that is made for the value of a nonce account does not expire. It begins by advancing the
//! account, and so is executed once at most.

use anchor_lang::prelude::Pubkey;
use anchor_lang::system_program;
use anyhow::{Context, Result, bail, ensure};
use solana_hash::Hash;
use solana_nonce::state::State;
use solana_nonce::versions::Versions;
use solana_system_interface::instruction::SystemInstruction;
use solana_transaction::versioned::VersionedTransaction;

use crate::backend::Backend;

pub use solana_system_interface::instruction::{
    advance_nonce_account as advance, create_nonce_account_with_seed as create, withdraw_nonce_account as withdraw,
};

/// What a nonce account says.
pub struct Nonce {
    /// Who alone may use it.
    pub authority: Pubkey,
    /// Stands where a transaction has its blockhash.
    pub value: Hash,
    pub lamports: u64,
}

/// Bytes of a nonce account.
pub const SIZE: usize = State::size();

/// The nonce account of that name that a wallet creates.
pub fn address(wallet: &Pubkey, name: &str) -> Result<Pubkey> {
    Pubkey::create_with_seed(wallet, name, &system_program::ID)
        .with_context(|| format!("\"{name}\": the name of a nonce account has at most 32 bytes"))
}

/// The nonce account at an address.
pub fn read(backend: &dyn Backend, address: &Pubkey) -> Result<Nonce> {
    match find(backend, address)? {
        Some(nonce) => Ok(nonce),
        None => bail!("there is no nonce account at {address}: `io nonce create` makes one"),
    }
}

/// [`read`], where `authority` may use it.
pub fn usable(backend: &dyn Backend, address: &Pubkey, authority: &Pubkey) -> Result<Nonce> {
    let nonce = read(backend, address)?;
    ensure!(
        nonce.authority == *authority,
        "{} may use the nonce account {address}, and {authority} may not",
        nonce.authority
    );
    Ok(nonce)
}

/// The nonce account at an address, if there is an account. Nonce accounts are the system program's, as is what holds
/// nothing but lamports that somebody has sent there.
pub fn find(backend: &dyn Backend, address: &Pubkey) -> Result<Option<Nonce>> {
    let Some(account) = backend.account(address)? else { return Ok(None) };
    if account.owner == system_program::ID && account.data.is_empty() {
        return Ok(None);
    }
    let other = || format!("{address} is not a nonce account");
    ensure!(account.owner == system_program::ID && account.data.len() == SIZE, other());
    let versions: Versions = wincode::deserialize(&account.data).ok().with_context(other)?;
    let (Versions::Current(state), lamports) = (versions, account.lamports) else { bail!(other()) };
    let State::Initialized(data) = *state else { bail!("the nonce account {address} has no value yet") };
    Ok(Some(Nonce { authority: data.authority, value: data.blockhash(), lamports }))
}

/// The nonce account that a transaction was made for, where it was made for one.
pub fn of(transaction: &VersionedTransaction) -> Option<Pubkey> {
    let message = &transaction.message;
    let first = message.instructions().first()?;
    let keys = message.static_account_keys();
    let advances = matches!(wincode::deserialize(&first.data), Ok(SystemInstruction::AdvanceNonceAccount));
    let by_system = keys.get(usize::from(first.program_id_index)) == Some(&system_program::ID);
    (advances && by_system).then(|| keys.get(usize::from(*first.accounts.first()?)).copied())?
}
