//! The embedded ledger: the SVM's state in a file, so that every command works on a fresh machine.
//!
//! A ledger at `PATH` is these files:
//!
//! | file | holds |
//! |---|---|
//! | `PATH` | every account, and the blockhash: see `format` and `state` |
//! | `PATH.journal` | each transaction that was executed, and each gift: see `journal` |
//! | `PATH.lock` | nothing but the number of the process that is using the ledger: see `lock` |
//! | `PATH.wallet.json` | the keypair of whoever has none of their own |
//! | `PATH.NAME.json` | the keypair `embedded:NAME` |
//!
//! Time stands still between commands and moves only by `io ledger warp`; each transaction takes one slot. From the
//! same start the same commands therefore give the same state, byte for byte.

mod dollars;
mod file;
pub mod format;
mod journal;
mod lock;
mod past;
mod place;
mod state;

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, anyhow, bail};
use litesvm::LiteSVM;
use litesvm::types::{FailedTransactionMetadata, TransactionMetadata};
use solana_account::Account;
use solana_clock::Clock;
use solana_message::{AddressLoader, VersionedMessage};
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use std::collections::HashSet;
use std::path::PathBuf;

use crate::history::{Balances, Changes};
use crate::report::note;
use crate::svm;
use state::Baseline;

pub use file::sync_directory;
pub use format::{Damage, VERSION};
pub use journal::{Call, Entry, Executed, Gift};
pub use place::Place;

/// What a new ledger starts with.
pub struct Founding {
    /// Each program's address and bytecode.
    pub programs: Vec<(Pubkey, Vec<u8>)>,
    /// Who may initialise and replace the programs.
    pub upgrade_authority: Pubkey,
    /// Where its clock starts, in seconds since 1970.
    pub time: i64,
}

/// An open ledger. Nobody else can open it until it is dropped.
pub struct Ledger {
    place: Place,
    _lock: lock::Lock,
    svm: LiteSVM,
    baseline: Baseline,
    journal: journal::Mark,
    executed: Vec<Entry>,
    changed: bool,
}

impl Ledger {
    /// Opens the ledger, or creates it with what `founding` brings if there is none.
    pub fn open(place: Place, founding: impl FnOnce() -> Result<Founding>) -> Result<Self> {
        let lock = lock::Lock::take(&place)?;
        match file::read(place.state())? {
            Some(bytes) => Self::resume(place, lock, &bytes),
            None => {
                let ledger = Self::found(place, lock, founding()?)?;
                note(format_args!("Created the embedded ledger {}", ledger.place.state().display()));
                Ok(ledger)
            }
        }
    }

    /// Opens the ledger if there is one.
    pub fn open_existing(place: Place) -> Result<Option<Self>> {
        if !place.state().exists() {
            return Ok(None);
        }
        let lock = lock::Lock::take(&place)?;
        match file::read(place.state())? {
            Some(bytes) => Self::resume(place, lock, &bytes).map(Some),
            None => Ok(None),
        }
    }

    /// Starts the ledger anew. A sound ledger is replaced; anything else that lies in its place is put aside, and
    /// its new path returned.
    pub fn reset(place: Place, founding: impl FnOnce() -> Result<Founding>) -> Result<(Self, Option<PathBuf>)> {
        let lock = lock::Lock::take(&place)?;
        let founding = founding()?;
        let aside = match file::read(place.state())? {
            Some(bytes) if Self::examine(&place, &bytes).is_err() => Some(Self::put_aside(&place)?),
            _ => None,
        };
        Ok((Self::found(place, lock, founding)?, aside))
    }

    /// Puts aside what is damaged, and returns the new path of the state.
    fn put_aside(place: &Place) -> Result<PathBuf> {
        if place.journal().exists() {
            file::put_aside(&place.journal())?;
        }
        file::put_aside(place.state())
    }

    fn examine(place: &Place, bytes: &[u8]) -> Result<state::State, Damage> {
        let state = state::State::read(bytes)?;
        journal::check_length(&place.journal(), &state.journal)?;
        Ok(state)
    }

