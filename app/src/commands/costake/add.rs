//! `io costake add`.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, ensure};
use clap::Args;
use io_economics::Amount;
use io_stake::state::Device;
use serde::Serialize;
use std::io::{self, Write};

use super::position::{PositionReport, percent};
use crate::commands::stake::source;
use crate::costake;
use crate::designation::DeviceName;
use crate::money::{self, show_units};
use crate::positions;
use crate::report::{Output, Report, print};
use crate::session::Session;
use crate::syncing::with_sync;

#[derive(Args)]
pub struct Add {
    /// The device's address
    device: DeviceName,
    /// How much, in IO
    #[arg(value_parser = money::parse)]
    amount: Amount,
    /// Token account that it comes from [default: your own]
    #[arg(long, value_name = "TOKEN_ACCOUNT")]
    from: Option<Pubkey>,
}

/// What co-stake comes to. Amounts in base units.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Prospect {
    device: String,
    amount: u64,
    /// Shares that it buys, and what they are worth: a base unit less, where rounding takes one.
    bought: u64,
    bought_worth: u64,
    /// All shares of the holder's that count then, and all that earn.
    shares: u64,
    all_shares: u64,
    /// The co-stake that counts then, and how much of it counts for the device: not more than its owner's stake.
    costake: u64,
    counted: u64,
}

impl Prospect {
    fn of(address: Pubkey, device: &Device, held: u64, amount: u64) -> Result<Self> {
        let before = device.costake;
        ensure!(
            before.is_open(),
            "the device {address} is not open for co-stake: `io costake list` shows those that are"
        );
        let moved = before.shared().enter(amount);
        let moved = moved.with_context(|| format!("the device {address} takes no co-stake until all have left"))?;
        let all_shares = before.active_shares().saturating_add(moved.result);
        let costake = moved.left.worth(all_shares).unwrap_or_default();
        Ok(Self {
            device: address.to_string(),
            amount,
            bought: moved.result,
            bought_worth: moved.left.worth(moved.result).unwrap_or_default(),
            shares: held.saturating_add(moved.result),
            all_shares,
            costake,
            counted: costake.min(device.active),
        })
    }
}

impl Report for Prospect {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let [amount, worth, costake, counted] =
            [self.amount, self.bought_worth, self.costake, self.counted].map(show_units);
        writeln!(out, "{amount} IO behind {}", self.device)?;
        writeln!(out, "  buy {} shares, worth {worth} IO", self.bought)?;
        writeln!(out, "  with them you have {} of the shares that earn", percent(self.shares, self.all_shares))?;
        if self.counted < self.costake {
            writeln!(
                out,
                "  of {costake} IO of co-stake {counted} count for the device: not more than its owner's own"
            )?;
        }
        writeln!(out, "  leaving takes 14 days, in which it earns nothing and can still be slashed")
    }
}

/// What was staked, and how the position stands now.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Added {
    action: &'static str,
    amount: u64,
    #[serde(flatten)]
    position: PositionReport,
}

impl Report for Added {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { amount, position, .. } = self;
        writeln!(out, "{}: staked {} IO", position.heading.name(), show_units(*amount))?;
        let worth = show_units(position.worth);
        writeln!(out, "  {} shares worth {worth} IO, {} of those that earn", position.shares, position.part())
    }
}

impl Add {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let holder = session.signer()?;
        let (address, device) = self.device.find(session)?;
        let amount = self.amount.get();
        let held = positions::find_position(&*session.backend, address, holder)?.map_or(0, |position| position.shares);
        let prospect = Prospect::of(address, &device, held, amount)?;
        if session.rehearses() {
            session.rehearsals.plan(&prospect)?;
        }
        if output == Output::Display && !session.signs_only() {
            print(&prospect, output)?;
        }
        let source = source(session, self.from, amount)?;
        let instructions = with_sync(session, address, vec![costake::add(holder, address, source, amount)])?;
        session.carry_out(&instructions, output, |session| {
            let position = PositionReport::read(session, address, holder)?.context("the position is not there")?;
            Ok(Added { action: "added", amount, position })
        })
    }
}
