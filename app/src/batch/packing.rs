//! How many jobs go into one transaction.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result};
use solana_compute_budget_interface::ComputeBudgetInstruction;
use solana_hash::Hash;
use solana_instruction::Instruction;
use solana_message::AddressLookupTableAccount;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use std::sync::Mutex;

use super::journal::{Journal, Key};
use crate::backend::{Departed, Shipment};
use crate::session::{MOST_UNITS, with_reserve};
use crate::signatories::Signatories;
use crate::transaction::{fits, unsigned};
use crate::wallet::Wallet;

/// The most jobs that go into one transaction, whatever their size.
const MOST_JOBS: usize = 20;

/// Jobs that go into one transaction.
pub struct Parcel<'a> {
    /// Their places in the batch.
    pub jobs: Vec<usize>,
    pub instructions: Vec<Instruction>,
    /// The table that has their addresses.
    pub table: Option<&'a AddressLookupTableAccount>,
}

/// What every transaction of a batch has.
pub struct Stationery<'a> {
    pub payer: Pubkey,
    /// Beside those that parcels have.
    pub tables: Vec<AddressLookupTableAccount>,
    pub priority_fee: Option<u64>,
    /// Asked for instead of what the simulation takes.
    pub unit_limit: Option<u32>,
    /// Whether a limit of compute units is set also where nothing is paid for them.
    pub limited: bool,
    pub preface: &'a [Instruction],
}

impl Stationery<'_> {
    /// Packs as many of the jobs as fit. One is always taken, whether it fits or not.
    pub fn pack<'a>(
        &self,
        jobs: &[usize],
        table: Option<&'a AddressLookupTableAccount>,
        instructions: impl Fn(&[usize]) -> Vec<Instruction>,
    ) -> Result<Parcel<'a>> {
        let first = jobs.get(..1).unwrap_or_default();
        let mut parcel = Parcel { jobs: first.to_vec(), instructions: instructions(first), table };
        for count in 2..=jobs.len().min(MOST_JOBS) {
            let some = jobs.get(..count).unwrap_or_default();
            let more = Parcel { jobs: some.to_vec(), instructions: instructions(some), table };
            if !self.holds(&more)? {
                break;
            }
            parcel = more;
        }
        Ok(parcel)
    }

    /// Whether a parcel fits into a transaction, together with the preface.
    pub fn holds(&self, parcel: &Parcel) -> Result<bool> {
        fits(&self.transaction(parcel, Some(MOST_UNITS.into()), Hash::default())?)
    }

    pub fn transaction(&self, parcel: &Parcel, units: Option<u64>, blockhash: Hash) -> Result<VersionedTransaction> {
        let mut instructions = Vec::new();
        if self.limited || self.priority_fee.is_some() || self.unit_limit.is_some() {
            // Before it is simulated nobody knows what it takes.
            let limit = self.unit_limit.unwrap_or_else(|| units.map_or(MOST_UNITS, with_reserve));
            instructions.push(ComputeBudgetInstruction::set_compute_unit_limit(limit));
        }
        instructions.extend(self.priority_fee.map(ComputeBudgetInstruction::set_compute_unit_price));
        instructions.extend_from_slice(self.preface);
        instructions.extend_from_slice(&parcel.instructions);
        unsigned(&self.payer, &instructions, &self.tables(parcel), blockhash)
    }

    /// The tables that a parcel may take addresses from.
    pub fn tables(&self, parcel: &Parcel) -> Vec<AddressLookupTableAccount> {
        self.tables.iter().chain(parcel.table).cloned().collect()
    }
}

/// Parcels on their way.
pub struct Cargo<'a> {
    pub parcels: &'a [Parcel<'a>],
    pub stationery: Stationery<'a>,
    pub signatories: &'a Signatories,
    pub cosigners: &'a [Wallet],
    /// A slot that is over.
    pub slot: u64,
    pub journal: &'a Mutex<Journal>,
    /// What the journal calls each job.
    pub keys: &'a [Key],
    /// The signatures of the parcels that have been sent.
    pub departed: Mutex<Vec<Option<Signature>>>,
}

impl Cargo<'_> {
    pub fn has_departed(&self, place: usize) -> Option<Signature> {
        self.departed.lock().ok()?.get(place).copied().flatten()
    }
}

impl Shipment for Cargo<'_> {
    fn count(&self) -> usize {
        self.parcels.len()
    }

    fn make(&self, place: usize, blockhash: Hash, units: Option<u64>) -> Result<VersionedTransaction> {
        let parcel = self.parcels.get(place).context("there is such a transaction")?;
        let mut transaction = self.stationery.transaction(parcel, units, blockhash)?;
        self.signatories.sign_completely(&mut transaction, self.cosigners)?;
        Ok(transaction)
    }

    fn departs(&self, place: usize, transaction: &VersionedTransaction, last_block: u64) -> Result<()> {
        let parcel = self.parcels.get(place).context("there is such a transaction")?;
        let signature = *transaction.signatures.first().context("a transaction is signed")?;
        let jobs = parcel.jobs.iter().filter_map(|job| self.keys.get(*job).cloned()).collect();
        let departed = Departed { signature, slot: self.slot, last_block };
        let mut journal = self.journal.lock().ok().context("another transaction could not be noted")?;
        journal.sent(departed, jobs)?;
        if let Some(sent) = self.departed.lock().ok().context("another transaction could not be noted")?.get_mut(place)
        {
            *sent = Some(signature);
        }
        Ok(())
    }
}
