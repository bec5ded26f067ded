//! How an allocation vests: so much at genesis, the rest in equal monthly tranches.
//!
//! Month `m` ends `m × 2,629,800` seconds after genesis, and the tranche of month `m` vests at that very second.
//! Each tranche is the rest divided by their number, rounded down; the last one carries the remainder, so that the
//! sum is the allocation to the base unit.

use crate::units::{Amount, MONTH, Seconds};

/// The latest month a tranche can be promised for: 50 years. A later one is a slip of the keyboard.
pub const LATEST_MONTH: u16 = 600;

/// [`MONTH`] as a bare number.
const SECONDS_PER_MONTH: u64 = MONTH.get().unsigned_abs();

/// When an allocation vests. Both months are zero if all of it does at genesis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Terms {
    /// What vests at genesis.
    pub at_genesis: Amount,
    /// The month at whose end the first tranche vests.
    pub first_month: u16,
    /// The month at whose end the last tranche vests.
    pub last_month: u16,
}

/// What is wrong with terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TermsError {
    /// The allocation is zero.
    NothingAllocated,
    /// More would vest at genesis than is allocated.
    AtGenesisExceedsTotal,
    /// Something is left after genesis, but no month is named for it.
    RestWithoutTranches,
    /// Months are named, but nothing is left for them after genesis.
    TranchesWithoutRest,
    /// The first month is zero; the first month that can end is month 1.
    FirstMonthZero,
    /// The first month comes after the last one.
    FirstMonthAfterLast,
    /// The last month lies beyond [`LATEST_MONTH`].
    LastMonthTooLate,
    /// There are more tranches than base units to divide among them.
    TrancheBelowOneUnit,
}

/// A tranche that has yet to vest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tranche {
    /// The month at whose end it vests.
    pub month: u16,
    /// When that is, counted from genesis.
    pub due: Seconds,
}

impl Terms {
    /// Everything at genesis.
    pub const fn at_once(total: Amount) -> Self {
        Self { at_genesis: total, first_month: 0, last_month: 0 }
    }

    /// Nothing at genesis, and a tranche at the end of each month from `first` to `last`.
    pub const fn monthly(first: u16, last: u16) -> Self {
        Self { at_genesis: Amount::ZERO, first_month: first, last_month: last }
    }

    /// How many tranches there are. Zero if the terms name none.
    pub const fn tranches(&self) -> u16 {
        if self.first_month == 0 || self.first_month > self.last_month {
            return 0;
        }
        self.last_month.saturating_sub(self.first_month).saturating_add(1)
    }

    /// Whether an allocation of `total` can vest on these terms, and if not, why.
    pub const fn check(&self, total: Amount) -> Result<(), TermsError> {
        let Some(rest) = total.checked_sub(self.at_genesis) else {
            return Err(TermsError::AtGenesisExceedsTotal);
        };
        if total.is_zero() {
            return Err(TermsError::NothingAllocated);
        }
        match (self.first_month, self.last_month) {
            (0, 0) if rest.is_zero() => Ok(()),
            (0, 0) => Err(TermsError::RestWithoutTranches),
            (0, _) => Err(TermsError::FirstMonthZero),
            (first, last) if first > last => Err(TermsError::FirstMonthAfterLast),
            (_, last) if last > LATEST_MONTH => Err(TermsError::LastMonthTooLate),
            _ if rest.is_zero() => Err(TermsError::TranchesWithoutRest),
            _ if rest.get() < self.tranches() as u64 => Err(TermsError::TrancheBelowOneUnit),
            _ => Ok(()),
        }
    }

    /// How many tranches have vested.
    const fn tranches_vested(&self, elapsed: Seconds) -> u16 {
        let Some(before_first) = self.first_month.checked_sub(1) else {
            return 0;
        };
        let vested = months_completed(elapsed).saturating_sub(before_first as u64);
        let tranches = self.tranches();
        if vested < tranches as u64 { vested as u16 } else { tranches }
    }
}

/// How much of `total` has vested, `elapsed` after genesis. Nothing before genesis.
///
/// Terms that fail [`Terms::check`] vest nothing: what was never agreed is not paid.
pub const fn vested(total: Amount, terms: Terms, elapsed: Seconds) -> Amount {
    if elapsed.is_negative() || terms.check(total).is_err() {
        return Amount::ZERO;
    }
    let tranches = terms.tranches();
    let vested = terms.tranches_vested(elapsed);
    if vested == tranches {
        return total;
    }
    let rest = total.saturating_sub(terms.at_genesis).get();
    // `vested < tranches`, so there is a tranche to divide by, and what has vested is below the rest: no overflow.
    let Some(tranche) = rest.checked_div(tranches as u64) else {
        return Amount::ZERO;
    };
    Amount::new(terms.at_genesis.get().saturating_add(tranche.saturating_mul(vested as u64)))
}

/// The next tranche to vest, for display. `None` if all have, or if there never were any.
pub const fn next_tranche(terms: Terms, elapsed: Seconds) -> Option<Tranche> {
    let vested = terms.tranches_vested(elapsed);
    if vested == terms.tranches() {
        return None;
    }
    let month = terms.first_month.saturating_add(vested);
    match MONTH.checked_mul(month as i64) {
        Some(due) => Some(Tranche { month, due }),
        None => None,
    }
}

/// Whole months that have passed. Zero before genesis.
const fn months_completed(elapsed: Seconds) -> u64 {
    if elapsed.is_negative() { 0 } else { elapsed.get().unsigned_abs() / SECONDS_PER_MONTH }
}

#[cfg(test)]
mod tests;
