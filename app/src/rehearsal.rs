//! What a transaction would do, shown before anybody signs it: its instructions in words, what it takes, and what every
//! account that it may write to would hold afterwards.

use anchor_lang::AccountDeserialize;
use anchor_lang::prelude::Pubkey;
use anchor_lang::system_program;
use anchor_spl::token::{self, TokenAccount};
use anyhow::Result;
use serde::{Serialize, Serializer};
use solana_account::Account;
use solana_message::AddressLookupTableAccount;
use solana_transaction::versioned::VersionedTransaction;
use std::fmt;
use std::io::{self, Write};

use crate::backend::{Backend, Preview};
use crate::explain::{self, Known, Step};
use crate::fee::Fee;
use crate::money;
use crate::program;
use crate::refusal::Refusal;
use crate::report::{Output, Report, note, print, say};
use crate::session::show_sol;
use crate::token::MINT;
use crate::transaction;
use crate::usdc;

/// A transaction that was only simulated.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rehearsal {
    instructions: Vec<Step>,
    signers: Vec<String>,
    /// In lamports, the priority fee included.
    fee: u64,
    priority_fee: u64,
    compute_units: u64,
    /// What it asks for.
    compute_unit_limit: Option<u32>,
    /// Only what would change.
    changes: Vec<Change>,
    #[serde(serialize_with = "explained")]
    pub refusal: Option<Refusal>,
}

/// What an account would hold, in base units of what it holds.
#[derive(Serialize)]
struct Change {
    account: String,
    /// What the account is, or whose.
    #[serde(rename = "of")]
    whose: String,
    asset: Asset,
    before: u64,
    after: u64,
    difference: i64,
}

/// What is held.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "UPPERCASE")]
enum Asset {
    Sol,
    Io,
    Usdc,
    /// Of some other mint.
    #[serde(untagged)]
    Token(#[serde(serialize_with = "address")] Pubkey),
}

fn explained<S: Serializer>(refusal: &Option<Refusal>, to: S) -> Result<S::Ok, S::Error> {
    refusal.as_ref().map(Refusal::explain).serialize(to)
}

fn address<S: Serializer>(address: &Pubkey, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(address)
}

impl Rehearsal {
    /// `you` is the wallet, if there is one.
    pub fn of(
        backend: &dyn Backend,
        transaction: &VersionedTransaction,
        tables: &[AddressLookupTableAccount],
        you: Option<Pubkey>,
    ) -> Result<Self> {
        let message = &transaction.message;
        let watched = transaction::writable(message, tables);
        let before = backend.accounts(&watched)?;
        let Preview { simulation, fee, after } = backend.preview(transaction, &watched)?;
        let known = Known::of(you);
        let refusal = simulation.error.map(|error| Refusal { error, logs: simulation.logs });
        let changes = if refusal.is_some() { Vec::new() } else { changes(&watched, &before, &after, &known) };
        let asked = Fee::of(transaction);
        Ok(Self {
            instructions: explain::steps(message, tables, &known),
            signers: transaction::signers(message).iter().map(ToString::to_string).collect(),
            fee: fee.unwrap_or(asked.lamports),
            priority_fee: asked.priority,
            compute_units: simulation.units,
            compute_unit_limit: asked.unit_limit,
            changes,
            refusal,
        })
    }
}

fn changes(watched: &[Pubkey], before: &[Option<Account>], after: &[Option<Account>], known: &Known) -> Vec<Change> {
    let mut changes = Vec::new();
    for ((address, before), after) in watched.iter().zip(before).zip(after) {
        let lamports = |account: &Option<Account>| account.as_ref().map_or(0, |account| account.lamports);
        let (held, holds) = (tokens(before), tokens(after));
        let whose = whose(address, after.as_ref().or(before.as_ref()), holds.as_ref().or(held.as_ref()), known);
        let mut add = |asset, before: u64, after: u64| {
            let difference = i128::from(after) - i128::from(before);
            if difference != 0 {
                let difference = i64::try_from(difference).unwrap_or(if difference < 0 { i64::MIN } else { i64::MAX });
                changes.push(Change {
                    account: address.to_string(),
                    whose: whose.clone(),
                    asset,
                    before,
                    after,
                    difference,
                });
            }
        };
        add(Asset::Sol, lamports(before), lamports(after));
        if let Some(account) = holds.as_ref().or(held.as_ref()) {
            let amount = |account: &Option<TokenAccount>| account.as_ref().map_or(0, |account| account.amount);
            add(Asset::of(account.mint), amount(&held), amount(&holds));
        }
    }
    changes
}

fn tokens(account: &Option<Account>) -> Option<TokenAccount> {
    let account = account.as_ref().filter(|account| account.owner == token::ID)?;
    TokenAccount::try_deserialize(&mut account.data.as_slice()).ok()
}

fn whose(address: &Pubkey, account: Option<&Account>, tokens: Option<&TokenAccount>, known: &Known) -> String {
    let name = |address: &Pubkey| known.name(address).unwrap_or_else(|| address.to_string());
    match (known.name(address), tokens, account) {
        (Some(known), ..) => known,
        (None, Some(tokens), _) => format!("token account of {}", name(&tokens.owner)),
        (None, None, Some(account)) if account.owner == system_program::ID && account.data.is_empty() => {
            "wallet".into()
        }
        (None, None, Some(account)) if account.owner == system_program::ID => "nonce account".into(),
        (None, None, Some(account)) if account.owner == token::ID => "mint".into(),
        (None, None, Some(account)) => format!("account of {}", program::name(&account.owner)),
        (None, None, None) => "no account".into(),
    }
}

impl Asset {
    fn of(mint: Pubkey) -> Self {
        match mint {
            MINT => Self::Io,
            usdc::MINT => Self::Usdc,
            other => Self::Token(other),
        }
    }

