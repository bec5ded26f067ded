//! `io worker status`.

use anchor_lang::prelude::Pubkey;
use anyhow::{Result, ensure};
use clap::Args;
use io_economics::Epoch;
use io_stake::state::Device;
use serde::Serialize;
use std::io::{self, Write};
use std::mem::offset_of;
use std::time::Duration;

use super::agenda::{Agenda, Entry};
use super::row::{Lookout, Row};
use crate::accounts::{field, of_type};
use crate::cli::Global;
use crate::commands::market::lines::{Line as Reservation, Sum, Totals};
use crate::commands::{device, market, rewards};
use crate::market::Asset;
use crate::moment;
use crate::money::show_units;
use crate::party::Party;
use crate::payroll;
use crate::rental;
use crate::report::{Report, counted, print, write_to};
use crate::screen;
use crate::session::Session;
use crate::stake;

#[derive(Args)]
pub struct Status {
    /// The wallet whose devices they are
    #[arg(long, value_name = "WALLET", default_value = "operator")]
    owner: Party,
    /// Stay, and look again and again
    #[arg(long)]
    watch: bool,
    /// How often to look
    #[arg(long, value_name = "DURATION", default_value = "10s", value_parser = moment::parse_duration, requires = "watch")]
    every: i64,
}

/// A supplier's desk. Amounts in base units, moments in seconds since 1970.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Desk {
    owner: String,
    time: i64,
    /// The epoch that is running.
    epoch: Option<u32>,
    devices: Vec<Row>,
    rewards: Rewards,
    stake: Stake,
    /// Of the reservations that somebody is owed something for.
    rent: Totals,
    #[serde(flatten)]
    agenda: Agenda,
}

/// What all devices together have earned.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Rewards {
    earned: u64,
    claimable: u64,
    claimed: u64,
    penalty: u64,
    fined: u64,
    lost: u64,
}

/// The stake behind all devices together.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Stake {
    active: u64,
    cooling: u64,
    frozen: u64,
    withdrawable: u64,
}

impl Status {
    pub fn run(&self, global: &Global) -> Result<()> {
        if !self.watch {
            return global.with_session(|session| print(&Desk::read(session, &self.owner)?, global.output));
        }
        ensure!(self.every > 0, "--every takes a second at least");
        let every = Duration::from_secs(self.every.unsigned_abs());
        let in_place = global.output == crate::report::Output::Display;
        // The embedded ledger is opened anew each time: in between others may use it.
        screen::watch(every, in_place, || {
            let mut text = Vec::new();
            global.with_session(|session| write_to(&Desk::read(session, &self.owner)?, global.output, &mut text))?;
            Ok(String::from_utf8(text)?)
        })
    }
}

impl Desk {
    fn read(session: &mut Session, owner: &Party) -> Result<Self> {
        let owner = owner.address(session)?;
        let config = payroll::config(&*session.backend)?;
        let entries = payroll::entries_of(&*session.backend, &config, owner)?;
        let rewards = rewards::View::of(session, config, entries)?;
        let stake = device::View::read(session, None)?;
        let supplied = market::supplied(session, owner, rental::Search::default())?;
        let view = market::lines::View::read(session, &supplied)?;
        let reservations = supplied.iter().map(|(address, one)| Reservation::of(&view, *address, one)).collect();
        let offered = offered_to(session, owner)?;
        let now = stake.now;
        let running = payroll::running(&rewards.config, now).ok();
        let lookout = Lookout { session, rewards, stake, reservations, running };
        let devices = lookout.rows()?;
        let mut agenda = Agenda::new(now.get());
        devices.iter().for_each(|row| agenda.add(row));
        offered.iter().for_each(|device| agenda.add_offer(*device));
        agenda.sort();
        Ok(Self {
            owner: owner.to_string(),
            time: now.get(),
            epoch: running.map(Epoch::get),
            rewards: Rewards::of(&devices),
            stake: Stake::of(&devices),
            rent: Totals::of(&lookout.reservations),
            devices,
            agenda,
        })
    }
}

/// The devices that were offered to a wallet.
fn offered_to(session: &Session, wallet: Pubkey) -> Result<Vec<Pubkey>> {
    let mut filters = of_type::<Device>();
    filters.push(field::<Device>(offset_of!(Device, pending_owner), wallet.as_ref()));
    let found = session.backend.program_accounts(&stake::ID, &filters)?;
    Ok(found.into_iter().map(|(address, _)| address).collect())
}

