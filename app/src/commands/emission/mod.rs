//! `io emission`: the schedule of the emission, how far it has come, and bringing the pools up to date.

mod advance;
mod burn;
mod plot;
mod schedule;
mod status;

use anyhow::Result;
use clap::Subcommand;

use crate::report::Output;
use crate::session::Session;

pub use schedule::Schedule;

#[derive(Subcommand)]
pub enum Emission {
    /// Show what each epoch emits, and how much has been emitted by its end
    Schedule(Schedule),
    #[command(flatten)]
    Running(Running),
}

/// What there is to know and to do about the emission as it runs.
#[derive(Subcommand)]
pub enum Running {
    /// The epoch, what has been emitted and forfeited, the rate and when it changes, and every pool
    Status,
    /// Account for every epoch that is over, in every pool. Anyone may do it
    Advance,
    /// Burn what devices have lost, penalties included. Anyone may do it
    Burn,
}

impl Running {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        match self {
            Self::Status => status::run(session, output),
            Self::Advance => advance::run(session, output),
            Self::Burn => burn::run(session, output),
        }
    }
}
