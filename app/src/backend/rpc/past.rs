//! What a node remembers of the past.
//!
//! It is asked for the signatures of the transactions that named an address, a page at a time and newest first, and then
//! for the record of each.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, anyhow, bail};
use solana_commitment_config::CommitmentConfig;
use solana_message::compiled_instruction::CompiledInstruction;
use solana_rpc_client::rpc_client::GetConfirmedSignaturesForAddress2Config;
use solana_rpc_client_api::config::{RpcBlockConfig, RpcTransactionConfig};
use solana_rpc_client_api::response::RpcConfirmedTransactionStatusWithSignature as Mention;
use solana_signature::Signature;
use solana_transaction_status_client_types::{
    EncodedConfirmedTransactionWithStatusMeta, TransactionDetails, UiInstruction, UiTransactionEncoding,
    UiTransactionStatusMeta, UiTransactionTokenBalance, option_serializer::OptionSerializer,
};
use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Rpc;
use crate::history::{Changes, Holding, LamportChange, Period, Record, TokenAccountChange, events};

/// The most signatures that a node returns at once.
const PAGE: usize = 1_000;

/// How many requests are on their way at a time: a public node limits what one address may ask.
const ABREAST: usize = 8;

/// The transactions that named one of these addresses in a period, oldest first. Those of one slot are in their order as
/// well, which nothing says afterwards of what was asked for separately.
pub fn history(rpc: &Rpc, addresses: &[Pubkey], period: Period) -> Result<Vec<Record>> {
    let node = Node { rpc, commitment: rpc.recorded() };
    let mut mentions = BTreeMap::new();
    for some in abreast(addresses, |address| node.mentions(address, period))? {
        mentions.extend(some.into_iter().map(|mention| (mention.signature.clone(), mention)));
    }
    let mentions: Vec<Mention> = mentions.into_values().collect();
    let mut records = abreast(&mentions, |mention| node.record(mention))?;
    node.place(&mut records)?;
    records.sort_by_key(|(record, _)| record.position());
    Ok(records.into_iter().map(|(record, _)| record).collect())
}

/// The moment since which the node remembers transactions; 0 if it remembers all.
pub fn memory_begins(rpc: &Rpc) -> Result<i64> {
    match rpc.ask(|node| node.get_first_available_block())? {
        // The first block of all, which no clock had been set before.
        0 => Ok(0),
        first => rpc.ask(|node| node.get_block_time(first)),
    }
}

/// A record, and whether the node said where in its block the transaction stands.
type Placed = (Record, bool);

struct Node<'a> {
    rpc: &'a Rpc,
    commitment: CommitmentConfig,
}

impl Node<'_> {
    /// The transactions that named an address in a period, newest first.
    fn mentions(&self, address: &Pubkey, period: Period) -> Result<Vec<Mention>> {
        let mut mentions = Vec::new();
        let mut before = None;
        loop {
            let page = self.rpc.ask(|node| {
                let commitment = Some(self.commitment);
                let config =
                    GetConfirmedSignaturesForAddress2Config { before, until: None, limit: Some(PAGE), commitment };
                node.get_signatures_for_address_with_config(address, config)
            })?;
            let Some(last) = page.last() else { return Ok(mentions) };
            before = Some(last.signature.parse::<Signature>().context("the node sent no signature")?);
            for mention in page {
                let time = mention.block_time.with_context(|| undated(&mention.signature))?;
                if time < period.from {
                    return Ok(mentions);
                }
                if period.contains(time) {
                    mentions.push(mention);
                }
            }
        }
    }

    fn record(&self, mention: &Mention) -> Result<Placed> {
        let signature: Signature = mention.signature.parse().context("the node sent no signature")?;
        let config = RpcTransactionConfig {
            encoding: Some(UiTransactionEncoding::Base64),
            commitment: Some(self.commitment),
            max_supported_transaction_version: Some(0),
        };
        let found = self.rpc.ask(|node| node.get_transaction_with_config(&signature, config)).with_context(|| {
            format!("the node names the transaction {signature}, and has no record of it: ask a node that keeps all")
        })?;
        let place = found.transaction_index.or(mention.transaction_index);
        let time = found.block_time.or(mention.block_time).with_context(|| undated(&mention.signature))?;
        let record = read_record(signature, time, place.unwrap_or_default(), found);
        let record = record.with_context(|| format!("the record of the transaction {signature}"))?;
        Ok((record, place.is_some()))
    }

    /// Says of those that share a slot which came first. A node that does not say so with the transaction is asked for the
    /// block.
    fn place(&self, records: &mut [Placed]) -> Result<()> {
        let mut slots: BTreeMap<u64, usize> = BTreeMap::new();
        for (record, _) in records.iter().filter(|(_, placed)| !placed) {
            *slots.entry(record.slot).or_default() += 1;
        }
        let slots: Vec<u64> = slots.into_iter().filter(|(_, count)| *count > 1).map(|(slot, _)| slot).collect();
        let blocks: HashMap<u64, Vec<String>> =
            slots.iter().copied().zip(abreast(&slots, |slot| self.block(*slot))?).collect();
        for (record, placed) in records.iter_mut().filter(|(_, placed)| !*placed) {
            let Some(block) = blocks.get(&record.slot) else { continue };
            let signature = record.signature.map(|signature| signature.to_string());
            let place = block.iter().position(|one| Some(one) == signature.as_ref());
            let place = place.and_then(|place| u32::try_from(place).ok());
            record.place = place.with_context(|| format!("the block of slot {} lacks a transaction", record.slot))?;
            *placed = true;
        }
        Ok(())
    }

    /// The signatures of a block's transactions, in their order.
    fn block(&self, slot: u64) -> Result<Vec<String>> {
        let config = RpcBlockConfig {
            transaction_details: Some(TransactionDetails::Signatures),
            rewards: Some(false),
            commitment: Some(self.commitment),
            max_supported_transaction_version: Some(0),
            encoding: None,
        };
        let block = self.rpc.ask(|node| node.get_block_with_config(slot, config))?;
        block.signatures.with_context(|| format!("the node does not say what is in the block of slot {slot}"))
    }
}

