//! `io device close`.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result};
use clap::Args;
use io_emission::state::Config;
use io_stake::state::Device;
use solana_instruction::Instruction;
use std::collections::{BTreeMap, HashMap};

use crate::advancing::catch_up;
use crate::associated;
use crate::batch::{Batch, Devices, Group, Job, Line, NoTotals, Outcome, Way, devices::Chosen};
use crate::commands::rewards::{View, preparation};
use crate::emission;
use crate::payroll;
use crate::positions;
use crate::report::{Output, counted_are};
use crate::session::{Envelope, Session};
use crate::stake;
use crate::token::MINT;

#[derive(Args)]
pub struct Close {
    #[command(flatten)]
    devices: Devices,
    /// Token account that receives what others have sent to the vaults [default: your own]
    #[arg(long, value_name = "TOKEN_ACCOUNT")]
    to: Option<Pubkey>,
    #[command(flatten)]
    way: Way,
}

/// What it takes to close a device.
#[derive(Default)]
struct Leaving {
    /// The pool that has to be up to date for it.
    pool: Option<u8>,
    /// What pays out what it has earned, which would be lost afterwards.
    before: Vec<Instruction>,
    /// What closes it, ends its lease, and returns both rents.
    last: Vec<Instruction>,
}

impl Close {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let mut batch = Batch::open(session, &self.way, "device close", &self.devices.words()?)?;
        let chosen = self.devices.find(session, |_, device| is_closable(device))?;
        let config = payroll::find_config(&*session.backend)?.filter(Config::has_genesis);
        let mut leaving = self.leaving(session, &chosen, config)?;
        let mut outcomes = outcomes_of_missing(&batch, &chosen);
        for (address, reason) in costaked(session, &chosen)? {
            leaving.remove(&address);
            outcomes.insert(address, Outcome::Unfit(reason));
        }
        batch.expect(chosen.len());

        // What does not fit into the transaction that closes the device is done before.
        let mut first: BTreeMap<u8, Vec<Job<Vec<Instruction>>>> = BTreeMap::new();
        for (address, leaving) in &mut leaving {
            let Some((config, pool)) = config.as_ref().zip(leaving.pool).filter(|_| !leaving.before.is_empty()) else {
                continue;
            };
            let ahead = catch_up(session, config, pool)?;
            if !session.fits(Envelope::default(), &[ahead, leaving.before.clone(), leaving.last.clone()].concat())? {
                first.entry(pool).or_default().push(job(*address, "settle", std::mem::take(&mut leaving.before)));
            }
        }
        for (pool, jobs) in &first {
            for (address, outcome) in run(&mut batch, session, config.as_ref(), Some(*pool), jobs) {
                if !matches!(outcome, Outcome::Done(_)) {
                    leaving.remove(&address);
                    outcomes.insert(address, outcome);
                }
            }
        }

        let mut last: BTreeMap<Option<u8>, Vec<Job<Vec<Instruction>>>> = BTreeMap::new();
        for Chosen { address, .. } in &chosen {
            if let Some(Leaving { pool, before, last: rest }) = leaving.remove(address) {
                last.entry(pool).or_default().push(job(*address, "close", [before, rest].concat()));
            }
        }
        for (pool, jobs) in &last {
            outcomes.extend(run(&mut batch, session, config.as_ref(), *pool, jobs));
        }
        let lines = chosen.iter().map(|chosen| {
            let outcome = outcomes.remove(&chosen.address).unwrap_or(Outcome::Untried);
            Line::<()>::of(chosen.address, chosen.name(), outcome, None, "closed, and its rent returned".into())
        });
        let lines = lines.collect();
        batch.finish(output, lines, NoTotals)
    }

    fn leaving(
        &self,
        session: &mut Session,
        chosen: &[Chosen],
        config: Option<Config>,
    ) -> Result<HashMap<Pubkey, Leaving>> {
        let owner = session.signer()?;
        let there = chosen.iter().filter_map(|chosen| Some((chosen.address, chosen.device?)));
        let there: Vec<_> = there.collect();
        let vaults: Vec<Pubkey> = there.iter().map(|(_, device)| device.vault).collect();
        let held = associated::balances(&*session.backend, &vaults)?;
        let mut leaving = match config {
            Some(config) => {
                // What cannot be closed is not parted from its lease first: the program says why it refuses.
                let closable = there.iter().filter(|(_, device)| device.owner == owner && is_closable(device));
                let addresses: Vec<Pubkey> = closable.map(|(address, _)| *address).collect();
                farewells(session, config, &addresses)?
            }
            None => HashMap::new(),
        };
        for ((address, device), held) in there.into_iter().zip(held) {
            let mut close = Vec::new();
            // Only what others have sent to the vault, if anybody did, has to go somewhere.
            let surplus = held.unwrap_or(0) > device.total();
            let destination = match (self.to, surplus) {
                (None, true) => {
                    close.push(associated::create(&owner, &owner, &MINT));
                    Some(associated::address(&owner, &MINT))
                }
                (given, _) => given,
            };
            close.push(stake::close_device(owner, address, destination));
            leaving.entry(address).or_default().last.splice(0..0, close);
        }
        Ok(leaving)
    }
}

