//! `io rewards claim`.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result};
use clap::Args;
use io_economics::{Amount, BasisPoints};
use io_emission::error::IoEmissionError;
use io_emission::state::{Config, Lease};
use serde::Serialize;
use solana_instruction::Instruction;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{self, Write};

use super::View;
use super::leases::Leases;
use crate::advancing::catch_up;
use crate::associated;
use crate::batch::{Batch, Group, Job, Line, Outcome, Way, seen};
use crate::costake::Sharing;
use crate::emission;
use crate::money::show_units;
use crate::payroll::{self, Entry};
use crate::reckoning::Outlook;
use crate::report::{Output, Report};
use crate::session::Session;
use crate::token::MINT;

const ACTION: &str = "rewards claim";
const CLAIM: &str = "claim";

#[derive(Args)]
pub struct Claim {
    #[command(flatten)]
    leases: Leases,
    #[command(flatten)]
    way: Way,
}

/// What a device's payee was paid, in base units.
#[derive(Clone, Serialize)]
struct Paid {
    amount: u64,
    /// What its co-stakers were paid besides.
    shared: u64,
    payee: String,
    destination: String,
}

impl Paid {
    fn words(&self) -> String {
        let Self { amount, shared, payee, .. } = self;
        match shared {
            0 => format!("{} IO to {payee}", show_units(*amount)),
            shared => format!("{} IO to {payee}, {} IO to its co-stakers", show_units(*amount), show_units(*shared)),
        }
    }
}

/// In base units.
#[derive(Serialize)]
struct Sum {
    amount: u64,
    shared: u64,
}

/// A claim that is worth making.
struct Due {
    payee: Pubkey,
    /// The lease before.
    lease: Lease,
    instructions: Vec<Instruction>,
}

/// What settles a lease, with the pages of the pool's history if it takes them, and pays what that comes to, once the
/// pool is up to date. Nothing where there is nothing to pay.
pub fn preparation(entry: &Entry, outlook: &Outlook) -> Result<Option<Vec<Instruction>>> {
    let (Some(lease), Some(payee)) = (&entry.lease, entry.payee()) else { return Ok(None) };
    let reckoning = outlook.reckon(lease, entry.standing, entry.has_costakers())?;
    if reckoning.claimable == 0 && reckoning.shared == 0 && reckoning.returned == 0 {
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
        let config = payroll::config(&*session.backend)?;
        let mut batch = Batch::open(session, &self.way, ACTION, &self.leases.words()?)?;
        let entries = self.leases.entries(session, &config)?;
        let view = View::of(session, config, entries)?;
        let (mut lines, mut due) = (Vec::new(), BTreeMap::<u8, Vec<Job<Due>>>::new());
        for entry in &view.entries {
            match (Due::of(&view, entry)?, &entry.lease) {
                (Some(claim), Some(lease)) => due.entry(lease.pool).or_default().push(claim),
                _ => {
                    let nothing = Outcome::Nothing(IoEmissionError::NothingToClaim.to_string());
                    let outcome = batch.unless_done(&entry.device, nothing);
                    lines.push(Line::of(entry.device, entry.name(), outcome, None, String::new()));
                }
            }
        }
        batch.expect(due.values().map(Vec::len).sum());
        let mut outcomes: HashMap<Pubkey, Outcome> = HashMap::new();
        for (pool, jobs) in &due {
            let devices = jobs.iter().map(|job| job.device);
            outcomes.extend(devices.zip(pay(&mut batch, session, &config, *pool, jobs)?));
        }
        let jobs: Vec<&Job<Due>> = due.values().flatten().collect();
        let devices: Vec<Pubkey> = jobs.iter().map(|job| job.device).collect();
        let now = seen(payroll::entries(&*session.backend, &config, &devices));
        let now: HashMap<Pubkey, Entry> = now.into_iter().map(|entry| (entry.device, entry)).collect();
        let mut sum = Sum { amount: 0, shared: 0 };
        for Job { device, about, .. } in jobs {
            let outcome = outcomes.remove(device).unwrap_or(Outcome::Untried);
            let entry = now.get(device);
            let paid = entry.filter(|_| matches!(outcome, Outcome::Done(_))).map(|entry| about.paid(entry));
            sum.amount = sum.amount.saturating_add(paid.as_ref().map_or(0, |paid| paid.amount));
            sum.shared = sum.shared.saturating_add(paid.as_ref().map_or(0, |paid| paid.shared));
            let words = paid.as_ref().map_or_else(|| "paid".into(), Paid::words);
            lines.push(Line::of(device, entry.and_then(Entry::name), outcome, paid, words));
        }
        batch.finish(output, lines, sum)
    }
}

