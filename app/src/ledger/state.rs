//! The content of a ledger: whatever differs from a fresh SVM.
//!
//! Builtins, the standard SPL programs, feature accounts and untouched sysvars are the same in every SVM of a version,
//! and are not stored.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result};
use borsh::{BorshDeserialize, BorshSerialize};
use litesvm::LiteSVM;
use solana_account::{Account, AccountSharedData, ReadableAccount};
use solana_hash::Hash;
use std::collections::HashMap;

use super::format::{self, Damage};
use super::journal::Mark;

/// The accounts of a fresh SVM.
pub struct Baseline(HashMap<Pubkey, AccountSharedData>);

impl Baseline {
    pub fn of(fresh: &LiteSVM) -> Self {
        Self(fresh.accounts_db().inner.iter().map(|(address, account)| (*address, account.clone())).collect())
    }

    fn has(&self, address: &Pubkey, account: &AccountSharedData) -> bool {
        self.0.get(address) == Some(account)
    }
}

#[derive(BorshSerialize, BorshDeserialize)]
pub struct State {
    blockhash: [u8; 32],
    pub journal: Mark,
    accounts: Vec<Stored>,
}

#[derive(BorshSerialize, BorshDeserialize)]
struct Stored {
    address: [u8; 32],
    lamports: u64,
    owner: [u8; 32],
    executable: bool,
    rent_epoch: u64,
    data: Vec<u8>,
}

impl State {
    pub fn of(svm: &LiteSVM, baseline: &Baseline, journal: Mark) -> Self {
        let mut accounts: Vec<Stored> = svm
            .accounts_db()
            .inner
            .iter()
            .filter(|(address, account)| !baseline.has(address, account))
            .map(|(address, account)| Stored {
                address: address.to_bytes(),
                lamports: account.lamports(),
                owner: account.owner().to_bytes(),
                executable: account.executable(),
                rent_epoch: account.rent_epoch(),
                data: account.data().to_vec(),
            })
            .collect();
        // The SVM's map has no order of its own; the same state must give the same file.
        accounts.sort_unstable_by_key(|account| account.address);
        Self { blockhash: svm.latest_blockhash().to_bytes(), journal, accounts }
    }

    pub fn payload(&self) -> Result<Vec<u8>> {
        borsh::to_vec(self).context("the ledger's state cannot be encoded")
    }

    pub fn read(file: &[u8]) -> Result<Self, Damage> {
        borsh::from_slice(format::decode(file)?).map_err(|fault| Damage::Content(fault.to_string()))
    }

    /// Brings a fresh SVM into this state.
    pub fn restore(self, svm: &mut LiteSVM) -> Result<()> {
        svm.set_latest_blockhash(Hash::new_from_array(self.blockhash));
        // The runtime loads a program when its account is set, from data accounts that must be there by then.
        let (programs, rest): (Vec<_>, Vec<_>) = self.accounts.into_iter().partition(|account| account.executable);
        for stored in rest.into_iter().chain(programs) {
            let address = Pubkey::new_from_array(stored.address);
            let account = Account {
                lamports: stored.lamports,
                data: stored.data,
                owner: Pubkey::new_from_array(stored.owner),
                executable: stored.executable,
                rent_epoch: stored.rent_epoch,
            };
            svm.set_account(address, account).with_context(|| format!("the runtime refuses the account {address}"))?;
        }
        Ok(())
    }
}
