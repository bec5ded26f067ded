//! `io costake claim`.

use anchor_lang::prelude::Pubkey;
use anyhow::Result;
use clap::Args;
use io_stake::error::IoStakeError;
use io_stake::state::Position;
use serde::Serialize;
use solana_instruction::Instruction;
use std::collections::HashMap;
use std::io::{self, Write};

use super::assets;
use super::position::View;
use super::target::Target;
use crate::associated;
use crate::batch::{Batch, Group, Job, Line, Outcome, Way, seen};
use crate::costake;
use crate::earnings::claimed;
use crate::market::Asset;
use crate::positions;
use crate::registry::{self, Search};
use crate::rental;
use crate::report::{Output, Report};
use crate::session::Session;

#[derive(Args)]
pub struct Claim {
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    way: Way,
}

/// A payment that is due behind a device, in one asset. Each is a job of its own: a token account that is frozen must not
/// keep the other asset back.
struct Due {
    number: u8,
    mint: Pubkey,
    kind: Kind,
    instruction: Instruction,
}

enum Kind {
    /// What a position has earned, of which so much had been claimed before.
    Earned { before: u64 },
    /// What nobody shared, which is the owner's: so much when it was looked up.
    Unshared(u64),
}

/// What was paid, in base units.
#[derive(Clone, Copy, Default, Serialize)]
struct Paid {
    io: u64,
    usdc: u64,
}

/// What is told of a device.
#[derive(Serialize)]
struct Told {
    #[serde(flatten)]
    paid: Paid,
    /// Whether it was not earned by co-stake, but shared by nobody.
    unshared: bool,
}

impl Due {
    /// What is due to a wallet behind a device, as its owner or by its position.
    fn of(
        session: &Session,
        view: &View,
        wallet: Pubkey,
        device: Pubkey,
        position: Option<&Position>,
    ) -> Result<Vec<Self>> {
        let owns = view.device(device)?.owner == wallet;
        let mut due = Vec::new();
        for (number, mint) in assets(&*session.backend)? {
            let flow = view.flow(device, number)?;
            let destination = associated::address(&wallet, &mint);
            if let Some(position) = position
                && flow.claimable(position)? > 0
            {
                let instruction = costake::claim(wallet, device, destination, mint, number);
                let kind = Kind::Earned { before: claimed(position, number) };
                due.push(Self { number, mint, kind, instruction });
            }
            if owns && flow.unshared > 0 {
                let instruction = costake::claim_unshared(wallet, device, destination, mint, number);
                due.push(Self { number, mint, kind: Kind::Unshared(flow.unshared), instruction });
            }
        }
        Ok(due)
    }

    /// How the journal tells it from others.
    fn what(&self) -> String {
        let kind = match self.kind {
            Kind::Earned { .. } => "claim",
            Kind::Unshared(_) => "claim-unshared",
        };
        format!("{kind} {}", self.number)
    }

    fn told(&self, now: Option<&Position>) -> Told {
        let (amount, unshared) = match self.kind {
            Kind::Earned { before } => (now.map_or(0, |now| claimed(now, self.number)).saturating_sub(before), false),
            Kind::Unshared(amount) => (amount, true),
        };
        let paid = match self.number {
            costake::IO => Paid { io: amount, usdc: 0 },
            _ => Paid { io: 0, usdc: amount },
        };
        Told { paid, unshared }
    }
}

impl Claim {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let wallet = session.signer()?;
        let mut batch = Batch::open(session, &self.way, "costake claim", &self.target.words())?;
        let devices = match self.target.one(session)? {
            Some(device) => vec![device],
            None => concerned(session)?,
        };
        let view = View::read(session, &devices)?;
        let held = held(session, wallet, &devices)?;
        let (mut jobs, mut lines) = (Vec::new(), Vec::new());
        for device in &devices {
            let due = Due::of(session, &view, wallet, *device, held.get(device))?;
            if due.is_empty() && !held.get(device).is_some_and(is_spent) {
                let nothing = Outcome::Nothing(IoStakeError::NothingToClaim.to_string());
                let name = view.heading(*device)?.name().to_owned();
                lines.push(Line::of(device, Some(name), batch.unless_done(device, nothing), None, String::new()));
            }
            jobs.extend(due.into_iter().map(|about| Job {
                device: *device,
                what: about.what(),
                adds_up: false,
                about,
            }));
        }
        let outcomes = pay(&mut batch, session, wallet, &jobs)?;
        let after = seen(self::held(session, wallet, &devices));
        let mut sum = Paid::default();
        for (job, outcome) in jobs.iter().zip(outcomes) {
            let told = matches!(outcome, Outcome::Done(_)).then(|| job.about.told(after.get(&job.device)));
            if let Some(Told { paid, .. }) = &told {
                sum = Paid { io: sum.io.saturating_add(paid.io), usdc: sum.usdc.saturating_add(paid.usdc) };
            }
            let words = told.as_ref().map_or_else(|| "claimed".into(), Told::words);
            let name = view.heading(job.device)?.name().to_owned();
            lines.push(Line::of(job.device, Some(name), outcome, told, words));
        }
        // What is only signed is one transaction.
        if !session.signs_only() || jobs.is_empty() {
            lines.extend(close(&mut batch, session, &view, wallet, &devices, &after)?);
        }
        batch.finish(output, lines, sum)
    }
}

