//! Shares of a sum that many hold together and that slashes take from.
//!
//! A slash takes from the sum and leaves the shares, so it reaches every share alike, whenever its holder came. Whoever
//! enters gets shares at what a share is worth then, and whoever leaves is paid what they are worth then. One base unit
//! buys one share at first, and more after a slash:
//!
//! ```text
//! amount ≤ shares
//! ```
//!
//! always. Every rounding is against whoever moves, and none is in favour of the others either: what it leaves behind
//! is no longer part of the sum. So what a share is worth only ever falls, and nobody gains by another's coming or going.

use crate::{
    rounding::{mul_div_ceil, mul_div_floor},
    units::Amount,
};

/// As many shares as may stand for one base unit where somebody still enters. Slashed to less than that, a sum takes
/// nobody any more; else a few base units left over would turn into shares without bound.
pub const MOST_SHARES_PER_UNIT: u64 = 64;

/// A sum, and the shares that it is held in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shared {
    /// Base units.
    pub amount: u64,
    /// Shares.
    pub shares: u64,
}

/// What entering or leaving comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The sum and its shares afterwards.
    pub left: Shared,
    /// Shares bought, or base units paid.
    pub result: u64,
    /// Base units that are nobody's any more: one at most.
    pub dust: u64,
}

impl Shared {
    /// What so many of the shares are worth, rounded down. Nothing where there are none.
    pub const fn worth(self, shares: u64) -> Option<u64> {
        // Never slashed, the common case, is spared the division.
        if self.amount == self.shares {
            return Some(shares);
        }
        mul_div_floor(shares, self.amount, self.shares)
    }

    /// Enters with `amount`: buys shares. `None` where too little is left behind the shares, or on overflow.
    pub const fn enter(self, amount: u64) -> Option<Moved> {
        if self.amount == self.shares {
            return self.grown(amount, amount, 0);
        }
        let least = self.shares.div_ceil(MOST_SHARES_PER_UNIT);
        if self.amount < least {
            return None;
        }
        let Some(bought) = mul_div_floor(amount, self.shares, self.amount) else { return None };
        let Some(counted) = mul_div_floor(bought, self.amount, self.shares) else { return None };
        match amount.checked_sub(counted) {
            Some(dust) => self.grown(counted, bought, dust),
            None => None,
        }
    }

    /// Leaves with `shares`: is paid what they are worth. `None` if there are not so many.
    pub const fn leave(self, shares: u64) -> Option<Moved> {
        let Some(rest) = self.shares.checked_sub(shares) else { return None };
        let (paid, taken) = if self.amount == self.shares {
            (shares, shares)
        } else {
            match (mul_div_floor(shares, self.amount, self.shares), mul_div_ceil(shares, self.amount, self.shares)) {
                (Some(paid), Some(taken)) => (paid, taken),
                _ => return None,
            }
        };
        let left = Self { amount: self.amount.saturating_sub(taken), shares: rest };
        Some(Moved { left, result: paid, dust: taken.saturating_sub(paid) })
    }

    const fn grown(self, amount: u64, shares: u64, dust: u64) -> Option<Moved> {
        match (self.amount.checked_add(amount), self.shares.checked_add(shares)) {
            (Some(amount), Some(all)) => Some(Moved { left: Self { amount, shares: all }, result: shares, dust }),
            _ => None,
        }
    }
}

/// The part of `amount` that falls on the second of two sums, in proportion to them, rounded down; the rest falls on the
/// first. `None` if both together are less than the amount, or on overflow.
pub fn part_of_second(amount: Amount, first: Amount, second: Amount) -> Option<Amount> {
    let both = first.checked_add(second).filter(|both| *both >= amount)?;
    if second.is_zero() {
        return Some(Amount::ZERO);
    }
    mul_div_floor(amount.get(), second.get(), both.get()).map(Amount::new)
}

#[cfg(test)]
mod tests;
