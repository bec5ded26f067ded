//! `io tx`: transactions that pass from hand to hand.

mod show;
mod sign;
mod submit;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use serde::Deserialize;
use solana_message::AddressLookupTableAccount;
use solana_transaction::versioned::VersionedTransaction;
use std::io::Read;
use std::path::Path;

use crate::cli::Global;
use crate::lookup;
use crate::session::Session;
use crate::transaction;

#[derive(Subcommand)]
pub enum Tx {
    /// What a transaction says: its instructions in words, its fee, who has signed and who has yet to
    Show(Papers),
    /// Show a transaction, and add the wallet's signature. Takes no ledger, so that it works on a machine that is never
    /// online
    Sign(sign::Sign),
    /// Send a transaction that everybody has signed. Repeating it changes nothing
    Submit(Papers),
}

/// A transaction as it came from somewhere else.
#[derive(Args)]
pub struct Papers {
    /// The transaction in base64, a file that holds it (also as --sign-only writes it for programs), or - for standard
    /// input. Several copies that were signed in different places become one
    #[arg(required = true, value_name = "TRANSACTION")]
    copies: Vec<String>,
}

/// What `--sign-only --output json` writes.
#[derive(Deserialize)]
struct Written {
    transaction: String,
}

impl Tx {
    pub fn run(&self, global: &Global) -> Result<()> {
        let output = global.told();
        match self {
            Self::Show(papers) => global.with_session_offline(|session| show::run(papers, session, output)),
            Self::Sign(sign) => global.with_session_offline(|session| sign.run(session, output)),
            Self::Submit(papers) => global.with_session(|session| submit::run(papers, session, output)),
        }
    }
}

impl Papers {
    /// The transaction, with the signatures of every copy and those that were given.
    fn read(&self, session: &Session) -> Result<VersionedTransaction> {
        let copies = self.copies.iter().map(|copy| transaction::read(&text(copy)?)).collect::<Result<_>>()?;
        let mut transaction = transaction::combine(copies)?;
        for given in session.given_signatures() {
            transaction::place(&mut transaction, given.signer, given.signature)?;
        }
        Ok(transaction)
    }
}

fn text(given: &str) -> Result<String> {
    let text = if given == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).context("cannot read standard input")?;
        text
    } else if Path::new(given).is_file() {
        std::fs::read_to_string(given).with_context(|| format!("cannot read {given}"))?
    } else {
        given.to_owned()
    };
    Ok(serde_json::from_str(&text).map_or(text, |Written { transaction }| transaction))
}

/// The lookup tables that a transaction uses.
fn tables(session: &Session, transaction: &VersionedTransaction) -> Result<Vec<AddressLookupTableAccount>> {
    let used = transaction.message.address_table_lookups().unwrap_or_default();
    let addresses: Vec<_> = used.iter().map(|lookup| lookup.account_key).collect();
    if addresses.is_empty() { Ok(Vec::new()) } else { lookup::at(session, &addresses) }
}
