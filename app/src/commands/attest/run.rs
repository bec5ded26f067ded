//! `io attest run`: the loop that keeps leases running.
//!
//! All that it has to know between rounds, and after it was stopped, stands in the leases themselves.

use anchor_lang::prelude::Pubkey;
use anyhow::{Result, bail};
use clap::Args;
use io_emission::state::Config;
use std::collections::HashSet;
use std::path::PathBuf;
use std::time::Duration;

use super::Ahead;
use super::list::Source;
use super::round::{Round, Scope};
use crate::batch::{Batch, Way};
use crate::emission;
use crate::ledger::Place;
use crate::lookup::Tables;
use crate::moment;
use crate::payroll;
use crate::quorum::{Attestors, Quorum};
use crate::report::{Output, note};
use crate::session::Session;

/// Below this many devices a lookup table costs more rent than it saves.
const WORTH_A_TABLE: usize = 8;

/// How long to wait after a round that failed, at most.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(30);

#[derive(Args)]
pub struct Run {
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    attestors: Attestors,
    #[command(flatten)]
    ahead: Ahead,
    /// Renew leases that end within so many epochs [default: half of --ahead]
    #[arg(long, value_name = "HOURS")]
    renew_within: Option<u16>,
    /// One round, and no more. It fails if a device was refused
    #[arg(long)]
    once: bool,
    /// How long to wait between two rounds
    #[arg(long, value_name = "DURATION", default_value = "20min", value_parser = moment::parse_duration)]
    every: i64,
    /// File that remembers the lookup tables of the run [default, on a cluster: one beside the embedded ledger's usual
    /// place]
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    #[command(flatten)]
    way: Way,
}

impl Run {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        if session.is_embedded() && !self.once {
            bail!(
                "the embedded ledger's clock stands still while a command runs, so a second round would find nothing \
                   to do: add --once"
            );
        }
        let every = Duration::from_secs(u64::try_from(self.every)?.max(1));
        loop {
            let worked = self.round(session, output);
            if self.once {
                return worked;
            }
            let pause = match worked {
                Ok(()) => every,
                Err(error) => {
                    note(format_args!("{}: {error:#}", moment::show(moment::now()?)));
                    every.min(PAUSE_AFTER_FAILURE)
                }
            };
            std::thread::sleep(pause);
        }
    }

    fn round(&self, session: &mut Session, output: Output) -> Result<()> {
        // Read anew each time: settings change, and so do the lists.
        let config = payroll::config(&*session.backend)?;
        // Before the list is read: what is registered while that happens was not verified.
        let now = payroll::now(&*session.backend)?;
        let hours = self.ahead.reach(&config, now)?;
        let quorum = self.attestors.quorum(session, config.attestors(), config.quorum)?;
        let list = self.source.read()?;
        let half = self.ahead.hours(&config)?.div_ceil(2);
        let scope = Scope::EndingWithin(self.renew_within.map_or(half, u32::from));
        let batch = Batch::open(session, &self.way, "attest run", &self.source.words()?)?;
        let mut round = Round::new(config, hours, scope, now.get(), &quorum, batch);
        list.unreadable.iter().for_each(|line| round.refuse_line(line));
        let worked = self
            .tables(session, &config, &quorum, &list.devices)
            .and_then(|tables| round.run(session, &list.devices, tables.as_ref()));
        // What was done is told, even if it went wrong half-way.
        let told = round.finish(output);
        worked.and(told)
    }

    fn tables(
        &self,
        session: &mut Session,
        config: &Config,
        quorum: &Quorum,
        devices: &[Pubkey],
    ) -> Result<Option<Tables>> {
        let path = match &self.state {
            Some(path) => path.clone(),
            None if session.is_embedded() || devices.len() < WORTH_A_TABLE => return Ok(None),
            None => {
                // The moment of genesis tells one cluster from another.
                let name = format!("attest-{}-{}.json", config.genesis, session.signer()?);
                Place::of_user()?.state().with_file_name(name)
            }
        };
        let mut tables = Tables::open(session, &path)?;
        let common = common(session.signer()?, config, quorum);
        tables.cover(session, &common, devices)?;
        Ok(Some(tables))
    }
}

/// The addresses that every transaction of a run has, except those that sign or that are called.
fn common(payer: Pubkey, config: &Config, quorum: &Quorum) -> Vec<Pubkey> {
    let device = Pubkey::default();
    let own = [device, emission::lease_address(device), emission::ID];
    let instructions = (0..config.pools).flat_map(|pool| {
        let mut advance = emission::advance(payer, pool, Default::default(), 1);
        // Pages follow each other, and are not there twice.
        advance.accounts.retain(|account| account.pubkey != emission::page_of(pool, Default::default()));
        [advance, emission::grant(&quorum.addresses, payer, pool, device, &[], 1, 0)]
    });
    let mut seen = HashSet::new();
    instructions
        .flat_map(|instruction| instruction.accounts)
        .filter(|account| !account.is_signer && !own.contains(&account.pubkey))
        .map(|account| account.pubkey)
        .filter(|address| seen.insert(*address))
        .collect()
}