impl Due {
    /// The claim that is worth making for a device, if one is.
    fn of(view: &View, entry: &Entry) -> Result<Option<Job<Self>>> {
        let Some(outlook) = view.outlook(entry) else { return Ok(None) };
        let Some(instructions) = preparation(entry, outlook)? else { return Ok(None) };
        let payee = entry.payee().context("a lease has a payee")?;
        let about = Self { payee, lease: entry.lease.context("what is claimed was leased")?, instructions };
        Ok(Some(Job { device: entry.device, what: CLAIM.into(), adds_up: false, about }))
    }

    /// What was paid, as the lease says now.
    fn paid(&self, now: &Entry) -> Paid {
        let (amount, shared) = now.lease.map_or((0, 0), |lease| self.parts(&lease, now.has_costakers()));
        Paid {
            amount,
            shared,
            payee: self.payee.to_string(),
            destination: associated::address(&self.payee, &MINT).to_string(),
        }
    }

    /// What was the payee's, and what the co-stakers': their share of what has been settled since.
    fn parts(&self, now: &Lease, has_costakers: bool) -> (u64, u64) {
        let all = now.paid.saturating_sub(self.lease.paid);
        if !has_costakers {
            return (all, 0);
        }
        let rate = BasisPoints::new(self.lease.costake_bps).unwrap_or_default();
        let settled = rate.of_floor(Amount::new(now.earned.saturating_sub(self.lease.earned)));
        let shared = self.lease.shared.saturating_add(settled.get());
        (all.saturating_sub(shared), shared)
    }
}

/// Pays what is due to devices of one pool, into token accounts that are created where there are none.
fn pay(batch: &mut Batch, session: &mut Session, config: &Config, pool: u8, jobs: &[Job<Due>]) -> Result<Vec<Outcome>> {
    let payer = session.signer()?;
    let payees: Vec<Pubkey> = jobs.iter().map(|job| job.about.payee).collect();
    let missing = without_account(session, &payees)?;
    let pack = |some: &[&Job<Due>]| -> Vec<Instruction> {
        let mut created = HashSet::new();
        let payees = some.iter().map(|job| job.about.payee);
        let new = payees.filter(|payee| missing.contains(payee) && created.insert(*payee));
        let accounts: Vec<Instruction> = new.map(|payee| associated::create(&payer, &payee, &MINT)).collect();
        accounts.into_iter().chain(some.iter().flat_map(|job| job.about.instructions.clone())).collect()
    };
    let preface = |session: &mut Session| catch_up(session, config, pool);
    Ok(batch.run(session, &Group { preface: &preface, ..Group::new(&pack) }, jobs))
}

/// Those of the payees who have no token account yet.
fn without_account(session: &Session, payees: &[Pubkey]) -> Result<HashSet<Pubkey>> {
    let mut payees = payees.to_vec();
    payees.sort_unstable();
    payees.dedup();
    let addresses: Vec<Pubkey> = payees.iter().map(|payee| associated::address(payee, &MINT)).collect();
    let held = payees.iter().zip(associated::balances(&*session.backend, &addresses)?);
    Ok(held.filter(|(_, held)| held.is_none()).map(|(payee, _)| *payee).collect())
}

impl Report for Sum {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        match self.shared {
            0 => writeln!(out, "{} IO in all", show_units(self.amount)),
            shared => {
                writeln!(out, "{} IO in all, {} IO to co-stakers", show_units(self.amount), show_units(shared))
            }
        }
    }
}
