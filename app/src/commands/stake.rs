//! `io stake`: the stake behind devices.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, ensure};
use clap::{Args, Subcommand};
use io_economics::Amount;
use serde::Serialize;
use std::io::{self, Write};
use std::str::FromStr;

use super::device::{StakeReport, View};
use crate::associated;
use crate::designation::DeviceName;
use crate::moment;
use crate::money::{self, Portion, show_units};
use crate::registry::{self, Search};
use crate::report::{Output, Report, print};
use crate::session::Session;
use crate::stake;
use crate::syncing::with_sync;
use crate::token::MINT;

#[derive(Subcommand)]
pub enum Stake {
    /// Add stake to a device of yours
    Add(Add),
    /// Start the 14-day cooldown of a part of the stake. It cannot be taken back
    Unstake(Unstake),
    /// Withdraw all stake whose cooldown is over and that no slash case freezes
    Withdraw(Withdraw),
    /// What is active, what cools until when, what can be withdrawn, what is frozen and who can do what about it
    Show {
        /// The device: its address, or the id that your wallet gave it [default: every device of yours]
        device: Option<DeviceName>,
    },
}

#[derive(Args)]
pub struct Add {
    /// The device: its address, or the id that your wallet gave it
    device: DeviceName,
    /// How much, in IO, or `required` for what the device lacks to earn
    amount: Sum,
    /// Token account that it comes from [default: your own]
    #[arg(long, value_name = "TOKEN_ACCOUNT")]
    from: Option<Pubkey>,
}

#[derive(Args)]
pub struct Unstake {
    /// The device: its address, or the id that your wallet gave it
    device: DeviceName,
    /// How much, in IO, or `all` of what is active
    amount: Portion,
}

#[derive(Args)]
pub struct Withdraw {
    /// The device: its address, or the id that your wallet gave it
    device: DeviceName,
    /// Token account that receives it [default: your own]
    #[arg(long, value_name = "TOKEN_ACCOUNT")]
    to: Option<Pubkey>,
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

impl Sum {
    /// So many base units, where so many are active and so many required.
    pub fn missing(self, active: u64, required: u64) -> Result<u64> {
        match self {
            Self::Exactly(amount) => Ok(amount.get()),
            Self::Required => {
                let missing = required.saturating_sub(active);
                ensure!(missing > 0, "the device has the stake it requires, {} IO, already", show_units(required));
                Ok(missing)
            }
        }
    }
}

/// The token account that stake comes from. Checked here, since the token program would only say that it lacks funds.
pub fn source(session: &mut Session, given: Option<Pubkey>, amount: u64) -> Result<Pubkey> {
    let wallet = session.signer()?;
    let source = given.unwrap_or_else(|| associated::address(&wallet, &MINT));
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
        let [active, required] = [timeline.active, timeline.required].map(show_units);
        writeln!(out, "  active {active} of {required} IO required: {}", timeline.verdict())
    }
}

impl Add {
    fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let owner = session.signer()?;
        let (address, device) = self.device.find(session)?;
        let classes = registry::classes(&*session.backend)?;
        let class = classes.get(device.class).context("the device's class does not exist")?;
        let amount = self.amount.missing(device.active, registry::required_stake(class, device.processors).get())?;
        let source = source(session, self.from, amount)?;
        let stake = vec![stake::stake(owner, address, source, amount)];
        let instructions = with_sync(session, address, stake)?;
        session.carry_out(&instructions, output, |session| {
            let stake = StakeReport::read_anew(session, address)?;
            Ok(Change { action: "staked", amount, ends_at: None, destination: None, stake })
        })
    }
}

impl Unstake {
    fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let owner = session.signer()?;
        let (address, device) = self.device.find(session)?;
        let amount = self.amount.of(device.active);
        let unstake = vec![stake::request_unstake(owner, address, amount)];
        let instructions = with_sync(session, address, unstake)?;
        session.carry_out(&instructions, output, |session| {
            let stake = StakeReport::read_anew(session, address)?;
            // What was started now ends last.
            let ends_at = stake.timeline.cooldowns.last().map(|cooldown| cooldown.ends_at);
            Ok(Change { action: "unstaked", amount, ends_at, destination: None, stake })
        })
    }
}

impl Withdraw {
    fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let owner = session.signer()?;
        let (address, before) = self.device.find(session)?;
        let own = associated::address(&owner, &MINT);
        let mut instructions = Vec::new();
        if self.to.is_none() {
            instructions.push(associated::create(&owner, &owner, &MINT));
        }
        let destination = self.to.unwrap_or(own);
        instructions.push(stake::withdraw(owner, address, destination));
        session.carry_out(&instructions, output, |session| {
            let stake = StakeReport::read_anew(session, address)?;
            let left = stake.timeline.active.saturating_add(stake.timeline.cooling);
            let amount = before.total().saturating_sub(left);
            let destination = Some(destination.to_string());
            Ok(Change { action: "withdrew", amount, ends_at: None, destination, stake })
        })
    }
}
