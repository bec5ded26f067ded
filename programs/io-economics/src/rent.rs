//! What a reservation costs, and how much of that has been earned by now.
//!
//! A reservation is paid by the hour and earned by the second. Every extension has a price of its own, so that the time is
//! cut into stretches, each with its own cost: blended into one rate, a dearer hour added at the end would make the
//! hours before it dearer too.
//!
//! Costs and fees are counted in base units of the asset that is paid in, whichever that is.

use crate::{
    rounding::{mul_div_ceil, mul_div_floor},
    units::{Amount, BasisPoints, MicroUsd, Seconds, Timestamp},
};

/// What a price is for: one hour.
pub const HOUR: Seconds = Seconds::new(3_600);

/// How long the supplier may take to start what was reserved: 20 minutes.
pub const START_WINDOW: Seconds = Seconds::new(1_200);

/// The highest rate that each of the fees can ever have: 5%.
pub const HIGHEST_FEE: BasisPoints = share(500);

/// The largest share of what was earned that a failure can ever cost: a half.
pub const HIGHEST_FAILURE_SHARE: BasisPoints = share(5_000);

/// The largest share of a device's rent that its co-stakers can ever get: a half.
pub const HIGHEST_COSTAKE_SHARE: BasisPoints = share(5_000);

/// How long so many hours are.
pub const fn duration(hours: u16) -> Seconds {
    // 65,535 hours are far from an overflow.
    Seconds::new(HOUR.get().saturating_mul(hours as i64))
}

/// The dollars that so many hours cost. `None` beyond 64 bits.
pub const fn cost(price_per_hour: MicroUsd, hours: u16) -> Option<MicroUsd> {
    price_per_hour.checked_mul(hours as u64)
}

/// The rates of the fees that the renter pays on top of the cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct FeeRates {
    /// For reserving.
    pub reservation: BasisPoints,
    /// For having brought supplier and renter together.
    pub facilitation: BasisPoints,
    /// For the network.
    pub network: BasisPoints,
}

/// The fees on a cost, in base units of the asset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Fees {
    /// For reserving.
    pub reservation: u64,
    /// For having brought supplier and renter together.
    pub facilitation: u64,
    /// For the network.
    pub network: u64,
}

impl FeeRates {
    /// The fees on a cost, each rounded up: against the payer.
    pub const fn on(self, cost: u64) -> Fees {
        let cost = Amount::new(cost);
        Fees {
            reservation: self.reservation.of_ceil(cost).get(),
            facilitation: self.facilitation.of_ceil(cost).get(),
            network: self.network.of_ceil(cost).get(),
        }
    }
}

impl Fees {
    /// All of them together. `None` beyond 64 bits.
    pub const fn total(self) -> Option<u64> {
        match self.reservation.checked_add(self.facilitation) {
            Some(sum) => sum.checked_add(self.network),
            None => None,
        }
    }
}

/// A part of a reservation's time that has one price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stretch {
    /// Its first second.
    pub begins: Timestamp,
    /// The first second after it.
    pub ends: Timestamp,
    /// What all of it costs, in base units of the asset.
    pub cost: u64,
}

impl Stretch {
    /// What has been earned of it, rounded down: for what the supplier is paid while it runs. Nothing before it begins,
    /// all of it from its end on.
    pub const fn earned_floor(self, now: Timestamp) -> u64 {
        match self.part(now) {
            Part::None => 0,
            Part::All => self.cost,
            // The quotient is below the cost, so it fits; were there ever none, nothing would have been earned.
            Part::Some { elapsed, length } => match mul_div_floor(self.cost, elapsed, length) {
                Some(earned) => earned,
                None => 0,
            },
        }
    }

    /// What has been earned of it, rounded up: for what the renter pays who ends it.
    pub const fn earned_ceil(self, now: Timestamp) -> u64 {
        match self.part(now) {
            Part::None => 0,
            Part::All => self.cost,
            Part::Some { elapsed, length } => match mul_div_ceil(self.cost, elapsed, length) {
                Some(earned) => earned,
                None => self.cost,
            },
        }
    }

    const fn part(self, now: Timestamp) -> Part {
        if now.get() <= self.begins.get() {
            return Part::None;
        }
        if now.get() >= self.ends.get() {
            return Part::All;
        }
        // begins < now < ends, so both are positive, and the first is the smaller one.
        Part::Some { elapsed: seconds(self.begins, now), length: seconds(self.begins, self.ends) }
    }
}

/// How much of a stretch is over.
enum Part {
    None,
    Some { elapsed: u64, length: u64 },
    All,
}

/// A share that stands in the source.
const fn share(basis_points: u16) -> BasisPoints {
    match BasisPoints::new(basis_points) {
        Some(share) => share,
        None => BasisPoints::WHOLE,
    }
}

const fn seconds(from: Timestamp, to: Timestamp) -> u64 {
    to.saturating_since(from).get().unsigned_abs()
}

/// What a failure takes back of what was earned, rounded up: against the supplier, who failed.
pub const fn failure_penalty(earned: u64, share: BasisPoints) -> u64 {
    share.of_ceil(Amount::new(earned)).get()
}

#[cfg(test)]
mod tests;
