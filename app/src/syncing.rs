//! How a lease takes note of a change of its device's stake: in the same transaction.

use anchor_lang::prelude::Pubkey;
use anyhow::Result;
use io_emission::state::Config;
use solana_instruction::Instruction;
use std::collections::BTreeMap;

use crate::advancing::{self, catch_up};
use crate::batch::{Batch, Group, Job, Outcome};
use crate::emission;
use crate::payroll;
use crate::report::note;
use crate::session::Session;

/// What changes a device's stake.
type Change = Job<Vec<Instruction>>;

/// What changes a device's stake, with all that a running lease needs to go on earning by what the stake is then.
pub fn with_sync(session: &mut Session, device: Pubkey, change: Vec<Instruction>) -> Result<Vec<Instruction>> {
    let backend = &*session.backend;
    let Some(config) = payroll::find_config(backend)? else { return Ok(change) };
    // Before the first epoch and after the last there is nothing to earn.
    let Ok(running) = payroll::running(&config, payroll::now(backend)?) else { return Ok(change) };
    let lease = payroll::entry(backend, &config, device)?.lease;
    let Some(lease) = lease.filter(|lease| lease.is_running(running)) else { return Ok(change) };
    if session.signs_only() {
        let pool = payroll::pool(backend, lease.pool)?;
        if !advancing::fits_beside(advancing::behind(session, &config, &pool)?) {
            note(
                "The pool is too far behind for the lease to take note of this in the same transaction: `io emission \
                  advance` helps",
            );
            return Ok(change);
        }
    }
    let mut instructions = catch_up(session, &config, lease.pool)?;
    instructions.extend(change);
    instructions.push(emission::sync(lease.pool, device));
    Ok(instructions)
}

/// Jobs that change devices' stakes, each with all that a running lease needs to go on earning by what the stake is then.
/// What came of them is in their order.
pub fn run_with_sync(batch: &mut Batch, session: &mut Session, jobs: Vec<Change>) -> Result<Vec<Outcome>> {
    let devices: Vec<Pubkey> = jobs.iter().map(|job| job.device).collect();
    let (config, pools) = pools(session, &devices)?;
    let mut by_pool: BTreeMap<Option<u8>, Vec<(usize, Change)>> = BTreeMap::new();
    for (place, (mut job, pool)) in jobs.into_iter().zip(pools).enumerate() {
        job.about.extend(pool.map(|pool| emission::sync(pool, job.device)));
        by_pool.entry(pool).or_default().push((place, job));
    }
    batch.expect(devices.len());
    let mut outcomes = vec![Outcome::Untried; devices.len()];
    for (pool, jobs) in by_pool {
        let (places, jobs): (Vec<usize>, Vec<Change>) = jobs.into_iter().unzip();
        let pack = |some: &[&Change]| some.iter().flat_map(|job| job.about.clone()).collect();
        let preface = |session: &mut Session| match config.zip(pool) {
            Some((config, pool)) => catch_up(session, &config, pool),
            None => Ok(Vec::new()),
        };
        let done = batch.run(session, &Group { preface: &preface, ..Group::new(&pack) }, &jobs);
        for (place, outcome) in places.into_iter().zip(done) {
            if let Some(known) = outcomes.get_mut(place) {
                *known = outcome;
            }
        }
    }
    Ok(outcomes)
}

/// The pool of each device's lease, where that is running.
fn pools(session: &Session, devices: &[Pubkey]) -> Result<(Option<Config>, Vec<Option<u8>>)> {
    let backend = &*session.backend;
    let nowhere = (None, vec![None; devices.len()]);
    let Some(config) = payroll::find_config(backend)? else { return Ok(nowhere) };
    let Ok(running) = payroll::running(&config, payroll::now(backend)?) else { return Ok(nowhere) };
    let entries = payroll::entries(backend, &config, devices)?;
    let leases = entries.into_iter().map(|entry| entry.lease.filter(|lease| lease.is_running(running)));
    Ok((Some(config), leases.map(|lease| lease.map(|lease| lease.pool)).collect()))
}