fn undated(signature: &str) -> String {
    format!("the node does not say when the transaction {signature} was executed")
}

/// Does the same for each of many, several at a time; what comes of it is in their order.
fn abreast<T: Sync, R: Send>(many: &[T], work: impl Fn(&T) -> Result<R> + Sync) -> Result<Vec<R>> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(many.len()));
    std::thread::scope(|scope| {
        for _ in 0..many.len().min(ABREAST) {
            scope.spawn(|| {
                loop {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    let Some(one) = many.get(place) else { return };
                    let result = work(one);
                    if result.is_err() {
                        next.store(many.len(), Ordering::Relaxed);
                    }
                    if let Ok(mut done) = done.lock() {
                        done.push((place, result));
                    }
                }
            });
        }
    });
    let mut done = done.into_inner().map_err(|_| anyhow!("a request was broken off"))?;
    done.sort_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, result)| result).collect()
}

/// What a node's answer says about a transaction.
pub fn read_record(
    signature: Signature,
    time: i64,
    place: u32,
    found: EncodedConfirmedTransactionWithStatusMeta,
) -> Result<Record> {
    let slot = found.slot;
    let transaction = found.transaction.transaction.decode().context("the transaction is unreadable")?;
    let meta = found.transaction.meta.context("the node does not say what the transaction did")?;
    let failed = meta.err.is_some();
    let accounts = accounts(transaction.message.static_account_keys(), &meta)?;
    let calls = if failed { Vec::new() } else { calls(&meta)? };
    Ok(Record {
        signature: Some(signature),
        slot,
        place,
        time,
        payer: accounts.first().copied().context("nobody paid the fee")?,
        fee: meta.fee,
        failed,
        events: events(&accounts, calls.iter()),
        changes: changes(&accounts, &meta)?,
    })
}

/// All accounts of a transaction: those that the message names, then those that it looked up.
fn accounts(named: &[Pubkey], meta: &UiTransactionStatusMeta) -> Result<Vec<Pubkey>> {
    let mut accounts = named.to_vec();
    if let OptionSerializer::Some(loaded) = &meta.loaded_addresses {
        for address in loaded.writable.iter().chain(&loaded.readonly) {
            accounts.push(address.parse().with_context(|| format!("{address} is not an address"))?);
        }
    }
    Ok(accounts)
}

fn calls(meta: &UiTransactionStatusMeta) -> Result<Vec<CompiledInstruction>> {
    let OptionSerializer::Some(listed) = &meta.inner_instructions else {
        bail!("the node keeps no record of the calls that programs made, and so none of what they told");
    };
    let call = |call: &UiInstruction| {
        let UiInstruction::Compiled(call) = call else { bail!("the node sent a call in another form than asked for") };
        Ok(CompiledInstruction {
            program_id_index: call.program_id_index,
            accounts: call.accounts.clone(),
            data: bs58::decode(&call.data).into_vec()?,
        })
    };
    listed.iter().flat_map(|calls| &calls.instructions).map(call).collect()
}

fn changes(accounts: &[Pubkey], meta: &UiTransactionStatusMeta) -> Result<Changes> {
    let mut lamports = Vec::new();
    for (account, (before, after)) in accounts.iter().zip(meta.pre_balances.iter().zip(&meta.post_balances)) {
        if before != after {
            lamports.push(LamportChange { account: *account, before: *before, after: *after });
        }
    }
    let before = holdings(accounts, &meta.pre_token_balances)?;
    let after = holdings(accounts, &meta.post_token_balances)?;
    let mut tokens = Vec::new();
    for account in accounts {
        let (before, after) = (before.get(account).copied(), after.get(account).copied());
        if before != after {
            tokens.push(TokenAccountChange { account: *account, before, after });
        }
    }
    Ok(Changes { lamports, tokens })
}

fn holdings(
    accounts: &[Pubkey],
    listed: &OptionSerializer<Vec<UiTransactionTokenBalance>>,
) -> Result<HashMap<Pubkey, Holding>> {
    let OptionSerializer::Some(listed) = listed else {
        bail!("the node keeps no record of what token accounts held");
    };
    let holding = |balance: &UiTransactionTokenBalance| {
        let account = accounts.get(usize::from(balance.account_index)).context("a token account is not named")?;
        let OptionSerializer::Some(owner) = &balance.owner else {
            bail!("the node does not say whose the token account {account} was");
        };
        let holding = Holding {
            mint: balance.mint.parse()?,
            owner: owner.parse()?,
            amount: balance.ui_token_amount.amount.parse()?,
        };
        Ok((*account, holding))
    };
    listed.iter().map(holding).collect()
}
