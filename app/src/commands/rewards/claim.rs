//! `io rewards claim`.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, ensure};
use clap::Args;
use serde::Serialize;
use solana_instruction::Instruction;
use std::collections::{BTreeMap, HashSet};
use std::io::{self, Write};

use super::{View, addresses};
use crate::advancing::catch_up;
use crate::associated;
use crate::costake::Sharing;
use crate::designation::DeviceName;
use crate::dispatch::Dispatch;
use crate::emission;
use crate::money::show_units;
use crate::party::Party;
use crate::payroll::{self, Entry};
use crate::reckoning::Outlook;
use crate::report::{Output, Progress, Report, print};
use crate::session::{Envelope, Session};
use crate::token::MINT;

#[derive(Args)]
#[group(required = true, multiple = false)]
pub struct Claim {
    /// The devices: their addresses, or the ids that your wallet gave them
    #[arg(value_name = "DEVICE")]
    devices: Vec<DeviceName>,
    /// Every device of yours, also those that are gone
    #[arg(long)]
    all: bool,
    /// Every device of this wallet. It is paid, and you pay for the transactions
    #[arg(long, value_name = "WALLET")]
    owner: Option<Party>,
}

/// What was paid. Amounts in base units.
#[derive(Default, Serialize)]
struct Claimed {
    amount: u64,
    claims: Vec<Line>,
    refused: Vec<Refused>,
    /// Devices that had nothing to claim.
    nothing: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    device: String,
    amount: u64,
    payee: String,
    destination: String,
    signature: String,
}

#[derive(Serialize)]
struct Refused {
    device: String,
    reason: String,
}

/// A claim that is worth making.
struct Due {
    device: Pubkey,
    payee: Pubkey,
    paid: u64,
    instructions: Vec<Instruction>,
}

/// What settles a lease, with the pages of the pool's history if it takes them, and pays what that comes to, once the
/// pool is up to date. Nothing where there is nothing to pay.
pub fn preparation(entry: &Entry, outlook: &Outlook) -> Result<Option<Vec<Instruction>>> {
    let (Some(lease), Some(payee)) = (&entry.lease, entry.payee()) else { return Ok(None) };
    if outlook.reckon(lease, entry.standing)?.claimable == 0 {
        return Ok(None);
    }
    let mut instructions = Vec::new();
    if outlook.needs_pages(lease) {
        let (settled, through) = outlook.stretch(lease);
        instructions.push(emission::settle(lease.pool, entry.device, settled, through));
    }
    let destination = associated::address(&payee, &MINT);
    let sharing = (lease.costake_bps > 0 || lease.shared > 0).then(|| Sharing::of(entry.device, MINT));
    instructions.push(emission::claim_sharing(lease.pool, entry.device, destination, sharing));
    Ok(Some(instructions))
}

impl Claim {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        ensure!(!session.signs_only(), "claims are made in as many transactions as it takes: leave out --sign-only");
        let config = payroll::config(&*session.backend)?;
        let entries = if self.devices.is_empty() {
            let owner = self.owner.as_ref().unwrap_or(&Party::Operator).address(session)?;
            payroll::entries_of(&*session.backend, &config, owner)?
        } else {
            let mut devices = addresses(&self.devices, session)?;
            let mut seen = HashSet::new();
            devices.retain(|device| seen.insert(*device));
            payroll::entries(&*session.backend, &config, &devices)?
        };
        let view = View::of(session, config, entries)?;
        let (mut report, mut due) = (Claimed::default(), BTreeMap::<u8, Vec<Due>>::new());
        for entry in &view.entries {
            match (Due::of(&view, entry)?, &entry.lease) {
                (Some(claim), Some(lease)) => due.entry(lease.pool).or_default().push(claim),
                _ => report.nothing.push(entry.device.to_string()),
            }
        }
        let count = due.values().map(Vec::len).sum();
        let worked = due.iter().try_for_each(|(pool, due)| report.claim(session, &view, *pool, due, count));
        print(&report, output)?;
        worked?;
        ensure!(report.refused.is_empty(), "{} of {count} claims were refused", report.refused.len());
        Ok(())
    }
}

