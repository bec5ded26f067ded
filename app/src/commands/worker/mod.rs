//! `io worker`: a supplier's desk.

mod agenda;
mod profit;
mod row;
mod status;

use anyhow::Result;
use clap::Subcommand;

use crate::cli::Global;

#[derive(Subcommand)]
pub enum Worker {
    /// How all devices of a wallet stand, and what to do next, the soonest deadline first
    Status(status::Status),
    /// What a device would bring, from the pool as it is now and the schedule: earnings, power, and what is left
    Profit(profit::Profit),
}

impl Worker {
    pub fn run(&self, global: &Global) -> Result<()> {
        match self {
            Self::Status(status) => status.run(global),
            Self::Profit(profit) => global.with_session(|session| profit.run(session, global.output)),
        }
    }
}
