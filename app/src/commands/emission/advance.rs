//! `io emission advance`.

use anyhow::Result;
use io_emission::state::Pool;
use serde::Serialize;
use std::io::{self, Write};

use crate::advancing;
use crate::books;
use crate::money::show_units;
use crate::payroll;
use crate::registry::pool_name;
use crate::report::{Output, Progress, Report, counted, print};
use crate::session::Session;

/// Amounts in base units.
#[derive(Serialize)]
struct Advanced {
    pools: Vec<PoolLine>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PoolLine {
    pool: String,
    /// The last epoch accounted for, before and now.
    from: u32,
    through: u32,
    distributed: u64,
    forfeited: u64,
    /// Of what was distributed, what waits to be minted because the token is paused.
    unminted: u64,
    transactions: u32,
}

pub fn run(session: &mut Session, output: Output) -> Result<()> {
    let config = payroll::config(&*session.backend)?;
    payroll::require_genesis(&config)?;
    let mint_is_paused = books::config(&*session.backend)?.is_paused();
    let mut pools = Vec::new();
    let worked = (0..config.pools).try_for_each(|number| {
        let before = payroll::pool(&*session.backend, number)?;
        let mut line = PoolLine::of(&before);
        let mut pool = before;
        let mut progress = Progress::new(pool_name(number));
        loop {
            // Asked anew each time: over a long way further hours end.
            let behind = advancing::behind(session, &config, &pool)?;
            let done = pool.completed.saturating_sub(before.completed);
            progress.show(done as usize, done.saturating_add(behind) as usize, "epochs");
            // What was not minted while the token was paused is made up for.
            if behind == 0 && (pool.unminted == 0 || mint_is_paused) {
                break;
            }
            pool = advancing::step(session, &pool)?;
            line.add(&before, &pool);
        }
        pools.push(line);
        Ok(())
    });
    // What was done is reported even if a later transaction failed.
    print(&Advanced { pools }, output)?;
    worked
}

impl PoolLine {
    fn of(pool: &Pool) -> Self {
        Self {
            pool: pool_name(pool.number),
            from: pool.completed,
            through: pool.completed,
            distributed: 0,
            forfeited: 0,
            unminted: pool.unminted,
            transactions: 0,
        }
    }

    fn add(&mut self, before: &Pool, now: &Pool) {
        self.through = now.completed;
        self.distributed = now.distributed.saturating_sub(before.distributed);
        self.unminted = now.unminted;
        self.forfeited = now.forfeited.saturating_sub(before.forfeited);
        self.transactions = self.transactions.saturating_add(1);
    }
}

impl Report for Advanced {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        for PoolLine { pool, from, through, distributed, forfeited, unminted, transactions } in &self.pools {
            if transactions == &0 {
                writeln!(out, "{pool}: every epoch up to {through} is accounted for already")?;
                continue;
            }
            let [distributed, forfeited] = [*distributed, *forfeited].map(show_units);
            let first = from.saturating_add(1);
            writeln!(
                out,
                "{pool}: epochs {first} to {through} in {}: {distributed} IO distributed, {forfeited} forfeited",
                counted(*transactions as usize, "transaction")
            )?;
            if *unminted > 0 {
                writeln!(out, "  {} of it are minted once the token is no longer paused", show_units(*unminted))?;
            }
        }
        Ok(())
    }
}
