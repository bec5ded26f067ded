//! `io attest`: what the attestors of the emission do about devices.

mod list;
mod revoke;
mod round;
mod run;

use anchor_lang::prelude::Pubkey;
use anyhow::{Result, ensure};
use clap::{ArgGroup, Args, Subcommand};
use io_economics::{Epoch, LAST_EPOCH, Timestamp};
use io_emission::state::Config;

use crate::batch::{Batch, Way, devices::Listed};
use crate::moment;
use crate::payroll;
use crate::quorum::Attestors;
use crate::report::Output;
use crate::session::Session;
use round::{Round, Scope};

#[derive(Subcommand)]
pub enum Attest {
    /// Lease devices, or renew their leases, after they have been verified
    Grant(Grant),
    /// Take running leases away, because the devices were found offline. It costs them the running epoch and the last
    Revoke(revoke::Revoke),
    /// Keep the leases of a list of devices running, round after round
    Run(run::Run),
}

#[derive(Args)]
#[command(group(ArgGroup::new("devices").required(true).args(["named", "csv"])))]
pub struct Grant {
    #[command(flatten)]
    listed: Listed,
    #[command(flatten)]
    attestors: Attestors,
    #[command(flatten)]
    ahead: Ahead,
    /// When they were verified: seconds since 1970, or 2027-01-31T12:00:00Z. Those registered since are refused
    /// [default: now]
    #[arg(long, value_name = "MOMENT", value_parser = moment::parse)]
    verified_at: Option<i64>,
    #[command(flatten)]
    way: Way,
}

#[derive(Args)]
struct Ahead {
    /// How many epochs ahead a lease is to run [default: as many as the settings allow]
    #[arg(long, value_name = "HOURS", value_parser = clap::value_parser!(u16).range(1..))]
    ahead: Option<u16>,
}

impl Ahead {
    fn hours(&self, config: &Config) -> Result<u32> {
        let ahead = self.ahead.unwrap_or(config.max_lease);
        ensure!(
            ahead <= config.max_lease,
            "a lease may run {} epochs ahead here, and --ahead asks for {ahead}",
            config.max_lease
        );
        Ok(u32::from(ahead))
    }

    /// How far a lease runs that is given now.
    fn reach(&self, config: &Config, now: Timestamp) -> Result<Hours> {
        let running = payroll::running(config, now)?;
        ensure!(running.get() < LAST_EPOCH, "the last epoch is running: no lease can begin any more");
        Ok(Hours { running, until: running.saturating_add(self.hours(config)?) })
    }
}

/// The epochs of a lease that is given now.
#[derive(Clone, Copy)]
struct Hours {
    running: Epoch,
    until: Epoch,
}

impl Attest {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        match self {
            Self::Grant(grant) => grant.run(session, output),
            Self::Revoke(revoke) => revoke.run(session, output),
            Self::Run(run) => run.run(session, output),
        }
    }
}

impl Grant {
    fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let config = payroll::config(&*session.backend)?;
        let now = payroll::now(&*session.backend)?;
        let hours = self.ahead.reach(&config, now)?;
        let quorum = self.attestors.quorum(session, config.attestors(), config.quorum)?;
        let batch = Batch::open(session, &self.way, "attest grant", &self.listed.words()?)?;
        let devices: Vec<Pubkey> = self.listed.find(session)?.into_iter().map(|chosen| chosen.address).collect();
        let verified_at = self.verified_at.unwrap_or_else(|| now.get());
        let mut round = Round::new(config, hours, Scope::Every, verified_at, &quorum, batch);
        let worked = round.run(session, &devices, None);
        // What was done is told, even if it went wrong half-way.
        let told = round.finish(output);
        worked.and(told)
    }
}