    fn show(self, units: u64) -> String {
        match self {
            Self::Sol => show_sol(units),
            Self::Io => money::show_units(units),
            Self::Usdc => usdc::show_units(units),
            Self::Token(_) => units.to_string(),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Sol => "SOL",
            Self::Io => "IO",
            Self::Usdc => "USDC",
            Self::Token(_) => "tokens",
        }
    }
}

impl Report for Rehearsal {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        self.instructions.iter().zip(1..).try_for_each(|(step, number)| step.display(number, out))?;
        for signer in &self.signers {
            writeln!(out, "signs    {signer}")?;
        }
        let priority = match self.priority_fee {
            0 => String::new(),
            some => format!(", {} of it for priority", show_sol(some)),
        };
        writeln!(out, "fee      {} SOL{priority}", show_sol(self.fee))?;
        let asked = self.compute_unit_limit.map_or_else(String::new, |limit| format!(", it asks for {limit}"));
        writeln!(out, "takes    {} compute units{asked}", self.compute_units)?;
        if let Some(refusal) = &self.refusal {
            return writeln!(out, "would be refused: {refusal}");
        }
        if !self.changes.is_empty() {
            writeln!(out, "{:<7} {:>24} {:>24} {:>25}", "", "before", "after", "difference")?;
        }
        for Change { account, whose, asset, before, after, difference } in &self.changes {
            let sign = if *difference < 0 { "-" } else { "+" };
            let difference = format!("{sign}{}", asset.show(difference.unsigned_abs()));
            let [before, after] = [*before, *after].map(|units| asset.show(units));
            let name = asset.name();
            writeln!(out, "{name:<7} {before:>24} {after:>24} {difference:>25}  {account} ({whose})")?;
            if let Asset::Token(mint) = asset {
                writeln!(out, "        in base units of the mint {mint}")?;
            }
        }
        writeln!(out, "would go through")
    }
}

/// What a dry run has shown, in its order.
#[derive(Default)]
pub struct Rehearsals {
    output: Output,
    shown: Vec<Rehearsal>,
    /// What belongs to the transactions, and is not one.
    plan: Option<serde_json::Value>,
    /// Whether the command goes on with what can be shown only after these are executed.
    pub incomplete: bool,
}

#[derive(Serialize)]
struct DryRun<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<&'a serde_json::Value>,
    transactions: &'a [Rehearsal],
    complete: bool,
}

impl Report for DryRun<'_> {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        self.transactions.iter().try_for_each(|transaction| transaction.display(out))
    }
}

impl Rehearsals {
    pub fn new(output: Output) -> Self {
        Self { output, ..Self::default() }
    }

    /// What a command plans, before its transactions.
    pub fn plan(&mut self, plan: &impl Report) -> Result<()> {
        if self.output == Output::Display {
            print(plan, self.output)?;
        }
        self.plan = Some(serde_json::to_value(plan)?);
        Ok(())
    }

    pub fn add(&mut self, rehearsal: Rehearsal) -> Result<()> {
        if self.output == Output::Display {
            say(&format!("Transaction {}", self.shown.len() + 1))?;
            print(&rehearsal, self.output)?;
        }
        self.shown.push(rehearsal);
        Ok(())
    }

    /// Tells what there is to tell in the end.
    pub fn close(&self) -> Result<()> {
        if self.output == Output::Json {
            let Self { plan, shown, incomplete, .. } = self;
            return print(&DryRun { plan: plan.as_ref(), transactions: shown, complete: !incomplete }, self.output);
        }
        if self.shown.is_empty() {
            say("Nothing would be sent")?;
        }
        if self.incomplete {
            note("The command goes on after this: what it does next can be shown only once this is done");
        }
        Ok(())
    }
}

/// Ends a command whose transaction was only shown: what it does next would read what the transaction has not done.
#[derive(Debug)]
pub struct Unsent;

impl fmt::Display for Unsent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing was sent: this was a dry run")
    }
}

impl std::error::Error for Unsent {}
