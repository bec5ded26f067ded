//! `io rewards`: what devices have earned, and paying it out.

mod bookkeeping;
mod claim;
mod end;
mod leases;
mod payout;
mod show;

use anchor_lang::prelude::Pubkey;
use anyhow::Result;
use clap::Subcommand;
use io_emission::state::Config;
use std::collections::HashMap;

use crate::designation::DeviceName;
use crate::payroll::{self, Entry};
use crate::reckoning::Outlook;
use crate::report::Output;
use crate::session::Session;

pub use claim::preparation;
pub use show::{LeaseLine, Line};

use bookkeeping::{Booking, Bookkeeping};

#[derive(Subcommand)]
pub enum Rewards {
    /// What devices have earned, what a claim would pay now, and how long their leases run
    Show(show::Show),
    /// Pay out what devices have earned, to their owners or to the wallets that these named. Anyone may do it
    Claim(claim::Claim),
    /// Book the hours that are over as earned or lost, without paying anything. Anyone may do it
    Settle(Bookkeeping),
    /// Have leases take note of what the stake supports now, where somebody changed it without. Anyone may do it
    Sync(Bookkeeping),
    /// Name the wallet that is paid instead of you
    Payout(payout::Payout),
    /// End the lease of a device of yours, after the running hour
    End(end::End),
}

impl Rewards {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        match self {
            Self::Show(show) => show.run(session, output),
            Self::Claim(claim) => claim.run(session, output),
            Self::Settle(settle) => settle.run(session, output, Booking::Settling),
            Self::Sync(sync) => sync.run(session, output, Booking::Syncing),
            Self::Payout(payout) => payout.run(session, output),
            Self::End(end) => end.run(session, output),
        }
    }
}

/// Devices, their leases, and the pools as they will be once they are up to date.
pub struct View {
    pub config: Config,
    pub entries: Vec<Entry>,
    pub outlooks: HashMap<u8, Outlook>,
}

impl View {
    pub fn of(session: &Session, config: Config, entries: Vec<Entry>) -> Result<Self> {
        let backend = &*session.backend;
        let now = payroll::now(backend)?;
        let mut outlooks = HashMap::new();
        for pool in payroll::pools(backend, &config)? {
            let mut outlook = Outlook::of(&config, pool, now);
            outlook.read_pages(backend, &entries)?;
            outlooks.insert(pool.number, outlook);
        }
        Ok(Self { config, entries, outlooks })
    }

    /// The pool that an entry's lease is in.
    pub fn outlook(&self, entry: &Entry) -> Option<&Outlook> {
        self.outlooks.get(&entry.lease.as_ref()?.pool)
    }
}

/// The addresses of devices that people named. One that is gone can still be named by its address.
fn addresses(devices: &[DeviceName], session: &mut Session) -> Result<Vec<Pubkey>> {
    let named = devices.iter().map(|device| match device {
        DeviceName::Address(address) => Ok(*address),
        DeviceName::Id(_) => Ok(device.find(session)?.0),
    });
    named.collect()
}
