//! Amounts of IO.

use core::fmt;

/// Decimal places of the mint.
pub const DECIMALS: u8 = 8;

/// Base units in one IO.
pub const BASE_UNITS_PER_IO: u64 = 100_000_000;

/// IO that may ever be minted. A burn does not reopen headroom.
pub const MAX_SUPPLY: Amount = Amount::new(800_000_000 * BASE_UNITS_PER_IO);

/// IO minted at genesis.
pub const GENESIS_SUPPLY: Amount = Amount::new(500_000_000 * BASE_UNITS_PER_IO);

/// IO minted by emission, all epochs together.
pub const EMISSION_SUPPLY: Amount = Amount::new(300_000_000 * BASE_UNITS_PER_IO);

const _: () = assert!(GENESIS_SUPPLY.0 + EMISSION_SUPPLY.0 == MAX_SUPPLY.0);
const _: () = assert!(10u64.pow(DECIMALS as u32) == BASE_UNITS_PER_IO);

/// An amount of IO in base units: 1 IO is 10⁸ of them.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(u64);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// So many base units.
    pub const fn new(base_units: u64) -> Self {
        Self(base_units)
    }

    /// So many whole IO. `None` if that exceeds what 64 bits hold.
    pub const fn from_io(whole: u64) -> Option<Self> {
        match whole.checked_mul(BASE_UNITS_PER_IO) {
            Some(base_units) => Some(Self(base_units)),
            None => None,
        }
    }

    /// The number of base units.
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

    /// The difference, or nothing if `other` is the larger one.
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

/// Prints IO with all eight decimals: `4566.21004566`.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = self.0 / BASE_UNITS_PER_IO;
        let fraction = self.0 % BASE_UNITS_PER_IO;
        write!(f, "{whole}.{fraction:08}")
    }
}
