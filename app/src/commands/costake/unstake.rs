//! `io costake unstake`.

use anyhow::{Context, Result, ensure};
use clap::Args;
use io_economics::rounding::mul_div_ceil;
use io_stake::state::{Device, Position};
use serde::Serialize;
use std::io::{self, Write};

use super::position::{PositionReport, View};
use super::target::position;
use crate::costake;
use crate::designation::DeviceName;
use crate::market::Asset;
use crate::moment;
use crate::money::{Portion, show_units};
use crate::registry;
use crate::rental;
use crate::report::{Output, Report};
use crate::session::Session;
use crate::syncing::with_sync;

#[derive(Args)]
pub struct Unstake {
    /// The device's address
    device: DeviceName,
    /// How much, in IO, or `all` that counts
    amount: Portion,
}

/// As many shares as it takes to be worth so much.
fn shares(position: &Position, device: &Device, portion: Portion) -> Result<u64> {
    let Portion::Exactly(amount) = portion else { return Ok(position.shares) };
    let shared = device.costake.shared();
    let worth = shared.worth(position.shares).unwrap_or_default();
    ensure!(
        amount.get() <= worth,
        "the co-stake that counts is worth {} IO, and {} are called back",
        show_units(worth),
        show_units(amount.get())
    );
    Ok(mul_div_ceil(amount.get(), shared.shares, shared.amount).unwrap_or_default())
}

/// What was called back, and how the position stands now.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Unstaked {
    action: &'static str,
    unstaked_shares: u64,
    amount: u64,
    ends_at: i64,
    #[serde(flatten)]
    position: PositionReport,
    /// What these shares would have earned of what was still being released.
    forgone_io: u64,
    forgone_usdc: u64,
}

impl Report for Unstaked {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { unstaked_shares, amount, ends_at, position, .. } = self;
        let left = moment::show_duration(ends_at.saturating_sub(position.time));
        writeln!(
            out,
            "{}: unstaked {unstaked_shares} shares, worth {} IO, which cool until {}, {left} left",
            position.heading.name(),
            show_units(*amount),
            moment::show_local(*ends_at)
        )?;
        for (asset, forgone) in [(Asset::Io, self.forgone_io), (Asset::Usdc, self.forgone_usdc)] {
            if forgone > 0 {
                writeln!(out, "  {} still being released go to others", rental::show(asset, forgone))?;
            }
        }
        Ok(())
    }
}

impl Unstake {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let holder = session.signer()?;
        let (address, device) = self.device.find(session)?;
        let shares = shares(&position(session, address, holder)?, &device, self.amount)?;
        let view = View::read(session, &[address])?;
        let forgone = |asset| Ok::<_, anyhow::Error>(view.flow(address, asset)?.to_come_for(shares));
        let (forgone_io, forgone_usdc) = (forgone(costake::IO)?, forgone(costake::USDC)?);
        let instructions = with_sync(session, address, vec![costake::unstake(holder, address, shares)])?;
        session.carry_out(&instructions, output, |session| {
            let position = PositionReport::read(session, address, holder)?.context("the position is not there")?;
            let device = registry::device(&*session.backend, &address)?;
            // What was started now ends last.
            let ends_at = position.cooldowns.last().map_or(0, |cooldown| cooldown.ends_at);
            let amount = device.costake.shared().worth(shares).unwrap_or_default();
            let action = "unstaked";
            Ok(Unstaked { action, unstaked_shares: shares, amount, ends_at, position, forgone_io, forgone_usdc })
        })
    }
}
