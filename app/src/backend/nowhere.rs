//! No place at all: for signing where there is neither a cluster nor an embedded ledger.

use anchor_lang::prelude::Pubkey;
use anyhow::{Result, bail};
use solana_account::Account;
use solana_hash::Hash;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;

use super::{Backend, Departed, Executed, Fate, Filter, Preview, Receipt, Shipment, Tell};
use crate::history::{Period, Record};

pub struct Nowhere;

/// Why nothing can be asked here.
fn nobody<T>() -> Result<T> {
    bail!(
        "this takes accounts that have to be read, and there is no ledger here to read them from: make the transaction \
         where there is one, with --sign-only, and sign it here with `io tx sign`"
    )
}

impl Backend for Nowhere {
    fn account(&self, _: &Pubkey) -> Result<Option<Account>> {
        nobody()
    }

    fn accounts(&self, _: &[Pubkey]) -> Result<Vec<Option<Account>>> {
        nobody()
    }

    fn program_accounts(&self, _: &Pubkey, _: &[Filter]) -> Result<Vec<(Pubkey, Account)>> {
        nobody()
    }

    fn genesis_hash(&self) -> Result<Option<Hash>> {
        nobody()
    }

    fn latest_blockhash(&self) -> Result<Hash> {
        nobody()
    }

    fn preview(&self, _: &VersionedTransaction, _: &[Pubkey]) -> Result<Preview> {
        nobody()
    }

    fn executed(&self, _: &Signature) -> Result<Option<Executed>> {
        nobody()
    }

    fn send(&mut self, _: &VersionedTransaction) -> Result<Receipt> {
        nobody()
    }

    fn send_all(&mut self, _: &dyn Shipment, _: usize, _: Tell) -> Result<()> {
        nobody()
    }

    fn fates(&self, _: &[Departed]) -> Result<Vec<Fate>> {
        nobody()
    }

    fn cluster(&self) -> Result<String> {
        nobody()
    }

    fn history(&self, _: &[Pubkey], _: Period) -> Result<Vec<Record>> {
        nobody()
    }

    fn memory_begins(&self) -> Result<i64> {
        nobody()
    }

    fn rent_minimum(&self, _: usize) -> Result<u64> {
        nobody()
    }

    fn airdrop(&mut self, _: &Pubkey, _: u64) -> Result<()> {
        nobody()
    }

    fn finish(&mut self) -> Result<()> {
        Ok(())
    }
}
