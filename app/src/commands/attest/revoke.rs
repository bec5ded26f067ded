//! `io attest revoke`.

use anchor_lang::prelude::Pubkey;
use anyhow::Result;
use clap::{ArgGroup, Args};
use io_emission::error::IoEmissionError;
use io_emission::state::Lease;
use serde::Serialize;
use solana_instruction::Instruction;
use std::collections::BTreeMap;

use crate::advancing::catch_up;
use crate::batch::{Batch, Group, Job, Line, NoTotals, Outcome, Way, devices::Listed, seen};
use crate::emission;
use crate::money::show_units;
use crate::payroll::{self, Entry};
use crate::quorum::Attestors;
use crate::registry::pool_name;
use crate::report::Output;
use crate::session::Session;

#[derive(Args)]
#[command(group(ArgGroup::new("devices").required(true).args(["named", "csv"])))]
pub struct Revoke {
    #[command(flatten)]
    listed: Listed,
    #[command(flatten)]
    attestors: Attestors,
    #[command(flatten)]
    way: Way,
}

/// Amounts in base units.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Revoked {
    pool: String,
    /// The last epoch that counts.
    end: u32,
    penalty: u64,
    /// Of all its penalties, what it has yet to pay.
    to_be_paid: u64,
}

impl Revoke {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let config = payroll::config(&*session.backend)?;
        let running = payroll::running(&config, payroll::now(&*session.backend)?)?;
        let quorum = self.attestors.quorum(session, config.attestors(), config.quorum)?;
        let mut batch = Batch::open(session, &self.way, "attest revoke", &self.listed.words()?)?;
        // A device that is gone can be named by its address, too: its lease may be running.
        let devices: Vec<Pubkey> = self.listed.find(session)?.into_iter().map(|chosen| chosen.address).collect();
        let (mut lines, mut pools) = (Vec::new(), BTreeMap::<u8, Vec<Job<Lease>>>::new());
        for entry in payroll::entries(&*session.backend, &config, &devices)? {
            let (device, what) = (entry.device, "revoke".into());
            let reason = match entry.lease {
                Some(lease) if lease.is_running(running) => {
                    let job = Job { device, what, adds_up: false, about: lease };
                    pools.entry(lease.pool).or_default().push(job);
                    continue;
                }
                Some(_) => IoEmissionError::LeaseNotRunning.to_string(),
                None => "This device has never had a lease.".into(),
            };
            let outcome = batch.unless_done(&device, Outcome::Unfit(reason));
            lines.push(Line::of(device, entry.name(), outcome, None, String::new()));
        }
        batch.expect(pools.values().map(Vec::len).sum());
        let mut results: Vec<(&Job<Lease>, Outcome)> = Vec::new();
        for (pool, jobs) in &pools {
            let pack = |some: &[&Job<Lease>]| -> Vec<Instruction> {
                let devices: Vec<Pubkey> = some.iter().map(|job| job.device).collect();
                let (first, further) = devices.split_first().unzip();
                first
                    .map(|first| emission::revoke(&quorum.addresses, *pool, *first, further.unwrap_or_default()))
                    .into_iter()
                    .collect()
            };
            let preface = |session: &mut Session| catch_up(session, &config, *pool);
            let group = Group { preface: &preface, cosigners: &quorum.wallets, limited: true, ..Group::new(&pack) };
            results.extend(jobs.iter().zip(batch.run(session, &group, jobs)));
        }
        let devices: Vec<Pubkey> = results.iter().map(|(job, _)| job.device).collect();
        let mut now = seen(payroll::entries(&*session.backend, &config, &devices)).into_iter();
        for (job, outcome) in results {
            let entry = now.next();
            let lease = entry.as_ref().and_then(|entry| entry.lease.as_ref());
            let revoked = lease.filter(|_| matches!(outcome, Outcome::Done(_))).map(|now| Revoked::of(now, &job.about));
            let words = revoked.as_ref().map_or_else(String::new, Revoked::words);
            lines.push(Line::of(job.device, entry.as_ref().and_then(Entry::name), outcome, revoked, words));
        }
        batch.finish(output, lines, NoTotals)
    }
}

impl Revoked {
    fn of(lease: &Lease, before: &Lease) -> Self {
        // Paying a penalty off moves it from one number to the other.
        let penalties = |lease: &Lease| lease.penalty.saturating_add(lease.fined);
        Self {
            pool: pool_name(lease.pool),
            end: lease.end,
            penalty: penalties(lease).saturating_sub(penalties(before)),
            to_be_paid: lease.penalty,
        }
    }

    fn words(&self) -> String {
        let Self { pool, end, penalty, to_be_paid } = self;
        let later = match to_be_paid {
            0 => String::new(),
            some => format!(", {} IO of all its penalties yet to be paid", show_units(*some)),
        };
        format!("revoked ({pool}): the last epoch that counts is {end}, penalty {} IO{later}", show_units(*penalty))
    }
}
