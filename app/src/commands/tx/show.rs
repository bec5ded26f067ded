//! `io tx show`.

use anyhow::Result;
use serde::Serialize;
use solana_message::AddressLookupTableAccount;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use std::io::{self, Write};

use super::Papers;
use crate::explain::{self, Known, Step};
use crate::fee::Fee;
use crate::nonce;
use crate::report::{Output, Report, note, print};
use crate::session::{Session, show_sol};
use crate::transaction;

/// What a transaction says. Amounts in lamports.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Shown {
    instructions: Vec<Step>,
    fee_payer: String,
    fee: u64,
    priority_fee: u64,
    compute_unit_limit: Option<u32>,
    blockhash: String,
    /// The nonce account whose value the blockhash is.
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<String>,
    signers: Vec<SignerLine>,
    /// Whether everybody has signed.
    complete: bool,
}

#[derive(Serialize)]
struct SignerLine {
    address: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    known: Option<String>,
    signed: bool,
}

pub fn run(papers: &Papers, session: &mut Session, output: Output) -> Result<()> {
    let transaction = papers.read(session)?;
    print(&Shown::read(session, &transaction), output)
}

impl Shown {
    /// A lookup table that cannot be read leaves its entries without addresses.
    pub fn read(session: &mut Session, transaction: &VersionedTransaction) -> Self {
        let tables = super::tables(session, transaction).unwrap_or_else(|error| {
            note(format_args!("The addresses in lookup tables could not be read: {error:#}"));
            Vec::new()
        });
        Self::of(transaction, &tables, &Known::of(session.signer().ok()))
    }

    fn of(transaction: &VersionedTransaction, tables: &[AddressLookupTableAccount], known: &Known) -> Self {
        let message = &transaction.message;
        let Fee { lamports, priority, unit_limit } = Fee::of(transaction);
        let signers = transaction::signers(message).iter().zip(&transaction.signatures);
        let signers: Vec<SignerLine> = signers
            .map(|(address, signature)| SignerLine {
                address: address.to_string(),
                known: known.name(address),
                signed: *signature != Signature::default(),
            })
            .collect();
        Self {
            instructions: explain::steps(message, tables, known),
            fee_payer: message.static_account_keys().first().map(ToString::to_string).unwrap_or_default(),
            fee: lamports,
            priority_fee: priority,
            compute_unit_limit: unit_limit,
            blockhash: message.recent_blockhash().to_string(),
            nonce: nonce::of(transaction).map(|account| account.to_string()),
            complete: signers.iter().all(|signer| signer.signed),
            signers,
        }
    }
}

impl Report for Shown {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        self.instructions.iter().zip(1..).try_for_each(|(step, number)| step.display(number, out))?;
        let priority = match self.priority_fee {
            0 => String::new(),
            some => format!(", {} of it for priority", show_sol(some)),
        };
        writeln!(out, "fee      {} SOL{priority}, from {}", show_sol(self.fee), self.fee_payer)?;
        match &self.nonce {
            Some(account) => writeln!(out, "expires  when the nonce account {account} moves on")?,
            None => writeln!(out, "expires  with the blockhash {}", self.blockhash)?,
        }
        for SignerLine { address, known, signed } in &self.signers {
            let known = known.as_ref().map_or_else(String::new, |known| format!(" ({known})"));
            writeln!(out, "{}  {address}{known}", if *signed { "signed " } else { "ABSENT " })?;
        }
        Ok(())
    }
}
