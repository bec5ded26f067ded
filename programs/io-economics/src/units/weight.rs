//! How much a device counts in its pool.

use super::Amount;

/// A weight in a reward pool: base units of stake that count.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Weight(u64);

impl Weight {
    /// Takes no part.
    pub const ZERO: Self = Self(0);

    /// A weight of so many base units.
    pub const fn new(base_units: u64) -> Self {
        Self(base_units)
    }

    /// As a bare number.
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The stake that it stands for.
    pub const fn stake(self) -> Amount {
        Amount::new(self.0)
    }
}