    fn found(place: Place, lock: lock::Lock, founding: Founding) -> Result<Self> {
        let mut svm = svm::fresh();
        let baseline = Baseline::of(&svm);
        let start: Clock = svm.get_sysvar();
        svm.set_sysvar(&Clock { unix_timestamp: founding.time, epoch_start_timestamp: founding.time, ..start });
        for (address, elf) in &founding.programs {
            svm::deploy(&mut svm, *address, elf, founding.upgrade_authority)?;
        }
        dollars::found(&mut svm)?;
        let journal = journal::Mark::default();
        let mut ledger = Self { place, _lock: lock, svm, baseline, journal, executed: Vec::new(), changed: true };
        ledger.save()?;
        Ok(ledger)
    }

    fn resume(place: Place, lock: lock::Lock, bytes: &[u8]) -> Result<Self> {
        let state = Self::examine(&place, bytes).map_err(|damage| damaged(&place, damage))?;
        let mut svm = svm::fresh();
        let baseline = Baseline::of(&svm);
        let journal = state.journal.clone();
        state.restore(&mut svm)?;
        Ok(Self { place, _lock: lock, svm, baseline, journal, executed: Vec::new(), changed: false })
    }

    /// Writes what has happened since the ledger was opened. Until the very last step a crash leaves the old state.
    pub fn save(&mut self) -> Result<()> {
        if !self.changed {
            return Ok(());
        }
        let journal = journal::append(&self.place.journal(), &self.journal, &self.executed)
            .with_context(|| format!("cannot write {}", self.place.journal().display()))?;
        let state = state::State::of(&self.svm, &self.baseline, journal.clone());
        file::replace(self.place.state(), &format::encode(&state.payload()?))?;
        self.journal = journal;
        self.executed.clear();
        self.changed = false;
        Ok(())
    }

    /// Executes a transaction, takes a slot for it, and notes it.
    pub fn execute(
        &mut self,
        transaction: &VersionedTransaction,
    ) -> Result<TransactionMetadata, Box<FailedTransactionMetadata>> {
        let looked_up = self.looked_up(&transaction.message);
        let accounts = [transaction.message.static_account_keys(), &looked_up].concat();
        let before = self.balances(&accounts);
        let outcome = self.svm.send_transaction(transaction.clone()).map_err(Box::new);
        let changes = before.until(&self.balances(&accounts));
        // A transaction that did not even pay its fee was never part of the ledger.
        if outcome.is_err() && changes == Changes::default() {
            return outcome;
        }
        let clock = self.clock();
        let done = match &outcome {
            Ok(done) => done,
            Err(failed) => &failed.meta,
        };
        let executed = Executed { looked_up, failed: outcome.is_err(), changes, ..executed(transaction, done, &clock) };
        self.executed.push(Entry::Executed(executed));
        self.changed = true;
        self.svm.expire_blockhash();
        self.svm.warp_to_slot(clock.slot.saturating_add(1));
        outcome
    }

    /// The accounts that a message looks up in tables. None where there is no such table, and the transaction is refused.
    fn looked_up(&self, message: &VersionedMessage) -> Vec<Pubkey> {
        let lookups = message.address_table_lookups().unwrap_or_default();
        let loaded = self.svm.accounts_db().load_addresses(lookups).unwrap_or_default();
        [loaded.writable, loaded.readonly].concat()
    }

    fn balances(&self, accounts: &[Pubkey]) -> Balances {
        Balances::of(accounts, |address| self.svm.accounts_db().inner.get(address).cloned())
    }

    /// Writes accounts without a transaction, and notes what that gave to whom.
    fn give(&mut self, accounts: impl IntoIterator<Item = (Pubkey, Account)>) -> Result<()> {
        let accounts: Vec<_> = accounts.into_iter().collect();
        let addresses: Vec<Pubkey> = accounts.iter().map(|(address, _)| *address).collect();
        let before = self.balances(&addresses);
        for (address, account) in accounts {
            self.svm.set_account(address, account)?;
        }
        let changes = before.until(&self.balances(&addresses));
        let clock = self.clock();
        self.executed.push(Entry::Gift(Gift { slot: clock.slot, time: clock.unix_timestamp, changes }));
        self.changed = true;
        Ok(())
    }

