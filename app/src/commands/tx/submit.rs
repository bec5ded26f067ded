//! `io tx submit`.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, anyhow, bail};
use serde::Serialize;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;
use std::io::{self, Write};

use super::Papers;
use crate::nonce;
use crate::refusal::Refusal;
use crate::report::{Output, Report, print};
use crate::session::Session;
use crate::transaction;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Submitted {
    action: &'static str,
    signature: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    slot: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    compute_units: Option<u64>,
}

pub fn run(papers: &Papers, session: &mut Session, output: Output) -> Result<()> {
    let transaction = papers.read(session)?;
    if session.rehearses() {
        let tables = super::tables(session, &transaction)?;
        return session.rehearse(&transaction, &tables).map(drop);
    }
    let absent = transaction::absent(&transaction);
    if !absent.is_empty() {
        let absent = absent.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        bail!("{absent} has yet to sign: `io tx sign` adds a signature, and --signer one that was made elsewhere");
    }
    let signature = *transaction.signatures.first().context("a transaction has a signature")?;
    if let Some(before) = session.backend.executed(&signature)? {
        return match before.error {
            None => {
                let slot = Some(before.slot);
                print(
                    &Submitted { action: "already", signature: signature.to_string(), slot, compute_units: None },
                    output,
                )
            }
            Some(error) => Err(anyhow!(Refusal { error, logs: Vec::new() })
                .context(format!("{signature} was executed before, and failed; its fee is paid"))),
        };
    }
    require_value(session, &transaction)?;
    let simulation = session.backend.simulate(&transaction)?;
    if let Some(error) = simulation.error {
        return Err(Refusal { error, logs: simulation.logs }.into());
    }
    let receipt = session.backend.send(&transaction).map_err(|error| too_late(error, &transaction))?;
    let compute_units = Some(if receipt.units == 0 { simulation.units } else { receipt.units });
    print(&Submitted { action: "executed", signature: signature.to_string(), slot: None, compute_units }, output)
}

/// Refuses what was made for a value of a nonce account that is used up.
fn require_value(session: &Session, transaction: &VersionedTransaction) -> Result<()> {
    let Some(account) = nonce::of(transaction) else { return Ok(()) };
    let found = nonce::find(&*session.backend, &account)?;
    if found.is_some_and(|nonce| nonce.value == *transaction.message.recent_blockhash()) {
        return Ok(());
    }
    Err(moved_on(&account))
}

fn moved_on(account: &Pubkey) -> anyhow::Error {
    anyhow!(
        "the nonce account {account} has moved on: the value that this transaction was made for is used up, and it can never \
         be executed. Make it anew"
    )
}

/// Somebody may use the nonce at the last moment.
fn too_late(error: anyhow::Error, transaction: &VersionedTransaction) -> anyhow::Error {
    let refusal = error.downcast_ref::<Refusal>().map(|refusal| &refusal.error);
    match (refusal, nonce::of(transaction)) {
        (Some(TransactionError::BlockhashNotFound), Some(account)) => moved_on(&account),
        _ => error,
    }
}

impl Report for Submitted {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        match (self.action, self.slot) {
            ("already", Some(slot)) => writeln!(out, "It was executed before, in slot {slot}: nothing was done")?,
            _ => writeln!(out, "Executed")?,
        }
        writeln!(out, "  {}", self.signature)
    }
}
