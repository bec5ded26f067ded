//! `io costake rewards`.

use anchor_lang::prelude::Pubkey;
use anyhow::{Result, ensure};
use clap::Args;
use serde::Serialize;
use std::io::{self, Write};

use super::claim::both;
use super::position::{PositionReport, View};
use crate::commands::device::Heading;
use crate::costake;
use crate::designation::DeviceName;
use crate::party::Party;
use crate::positions;
use crate::registry::{self, Search};
use crate::report::{Output, Report, print};
use crate::session::Session;

#[derive(Args)]
pub struct Rewards {
    /// Only behind this device
    device: Option<DeviceName>,
    /// Another wallet's co-stake, instead of yours
    #[arg(long, value_name = "WALLET")]
    holder: Option<Party>,
}

/// Amounts in base units.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Holding {
    claimable_io: u64,
    claimable_usdc: u64,
    positions: Vec<PositionReport>,
    /// What nobody shared behind the wallet's own devices.
    unshared: Vec<Unshared>,
}

#[derive(Serialize)]
struct Unshared {
    #[serde(flatten)]
    heading: Heading,
    io: u64,
    usdc: u64,
}

impl Rewards {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let holder = self.holder.as_ref().unwrap_or(&Party::Operator).address(session)?;
        let only = self.device.map(|device| device.find(session)).transpose()?.map(|(address, _)| address);
        let holding = Holding::read(session, holder, only)?;
        if let Some(device) = only {
            let something = !holding.positions.is_empty() || !holding.unshared.is_empty();
            ensure!(something, "the wallet {holder} has no co-stake behind the device {device}");
        }
        print(&holding, output)
    }
}

impl Holding {
    fn read(session: &Session, holder: Pubkey, only: Option<Pubkey>) -> Result<Self> {
        let backend = &*session.backend;
        let meant = |device: Pubkey| only.is_none_or(|only| only == device);
        let mut held = positions::positions(backend, holder)?;
        held.retain(|position| meant(position.device));
        let own = registry::devices(backend, Search { owner: Some(holder), ..Search::default() })?;
        let own = own.into_iter().filter(|(address, device)| device.costake.is_open() && meant(*address));
        let own: Vec<Pubkey> = own.map(|(address, _)| address).collect();
        let devices: Vec<Pubkey> = held.iter().map(|position| position.device).chain(own.iter().copied()).collect();
        let view = View::read(session, &devices)?;
        let positions = held.iter().map(|position| PositionReport::of(&view, position));
        let positions = positions.collect::<Result<Vec<_>>>()?;
        let mut unshared = Vec::new();
        for device in own {
            let of = |asset| Ok::<_, anyhow::Error>(view.flow(device, asset)?.unshared);
            let (io, usdc) = (of(costake::IO)?, of(costake::USDC)?);
            if io > 0 || usdc > 0 {
                unshared.push(Unshared { heading: view.heading(device)?, io, usdc });
            }
        }
        let sum = |of: fn(&PositionReport) -> u64| positions.iter().map(of).fold(0, u64::saturating_add);
        Ok(Self {
            claimable_io: sum(|position| position.io.claimable),
            claimable_usdc: sum(|position| position.usdc.claimable),
            positions,
            unshared,
        })
    }
}

impl Report for Holding {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.positions.is_empty() && self.unshared.is_empty() {
            return writeln!(out, "No co-stake: `io costake list` shows the devices that take some");
        }
        for (place, position) in self.positions.iter().enumerate() {
            if place > 0 {
                writeln!(out)?;
            }
            position.display(out)?;
        }
        if self.positions.len() > 1 {
            writeln!(out, "\n{} claimable in all", both(self.claimable_io, self.claimable_usdc))?;
        }
        for Unshared { heading, io, usdc } in &self.unshared {
            writeln!(
                out,
                "{}: {} that nobody shared can be claimed by you, its owner",
                heading.name(),
                both(*io, *usdc)
            )?;
        }
        Ok(())
    }
}
