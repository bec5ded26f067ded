//! A cluster, reached through any node's JSON RPC.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, anyhow};
use solana_account::Account;
use solana_account_decoder_client_types::UiAccountEncoding;
use solana_commitment_config::CommitmentConfig;
use solana_hash::Hash;
use solana_message::compiled_instruction::CompiledInstruction;
use solana_message::inner_instruction::{InnerInstruction, InnerInstructionsList};
use solana_rpc_client::rpc_client::RpcClient;
use solana_rpc_client_api::client_error::{Error as ClientError, ErrorKind};
use solana_rpc_client_api::config::{
    RpcAccountInfoConfig, RpcProgramAccountsConfig, RpcSimulateTransactionConfig, RpcTransactionConfig,
};
use solana_rpc_client_api::filter::{Memcmp, RpcFilterType};
use solana_rpc_client_api::request::{RpcError, RpcResponseErrorData};
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_status_client_types::{
    UiInnerInstructions, UiInstruction, UiTransactionEncoding, UiTransactionStatusMeta,
    option_serializer::OptionSerializer,
};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use super::{Backend, Filter, Make, Receipt, Simulation, Tell};
use crate::refusal::Refusal;

/// The most accounts a node returns at once.
const ACCOUNTS_PER_REQUEST: usize = 100;

/// How often, and how far apart, a node is asked for the record of a transaction that it has confirmed.
const RECORD_ATTEMPTS: u32 = 6;
const RECORD_PAUSE: Duration = Duration::from_millis(400);

/// How many transactions are on their way at a time. Each asks the node several times before it is confirmed, and a public
/// node limits what one address may ask.
const ABREAST: usize = 16;

pub struct Rpc {
    client: RpcClient,
    commitment: CommitmentConfig,
}

impl Rpc {
    pub fn new(url: String, commitment: CommitmentConfig) -> Self {
        Self { client: RpcClient::new_with_commitment(url, commitment), commitment }
    }

    /// What a node that answers badly, or not at all, is reported as.
    fn unanswered(&self, error: ClientError) -> anyhow::Error {
        anyhow!(error).context(format!("{} did not answer as it should", self.client.url()))
    }

    fn rehearse_and_send(&self, place: usize, make: Make) -> Result<Receipt> {
        let Simulation { error, units, logs } = self.simulate(&make(place, Hash::default(), None)?)?;
        if let Some(error) = error {
            return Err(Refusal { error, logs }.into());
        }
        let transaction = make(place, self.latest_blockhash()?, Some(units))?;
        let signature = self.confirmed(&transaction)?;
        Ok(Receipt { signature, units, logs, inner: None })
    }

    /// Sends a transaction and waits until it is confirmed.
    fn confirmed(&self, transaction: &VersionedTransaction) -> Result<Signature> {
        let sent = self.client.send_and_confirm_transaction(transaction);
        sent.map_err(|error| refusal(&error).map_or_else(|| self.unanswered(error), anyhow::Error::from))
    }

    /// The node's record of a confirmed transaction. Some keep none, and the newest is written with a delay.
    fn record(&self, signature: &Signature) -> Option<UiTransactionStatusMeta> {
        let config = RpcTransactionConfig {
            encoding: Some(UiTransactionEncoding::Base64),
            // A record cannot be read at a weaker commitment than this.
            commitment: Some(if self.commitment.is_finalized() {
                CommitmentConfig::finalized()
            } else {
                CommitmentConfig::confirmed()
            }),
            max_supported_transaction_version: Some(0),
        };
        for attempt in 0..RECORD_ATTEMPTS {
            if attempt > 0 {
                std::thread::sleep(RECORD_PAUSE);
            }
            if let Ok(found) = self.client.get_transaction_with_config(signature, config) {
                return found.transaction.meta;
            }
        }
        None
    }
}

impl Backend for Rpc {
    fn account(&self, address: &Pubkey) -> Result<Option<Account>> {
        let found = self.client.get_account_with_commitment(address, self.commitment);
        Ok(found.map_err(|error| self.unanswered(error))?.value)
    }