/// Pays what is due, into token accounts that are created where there are none.
fn pay(batch: &mut Batch, session: &mut Session, wallet: Pubkey, jobs: &[Job<Due>]) -> Result<Vec<Outcome>> {
    let mut missing = Vec::new();
    for (_, mint) in assets(&*session.backend)? {
        if associated::balance(&*session.backend, &associated::address(&wallet, &mint))?.is_none() {
            missing.push(mint);
        }
    }
    let pack = |some: &[&Job<Due>]| -> Vec<Instruction> {
        let needed = missing.iter().filter(|mint| some.iter().any(|job| job.about.mint == **mint));
        let accounts: Vec<Instruction> = needed.map(|mint| associated::create(&wallet, &wallet, mint)).collect();
        accounts.into_iter().chain(some.iter().map(|job| job.about.instruction.clone())).collect()
    };
    Ok(batch.run(session, &Group::new(&pack), jobs))
}

/// Closes the positions in which nothing is left, and returns their rent.
fn close(
    batch: &mut Batch,
    session: &mut Session,
    view: &View,
    wallet: Pubkey,
    devices: &[Pubkey],
    held: &HashMap<Pubkey, Position>,
) -> Result<Vec<Line<Told>>> {
    let empty = devices.iter().filter(|device| held.get(device).is_some_and(Position::is_empty));
    let jobs = empty.map(|device| {
        let about = costake::close_position(wallet, *device);
        Job { device: *device, what: "close-position".into(), adds_up: false, about }
    });
    let jobs: Vec<Job<Instruction>> = jobs.collect();
    let pack = |some: &[&Job<Instruction>]| some.iter().map(|job| job.about.clone()).collect();
    let outcomes = batch.run(session, &Group::new(&pack), &jobs);
    let lines = jobs.iter().zip(outcomes).map(|(job, outcome)| {
        let name = view.heading(job.device)?.name().to_owned();
        let words = "closed the position, whose rent returned";
        Ok(Line::of(job.device, Some(name), outcome, None, words.into()))
    });
    lines.collect()
}

/// Whether nothing but rewards can be left in a position.
fn is_spent(position: &Position) -> bool {
    position.shares == 0 && position.cooling.total() == 0
}

/// The positions of a wallet behind these devices.
fn held(session: &Session, wallet: Pubkey, devices: &[Pubkey]) -> Result<HashMap<Pubkey, Position>> {
    let held = positions::positions(&*session.backend, wallet)?.into_iter();
    Ok(held.map(|position| (position.device, position)).filter(|(device, _)| devices.contains(device)).collect())
}

/// The devices that the wallet has a position behind, and its own that are open for co-stake.
fn concerned(session: &mut Session) -> Result<Vec<Pubkey>> {
    let wallet = session.signer()?;
    let backend = &*session.backend;
    let held = positions::positions(backend, wallet)?.into_iter().map(|position| position.device);
    let own = registry::devices(backend, Search { owner: Some(wallet), ..Search::default() })?;
    let own = own.into_iter().filter(|(_, device)| device.costake.is_open()).map(|(address, _)| address);
    let mut devices: Vec<Pubkey> = held.chain(own).collect();
    devices.sort_unstable();
    devices.dedup();
    Ok(devices)
}

/// `1.00000000 IO and 2.000000 USDC`.
pub fn both(io: u64, usdc: u64) -> String {
    match (io, usdc) {
        (_, 0) => rental::show(Asset::Io, io),
        (0, _) => rental::show(Asset::Usdc, usdc),
        _ => format!("{} and {}", rental::show(Asset::Io, io), rental::show(Asset::Usdc, usdc)),
    }
}

impl Told {
    fn words(&self) -> String {
        let amount = both(self.paid.io, self.paid.usdc);
        match self.unshared {
            true => format!("claimed {amount} that nobody shared"),
            false => format!("claimed {amount}"),
        }
    }
}

impl Report for Paid {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{} in all", both(self.io, self.usdc))
    }
}
