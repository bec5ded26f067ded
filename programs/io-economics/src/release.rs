//! Payments that are released evenly over the 24 hours that follow the hour in which they came.
//!
//! What is paid within an hour begins to be released when that hour ends, and is released by the second for 24 hours.
//! So whoever comes just before a payment and goes just after it has gained nothing.
//!
//! For each hour of the last 25 the sum that was paid in it is remembered, in place `hour mod 25`. The 24 before the
//! present hour are what is being released, at one 86,400th of their sum a second; what the division leaves is carried
//! on, so that to the last base unit what was paid is released.

use crate::{fixed_point::mul_wide, units::Timestamp};

/// Hours that are remembered: the present one and the 24 before it.
pub const HOURS: usize = 25;

const HOUR: u64 = 3_600;

/// Seconds over which a payment is released.
const DAY: u64 = 86_400;

/// What was paid in each hour: hour n since 1970 in place n mod 25.
pub type Paid = [u64; HOURS];

/// How far payments have been released. What was paid stays where it is, since a copy costs the chain's processor more
/// than the arithmetic.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Release {
    /// Up to which second what was due has been released.
    pub through: Timestamp,
    /// What is being released: the sum of what was paid in the 24 hours before the hour of that second.
    pub current: u64,
    /// What has been released beyond whole base units, in 86,400ths of one.
    pub rest: u64,
}

impl Release {
    /// Releases what is due by `now`, and returns it in base units. Nothing if that lies in the past.
    pub fn advance(&mut self, paid: &mut Paid, now: Timestamp) -> u64 {
        if now <= self.through {
            return 0;
        }
        let (since, until) = (since_1970(self.through), since_1970(now));
        self.through = Timestamp::new(until.cast_signed());
        let (first, last) = (since / HOUR, until / HOUR);
        let until_hour_ends = end(first).min(until).saturating_sub(since);
        let mut due = times(self.current.into(), until_hour_ends).saturating_add(self.rest.into());
        if first < last {
            let whole_hours = self.pass(paid, first, last);
            due = due.saturating_add(times(whole_hours, HOUR));
            due = due.saturating_add(times(self.current.into(), until % HOUR));
        }
        let (released, rest) = divided(due);
        self.rest = rest;
        released
    }

    /// Lets the hours up to the last one begin, and returns the sum of what was current in those between the first and it.
    fn pass(&mut self, paid: &mut Paid, first: u64, last: u64) -> u128 {
        // After as many hours as are remembered nothing is left to release.
        let passed = last.saturating_sub(first).min(HOURS as u64);
        let (mut place, mut sum) = (place(first), 0u128);
        for hour in 0..passed {
            if hour > 0 {
                sum = sum.saturating_add(self.current.into());
            }
            // What was paid in the hour that is over begins, and what was paid 24 hours before it has ended.
            let begins = paid.get(place).copied().unwrap_or_default();
            place = if place.saturating_add(1) == HOURS { 0 } else { place.saturating_add(1) };
            let ends = paid.get_mut(place).map(core::mem::take).unwrap_or_default();
            self.current = self.current.saturating_add(begins).saturating_sub(ends);
        }
        sum
    }

    /// Adds a payment at the second up to which it was advanced. `None` on overflow.
    #[must_use]
    pub fn pay(&self, paid: &mut Paid, amount: u64) -> Option<()> {
        let hour = paid.get_mut(place(since_1970(self.through) / HOUR))?;
        let in_it = hour.checked_add(amount)?;
        // All of it is being released at once when the hour is over.
        self.current.checked_add(in_it)?;
        *hour = in_it;
        Some(())
    }

    /// Whether all that was ever paid has been released.
    pub fn is_over(&self, paid: &Paid) -> bool {
        self.rest == 0 && paid.iter().all(|paid| *paid == 0)
    }
}

/// Place of an hour among those that are remembered.
fn place(hour: u64) -> usize {
    const PLACES: u64 = HOURS as u64;
    usize::try_from(hour % PLACES).unwrap_or_default()
}

/// The second with which an hour is over.
fn end(hour: u64) -> u64 {
    hour.saturating_add(1).saturating_mul(HOUR)
}

/// What is due of a sum in so many seconds, in 86,400ths of a base unit.
fn times(sum: u128, seconds: u64) -> u128 {
    let (carried, low) = mul_wide(sum as u64, seconds);
    let high = ((sum >> 64) as u64).saturating_mul(seconds).saturating_add(carried);
    (u128::from(high) << 64) | u128::from(low)
}

/// A moment without its sign, since the chain's processor divides none with one. No clock of a chain is before 1970.
fn since_1970(moment: Timestamp) -> u64 {
    u64::try_from(moment.get()).unwrap_or_default()
}

/// Whole base units, and what is beyond them. The common amounts are spared a long division.
fn divided(due: u128) -> (u64, u64) {
    match u64::try_from(due) {
        Ok(due) => (due / DAY, due % DAY),
        Err(_) => {
            const DAY_WIDE: u128 = DAY as u128;
            (u64::try_from(due / DAY_WIDE).unwrap_or(u64::MAX), (due % DAY_WIDE) as u64)
        }
    }
}

#[cfg(test)]
mod tests;