    fn accounts(&self, addresses: &[Pubkey]) -> Result<Vec<Option<Account>>> {
        let mut accounts = Vec::with_capacity(addresses.len());
        for some in addresses.chunks(ACCOUNTS_PER_REQUEST) {
            let found = self.client.get_multiple_accounts_with_commitment(some, self.commitment);
            accounts.extend(found.map_err(|error| self.unanswered(error))?.value);
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
        let found = self.client.get_program_ui_accounts_with_config(program, config);
        let mut accounts = found
            .map_err(|error| self.unanswered(error))?
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
        self.client.get_genesis_hash().map(Some).map_err(|error| self.unanswered(error))
    }

    fn latest_blockhash(&self) -> Result<Hash> {
        self.client.get_latest_blockhash().map_err(|error| self.unanswered(error))
    }

    fn simulate(&self, transaction: &VersionedTransaction) -> Result<Simulation> {
        let config = RpcSimulateTransactionConfig {
            sig_verify: false,
            replace_recent_blockhash: true,
            commitment: Some(self.commitment),
            ..RpcSimulateTransactionConfig::default()
        };
        let outcome = self
            .client
            .simulate_transaction_with_config(transaction, config)
            .map_err(|error| self.unanswered(error))?
            .value;
        Ok(Simulation {
            error: outcome.err.map(Into::into),
            units: outcome.units_consumed.unwrap_or_default(),
            logs: outcome.logs.unwrap_or_default(),
        })
    }

    fn send(&mut self, transaction: &VersionedTransaction) -> Result<Receipt> {
        let signature = self.confirmed(transaction)?;
        let Some(record) = self.record(&signature) else {
            return Ok(Receipt { signature, units: 0, logs: Vec::new(), inner: None });
        };
        let instructions = transaction.message.instructions().len();
        Ok(Receipt {
            signature,
            units: given(record.compute_units_consumed).unwrap_or_default(),
            logs: given(record.log_messages).unwrap_or_default(),
            inner: given(record.inner_instructions).and_then(|calls| inner_instructions(calls, instructions)),
        })
    }

    /// Side by side. Whoever sends many of them can do without the node's record of each.
    fn send_all(&mut self, count: usize, make: Make, tell: Tell) -> Result<()> {
        let (this, next, stopped) = (&*self, AtomicUsize::new(0), AtomicBool::new(false));
        let (say, hear) = mpsc::channel();
        std::thread::scope(|scope| {
            for _ in 0..count.min(ABREAST) {
                let (say, next, stopped) = (say.clone(), &next, &stopped);
                scope.spawn(move || {
                    loop {
                        let place = next.fetch_add(1, Ordering::Relaxed);
                        if place >= count || stopped.load(Ordering::Relaxed) {
                            return;
                        }
                        if say.send((place, this.rehearse_and_send(place, make))).is_err() {
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

    fn rent_minimum(&self, length: usize) -> Result<u64> {
        self.client.get_minimum_balance_for_rent_exemption(length).map_err(|error| self.unanswered(error))
    }

    fn airdrop(&mut self, address: &Pubkey, lamports: u64) -> Result<()> {
        let signature = self.client.request_airdrop(address, lamports).map_err(|error| self.unanswered(error))?;
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

/// The program's refusal inside a node's answer, if that is what the answer is.
fn refusal(error: &ClientError) -> Option<Refusal> {
    let logs = match error.kind() {
        ErrorKind::RpcError(RpcError::RpcResponseError {
            data: RpcResponseErrorData::SendTransactionPreflightFailure(preflight),
            ..
        }) => preflight.logs.clone().unwrap_or_default(),
        _ => Vec::new(),
    };
    Some(Refusal { error: error.get_transaction_error()?, logs })
}

fn given<T>(field: OptionSerializer<T>) -> Option<T> {
    match field {
        OptionSerializer::Some(value) => Some(value),
        OptionSerializer::None | OptionSerializer::Skip => None,
    }
}

/// The node lists only the instructions that made calls; this gives every instruction its place.
fn inner_instructions(listed: Vec<UiInnerInstructions>, instructions: usize) -> Option<InnerInstructionsList> {
    let mut list = vec![Vec::new(); instructions];
    for calls in listed {
        let place = list.get_mut(usize::from(calls.index))?;
        for call in calls.instructions {
            let UiInstruction::Compiled(call) = call else { return None };
            place.push(InnerInstruction {
                instruction: CompiledInstruction {
                    program_id_index: call.program_id_index,
                    accounts: call.accounts,
                    data: bs58::decode(call.data).into_vec().ok()?,
                },
                stack_height: call.stack_height.and_then(|height| u8::try_from(height).ok()).unwrap_or(2),
            });
        }
    }
    Some(list)
}
