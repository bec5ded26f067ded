//! One round: every device of a list gets the lease it is to have.

use anchor_lang::prelude::Pubkey;
use anyhow::Result;
use io_economics::Epoch;
use io_emission::error::IoEmissionError;
use io_emission::standing::{Standing, weight_of};
use io_emission::state::{Config, Lease};
use io_stake::state::Classes;
use serde::Serialize;
use solana_instruction::Instruction;
use solana_message::AddressLookupTableAccount;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{self, Write};

use super::Hours;
use crate::advancing::catch_up;
use crate::batch::{Batch, Group, Job, Line, Outcome, seen};
use crate::emission;
use crate::lookup::Tables;
use crate::money::show_units;
use crate::payroll::{self, Entry};
use crate::quorum::Quorum;
use crate::reckoning::Outlook;
use crate::registry::{self, pool_name};
use crate::report::{Output, Report};
use crate::session::Session;

/// Which leases are looked after.
#[derive(Clone, Copy)]
pub enum Scope {
    /// All of them.
    Every,
    /// Those that are not there, that end within so many epochs, or whose weight is not what the stake supports.
    EndingWithin(u32),
}

pub struct Round<'a> {
    config: Config,
    running: Epoch,
    until: Epoch,
    scope: Scope,
    /// When the devices were verified, at the latest: what was registered since is refused.
    verified_at: i64,
    quorum: &'a Quorum,
    batch: Batch,
    lines: Vec<Line<LeaseLine>>,
    sum: Sum,
}

/// What a round comes to.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Sum {
    epoch: u32,
    until: u32,
    /// Leases that run far enough.
    left_alone: usize,
    granted: usize,
    renewed: usize,
    /// Of those that were granted and renewed, the ones that earn nothing.
    weightless: usize,
}

#[derive(Serialize)]
struct LeaseLine {
    deed: Deed,
    pool: String,
    start: u32,
    end: u32,
    weight: u64,
}

/// What is done about a device.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
enum Deed {
    /// It never had a lease, or was registered anew since.
    Grant,
    /// Its lease goes on; that of a device that is gone ends.
    Renew,
}

impl<'a> Round<'a> {
    pub fn new(config: Config, hours: Hours, scope: Scope, verified_at: i64, quorum: &'a Quorum, batch: Batch) -> Self {
        let Hours { running, until } = hours;
        let sum = Sum { epoch: running.get(), until: until.get(), ..Sum::default() };
        Self { config, running, until, scope, verified_at, quorum, batch, lines: Vec::new(), sum }
    }

    /// Leases the devices. What was done by then can be told, also where it stops half-way.
    pub fn run(&mut self, session: &mut Session, devices: &[Pubkey], tables: Option<&Tables>) -> Result<()> {
        let classes = registry::classes(&*session.backend)?;
        let entries = payroll::entries(&*session.backend, &self.config, devices)?;
        let outlooks = self.outlooks(session)?;
        let mut work: BTreeMap<(u8, Deed), Vec<Pubkey>> = BTreeMap::new();
        let mut forgotten: BTreeMap<u8, Vec<Job<Instruction>>> = BTreeMap::new();
        for entry in &entries {
            let pool = match self.pool(entry, &classes) {
                Ok(pool) => pool,
                Err(reason) => {
                    self.refuse(entry.device, reason.to_string());
                    continue;
                }
            };
            if !self.is_due(entry, &classes) {
                self.sum.left_alone += 1;
                continue;
            }
            if let Some(lease) = &entry.lease
                && let Some(outlook) = outlooks.get(&lease.pool).filter(|outlook| outlook.needs_pages(lease))
            {
                let (settled, through) = outlook.stretch(lease);
                let about = emission::settle(lease.pool, entry.device, settled, through);
                let job = Job { device: entry.device, what: "settle".into(), adds_up: false, about };
                forgotten.entry(lease.pool).or_default().push(job);
            }
            let new = entry.leased().is_none() && entry.registered.is_some();
            let deed = if new { Deed::Grant } else { Deed::Renew };
            work.entry((pool, deed)).or_default().push(entry.device);
        }
        let jobs = work.values().map(Vec::len).sum::<usize>() + forgotten.values().map(Vec::len).sum::<usize>();
        self.batch.expect(jobs);
        let unsettled = self.settle(session, &forgotten);
        let places = tables.map(Tables::places).unwrap_or_default();
        let tables = tables.map(Tables::accounts).unwrap_or_default();
        for ((pool, deed), mut devices) in work {
            devices.retain(|device| !unsettled.contains(device));
            // Those of one table go into the same transactions.
            devices.sort_by_key(|device| places.get(device));
            let job = |device: &Pubkey| Job {
                device: *device,
                what: deed.name().into(),
                adds_up: false,
                about: places.get(device).copied(),
            };
            let jobs: Vec<Job<Option<usize>>> = devices.iter().map(job).collect();
            self.lease(session, pool, deed, &tables, &jobs)?;
        }
        Ok(())
    }

