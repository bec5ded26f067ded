//! `io rewards settle` and `io rewards sync`: what anyone may do for the books of a lease.

use anchor_lang::prelude::Pubkey;
use anyhow::Result;
use clap::Args;
use io_economics::Epoch;
use io_emission::standing::{Standing, weight_of};
use io_emission::state::Lease;
use io_stake::state::Classes;
use serde::Serialize;
use solana_instruction::Instruction;
use std::collections::{BTreeMap, HashMap};

use super::View;
use super::leases::Leases;
use crate::advancing::catch_up;
use crate::batch::{Batch, Group, Job, Line, NoTotals, Outcome, Way, seen};
use crate::emission;
use crate::money::show_units;
use crate::payroll::{self, Entry};
use crate::registry;
use crate::report::Output;
use crate::session::Session;

#[derive(Args)]
pub struct Bookkeeping {
    #[command(flatten)]
    leases: Leases,
    #[command(flatten)]
    way: Way,
}

/// What is done for the books of a lease.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Booking {
    /// The hours that are over are booked as earned or lost.
    Settling,
    /// Its weight becomes what the stake supports now.
    Syncing,
}

/// How the lease stands afterwards, in base units.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct Booked {
    settled: u32,
    owed: u64,
    lost: u64,
    weight: u64,
}

impl Bookkeeping {
    pub fn run(&self, session: &mut Session, output: Output, booking: Booking) -> Result<()> {
        let config = payroll::config(&*session.backend)?;
        let mut batch = Batch::open(session, &self.way, booking.action(), &self.leases.words()?)?;
        let entries = self.leases.entries(session, &config)?;
        let view = View::of(session, config, entries)?;
        let classes = registry::classes(&*session.backend)?;
        let running = payroll::running(&config, payroll::now(&*session.backend)?).ok();
        let (mut lines, mut jobs) = (Vec::new(), BTreeMap::<u8, Vec<Job<Instruction>>>::new());
        for entry in &view.entries {
            match booking.due(&view, &classes, running, entry) {
                Ok((pool, about)) => jobs.entry(pool).or_default().push(Job {
                    device: entry.device,
                    what: booking.action().into(),
                    adds_up: false,
                    about,
                }),
                Err(reason) => {
                    let nothing = Outcome::Nothing(reason.into());
                    let outcome = batch.unless_done(&entry.device, nothing);
                    lines.push(Line::of(entry.device, entry.name(), outcome, None, String::new()));
                }
            }
        }
        batch.expect(jobs.values().map(Vec::len).sum());
        let mut outcomes: Vec<(Pubkey, Outcome)> = Vec::new();
        for (pool, jobs) in &jobs {
            let pack = |some: &[&Job<Instruction>]| some.iter().map(|job| job.about.clone()).collect();
            let preface = |session: &mut Session| catch_up(session, &config, *pool);
            let worked = batch.run(session, &Group { preface: &preface, ..Group::new(&pack) }, jobs);
            outcomes.extend(jobs.iter().map(|job| job.device).zip(worked));
        }
        let devices: Vec<Pubkey> = outcomes.iter().map(|(device, _)| *device).collect();
        let now = seen(payroll::entries(&*session.backend, &config, &devices));
        let now: HashMap<Pubkey, Entry> = now.into_iter().map(|entry| (entry.device, entry)).collect();
        for (device, outcome) in outcomes {
            let entry = now.get(&device);
            let done = matches!(outcome, Outcome::Done(_));
            let lease = entry.and_then(|entry| entry.lease).filter(|_| done);
            let words = lease.as_ref().map_or_else(String::new, |lease| booking.words(lease));
            let detail = lease.as_ref().map(Booked::of);
            lines.push(Line::of(device, entry.and_then(Entry::name), outcome, detail, words));
        }
        batch.finish(output, lines, NoTotals)
    }
}

impl Booking {
    const fn action(self) -> &'static str {
        match self {
            Self::Settling => "rewards settle",
            Self::Syncing => "rewards sync",
        }
    }

    /// The pool of the lease, and what is to be done about it; or why there is nothing.
    fn due(
        self,
        view: &View,
        classes: &Classes,
        running: Option<Epoch>,
        entry: &Entry,
    ) -> Result<(u8, Instruction), &'static str> {
        let Some((lease, outlook)) = entry.lease.as_ref().zip(view.outlook(entry)) else {
            return Err("it has never had a lease");
        };
        match self {
            Self::Settling => {
                let (settled, through) = outlook.stretch(lease);
                let due = settled < through;
                due.then(|| (lease.pool, emission::settle(lease.pool, entry.device, settled, through)))
                    .ok_or("no hour of its lease is over that is not settled")
            }
            Self::Syncing => {
                if !running.is_some_and(|running| lease.is_running(running)) {
                    return Err("its lease is not running");
                }
                let class = entry.leased().and_then(|device| Some((device, classes.get(device.class)?)));
                let supported = class.map(|(device, class)| weight_of(device, class, view.config.weight_cap()).get());
                let upright = entry.standing == Standing::Upright;
                let due = !upright || supported != Some(lease.weight);
                due.then(|| (lease.pool, emission::sync(lease.pool, entry.device)))
                    .ok_or("its lease has the weight that the stake supports")
            }
        }
    }

    fn words(self, lease: &Lease) -> String {
        match self {
            Self::Settling => format!("settled through epoch {}, {} IO owed", lease.settled, show_units(lease.owed)),
            Self::Syncing => format!("weight {} IO", show_units(lease.weight)),
        }
    }
}

impl Booked {
    fn of(lease: &Lease) -> Self {
        let Lease { settled, owed, lost, weight, .. } = *lease;
        Self { settled, owed, lost, weight }
    }
}
