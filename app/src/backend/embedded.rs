//! The embedded ledger as a backend.

use anchor_lang::prelude::Pubkey;
use anyhow::Result;
use solana_account::{Account, ReadableAccount};
use solana_hash::Hash;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;

use super::{Backend, Departed, Executed, Fate, Filter, Preview, Receipt, Shipment, Simulation, Tell};
use crate::history::{Period, Record};
use crate::ledger::Ledger;
use crate::refusal::Refusal;

pub struct Embedded {
    ledger: Ledger,
    /// Whether what is done is written down in the end.
    keeps: bool,
}

impl Embedded {
    pub fn new(ledger: Ledger) -> Self {
        Self { ledger, keeps: true }
    }

    /// One on which everything can be tried, by anybody: signatures are not looked at, and nothing is kept.
    pub fn rehearsing(ledger: Ledger) -> Self {
        Self { ledger: ledger.unverified(), keeps: false }
    }
}

impl Backend for Embedded {
    fn account(&self, address: &Pubkey) -> Result<Option<Account>> {
        Ok(self.ledger.svm().get_account(address))
    }

    fn accounts(&self, addresses: &[Pubkey]) -> Result<Vec<Option<Account>>> {
        Ok(addresses.iter().map(|address| self.ledger.svm().get_account(address)).collect())
    }

    fn program_accounts(&self, program: &Pubkey, filters: &[Filter]) -> Result<Vec<(Pubkey, Account)>> {
        let every = self.ledger.svm().accounts_db().inner.iter();
        let mut accounts: Vec<_> = every
            .filter(|(_, account)| {
                account.owner() == program && filters.iter().all(|filter| filter.accepts(account.data()))
            })
            .map(|(address, account)| (*address, account.clone().into()))
            .collect();
        accounts.sort_unstable_by_key(|(address, _)| *address);
        Ok(accounts)
    }

    fn genesis_hash(&self) -> Result<Option<Hash>> {
        Ok(None)
    }

    fn latest_blockhash(&self) -> Result<Hash> {
        Ok(self.ledger.svm().latest_blockhash())
    }

    fn preview(&self, transaction: &VersionedTransaction, watched: &[Pubkey]) -> Result<Preview> {
        let svm = self.ledger.svm().clone().with_sigverify(false).with_blockhash_check(false);
        let (error, meta, written) = match svm.simulate_transaction(transaction.clone()) {
            Ok(done) => (None, done.meta, done.post_accounts),
            Err(failed) => (Some(failed.err), failed.meta, Vec::new()),
        };
        let after = |address: &Pubkey| match written.iter().find(|(written, _)| written == address) {
            Some((_, account)) => Some(Account::from(account.clone())).filter(|account| account.lamports > 0),
            None => svm.get_account(address),
        };
        Ok(Preview {
            simulation: Simulation { error, units: meta.compute_units_consumed, logs: meta.logs },
            fee: Some(meta.fee),
            after: watched.iter().map(after).collect(),
        })
    }

    fn executed(&self, signature: &Signature) -> Result<Option<Executed>> {
        let entry = self.ledger.find(signature)?;
        Ok(entry.map(|entry| Executed { slot: entry.slot, error: None }))
    }

    fn send(&mut self, transaction: &VersionedTransaction) -> Result<Receipt> {
        match self.ledger.execute(transaction) {
            Ok(done) => Ok(Receipt {
                signature: done.signature,
                units: done.compute_units_consumed,
                logs: done.logs,
                inner: Some(done.inner_instructions),
            }),
            Err(failed) => Err(Refusal { error: failed.err, logs: failed.meta.logs }.into()),
        }
    }

    /// One after the other: the SVM has one state. They are signed when their turn comes, since each takes a slot, and with
    /// the slot the blockhash ends.
    fn send_all(&mut self, shipment: &dyn Shipment, _abreast: usize, tell: Tell) -> Result<()> {
        for place in 0..shipment.count() {
            let blockhash = self.ledger.svm().latest_blockhash();
            let rehearsal = shipment.make(place, blockhash, None)?;
            let outcome = match self.ledger.svm().simulate_transaction(rehearsal) {
                Ok(done) => {
                    let transaction = shipment.make(place, blockhash, Some(done.meta.compute_units_consumed))?;
                    // It is executed now or never.
                    shipment.departs(place, &transaction, 0)?;
                    self.send(&transaction)
                }
                Err(failed) => Err(Refusal { error: failed.err, logs: failed.meta.logs }.into()),
            };
            tell(place, outcome)?;
        }
        Ok(())
    }

    fn fates(&self, departed: &[Departed]) -> Result<Vec<Fate>> {
        if departed.is_empty() {
            return Ok(Vec::new());
        }
        let executed = self.ledger.signatures()?;
        let fate = |one: &Departed| if executed.contains(&one.signature) { Fate::Confirmed } else { Fate::Void };
        Ok(departed.iter().map(fate).collect())
    }

    fn cluster(&self) -> Result<String> {
        Ok(self.ledger.place().state().display().to_string())
    }

    fn history(&self, addresses: &[Pubkey], period: Period) -> Result<Vec<Record>> {
        self.ledger.history(addresses, period)
    }

    /// The journal has everything.
    fn memory_begins(&self) -> Result<i64> {
        Ok(0)
    }

    fn rent_minimum(&self, length: usize) -> Result<u64> {
        Ok(self.ledger.svm().minimum_balance_for_rent_exemption(length))
    }

    fn airdrop(&mut self, address: &Pubkey, lamports: u64) -> Result<()> {
        self.ledger.airdrop(address, lamports)
    }

    fn finish(&mut self) -> Result<()> {
        if self.keeps { self.ledger.save() } else { Ok(()) }
    }
}
