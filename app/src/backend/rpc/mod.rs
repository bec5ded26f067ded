//! A cluster, reached through any node's JSON RPC.
//!
//! What is only asked for is asked again when the node does not answer ([`question`]). What is sent was signed, and is
//! sent until its fate is known ([`delivery`]); the node's WebSocket, where it has one, tells it first ([`notice`]).

mod delivery;
mod fate;
mod notice;
mod past;
mod question;
mod record;

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result};
use solana_account::Account;
use solana_account_decoder_client_types::{UiAccount, UiAccountEncoding};
use solana_commitment_config::CommitmentConfig;
use solana_hash::Hash;
use solana_rpc_client::rpc_client::RpcClient;
use solana_rpc_client_api::config::{
    RpcAccountInfoConfig, RpcProgramAccountsConfig, RpcSimulateTransactionAccountsConfig, RpcSimulateTransactionConfig,
};
use solana_rpc_client_api::filter::{Memcmp, RpcFilterType};
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use super::{Backend, Departed, Executed, Fate, Filter, Preview, Receipt, Shipment, Simulation, Tell};
use crate::history::{Period, Record};
use crate::refusal::Refusal;
use delivery::Lifetimes;
use notice::Notices;

pub use past::read_record;

/// The most accounts a node returns at once.
const ACCOUNTS_PER_REQUEST: usize = 100;

pub struct Rpc {
    client: RpcClient,
    /// How long the node may take for an answer.
    timeout: Duration,
    commitment: CommitmentConfig,
    notices: Notices,
    lifetimes: Lifetimes,
    /// Whether the node has ever answered, and whether it has not since it was last asked.
    known: AtomicBool,
    silent: AtomicBool,
}

impl Rpc {
    /// How long a node may take for an answer, if nothing else is said: as long as with the Solana CLI.
    pub const TIMEOUT: Duration = Duration::from_secs(30);

    /// The node at `url`, whose WebSocket is at `websocket` if it has one, and which may take so long for an answer.
    pub fn new(url: String, websocket: Option<String>, commitment: CommitmentConfig, timeout: Duration) -> Self {
        Self {
            client: RpcClient::new_with_timeout_and_commitment(url, timeout, commitment),
            timeout,
            commitment,
            notices: Notices::new(websocket, commitment),
            lifetimes: Lifetimes::default(),
            known: AtomicBool::new(false),
            silent: AtomicBool::new(false),
        }
    }

    fn rehearse_and_send(&self, place: usize, shipment: &dyn Shipment) -> Result<Receipt> {
        let Simulation { error, units, logs } = self.simulate(&shipment.make(place, Hash::default(), None)?)?;
        if let Some(error) = error {
            return Err(Refusal { error, logs }.into());
        }
        let (blockhash, last_block) = self.blockhash()?;
        let transaction = shipment.make(place, blockhash, Some(units))?;
        shipment.departs(place, &transaction, last_block)?;
        Ok(Receipt { signature: self.deliver(&transaction)?, units, logs, inner: None })
    }

    /// The latest blockhash, and the height of the last block that can hold a transaction with it.
    fn blockhash(&self) -> Result<(Hash, u64)> {
        let (blockhash, last_block) = self.ask(|node| node.get_latest_blockhash_with_commitment(self.commitment))?;
        self.lifetimes.note(blockhash, last_block);
        Ok((blockhash, last_block))
    }
}

impl Backend for Rpc {
    fn account(&self, address: &Pubkey) -> Result<Option<Account>> {
        // Asking for one account by itself hides what went wrong on the way behind "AccountNotFound".
        Ok(self.accounts(&[*address])?.pop().flatten())
    }

    fn accounts(&self, addresses: &[Pubkey]) -> Result<Vec<Option<Account>>> {
        let mut accounts = Vec::with_capacity(addresses.len());
        for some in addresses.chunks(ACCOUNTS_PER_REQUEST) {
            accounts.extend(self.ask(|node| node.get_multiple_accounts_with_commitment(some, self.commitment))?.value);
        }
        Ok(accounts)
    }

    fn program_accounts(&self, program: &Pubkey, filters: &[Filter]) -> Result<Vec<(Pubkey, Account)>> {
        let config = RpcProgramAccountsConfig {
            filters: Some(filters.iter().map(filter_type).collect()),
            account_config: RpcAccountInfoConfig {
                encoding: Some(UiAccountEncoding::Base64Zstd),
                commitment: Some(self.commitment),
                ..RpcAccountInfoConfig::default()
            },
            ..RpcProgramAccountsConfig::default()
        };
        let mut accounts = self
            .ask(|node| node.get_program_ui_accounts_with_config(program, config.clone()))?
            .into_iter()
            .map(|(address, account)| {
                let account = account.to_account().with_context(|| format!("the node sent {address} unreadably"))?;
                Ok((address, account))
            })
            .collect::<Result<Vec<_>>>()?;
        accounts.sort_unstable_by_key(|(address, _)| *address);
        Ok(accounts)
    }

