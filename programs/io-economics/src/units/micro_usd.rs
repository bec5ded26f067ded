//! Amounts of dollars.

use core::fmt;

/// Micro-dollars in one dollar.
pub const MICRO_USD_PER_USD: u64 = 1_000_000;

/// An amount of dollars in millionths, which are also the base units of USDC: a USDC counts as one dollar.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MicroUsd(u64);

impl MicroUsd {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// So many millionths of a dollar.
    pub const fn new(micro_usd: u64) -> Self {
        Self(micro_usd)
    }

    /// So many whole dollars. `None` if that exceeds what 64 bits hold.
    pub const fn from_usd(whole: u64) -> Option<Self> {
        Self(MICRO_USD_PER_USD).checked_mul(whole)
    }

    /// The number of millionths of a dollar.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// Whether this is nothing.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum. `None` on overflow.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Self(sum)),
            None => None,
        }
    }

    /// The difference. `None` if `other` is the larger one.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(difference) => Some(Self(difference)),
            None => None,
        }
    }

    /// This amount `count` times. `None` on overflow.
    pub const fn checked_mul(self, count: u64) -> Option<Self> {
        match self.0.checked_mul(count) {
            Some(product) => Some(Self(product)),
            None => None,
        }
    }
}

/// Prints dollars with all six decimals: `2.500000`.
impl fmt::Display for MicroUsd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:06}", self.0 / MICRO_USD_PER_USD, self.0 % MICRO_USD_PER_USD)
    }
}