    /// Notes a line of a list that names no device.
    pub fn refuse_line(&mut self, line: &str) {
        let outcome = Outcome::Unfit("This is not the address of a device.".into());
        self.lines.push(Line::of(line, None, outcome, None, String::new()));
    }

    /// Tells what came of it.
    pub fn finish(self, output: Output) -> Result<()> {
        self.batch.finish(output, self.lines, self.sum)
    }

    fn refuse(&mut self, device: Pubkey, reason: String) {
        self.lines.push(Line::of(device, None, Outcome::Unfit(reason), None, String::new()));
    }

    fn outlooks(&self, session: &Session) -> Result<HashMap<u8, Outlook>> {
        let now = payroll::now(&*session.backend)?;
        let pools = payroll::pools(&*session.backend, &self.config)?;
        Ok(pools.into_iter().map(|pool| (pool.number, Outlook::of(&self.config, pool, now))).collect())
    }

    /// The pool that a device belongs to. That of a device that is gone has to be freed of its weight.
    fn pool(&self, entry: &Entry, classes: &Classes) -> Result<u8, IoEmissionError> {
        let Some(device) = &entry.registered else {
            let running = entry.lease.filter(|lease| lease.is_running(self.running));
            return running.map(|lease| lease.pool).ok_or(IoEmissionError::NoDevice);
        };
        let class = classes.get(device.class).ok_or(IoEmissionError::NoSuchClass)?;
        Ok(class.pool)
    }

    fn is_due(&self, entry: &Entry, classes: &Classes) -> bool {
        let Scope::EndingWithin(hours) = self.scope else { return true };
        let (Some(lease), Some(device)) = (&entry.lease, entry.leased()) else { return true };
        if !lease.is_running(self.running) || entry.standing != Standing::Upright {
            return true;
        }
        let class = classes.get(device.class);
        let weight = class.map(|class| weight_of(device, class, self.config.weight_cap()).get());
        let left = lease.end().since(self.running).unwrap_or_default();
        weight != Some(lease.weight) || (left <= hours && lease.end() < self.until)
    }

    /// Settles leases that their pools will not remember enough to settle later, and returns those for which that failed.
    fn settle(&mut self, session: &mut Session, forgotten: &BTreeMap<u8, Vec<Job<Instruction>>>) -> HashSet<Pubkey> {
        let (config, mut unsettled) = (self.config, HashSet::new());
        for (pool, jobs) in forgotten {
            let pack = |some: &[&Job<Instruction>]| some.iter().map(|job| job.about.clone()).collect();
            let preface = |session: &mut Session| catch_up(session, &config, *pool);
            let outcomes = self.batch.run(session, &Group { preface: &preface, ..Group::new(&pack) }, jobs);
            for (Job { device, .. }, outcome) in jobs.iter().zip(outcomes) {
                if !matches!(outcome, Outcome::Done(_)) {
                    unsettled.insert(*device);
                    self.lines.push(Line::of(device, None, outcome, None, String::new()));
                }
            }
        }
        unsettled
    }

