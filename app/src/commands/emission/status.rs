//! `io emission status`.

use anyhow::Result;
use io_economics::{Amount, EMISSION_SUPPLY, Epoch, LAST_EPOCH, Phase, Timestamp, cumulative, emission};
use io_emission::state::{Config, Pool};
use serde::Serialize;
use std::io::{self, Write};

use crate::moment;
use crate::money::show_units;
use crate::payroll;
use crate::reckoning::Outlook;
use crate::registry::pool_name;
use crate::report::{Output, Report, print};
use crate::session::Session;

/// How many places the bar has.
const BAR: usize = 40;

/// Amounts in base units.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Status {
    time: i64,
    genesis: Option<i64>,
    /// The epoch that is running.
    epoch: Option<u32>,
    last_epoch: u32,
    /// What the running epoch emits.
    rate: u64,
    next_change: Option<NextChange>,
    supply: u64,
    /// By the end of the last epoch that is over.
    emitted: u64,
    /// Of it, what no weight shared: it was never minted, and never will be. What the pools have not yet accounted for
    /// is counted as it will be.
    forfeited: u64,
    remaining: u64,
    paused: bool,
    quorum: u8,
    attestors: Vec<String>,
    max_lease: u16,
    weight_cap_bps: u32,
    pools: Vec<PoolLine>,
}

/// The end of the running epoch.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NextChange {
    time: i64,
    seconds_left: i64,
    rate: u64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PoolLine {
    pool: String,
    number: u8,
    share_bps: u16,
    /// Weight that shares the running epoch.
    weight: u64,
    /// The last epoch accounted for, and how many that are over come after it.
    completed: u32,
    behind: u32,
    distributed: u64,
    /// Of it, what waits to be minted because the token was paused.
    unminted: u64,
    forfeited: u64,
    owed: u64,
    paid: u64,
    lost: u64,
    burned: u64,
}

pub fn run(session: &mut Session, output: Output) -> Result<()> {
    let backend = &*session.backend;
    let config = payroll::config(backend)?;
    let pools = payroll::pools(backend, &config)?;
    print(&Status::of(&config, &pools, payroll::now(backend)?), output)
}

impl Status {
    fn of(config: &Config, pools: &[Pool], now: Timestamp) -> Self {
        let clock = config.clock();
        let running = match clock.phase(now) {
            Phase::Running(epoch) if config.has_genesis() => Some(epoch),
            _ => None,
        };
        let emitted = cumulative(config.completed(now));
        let outlooks: Vec<Outlook> = pools.iter().map(|pool| Outlook::of(config, *pool, now)).collect();
        let forfeited =
            pools.iter().zip(&outlooks).map(|(pool, outlook)| pool.forfeited.saturating_add(outlook.to_forfeit));
        Self {
            time: now.get(),
            genesis: config.has_genesis().then_some(config.genesis),
            epoch: running.map(Epoch::get),
            last_epoch: LAST_EPOCH,
            rate: running.map_or(0, |epoch| emission(epoch).get()),
            next_change: running.and_then(|epoch| {
                let end = clock.end(epoch)?;
                let rate = epoch.next().map_or(Amount::ZERO, emission).get();
                Some(NextChange { time: end.get(), seconds_left: end.saturating_since(now).get(), rate })
            }),
            supply: EMISSION_SUPPLY.get(),
            emitted: emitted.get(),
            forfeited: forfeited.fold(0, u64::saturating_add),
            remaining: EMISSION_SUPPLY.saturating_sub(emitted).get(),
            paused: config.is_paused(),
            quorum: config.quorum,
            attestors: config.attestors().iter().map(ToString::to_string).collect(),
            max_lease: config.max_lease,
            weight_cap_bps: config.weight_cap_bps,
            pools: pools.iter().zip(&outlooks).map(|(pool, outlook)| PoolLine::of(config, pool, outlook)).collect(),
        }
    }
}

