use anchor_lang::prelude::*;

/// A number of 128 bits in two halves, because accounts are aligned to eight bytes only.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Wide {
    /// The lower 64 bits.
    pub low: u64,
    /// The upper 64 bits.
    pub high: u64,
}

impl Wide {
    /// The number.
    pub const fn get(self) -> u128 {
        ((self.high as u128) << 64) | self.low as u128
    }
}

impl From<u128> for Wide {
    fn from(number: u128) -> Self {
        Self { low: number as u64, high: (number >> 64) as u64 }
    }
}
