//! Payments that are released evenly over the 24 hours that follow the hour in which they came.
//!
//! What is paid within an hour begins to be released when that hour ends, and is released by the second for 24 hours.
//! So whoever comes just before a payment and goes just after it has gained nothing.
//!
//! For each hour of the last 25 the sum that was paid in it is remembered, in place `hour mod 25`. The 24 before the
//! present hour are what is being released, at one 86,400th of their sum a second; what the division leaves is carried
//! on, so that to the last base unit what was paid is released.

use crate::units::Timestamp;

/// Hours that are remembered: the present one and the 24 before it.
pub const HOURS: usize = 25;

const HOUR: u64 = 3_600;

/// Seconds over which a payment is released.
const DAY: u64 = 86_400;

/// Payments that are being released.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Release {
    /// Up to which second what was due has been released.
    pub through: Timestamp,
    /// What was paid in each hour.
    pub paid: [u64; HOURS],
    /// What has been released beyond whole base units, in 86,400ths of one.
    pub rest: u64,
}

impl Release {
    /// Releases what is due by `now`, and returns it in base units. Nothing if that lies in the past.
    pub fn advance(&mut self, now: Timestamp) -> u64 {
        if now <= self.through {
            return 0;
        }
        let (mut second, now) = (since_1970(self.through), since_1970(now));
        let mut hour = second / HOUR;
        let mut rate = self.sum().saturating_sub(self.paid_in(hour));
        let mut due = u128::from(self.rest);
        // After as many hours as are remembered nothing is left to release.
        for _ in 0..HOURS {
            let end = hour.saturating_add(1).saturating_mul(HOUR);
            let until = end.min(now);
            due = due.saturating_add(u128::from(rate).saturating_mul(u128::from(until.saturating_sub(second))));
            second = until;
            if now < end {
                break;
            }
            // The hour is over: what was paid in it begins, and what was paid 24 hours before it has ended.
            rate = rate.saturating_add(self.paid_in(hour));
            hour = hour.saturating_add(1);
            rate = rate.saturating_sub(self.paid_in(hour));
            self.set_paid_in(hour, 0);
        }
        self.through = Timestamp::new(now.cast_signed());
        let (released, rest) = divided(due);
        self.rest = rest;
        released
    }

    /// Adds a payment at the second up to which it was advanced. `None` on overflow.
    #[must_use]
    pub fn pay(&mut self, amount: u64) -> Option<()> {
        // The sum is what `advance` counts with.
        self.sum_checked()?.checked_add(amount)?;
        let hour = since_1970(self.through) / HOUR;
        let paid = self.paid_in(hour).checked_add(amount)?;
        self.set_paid_in(hour, paid);
        Some(())
    }

    /// Whether all that was ever paid has been released.
    pub fn is_over(&self) -> bool {
        self.rest == 0 && self.paid.iter().all(|paid| *paid == 0)
    }

    fn sum(&self) -> u64 {
        self.sum_checked().unwrap_or(u64::MAX)
    }

    fn sum_checked(&self) -> Option<u64> {
        self.paid.iter().try_fold(0, |sum: u64, paid| sum.checked_add(*paid))
    }

    fn paid_in(&self, hour: u64) -> u64 {
        self.paid.get(place(hour)).copied().unwrap_or_default()
    }

    fn set_paid_in(&mut self, hour: u64, amount: u64) {
        if let Some(paid) = self.paid.get_mut(place(hour)) {
            *paid = amount;
        }
    }
}

/// Place of an hour among those that are remembered.
fn place(hour: u64) -> usize {
    const PLACES: u64 = HOURS as u64;
    usize::try_from(hour % PLACES).unwrap_or_default()
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
