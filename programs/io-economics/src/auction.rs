//! The buyback auction: a price that starts below the oracle's, rises with time, and starts again after each fill.
//!
//! ```text
//! price(t) = oracle × (1 + premium(t))        premium(t) = start + (ceiling − start) × t / ramp,   0 ≤ t ≤ ramp
//! ```
//!
//! The premium is never rounded to basis points: the price at each second is an exact fraction of the oracle's, and
//! only the payment is rounded, once.

use crate::{
    fixed_point::mul_wide,
    price::Price,
    units::{Amount, MicroUsd, Seconds, Timestamp},
};

/// Basis points in 100%.
const WHOLE: i64 = 10_000;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Where an auction may start at the lowest: 20% below the oracle.
pub const LOWEST_START: Premium = Premium(-2_000);

/// Where an auction may end at the highest: 5% above the oracle.
pub const HIGHEST_CEILING: Premium = Premium(500);

/// The shortest time from the start to the ceiling.
pub const SHORTEST_RAMP: Seconds = Seconds::new(60);

/// The longest time from the start to the ceiling: 7 days.
pub const LONGEST_RAMP: Seconds = Seconds::new(7 * DAY);

/// The worst that a swap may fare against the oracle: 5% less IO.
pub const LOWEST_FLOOR: Premium = Premium(-500);

/// How far something lies from the oracle, in hundredths of a percent: negative below it, positive above.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Premium(i16);

impl Premium {
    /// At the oracle.
    pub const ZERO: Self = Self(0);

    /// So many basis points.
    pub const fn new(basis_points: i16) -> Self {
        Self(basis_points)
    }

    /// The number of basis points.
    pub const fn get(self) -> i16 {
        self.0
    }

    /// This premium on top of a whole, in basis points: 9,800 for 2% below. Never negative, whatever the premium.
    const fn on_whole(self) -> u64 {
        let sum = WHOLE.wrapping_add(self.0 as i64);
        if sum < 0 { 0 } else { sum as u64 }
    }

    const fn is_within(self, lowest: Self, highest: Self) -> bool {
        lowest.0 <= self.0 && self.0 <= highest.0
    }
}

/// Whether a swap's floor is one that may be set: at the oracle, or up to 5% below.
pub const fn is_sound_floor(floor: Premium) -> bool {
    floor.is_within(LOWEST_FLOOR, Premium::ZERO)
}

/// The terms of an auction, within their bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Auction {
    start: Premium,
    ceiling: Premium,
    ramp: Seconds,
}

impl Auction {
    /// An auction that starts at or below the oracle and rises, or stays, within the bounds. `None` beyond them.
    pub const fn new(start: Premium, ceiling: Premium, ramp: Seconds) -> Option<Self> {
        let sound = start.is_within(LOWEST_START, Premium::ZERO)
            && ceiling.is_within(start, HIGHEST_CEILING)
            && SHORTEST_RAMP.get() <= ramp.get()
            && ramp.get() <= LONGEST_RAMP.get();
        if sound { Some(Self { start, ceiling, ramp }) } else { None }
    }

    /// The auction's price as a share of the oracle's, so long after the last fill. A clock that has stepped back shows
    /// the start, and from the end of the ramp on it is the ceiling.
    pub const fn factor(self, since_fill: Seconds) -> Factor {
        let elapsed = since_fill.get();
        if elapsed <= 0 {
            return Factor::of(self.start);
        }
        if elapsed >= self.ramp.get() {
            return Factor::of(self.ceiling);
        }
        // Nothing wraps: 10,500 times a ramp of 604,800 seconds is all there can be.
        let ramp = self.ramp.get() as u64;
        let rise = (self.ceiling.0 as i64).wrapping_sub(self.start.0 as i64) as u64;
        let numerator = self.start.on_whole().wrapping_mul(ramp).wrapping_add(rise.wrapping_mul(elapsed as u64));
        Factor { numerator, denominator: ramp.wrapping_mul(WHOLE as u64) }
    }
}

/// An exact share of the oracle's price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Factor {
    numerator: u64,
    denominator: u64,
}

impl Factor {
    /// The share that a premium makes.
    pub const fn of(premium: Premium) -> Self {
        Self { numerator: premium.on_whole(), denominator: WHOLE as u64 }
    }

    /// What stands above the line.
    pub const fn numerator(self) -> u64 {
        self.numerator
    }

    /// What stands below the line; never zero.
    pub const fn denominator(self) -> u64 {
        self.denominator
    }
}

/// What is paid for `io` at that share of the price, rounded down: against the seller. `None` where a product leaves
/// 128 bits or the payment 64, which all the IO there can be does not reach at 1,000 dollars apiece, of an exponent down to −8.
pub const fn payment(io: Amount, price: Price, factor: Factor) -> Option<MicroUsd> {
    let Some(value) = product(io.get(), price.mantissa(), factor.numerator) else { return None };
    let (high, low) = mul_wide(price.scale(), factor.denominator);
    match value.checked_div(wide(high, low)) {
        Some(payment) if payment >> 64 == 0 => Some(MicroUsd::new(payment as u64)),
        _ => None,
    }
}

/// The least IO that `usd` must have bought at the price, with that much allowed to be missing, rounded up: against the
/// swap. `None` where that leaves 64 bits.
pub const fn least_bought(usd: MicroUsd, price: Price, floor: Premium) -> Option<Amount> {
    let Some(due) = product(usd.get(), price.scale(), floor.on_whole()) else { return None };
    let (high, low) = mul_wide(price.mantissa(), WHOLE as u64);
    // Rounded up by one long division instead of two: what is short of the due by one is divided, and one added. That
    // cannot overflow, since no price is below 10,000 here.
    let least = match due.checked_sub(1) {
        None => 0,
        Some(short) => match short.checked_div(wide(high, low)) {
            Some(whole) => whole.wrapping_add(1),
            None => return None,
        },
    };
    if least >> 64 == 0 { Some(Amount::new(least as u64)) } else { None }
}

/// The day that a moment falls on, in whole days since 1970-01-01 UTC. A day begins at midnight UTC.
///
/// The chain's processor divides unsigned numbers only. Before 1970 days are counted from the other side: `!x` is
/// `−1 − x`, which turns the last second before 1970 into 0, and the day 0 of that side back into −1.
pub const fn day(moment: Timestamp) -> i64 {
    let seconds = moment.get();
    if seconds < 0 { !whole_days(!seconds) } else { whole_days(seconds) }
}

const fn whole_days(seconds: i64) -> i64 {
    match (seconds as u64).checked_div(DAY as u64) {
        Some(days) => days as i64,
        None => 0,
    }
}

/// `a × b × c`. `None` beyond 128 bits.
const fn product(a: u64, b: u64, c: u64) -> Option<u128> {
    let (high, low) = mul_wide(a, b);
    let (overflow, high) = mul_wide(high, c);
    let (carry, low) = mul_wide(low, c);
    match (overflow, high.checked_add(carry)) {
        (0, Some(high)) => Some(wide(high, low)),
        _ => None,
    }
}

const fn wide(high: u64, low: u64) -> u128 {
    ((high as u128) << 64) | low as u128
}

#[cfg(test)]
mod tests;