impl PoolLine {
    fn of(config: &Config, pool: &Pool, outlook: &Outlook) -> Self {
        Self {
            pool: pool_name(pool.number),
            number: pool.number,
            share_bps: config.shares.get(usize::from(pool.number)).copied().unwrap_or_default(),
            weight: outlook.weight,
            completed: pool.completed,
            behind: outlook.behind(),
            distributed: pool.distributed,
            unminted: pool.unminted,
            forfeited: pool.forfeited,
            owed: pool.owed,
            paid: pool.paid,
            lost: pool.lost,
            burned: pool.burned,
        }
    }
}

impl Report for Status {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { time, last_epoch, rate, supply, emitted, forfeited, remaining, .. } = self;
        writeln!(out, "now          {}", moment::show_local(*time))?;
        match (self.genesis, self.epoch) {
            (None, _) => writeln!(out, "epoch        none yet: nobody has settled when the first one begins")?,
            (Some(_), Some(epoch)) => writeln!(out, "epoch        {epoch} of {last_epoch}")?,
            (Some(genesis), None) if genesis > *time => {
                let left = moment::show_duration(genesis.saturating_sub(*time));
                writeln!(
                    out,
                    "epoch        none yet: the first one begins {}, in {left}",
                    moment::show_local(genesis)
                )?;
            }
            (Some(_), None) => writeln!(out, "epoch        all {last_epoch} are over")?,
        }
        let percent = *emitted as f64 / *supply as f64 * 100.0;
        writeln!(out, "             [{}] {percent:.4}%", bar(*emitted, *supply))?;
        for (label, amount) in [("emitted", emitted), ("  forfeited", forfeited), ("remaining", remaining)] {
            writeln!(out, "{label:<12} {:>24} IO", show_units(*amount))?;
        }
        writeln!(out, "rate         {:>24} IO an hour", show_units(*rate))?;
        if let Some(NextChange { time, seconds_left, rate }) = &self.next_change {
            let left = moment::show_duration(*seconds_left);
            writeln!(out, "  then       {:>24} from {}, in {left}", show_units(*rate), moment::show_local(*time))?;
        }
        let cap = f64::from(self.weight_cap_bps) / 10_000.0;
        writeln!(
            out,
            "leases       up to {} h ahead, stake counts up to {cap} times what is required",
            self.max_lease
        )?;
        writeln!(out, "attestors    {}, of whom {} have to sign", self.attestors.len(), self.quorum)?;
        if self.paused {
            writeln!(out, "PAUSED: granting and renewing are stopped")?;
        }
        self.pools.iter().try_for_each(|pool| pool.display(out))
    }
}

impl Report for PoolLine {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let share = f64::from(self.share_bps) / 100.0;
        writeln!(out, "\n{}: {share}%, [{}]", self.pool, bar(self.share_bps.into(), 10_000))?;
        match self.behind {
            0 => writeln!(out, "  completed  {:>15}", self.completed)?,
            behind => writeln!(
                out,
                "  completed  {:>15}            {behind} behind: `io emission advance` accounts for them",
                self.completed
            )?,
        }
        for (label, amount) in [
            ("weight", self.weight),
            ("distributed", self.distributed),
            ("unminted", self.unminted),
            ("forfeited", self.forfeited),
            ("owed", self.owed),
            ("paid", self.paid),
            ("lost", self.lost),
            ("burned", self.burned),
        ] {
            if label != "unminted" || amount > 0 {
                writeln!(out, "  {label:<11}{:>24} IO", show_units(amount))?;
            }
        }
        Ok(())
    }
}

/// A part of a whole, as a bar.
fn bar(part: u64, whole: u64) -> String {
    let filled = u128::from(part) * BAR as u128 / u128::from(whole.max(1));
    let filled = usize::try_from(filled).unwrap_or(BAR).min(BAR);
    format!("{}{}", "█".repeat(filled), "░".repeat(BAR - filled))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_full_only_when_all_is_done() {
        assert_eq!(bar(0, 8), "░".repeat(40));
        assert_eq!(bar(u64::MAX - 1, u64::MAX), format!("{}░", "█".repeat(39)));
        assert_eq!(bar(8, 8), "█".repeat(40));
        assert_eq!(bar(9, 8), "█".repeat(40));
        assert_eq!(bar(1, 0), "█".repeat(40));
    }
}