    fn genesis_hash(&self) -> Result<Option<Hash>> {
        self.ask(RpcClient::get_genesis_hash).map(Some)
    }

    fn latest_blockhash(&self) -> Result<Hash> {
        Ok(self.blockhash()?.0)
    }

    fn preview(&self, transaction: &VersionedTransaction, watched: &[Pubkey]) -> Result<Preview> {
        let accounts = (!watched.is_empty()).then(|| RpcSimulateTransactionAccountsConfig {
            encoding: Some(UiAccountEncoding::Base64),
            addresses: watched.iter().map(ToString::to_string).collect(),
        });
        let config = RpcSimulateTransactionConfig {
            sig_verify: false,
            replace_recent_blockhash: true,
            commitment: Some(self.commitment),
            accounts,
            ..RpcSimulateTransactionConfig::default()
        };
        let outcome = self.ask(|node| node.simulate_transaction_with_config(transaction, config.clone()))?.value;
        let read = |account: UiAccount| account.to_account().context("the node sent an account unreadably");
        let after = outcome.accounts.unwrap_or_default().into_iter().map(|account| account.map(read).transpose());
        Ok(Preview {
            simulation: Simulation {
                error: outcome.err.map(Into::into),
                units: outcome.units_consumed.unwrap_or_default(),
                logs: outcome.logs.unwrap_or_default(),
            },
            fee: outcome.fee,
            after: after
                .map(|account| Ok(account?.filter(|account: &Account| account.lamports > 0)))
                .collect::<Result<_>>()?,
        })
    }

    fn executed(&self, signature: &Signature) -> Result<Option<Executed>> {
        let found = self.ask(|node| node.get_signature_statuses_with_history(&[*signature]))?;
        let status = found.value.into_iter().next().flatten();
        // One that is not as safe as it has to be may yet be another one.
        let status = status.filter(|status| status.satisfies_commitment(self.commitment));
        Ok(status.map(|status| Executed { slot: status.slot, error: status.err }))
    }

    fn send(&mut self, transaction: &VersionedTransaction) -> Result<Receipt> {
        let signature = self.deliver(transaction)?;
        let record = self.record(&signature);
        Ok(record::receipt(signature, record, transaction.message.instructions().len()))
    }

    /// Side by side. Whoever sends many of them can do without the node's record of each.
    fn send_all(&mut self, shipment: &dyn Shipment, abreast: usize, tell: Tell) -> Result<()> {
        let count = shipment.count();
        let (this, next, stopped) = (&*self, AtomicUsize::new(0), AtomicBool::new(false));
        let (say, hear) = mpsc::channel();
        std::thread::scope(|scope| {
            for _ in 0..count.min(abreast) {
                let (say, next, stopped) = (say.clone(), &next, &stopped);
                scope.spawn(move || {
                    loop {
                        let place = next.fetch_add(1, Ordering::Relaxed);
                        if place >= count || stopped.load(Ordering::Relaxed) {
                            return;
                        }
                        if say.send((place, this.rehearse_and_send(place, shipment))).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(say);
            let mut told = Ok(());
            // Also after an error what is on its way is waited for, and told of.
            for (place, outcome) in hear {
                let heard = tell(place, outcome);
                if heard.is_err() {
                    stopped.store(true, Ordering::Relaxed);
                    told = told.and(heard);
                }
            }
            told
        })
    }

    fn fates(&self, departed: &[Departed]) -> Result<Vec<Fate>> {
        self.ask(|node| fate::fates(node, self.commitment, departed))
    }

    fn cluster(&self) -> Result<String> {
        Ok(self.ask(RpcClient::get_genesis_hash)?.to_string())
    }

    fn history(&self, addresses: &[Pubkey], period: Period) -> Result<Vec<Record>> {
        past::history(self, addresses, period)
    }

    fn memory_begins(&self) -> Result<i64> {
        past::memory_begins(self)
    }

    fn rent_minimum(&self, length: usize) -> Result<u64> {
        self.ask(|node| node.get_minimum_balance_for_rent_exemption(length))
    }

    /// Asked for once only: a node gives as often as it is asked.
    fn airdrop(&mut self, address: &Pubkey, lamports: u64) -> Result<()> {
        let given = self.client.request_airdrop(address, lamports);
        let signature = given.map_err(|error| self.unanswered(error))?;
        self.client.poll_for_signature(&signature).map_err(|error| self.unanswered(error))
    }

    fn finish(&mut self) -> Result<()> {
        Ok(())
    }
}

fn filter_type(filter: &Filter) -> RpcFilterType {
    match filter {
        Filter::Length(length) => RpcFilterType::DataSize(*length as u64),
        Filter::Bytes { offset, bytes } => RpcFilterType::Memcmp(Memcmp::new_base58_encoded(*offset, bytes)),
    }
}