impl Rewards {
    fn of(devices: &[Row]) -> Self {
        devices.iter().fold(Self::default(), |sum, Row { rewards, .. }| Self {
            earned: sum.earned.saturating_add(rewards.earned),
            claimable: sum.claimable.saturating_add(rewards.claimable),
            claimed: sum.claimed.saturating_add(rewards.claimed),
            penalty: sum.penalty.saturating_add(rewards.penalty),
            fined: sum.fined.saturating_add(rewards.fined),
            lost: sum.lost.saturating_add(rewards.lost),
        })
    }
}

impl Stake {
    fn of(devices: &[Row]) -> Self {
        devices.iter().filter_map(|row| row.stake.as_ref()).fold(Self::default(), |sum, stake| Self {
            active: sum.active.saturating_add(stake.active),
            cooling: sum.cooling.saturating_add(stake.cooling),
            frozen: sum.frozen.saturating_add(stake.frozen),
            withdrawable: sum.withdrawable.saturating_add(stake.withdrawable),
        })
    }
}

impl Report for Desk {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let epoch = self.epoch.map_or_else(String::new, |epoch| format!(", epoch {epoch}"));
        writeln!(out, "{} of {}", counted(self.devices.len(), "device"), self.owner)?;
        writeln!(out, "{}{epoch}\n", moment::show_local(self.time))?;
        if self.devices.is_empty() {
            writeln!(out, "No devices: `io device register` adds one")?;
        } else {
            Row::head(out)?;
            self.devices.iter().try_for_each(|row| row.display(out))?;
            writeln!(out)?;
            self.totals(out)?;
        }
        self.agenda.display(out)
    }
}

impl Desk {
    fn totals(&self, out: &mut dyn Write) -> io::Result<()> {
        let Rewards { earned, claimable, claimed, penalty, fined, lost } = self.rewards;
        let amounts = |amounts: &[(&str, u64)]| {
            let shown = amounts.iter().filter(|(_, amount)| *amount > 0);
            let shown: Vec<String> = shown.map(|(what, amount)| format!("{} {what}", show_units(*amount))).collect();
            if shown.is_empty() { "none".to_owned() } else { shown.join(", ") }
        };
        let rewards = [
            ("earned", earned),
            ("to claim", claimable),
            ("claimed", claimed),
            ("of penalties due", penalty),
            ("of penalties paid", fined),
            ("lost", lost),
        ];
        writeln!(out, "rewards (IO)  {}", amounts(&rewards))?;
        let Stake { active, cooling, frozen, withdrawable } = self.stake;
        let stake = [("active", active), ("cooling", cooling), ("frozen", frozen), ("to withdraw", withdrawable)];
        writeln!(out, "stake (IO)    {}", amounts(&stake))?;
        for (asset, sum) in [(Asset::Usdc, self.rent.usdc), (Asset::Io, self.rent.io)] {
            let Some(Sum { earned, claimed, due_to_supplier, .. }) = sum else { continue };
            let label = format!("rent ({})", rental::asset_name(asset));
            let [earned, due, paid] = [earned, due_to_supplier, claimed].map(|amount| rental::show_bare(asset, amount));
            writeln!(
                out,
                "{label:<12}  {earned} earned, {due} to claim, {paid} claimed, of reservations that are not closed"
            )?;
        }
        let claims = [
            (claimable > 0).then_some("io rewards claim --all"),
            [self.rent.usdc, self.rent.io]
                .into_iter()
                .flatten()
                .any(|sum| sum.due_to_supplier > 0)
                .then_some("io market claim --all"),
        ];
        let claims: Vec<&str> = claims.into_iter().flatten().collect();
        if claims.is_empty() { Ok(()) } else { writeln!(out, "to be paid    {}", claims.join(", ")) }
    }
}

impl Agenda {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        if !self.to_do.is_empty() {
            writeln!(out, "\nto do")?;
        }
        for entry in &self.to_do {
            writeln!(out, "  {}", entry.sentence(self.time))?;
            if let Some(command) = &entry.command {
                writeln!(out, "    {command}")?;
            }
        }
        if !self.ahead.is_empty() {
            writeln!(out, "\nahead")?;
        }
        self.ahead.iter().try_for_each(|entry: &Entry| writeln!(out, "  {}", entry.sentence(self.time)))
    }
}
