//! `io tx submit`.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, anyhow, bail};
use serde::Serialize;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;
use std::io::{self, Write};
use std::time::Duration;

use super::Papers;
use crate::backend::Executed;
use crate::nonce;
use crate::refusal::Refusal;
use crate::report::{Output, Report, print};
use crate::session::Session;
use crate::transaction;

/// How often, and how far apart, a node is asked whether it was the transaction itself that used its nonce up.
const ATTEMPTS: u32 = 5;
const PAUSE: Duration = Duration::from_secs(1);

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
        return already(&signature, before, output);
    }
    let nonce = nonce::of(&transaction);
    if let Some(account) = nonce
        && !is_good_for(session, &account, &transaction)?
    {
        return used_up(session, &account, &signature, output);
    }
    let simulation = session.backend.simulate(&transaction)?;
    if let Some(error) = simulation.error {
        return Err(Refusal { error, logs: simulation.logs }.into());
    }
    let receipt = match (session.backend.send(&transaction), nonce) {
        // Somebody has used the nonce at the last moment.
        (Err(error), Some(account)) if lacks_blockhash(&error) => {
            return used_up(session, &account, &signature, output);
        }
        (sent, _) => sent?,
    };
    let compute_units = Some(if receipt.units == 0 { simulation.units } else { receipt.units });
    print(&Submitted { action: "executed", signature: signature.to_string(), slot: None, compute_units }, output)
}

fn already(signature: &Signature, before: Executed, output: Output) -> Result<()> {
    match before.error {
        None => {
            let slot = Some(before.slot);
            print(&Submitted { action: "already", signature: signature.to_string(), slot, compute_units: None }, output)
        }
        Some(error) => Err(anyhow!(Refusal { error, logs: Vec::new() })
            .context(format!("{signature} was executed before, and failed; its fee is paid"))),
    }
}

/// Whether the nonce account still has the value that a transaction was made for.
fn is_good_for(session: &Session, account: &Pubkey, transaction: &VersionedTransaction) -> Result<bool> {
    let found = nonce::find(&*session.backend, account)?;
    Ok(found.is_some_and(|nonce| nonce.value == *transaction.message.recent_blockhash()))
}

fn lacks_blockhash(error: &anyhow::Error) -> bool {
    error.downcast_ref::<Refusal>().is_some_and(|refusal| refusal.error == TransactionError::BlockhashNotFound)
}

/// What used the value up may be this very transaction, which somebody else has submitted: whoever made it anew would pay
/// twice. A node may know that the nonce has moved on before another one behind the same address knows by what.
fn used_up(session: &Session, account: &Pubkey, signature: &Signature, output: Output) -> Result<()> {
    let pause = if session.is_embedded() { Duration::ZERO } else { PAUSE };
    match ask_again(pause, || session.backend.executed(signature))? {
        Some(before) => already(signature, before, output),
        None => bail!(
            "the nonce account {account} has moved on: the value that this transaction was made for is used up. Unless it was \
             {signature} itself that used it, it can never be executed: look for that, and if it is not there, make it anew"
        ),
    }
}

/// The first answer that is one.
fn ask_again<T>(pause: Duration, mut ask: impl FnMut() -> Result<Option<T>>) -> Result<Option<T>> {
    for _ in 1..ATTEMPTS {
        if let Some(answer) = ask()? {
            return Ok(Some(answer));
        }
        std::thread::sleep(pause);
    }
    ask()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_yet_is_asked_for_again() -> Result<()> {
        for (known_after, answer) in [(1, Some(7)), (ATTEMPTS, Some(7)), (ATTEMPTS + 1, None)] {
            let mut asked = 0;
            let found = ask_again(Duration::ZERO, || {
                asked += 1;
                Ok((asked >= known_after).then_some(7))
            })?;
            assert_eq!((found, asked), (answer, known_after.min(ATTEMPTS)), "known after {known_after}");
        }
        Ok(())
    }
}
