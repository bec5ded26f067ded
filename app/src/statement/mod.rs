//! What has moved a wallet's balances in a period, line by line, and whether the lines add up to what the chain says.
//!
//! The balances are followed backward from how things stand now: each transaction says what the wallet's accounts held
//! before it and after it, so what is missing in between shows. The lines are made forward: the programs' events say what
//! each movement was, and what they do not explain is a plain transfer, so that nothing is left out.

mod asset;
mod devices;
mod line;
mod meaning;
mod purse;
mod search;
#[cfg(test)]
mod tests;

use anchor_lang::prelude::Pubkey;
use io_economics::{EpochClock, Phase, Timestamp};
use std::collections::HashMap;

use crate::history::{Event, Market, Period, Record};

pub use asset::{Asset, Mints};
pub use devices::{Position, Standing};
pub use line::{Kind, Line};
pub use meaning::{Act, Moved, acts};
pub use purse::Purse;
pub use search::read;

use devices::Devices;

/// How things stand now, and all that has happened since a period began.
pub struct Past {
    pub wallet: Pubkey,
    pub mints: Mints,
    /// What numbers the epochs. None before it is settled when the first one begins.
    pub clock: Option<EpochClock>,
    pub purse: Purse,
    /// Every device that the wallet has owned since, as far as that is known.
    pub devices: HashMap<Pubkey, Standing>,
    /// Base units of active stake that devices had before, where a slash leaves that open.
    pub active_before: HashMap<Pubkey, u64>,
    /// Oldest first.
    pub records: Vec<Record>,
}

/// What a wallet has at one moment, in base units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balances {
    pub io: i128,
    pub usdc: i128,
    pub sol: i128,
    pub position: Position,
}

/// A wallet's statement.
#[derive(Debug)]
pub struct Statement {
    pub wallet: Pubkey,
    pub period: Period,
    pub opening: Balances,
    pub lines: Vec<Line>,
    pub closing: Balances,
    /// What does not fit together, in words.
    pub gaps: Vec<String>,
}

impl Balances {
    pub const fn of(&self, asset: Asset) -> i128 {
        match asset {
            Asset::Io => self.io,
            Asset::Usdc => self.usdc,
            Asset::Sol => self.sol,
        }
    }

    fn of_mut(&mut self, asset: Asset) -> &mut i128 {
        match asset {
            Asset::Io => &mut self.io,
            Asset::Usdc => &mut self.usdc,
            Asset::Sol => &mut self.sol,
        }
    }

    fn add(&mut self, line: &Line) {
        *self.of_mut(line.asset) += line.amount;
        self.position += line.position;
    }
}

impl Statement {
    pub fn of(past: &Past, period: Period) -> Self {
        let (mut opening, mut closing, mut gaps) = past.follow_balances(period);
        let mut devices = Devices::before(past);
        gaps.extend(devices.impossible());
        opening.position = devices.position_of(&past.wallet);
        closing.position = opening.position;
        let parties = parties(&past.records);
        let mut lines = Vec::new();
        for record in &past.records {
            let mut of_record = Vec::new();
            for event in &record.events {
                for act in meaning::acts(event, |device| devices.staked(device)) {
                    of_record.extend(devices.take(&act, past, record));
                }
                gaps.extend(devices.doubt(event, record));
            }
            // What comes later only has to lead to how things stand now.
            if record.time < period.until {
                of_record.extend(line::unexplained(past, record, &of_record));
                lines.extend(of_record);
                closing.position = devices.position_of(&past.wallet);
            }
        }
        let mut running = opening;
        for line in &mut lines {
            running.add(line);
            line.balance = running.of(line.asset);
            line.epoch = past.epoch(line.time);
            if let (None, Some(parties)) =
                (line.counterparty, line.reservation.and_then(|address| parties.get(&address)))
            {
                line.counterparty = parties.other_than(&past.wallet);
            }
        }
        Self { wallet: past.wallet, period, opening, lines, closing, gaps }
    }

    /// What the lines leave unexplained: what is missing from the opening balances and them to the closing ones.
    pub fn difference(&self) -> Balances {
        let mut sum = self.opening;
        self.lines.iter().for_each(|line| sum.add(line));
        Balances {
            io: self.closing.io - sum.io,
            usdc: self.closing.usdc - sum.usdc,
            sol: self.closing.sol - sum.sol,
            position: self.closing.position - sum.position,
        }
    }

    /// Whether every balance follows from the one before, to the base unit.
    pub fn is_reconciled(&self) -> bool {
        self.gaps.is_empty() && self.difference() == Balances::default()
    }
}

impl Past {
    /// What the wallet's accounts held when the period began and when it ended, and what does not fit together since it
    /// began.
    fn follow_balances(&self, period: Period) -> (Balances, Balances, Vec<String>) {
        let mut purse = self.purse.clone();
        let mut gaps = Vec::new();
        let (within, later) = self.records.split_at(self.records.partition_point(|record| record.time < period.until));
        for record in later.iter().rev() {
            gaps.extend(purse.undo(&self.wallet, &self.mints, record));
        }
        let closing = purse.balances();
        for record in within.iter().rev() {
            gaps.extend(purse.undo(&self.wallet, &self.mints, record));
        }
        gaps.reverse();
        (purse.balances(), closing, gaps)
    }

    fn epoch(&self, time: i64) -> Option<u32> {
        match self.clock?.phase(Timestamp::new(time)) {
            Phase::Running(epoch) => Some(epoch.get()),
            Phase::Before | Phase::Ended => None,
        }
    }
}

/// Between whom a reservation is.
#[derive(Clone, Copy)]
struct Parties {
    renter: Pubkey,
    supplier: Pubkey,
}

impl Parties {
    fn other_than(&self, wallet: &Pubkey) -> Option<Pubkey> {
        let Self { renter, supplier } = *self;
        [renter, supplier].into_iter().find(|party| party != wallet)
    }
}

/// Between whom the reservations are of which these records say so. A claim does not.
fn parties(records: &[Record]) -> HashMap<Pubkey, Parties> {
    let of = |event: &Event| {
        let Event::Market(event) = event else { return None };
        let (reservation, renter, supplier) = match event {
            Market::Started(event) => (event.reservation, event.renter, event.supplier),
            Market::Extended(event) => (event.reservation, event.renter, event.supplier),
            Market::Completed(event) => (event.reservation, event.renter, event.supplier),
            Market::Terminated(event) => (event.reservation, event.renter, event.supplier),
            Market::FailureReported(event) => (event.reservation, event.renter, event.supplier),
            _ => return None,
        };
        Some((reservation, Parties { renter, supplier }))
    };
    records.iter().flat_map(|record| &record.events).filter_map(of).collect()
}
