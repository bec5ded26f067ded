//! `io costake withdraw`.

use anchor_lang::prelude::Pubkey;
use anyhow::Result;
use clap::Args;
use io_stake::error::IoStakeError;
use io_stake::state::Position;
use serde::Serialize;
use solana_instruction::Instruction;
use std::io::{self, Write};

use super::position::View;
use super::target::{Target, position};
use crate::associated;
use crate::batch::{Batch, Group, Job, Line, Outcome, Way};
use crate::costake;
use crate::money::show_units;
use crate::positions;
use crate::report::{Output, Report};
use crate::session::Session;
use crate::token::MINT;

#[derive(Args)]
pub struct Withdraw {
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    way: Way,
}

/// A withdrawal as it would be made now. Amounts in base units.
#[derive(Clone, Copy, Serialize)]
struct Due {
    shares: u64,
    amount: u64,
    /// Whether nothing is left in the position then, so that it is closed and its rent returns.
    closed: bool,
}

/// In base units.
#[derive(Serialize)]
struct Sum {
    amount: u64,
}

impl Due {
    fn of(view: &View, position: &Position) -> Result<Self> {
        let shares = position.cooling.ended(view.now);
        let paid = view.device(position.device)?.costake.shared().leave(shares);
        let mut closed = position.shares == 0 && position.cooling.total() == shares;
        for asset in [costake::IO, costake::USDC] {
            closed &= view.flow(position.device, asset)?.claimable(position)? == 0;
        }
        Ok(Self { shares, amount: paid.map_or(0, |paid| paid.result), closed })
    }

    /// Whether there is anything to do. Of a position that is empty only the rent is left.
    const fn is_something(&self) -> bool {
        self.shares > 0 || self.closed
    }

    fn instructions(&self, holder: Pubkey, device: Pubkey) -> Vec<Instruction> {
        let destination = associated::address(&holder, &MINT);
        let withdraw = (self.shares > 0).then(|| costake::withdraw(holder, device, destination));
        let close = self.closed.then(|| costake::close_position(holder, device));
        withdraw.into_iter().chain(close).collect()
    }

    fn words(&self) -> String {
        let Self { shares, amount, closed } = self;
        let closed = if *closed { ", and closed the position, whose rent returned" } else { "" };
        format!("withdrew {} IO for {shares} shares{closed}", show_units(*amount))
    }
}

impl Withdraw {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let holder = session.signer()?;
        let mut batch = Batch::open(session, &self.way, "costake withdraw", &self.target.words())?;
        let found = match self.target.one(session)? {
            Some(device) => vec![position(session, device, holder)?],
            None => positions::positions(&*session.backend, holder)?,
        };
        let devices: Vec<Pubkey> = found.iter().map(|position| position.device).collect();
        let view = View::read(session, &devices)?;
        let due = found.iter().map(|position| Due::of(&view, position)).collect::<Result<Vec<Due>>>()?;
        let jobs = devices.iter().zip(&due).filter(|(_, due)| due.is_something());
        let jobs = jobs.map(|(device, due)| {
            let about = due.instructions(holder, *device);
            Job { device: *device, what: "withdraw".into(), adds_up: false, about }
        });
        let jobs: Vec<Job<Vec<Instruction>>> = jobs.collect();
        let own = associated::address(&holder, &MINT);
        let creates = associated::balance(&*session.backend, &own)?.is_none();
        let pack = |some: &[&Job<Vec<Instruction>>]| -> Vec<Instruction> {
            let account = creates.then(|| associated::create(&holder, &holder, &MINT));
            account.into_iter().chain(some.iter().flat_map(|job| job.about.clone())).collect()
        };
        let mut done = batch.run(session, &Group::new(&pack), &jobs).into_iter();
        let mut sum = Sum { amount: 0 };
        let mut lines = Vec::with_capacity(devices.len());
        for (device, due) in devices.iter().zip(due) {
            let nothing = Outcome::Nothing(IoStakeError::NothingToWithdraw.to_string());
            let outcome = match due.is_something() {
                true => done.next().unwrap_or(Outcome::Untried),
                false => batch.unless_done(device, nothing),
            };
            let paid = matches!(outcome, Outcome::Done(_)).then_some(due);
            sum.amount = sum.amount.saturating_add(paid.map_or(0, |paid| paid.amount));
            let name = view.heading(*device)?.name().to_owned();
            lines.push(Line::of(device, Some(name), outcome, paid, due.words()));
        }
        batch.finish(output, lines, sum)
    }
}

impl Report for Sum {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{} IO in all", show_units(self.amount))
    }
}
