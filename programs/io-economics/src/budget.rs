//! What was given to whom at genesis.

use crate::units::{Amount, BASE_UNITS_PER_IO, GENESIS_SUPPLY};
use crate::vesting::Terms;

/// Who a genesis allocation is for. The numbers are part of stored state and never change.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// The community, besides the emission.
    Community = 0,
    /// Research, development and the ecosystem.
    Research = 1,
    /// Seed investors.
    Seed = 2,
    /// Series A investors.
    SeriesA = 3,
    /// Core contributors.
    Core = 4,
}

impl Category {
    /// How many there are.
    pub const COUNT: usize = 5;

    /// Every category, in the order of their numbers.
    pub const ALL: [Self; Self::COUNT] = [Self::Community, Self::Research, Self::Seed, Self::SeriesA, Self::Core];

    /// The category of that number, as read from an account or an argument.
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Community),
            1 => Some(Self::Research),
            2 => Some(Self::Seed),
            3 => Some(Self::SeriesA),
            4 => Some(Self::Core),
            _ => None,
        }
    }

    /// The number of the category.
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// All that may be allocated in this category.
    pub const fn budget(self) -> Amount {
        const HUNDRED_THOUSAND: u64 = 100_000 * BASE_UNITS_PER_IO;
        match self {
            Self::Community => Amount::new(1_000 * HUNDRED_THOUSAND),
            Self::Research => Amount::new(1_280 * HUNDRED_THOUSAND),
            Self::Seed => Amount::new(1_000 * HUNDRED_THOUSAND),
            Self::SeriesA => Amount::new(816 * HUNDRED_THOUSAND),
            Self::Core => Amount::new(904 * HUNDRED_THOUSAND),
        }
    }

    /// The terms every allocation of this category vests on. `None` where each allocation states its own.
    pub const fn fixed_terms(self) -> Option<Terms> {
        match self {
            Self::Community | Self::Research => None,
            Self::Seed | Self::SeriesA => Some(Terms::monthly(13, 36)),
            Self::Core => Some(Terms::monthly(13, 48)),
        }
    }
}

const _: () = assert!(
    Category::Community.budget().get()
        + Category::Research.budget().get()
        + Category::Seed.budget().get()
        + Category::SeriesA.budget().get()
        + Category::Core.budget().get()
        == GENESIS_SUPPLY.get()
);

#[cfg(test)]
mod tests;
