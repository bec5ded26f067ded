//! Rates in hundredths of a percent.

use super::Amount;
use crate::rounding::{mul_div_ceil, mul_div_floor};

/// Basis points in 100%.
const WHOLE: u64 = 10_000;

/// A share of a whole in hundredths of a percent, 0 to 10,000.
///
/// The bound is what makes `of_floor` and `of_ceil` total: a share never exceeds the amount it is taken of.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BasisPoints(u16);

impl BasisPoints {
    /// No share.
    pub const ZERO: Self = Self(0);

    /// The whole: 100%.
    pub const WHOLE: Self = Self(WHOLE as u16);

    /// So many basis points. `None` above 10,000.
    pub const fn new(basis_points: u16) -> Option<Self> {
        if basis_points <= Self::WHOLE.0 { Some(Self(basis_points)) } else { None }
    }

    /// The number of basis points.
    pub const fn get(self) -> u16 {
        self.0
    }

    /// The sum of two shares. `None` if together they exceed the whole.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(sum) => Self::new(sum),
            None => None,
        }
    }

    /// This share of an amount, rounded down: for what is paid out.
    pub const fn of_floor(self, amount: Amount) -> Amount {
        let (wholes, remainder) = self.split(amount);
        Amount::new(wholes.wrapping_add(remainder / WHOLE))
    }

    /// This share of an amount, rounded up: for what is charged.
    pub const fn of_ceil(self, amount: Amount) -> Amount {
        let (wholes, remainder) = self.split(amount);
        Amount::new(wholes.wrapping_add(remainder.div_ceil(WHOLE)))
    }

    /// With `amount = q × 10,000 + r`, the share is `q × bps + r × bps / 10,000`. Returns `q × bps` and `r × bps`.
    ///
    /// Nothing wraps, here or in the sums above: `bps ≤ 10,000`, so `q × bps ≤ q × 10,000` and
    /// `r × bps / 10,000 ≤ r`, rounded up too. All stays below `amount`, and in 64 bits.
    const fn split(self, amount: Amount) -> (u64, u64) {
        let share = self.0 as u64;
        ((amount.get() / WHOLE).wrapping_mul(share), (amount.get() % WHOLE).wrapping_mul(share))
    }
}

/// A factor in hundredths of a percent that may exceed 100%: 300,000 is thirtyfold.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Multiplier(u32);

impl Multiplier {
    /// Onefold.
    pub const ONE: Self = Self(WHOLE as u32);

    /// A factor of so many basis points.
    pub const fn new(basis_points: u32) -> Self {
        Self(basis_points)
    }

    /// The number of basis points.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// This factor, or onefold if it is less.
    pub const fn at_least_one(self) -> Self {
        if self.0 < Self::ONE.0 { Self::ONE } else { self }
    }

    /// The amount times this factor, rounded down: for what is paid out. `None` on overflow.
    pub const fn of_floor(self, amount: Amount) -> Option<Amount> {
        match mul_div_floor(amount.get(), self.0 as u64, WHOLE) {
            Some(product) => Some(Amount::new(product)),
            None => None,
        }
    }

    /// The amount times this factor, rounded up: for what is required or charged. `None` on overflow.
    pub const fn of_ceil(self, amount: Amount) -> Option<Amount> {
        match mul_div_ceil(amount.get(), self.0 as u64, WHOLE) {
            Some(product) => Some(Amount::new(product)),
            None => None,
        }
    }
}