    /// Moves the clock forward to `time`.
    pub fn warp(&mut self, time: i64) -> Result<()> {
        let clock = self.clock();
        if time < clock.unix_timestamp {
            bail!(
                "the ledger's clock stands at {}, and moves only forward: {} lies before that",
                crate::moment::show(clock.unix_timestamp),
                crate::moment::show(time)
            );
        }
        self.svm.set_sysvar(&Clock { unix_timestamp: time, slot: clock.slot.saturating_add(1), ..clock });
        self.changed = true;
        Ok(())
    }

    /// Adds lamports to an account, creating it where there is none.
    pub fn airdrop(&mut self, address: &Pubkey, lamports: u64) -> Result<()> {
        let mut account = self.svm.get_account(address).unwrap_or_default();
        account.lamports = account.lamports.checked_add(lamports).context("nobody can own that many lamports")?;
        account.rent_epoch = u64::MAX;
        self.give([(*address, account)])
    }

    pub fn clock(&self) -> Clock {
        self.svm.get_sysvar()
    }

    pub fn svm(&self) -> &LiteSVM {
        &self.svm
    }

    pub fn place(&self) -> &Place {
        &self.place
    }

    /// How many transactions have succeeded, since the last reset.
    pub fn transactions(&self) -> u64 {
        let unsaved = self.executed.iter().filter(|entry| entry.succeeded()).count();
        self.journal.succeeded.saturating_add(unsaved as u64)
    }

    /// Everything that has changed accounts, oldest first; what was saved is read from the journal and checked.
    pub fn journal(&self) -> Result<Vec<Entry>> {
        let saved =
            journal::read(&self.place.journal(), &self.journal).map_err(|damage| damaged(&self.place, damage))?;
        Ok(saved.into_iter().chain(self.executed.iter().cloned()).collect())
    }

    /// The signatures of all that has succeeded, saved or not.
    pub fn signatures(&self) -> Result<HashSet<Signature>> {
        Ok(self.successes()?.map(|executed| Signature::from(executed.signature)).collect())
    }

    /// The transaction of that signature, if it succeeded.
    pub fn find(&self, signature: &Signature) -> Result<Option<Executed>> {
        Ok(self.successes()?.find(|executed| Signature::from(executed.signature) == *signature))
    }

    fn successes(&self) -> Result<impl Iterator<Item = Executed>> {
        Ok(self.journal()?.into_iter().filter(Entry::succeeded).filter_map(|entry| match entry {
            Entry::Executed(executed) => Some(executed),
            Entry::Gift(_) => None,
        }))
    }

    /// The same ledger, that looks at no signatures any more.
    pub fn unverified(self) -> Self {
        Self { svm: self.svm.with_sigverify(false), ..self }
    }

    /// The bytecode of a program of the ledger.
    pub fn bytecode(&self, program: &Pubkey) -> Option<&[u8]> {
        self.svm.accounts_db().try_program_elf_bytes(program).ok()
    }
}

fn damaged(place: &Place, damage: Damage) -> anyhow::Error {
    anyhow!(damage).context(format!(
        "the embedded ledger {} is damaged, and was left as it is. `io ledger reset` puts it aside and starts a new one; \
         --ledger PATH uses another one",
        place.state().display()
    ))
}

/// What is to be noted of a transaction, as far as the runtime says it.
fn executed(transaction: &VersionedTransaction, done: &TransactionMetadata, clock: &Clock) -> Executed {
    Executed {
        signature: done.signature.into(),
        slot: clock.slot,
        time: clock.unix_timestamp,
        units: done.compute_units_consumed,
        fee: done.fee,
        failed: false,
        message: transaction.message.serialize(),
        looked_up: Vec::new(),
        logs: done.logs.clone(),
        calls: done
            .inner_instructions
            .iter()
            .enumerate()
            .flat_map(|(instruction, calls)| calls.iter().map(move |call| Call::of(instruction, call)))
            .collect(),
        changes: Changes::default(),
    }
}

#[cfg(test)]
mod tests;
