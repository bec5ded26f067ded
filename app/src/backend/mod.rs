//! Where the programs run. Every command is written against [`Backend`] and cannot tell a cluster from the
//! embedded ledger.

mod embedded;
mod nowhere;
mod rpc;

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result};
use solana_account::Account;
use solana_clock::Clock;
use solana_hash::Hash;
use solana_message::inner_instruction::InnerInstructionsList;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;
use std::fmt;

use crate::history::{Period, Record};

pub use embedded::Embedded;
pub use nowhere::Nowhere;
pub use rpc::{Rpc, read_record};

/// A condition on accounts. The node applies it, so that only what is asked for travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// The account's data is so many bytes long.
    Length(usize),
    /// The account's data has these bytes at this offset.
    Bytes { offset: usize, bytes: Vec<u8> },
}

impl Filter {
    /// Accounts of one Anchor type.
    pub fn discriminator(discriminator: &[u8]) -> Self {
        Self::Bytes { offset: 0, bytes: discriminator.to_vec() }
    }

    /// Whether account data meets the condition.
    pub fn accepts(&self, data: &[u8]) -> bool {
        match self {
            Self::Length(length) => data.len() == *length,
            Self::Bytes { offset, bytes } => data.get(*offset..).is_some_and(|rest| rest.starts_with(bytes)),
        }
    }
}

/// What a transaction would do.
#[derive(Clone, Debug)]
pub struct Simulation {
    /// Why it would be refused, if it would.
    pub error: Option<TransactionError>,
    pub units: u64,
    pub logs: Vec<String>,
}

/// What a transaction would do, to accounts too.
#[derive(Clone, Debug)]
pub struct Preview {
    pub simulation: Simulation,
    /// In lamports. None where the node does not say.
    pub fee: Option<u64>,
    /// The accounts that were asked for, as they would be afterwards.
    pub after: Vec<Option<Account>>,
}

/// A transaction that is part of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Executed {
    pub slot: u64,
    /// Why it failed, if it did.
    pub error: Option<TransactionError>,
}

/// What a transaction did.
#[derive(Clone, Debug)]
pub struct Receipt {
    pub signature: Signature,
    pub units: u64,
    pub logs: Vec<String>,
    /// The calls each instruction made, events among them. `None` where the node keeps no record of them.
    pub inner: Option<InnerInstructionsList>,
}

/// Many transactions that do not depend on each other. They are made and signed by whoever sends them, when their turn
/// comes.
pub trait Shipment: Sync {
    fn count(&self) -> usize;

    /// Makes and signs the transaction of that place, with that blockhash, and with that limit of compute units where it
    /// needs one.
    fn make(&self, place: usize, blockhash: Hash, units: Option<u64>) -> Result<VersionedTransaction>;

    /// Is told that the transaction of that place is sent next, and of the last block that can hold it. An error keeps it
    /// from being sent.
    fn departs(&self, place: usize, transaction: &VersionedTransaction, last_block: u64) -> Result<()>;
}

/// A transaction that was in no block while its blockhash was good. It never will be: another one can be signed in its
/// place, and nothing is done twice.
#[derive(Debug)]
pub struct Expired {
    pub signature: Signature,
}

impl fmt::Display for Expired {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "no block took the transaction {} while its blockhash was good, and none ever will: nothing was done. With \
             --with-compute-unit-price, or a higher one, it may be taken sooner",
            self.signature
        )
    }
}

impl std::error::Error for Expired {}

/// Is told what came of the transaction of that place. An error ends the work.
pub type Tell<'a> = &'a mut dyn FnMut(usize, Result<Receipt>) -> Result<()>;

/// A transaction that was sent, as far as somebody has to know it who asks for it later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Departed {
    pub signature: Signature,
    /// A slot that was over when it was sent.
    pub slot: u64,
    /// Height of the last block that can hold it.
    pub last_block: u64,
}

