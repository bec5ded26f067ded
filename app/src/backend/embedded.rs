//! The embedded ledger as a backend.

use anchor_lang::prelude::Pubkey;
use anyhow::Result;
use solana_account::{Account, ReadableAccount};
use solana_hash::Hash;
use solana_transaction::versioned::VersionedTransaction;

use super::{Backend, Filter, Make, Receipt, Simulation, Tell};
use crate::ledger::Ledger;
use crate::refusal::Refusal;

pub struct Embedded {
    ledger: Ledger,
}

impl Embedded {
    pub fn new(ledger: Ledger) -> Self {
        Self { ledger }
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

    fn simulate(&self, transaction: &VersionedTransaction) -> Result<Simulation> {
        let svm = self.ledger.svm().clone().with_sigverify(false).with_blockhash_check(false);
        Ok(match svm.simulate_transaction(transaction.clone()) {
            Ok(done) => Simulation { error: None, units: done.meta.compute_units_consumed, logs: done.meta.logs },
            Err(failed) => Simulation {
                error: Some(failed.err),
                units: failed.meta.compute_units_consumed,
                logs: failed.meta.logs,
            },
        })
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
    fn send_all(&mut self, count: usize, make: Make, tell: Tell) -> Result<()> {
        for place in 0..count {
            let blockhash = self.ledger.svm().latest_blockhash();
            let rehearsal = make(place, blockhash, None)?;
            let outcome = match self.ledger.svm().simulate_transaction(rehearsal) {
                Ok(done) => self.send(&make(place, blockhash, Some(done.meta.compute_units_consumed))?),
                Err(failed) => Err(Refusal { error: failed.err, logs: failed.meta.logs }.into()),
            };
            tell(place, outcome)?;
        }
        Ok(())
    }

    fn rent_minimum(&self, length: usize) -> Result<u64> {
        Ok(self.ledger.svm().minimum_balance_for_rent_exemption(length))
    }

    fn airdrop(&mut self, address: &Pubkey, lamports: u64) -> Result<()> {
        self.ledger.airdrop(address, lamports)
    }

    fn finish(&mut self) -> Result<()> {
        self.ledger.save()
    }
}
