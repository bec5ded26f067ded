use anchor_lang::prelude::*;
use io_economics::{Amount, Terms};

/// Who a genesis allocation is for.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// The community, besides the emission: 100,000,000 IO.
    Community,
    /// Research, development and the ecosystem: 128,000,000 IO.
    Research,
    /// Seed investors: 100,000,000 IO.
    Seed,
    /// Series A investors: 81,600,000 IO.
    SeriesA,
    /// Core contributors: 90,400,000 IO.
    Core,
}

impl Category {
    /// How many there are.
    pub const COUNT: usize = io_economics::Category::COUNT;

    /// Every category, in the order of their numbers.
    pub const ALL: [Self; Self::COUNT] = [Self::Community, Self::Research, Self::Seed, Self::SeriesA, Self::Core];

    /// The number under which accounts store the category.
    pub const fn number(self) -> u8 {
        self.economics().number()
    }

    /// The category of that number.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// All that may be allocated in this category.
    pub const fn budget(self) -> Amount {
        self.economics().budget()
    }

    /// The terms every allocation of this category vests on; none where each states its own.
    pub const fn fixed_terms(self) -> Option<Terms> {
        self.economics().fixed_terms()
    }

    const fn economics(self) -> io_economics::Category {
        match self {
            Self::Community => io_economics::Category::Community,
            Self::Research => io_economics::Category::Research,
            Self::Seed => io_economics::Category::Seed,
            Self::SeriesA => io_economics::Category::SeriesA,
            Self::Core => io_economics::Category::Core,
        }
    }
}