impl Due {
    fn of(view: &View, entry: &Entry) -> Result<Option<Self>> {
        let Some(outlook) = view.outlook(entry) else { return Ok(None) };
        let Some(instructions) = preparation(entry, outlook)? else { return Ok(None) };
        let payee = entry.payee().context("a lease has a payee")?;
        let paid = entry.lease.map_or(0, |lease| lease.paid);
        Ok(Some(Self { device: entry.device, payee, paid, instructions }))
    }
}

impl Claimed {
    fn claim(&mut self, session: &mut Session, view: &View, pool: u8, due: &[Due], count: usize) -> Result<()> {
        let payer = session.signer()?;
        let payees: Vec<Pubkey> = due.iter().map(|due| due.payee).collect();
        let missing = without_account(session, &payees)?;
        let pack = |some: &[Due]| -> Vec<Instruction> {
            let mut created = HashSet::new();
            let payees = some.iter().map(|due| due.payee);
            let new = payees.filter(|payee| missing.contains(payee) && created.insert(*payee));
            let accounts: Vec<Instruction> = new.map(|payee| associated::create(&payer, &payee, &MINT)).collect();
            accounts.into_iter().chain(some.iter().flat_map(|due| due.instructions.clone())).collect()
        };
        let preface = |session: &mut Session| catch_up(session, &view.config, pool);
        let dispatch = Dispatch { envelope: Envelope::default(), preface: &preface, pack: &pack };
        let mut progress = Progress::new("claims");
        dispatch.send(session, due, &mut |session, some, outcome| {
            match outcome {
                Ok(receipt) => self.note(session, view, some, &receipt.signature.to_string())?,
                Err(refusal) => self.refused.extend(
                    some.iter().map(|due| Refused { device: due.device.to_string(), reason: refusal.to_string() }),
                ),
            }
            progress.show(self.claims.len() + self.refused.len(), count, "devices");
            Ok(())
        })
    }

    fn note(&mut self, session: &Session, view: &View, some: &[Due], signature: &str) -> Result<()> {
        let devices: Vec<Pubkey> = some.iter().map(|due| due.device).collect();
        for (due, entry) in some.iter().zip(payroll::entries(&*session.backend, &view.config, &devices)?) {
            let amount = entry.lease.map_or(0, |lease| lease.paid).saturating_sub(due.paid);
            self.amount = self.amount.saturating_add(amount);
            self.claims.push(Line {
                device: due.device.to_string(),
                amount,
                payee: due.payee.to_string(),
                destination: associated::address(&due.payee, &MINT).to_string(),
                signature: signature.to_owned(),
            });
        }
        Ok(())
    }
}

/// Those of the payees who have no token account yet.
fn without_account(session: &Session, payees: &[Pubkey]) -> Result<HashSet<Pubkey>> {
    let addresses: Vec<Pubkey> = payees.iter().map(|payee| associated::address(payee, &MINT)).collect();
    let found = payees.iter().zip(session.backend.accounts(&addresses)?);
    Ok(found.filter(|(_, account)| account.is_none()).map(|(payee, _)| *payee).collect())
}

impl Report for Claimed {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        for Line { device, amount, payee, signature, .. } in &self.claims {
            writeln!(out, "{device}: {} IO to {payee}", show_units(*amount))?;
            writeln!(out, "  {signature}")?;
        }
        for Refused { device, reason } in &self.refused {
            writeln!(out, "{device}: refused. {reason}")?;
        }
        match self.nothing.as_slice() {
            [] => {}
            [one] => writeln!(out, "{one}: nothing to claim")?,
            several => writeln!(out, "{} devices have nothing to claim", several.len())?,
        }
        if self.claims.len() > 1 {
            writeln!(out, "{} IO in all", show_units(self.amount))?;
        }
        Ok(())
    }
}