fn is_closable(device: &Device) -> bool {
    device.total() == 0 && device.open_cases == 0 && !device.costake.is_open()
}

/// Those that others can stake behind, and what has to happen before they are closed: the program would only refuse it.
fn costaked(session: &Session, chosen: &[Chosen]) -> Result<Vec<(Pubkey, String)>> {
    let open = chosen.iter().filter(|chosen| chosen.device.is_some_and(|device| device.costake.is_open()));
    let open: Vec<Pubkey> = open.map(|chosen| chosen.address).collect();
    let rewards = positions::rewards_of(&*session.backend, &open)?;
    let reason = |address: Pubkey| match rewards.get(&address).map_or(0, |rewards| rewards.positions) {
        0 => format!("it is open for co-stake: `io costake close {address}` comes first"),
        count => format!(
            "there {} of co-stakers behind it, who have to leave first: `io costake limit {address} 0` takes nobody any \
             more, and once all have left comes `io costake close {address}`",
            counted_are(count, "position")
        ),
    };
    Ok(open.into_iter().map(|address| (address, reason(address))).collect())
}

fn job(device: Pubkey, what: &str, about: Vec<Instruction>) -> Job<Vec<Instruction>> {
    Job { device, what: what.into(), adds_up: false, about }
}

/// Those that are not there. Where a run before has closed them, that is what came of it.
fn outcomes_of_missing(batch: &Batch, chosen: &[Chosen]) -> HashMap<Pubkey, Outcome> {
    let missing = chosen.iter().filter(|chosen| chosen.device.is_none());
    missing.map(|chosen| (chosen.address, batch.unless_done(&chosen.address, chosen.missing()))).collect()
}

fn run(
    batch: &mut Batch,
    session: &mut Session,
    config: Option<&Config>,
    pool: Option<u8>,
    jobs: &[Job<Vec<Instruction>>],
) -> Vec<(Pubkey, Outcome)> {
    let pack = |some: &[&Job<Vec<Instruction>>]| some.iter().flat_map(|job| job.about.clone()).collect();
    let preface = |session: &mut Session| match config.zip(pool) {
        Some((config, pool)) => catch_up(session, config, pool),
        None => Ok(Vec::new()),
    };
    let outcomes = batch.run(session, &Group { preface: &preface, ..Group::new(&pack) }, jobs);
    jobs.iter().map(|job| job.device).zip(outcomes).collect()
}

/// What becomes of the leases of devices that are closed.
fn farewells(session: &mut Session, config: Config, devices: &[Pubkey]) -> Result<HashMap<Pubkey, Leaving>> {
    let payer = session.signer()?;
    let entries = payroll::entries(&*session.backend, &config, devices)?;
    let view = View::of(session, config, entries)?;
    let running = payroll::running(&config, payroll::now(&*session.backend)?).ok();
    let mut farewells = HashMap::new();
    for entry in &view.entries {
        let Some(lease) = entry.lease else { continue };
        let outlook = view.outlook(entry).context("a lease has a pool")?;
        let mut leaving = Leaving::default();
        let (settled, through) = outlook.stretch(&lease);
        if let Some(claim) = preparation(entry, outlook)? {
            let payee = entry.payee().context("a lease has a payee")?;
            leaving.before.push(associated::create(&payer, &payee, &MINT));
            leaving.before.extend(claim);
        } else if settled < through {
            leaving.before.push(emission::settle(lease.pool, entry.device, settled, through));
        }
        let runs = running.is_some_and(|running| lease.is_running(running));
        if runs {
            // Ends the lease of a device that is gone.
            leaving.last.push(emission::sync(lease.pool, entry.device));
        }
        if outlook.reckon(&lease, entry.standing, entry.has_costakers())?.penalty == 0 {
            leaving.last.push(emission::close_lease(entry.device, lease.rent_payer));
        }
        if !leaving.before.is_empty() || runs {
            leaving.pool = Some(lease.pool);
        }
        farewells.insert(entry.device, leaving);
    }
    Ok(farewells)
}