/// What has become of a transaction that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Confirmed,
    /// It was executed, and refused; or it did not arrive, and cannot arrive any more.
    Void,
    /// It may still arrive.
    OnItsWay,
    /// It was sent before anything that is remembered where it was asked for.
    Forgotten,
}

/// A place where the programs run.
pub trait Backend {
    fn account(&self, address: &Pubkey) -> Result<Option<Account>>;

    /// The accounts at these addresses, in their order.
    fn accounts(&self, addresses: &[Pubkey]) -> Result<Vec<Option<Account>>>;

    /// The accounts that `program` owns and every filter accepts, in the order of their addresses.
    fn program_accounts(&self, program: &Pubkey, filters: &[Filter]) -> Result<Vec<(Pubkey, Account)>>;

    /// The hash of the cluster's genesis, which tells it from every other. None for an embedded ledger.
    fn genesis_hash(&self) -> Result<Option<Hash>>;

    fn latest_blockhash(&self) -> Result<Hash>;

    /// Runs a transaction without keeping what it does. Neither signatures nor blockhash need be right.
    fn simulate(&self, transaction: &VersionedTransaction) -> Result<Simulation> {
        Ok(self.preview(transaction, &[])?.simulation)
    }

    /// [`Backend::simulate`], with the fee and with what the watched accounts would hold.
    fn preview(&self, transaction: &VersionedTransaction, watched: &[Pubkey]) -> Result<Preview>;

    /// The transaction of this signature, if it was executed.
    fn executed(&self, signature: &Signature) -> Result<Option<Executed>>;

    /// Runs a transaction and waits until it is confirmed. A refusal by a program is a [`crate::refusal::Refusal`].
    fn send(&mut self, transaction: &VersionedTransaction) -> Result<Receipt>;

    /// Runs transactions that do not depend on each other, so many abreast where the backend can do that. Each is simulated
    /// first, and one that would be refused is not sent.
    fn send_all(&mut self, shipment: &dyn Shipment, abreast: usize, tell: Tell) -> Result<()>;

    /// What has become of these.
    fn fates(&self, departed: &[Departed]) -> Result<Vec<Fate>>;

    /// Tells one cluster from another, whatever way it is reached by.
    fn cluster(&self) -> Result<String>;

    /// What has named one of these addresses in a period, oldest first: transactions that failed included, and on the
    /// embedded ledger its gifts. What the backend has forgotten is not there, and nothing says so.
    fn history(&self, addresses: &[Pubkey], period: Period) -> Result<Vec<Record>>;

    /// The moment since which the backend remembers what has happened, in seconds since 1970; 0 if it remembers all.
    fn memory_begins(&self) -> Result<i64>;

    /// What an account of so many bytes must hold to live for ever.
    fn rent_minimum(&self, length: usize) -> Result<u64>;

    /// Gives an address lamports from nowhere, where that is possible.
    fn airdrop(&mut self, address: &Pubkey, lamports: u64) -> Result<()>;

    /// Called once when a command ends, well or not: writes down what a cluster would already have written.
    fn finish(&mut self) -> Result<()>;

    /// The time the programs see.
    fn clock(&self) -> Result<Clock> {
        let address = solana_sdk_ids::sysvar::clock::ID;
        let account = self.account(&address)?.context("this cluster has no clock")?;
        wincode::deserialize(&account.data).context("this cluster's clock is unreadable")
    }
}

#[cfg(test)]
mod tests {
    use super::Filter;

    #[test]
    fn filters_never_look_past_the_end() {
        let at_two = Filter::Bytes { offset: 2, bytes: vec![3, 4] };
        assert!(at_two.accepts(&[1, 2, 3, 4, 5]));
        assert!(!at_two.accepts(&[1, 2, 3]));
        assert!(!at_two.accepts(&[1]));
        assert!(Filter::Length(0).accepts(&[]));
        assert!(!Filter::Length(1).accepts(&[]));
    }
}
