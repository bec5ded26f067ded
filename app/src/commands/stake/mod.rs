//! `io stake`: the stake behind devices.

mod add;
mod unstake;
mod withdraw;

use anchor_lang::prelude::Pubkey;
use anyhow::{Result, ensure};
use clap::Subcommand;
use io_economics::Amount;
use serde::Serialize;
use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

use super::device::{StakeReport, View};
use crate::associated;
use crate::batch::{Line, Outcome, devices::Chosen};
use crate::designation::DeviceName;
use crate::moment;
use crate::money::{self, show_units};
use crate::registry::{self, Search};
use crate::report::{Output, Report, print};
use crate::session::Session;
use crate::token::MINT;

#[derive(Subcommand)]
pub enum Stake {
    /// Add stake to devices of yours
    Add(add::Add),
    /// Start the 14-day cooldown of a part of the stake. It cannot be taken back
    Unstake(unstake::Unstake),
    /// Withdraw all stake whose cooldown is over and that no slash case freezes
    Withdraw(withdraw::Withdraw),
    /// What is active, what cools until when, what can be withdrawn, what is frozen and who can do what about it
    Show {
        /// The device: its address, or the id that your wallet gave it [default: every device of yours]
        device: Option<DeviceName>,
    },
}

/// How much to stake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sum {
    Exactly(Amount),
    /// What is missing to the required stake.
    Required,
}

impl FromStr for Sum {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "required" => Ok(Self::Required),
            _ => money::parse(text).map(Self::Exactly),
        }
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exactly(amount) => write!(f, "{amount}"),
            Self::Required => write!(f, "required"),
        }
    }
}

impl Sum {
    /// So many base units, where so many count and so many are required.
    pub fn missing(self, counted: u64, required: u64) -> Result<u64> {
        match self {
            Self::Exactly(amount) => Ok(amount.get()),
            Self::Required => {
                let missing = required.saturating_sub(counted);
                ensure!(missing > 0, "the device has the stake it requires, {} IO, already", show_units(required));
                Ok(missing)
            }
        }
    }
}

/// The token account that stake comes from.
pub fn source_address(session: &mut Session, given: Option<Pubkey>) -> Result<Pubkey> {
    let wallet = session.signer()?;
    Ok(given.unwrap_or_else(|| associated::address(&wallet, &MINT)))
}

/// The same, where it holds enough. Checked here, since the token program would only say that it lacks funds.
pub fn source(session: &mut Session, given: Option<Pubkey>, amount: u64) -> Result<Pubkey> {
    let source = source_address(session, given)?;
    let held = associated::balance(&*session.backend, &source)?.unwrap_or(0);
    ensure!(
        held >= amount,
        "the token account {source} holds {} IO, and {} are needed",
        show_units(held),
        show_units(amount)
    );
    Ok(source)
}

impl Stake {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        match self {
            Self::Add(add) => add.run(session, output),
            Self::Unstake(unstake) => unstake.run(session, output),
            Self::Withdraw(withdraw) => withdraw.run(session, output),
            Self::Show { device: Some(device) } => {
                let (address, device) = device.find(session)?;
                print(&StakeReport::read(session, address, &device)?, output)
            }
            Self::Show { device: None } => print(&Stakes::read(session)?, output),
        }
    }
}

/// The stake behind every device of a wallet.
#[derive(Serialize)]
struct Stakes {
    devices: Vec<StakeReport>,
}

impl Stakes {
    fn read(session: &mut Session) -> Result<Self> {
        let search = Search { owner: Some(session.signer()?), ..Search::default() };
        let view = View::read(session, None)?;
        let devices = registry::devices(&*session.backend, search)?;
        let reports = devices.iter().map(|(address, device)| StakeReport::of(&view, *address, device));
        Ok(Self { devices: reports.collect::<Result<_>>()? })
    }
}

impl Report for Stakes {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.devices.is_empty() {
            return writeln!(out, "This wallet has no devices: `io device register` adds one");
        }
        for (place, device) in self.devices.iter().enumerate() {
            if place > 0 {
                writeln!(out)?;
            }
            device.display(out)?;
        }
        Ok(())
    }
}

/// What was done to a stake, and how it stands now.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    action: &'static str,
    amount: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    ends_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    destination: Option<String>,
    #[serde(flatten)]
    stake: StakeReport,
}

impl Report for Change {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { action, amount, ends_at, destination, stake: StakeReport { heading, timeline } } = self;
        let mut sentence = format!("{}: {action} {} IO", heading.name(), show_units(*amount));
        if let Some(end) = ends_at {
            let left = moment::show_duration(end.saturating_sub(timeline.time));
            sentence += &format!(", which cool until {}, {left} left", moment::show_local(*end));
        }
        if let Some(destination) = destination {
            sentence += &format!(" to {destination}");
        }
        writeln!(out, "{sentence}")?;
        let [active, counted, required] = [timeline.active, timeline.counted, timeline.required].map(show_units);
        match timeline.costake {
            None => writeln!(out, "  active {active} of {required} IO required: {}", timeline.verdict()),
            Some(_) => writeln!(
                out,
                "  active {active}, with co-stake {counted} of {required} IO required: {}",
                timeline.verdict()
            ),
        }
    }
}

/// What was done to one stake of many. Amounts in base units.
#[derive(Serialize)]
struct Moved {
    amount: u64,
}

impl Moved {
    /// The line of a table, and what it adds up to.
    fn line(chosen: &Chosen, outcome: Outcome, verb: &str, amount: u64, sum: &mut Moved) -> Line<Self> {
        let moved = matches!(outcome, Outcome::Done(_)).then_some(Self { amount });
        sum.amount = sum.amount.saturating_add(moved.as_ref().map_or(0, |moved| moved.amount));
        let words = format!("{verb} {} IO", show_units(amount));
        Line::of(chosen.address, chosen.name(), outcome, moved, words)
    }
}

impl Report for Moved {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{} IO in all", show_units(self.amount))
    }
}