    fn lease(
        &mut self,
        session: &mut Session,
        pool: u8,
        deed: Deed,
        tables: &[AddressLookupTableAccount],
        jobs: &[Job<Option<usize>>],
    ) -> Result<()> {
        if deed == Deed::Grant && session.is_embedded() && !session.signs_only() {
            // On a cluster, as many are leased as the wallet has the rent for.
            let rent = session.backend.rent_minimum(Lease::SIZE)?;
            session.require_lamports(rent.saturating_mul(jobs.len() as u64))?;
        }
        let (config, until, verified_at, quorum) = (self.config, self.until.get(), self.verified_at, self.quorum);
        let payer = session.signer()?;
        let pack = |some: &[&Job<Option<usize>>]| -> Vec<Instruction> {
            let devices: Vec<Pubkey> = some.iter().map(|job| job.device).collect();
            let Some((first, further)) = devices.split_first() else { return Vec::new() };
            let attestors = &quorum.addresses;
            vec![match deed {
                Deed::Grant => emission::grant(attestors, payer, pool, *first, further, until, verified_at),
                Deed::Renew => emission::renew(attestors, pool, *first, further, until),
            }]
        };
        let group = Group {
            preface: &|session: &mut Session| catch_up(session, &config, pool),
            cosigners: &quorum.wallets,
            tables,
            table: &|job| job.about,
            limited: true,
            ..Group::new(&pack)
        };
        let outcomes = self.batch.run(session, &group, jobs);
        let devices: Vec<Pubkey> = jobs.iter().map(|job| job.device).collect();
        let mut now = seen(payroll::entries(&*session.backend, &self.config, &devices)).into_iter();
        for (Job { device, .. }, outcome) in jobs.iter().zip(outcomes) {
            let entry = now.next();
            let name = entry.as_ref().and_then(Entry::name);
            let lease = entry.and_then(|entry| entry.lease);
            self.note(*device, name, pool, deed, lease, outcome);
        }
        Ok(())
    }

    fn note(
        &mut self,
        device: Pubkey,
        name: Option<String>,
        pool: u8,
        deed: Deed,
        lease: Option<Lease>,
        outcome: Outcome,
    ) {
        let done = matches!(outcome, Outcome::Done(_));
        let running = lease.filter(|lease| lease.is_running(self.running));
        if done && lease.is_some() && running.is_none() {
            return self.refuse(device, format!("{} Its lease has ended.", IoEmissionError::NoDevice));
        }
        let detail = running.filter(|_| done).map(|lease| {
            let Lease { start, end, weight, .. } = lease;
            LeaseLine { deed, pool: pool_name(pool), start, end, weight }
        });
        match deed {
            Deed::Grant => self.sum.granted += usize::from(done),
            Deed::Renew => self.sum.renewed += usize::from(done),
        }
        self.sum.weightless += usize::from(detail.as_ref().is_some_and(|line| line.weight == 0));
        let words = detail.as_ref().map_or_else(|| "leased".into(), LeaseLine::words);
        self.lines.push(Line::of(device, name, outcome, detail, words));
    }
}

impl Deed {
    const fn name(self) -> &'static str {
        match self {
            Self::Grant => "grant",
            Self::Renew => "renew",
        }
    }
}

impl LeaseLine {
    fn words(&self) -> String {
        let Self { pool, start, end, weight, .. } = self;
        let earns = if *weight == 0 { ": earns nothing, for lack of stake or because it is suspended" } else { "" };
        format!("leased ({pool}): epochs {start} to {end}, weight {}{earns}", show_units(*weight))
    }
}

impl Report for Sum {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { epoch, until, left_alone, granted, renewed, weightless } = self;
        writeln!(
            out,
            "epoch {epoch}: {granted} granted and {renewed} renewed through epoch {until}, {left_alone} left alone"
        )?;
        match weightless {
            0 => Ok(()),
            some => writeln!(out, "  {some} have no weight: too little stake, or suspended"),
        }
    }
}
