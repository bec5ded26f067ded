//! Bytes, taken as numbers of every size.

use arbitrary::{Arbitrary, Unstructured};

/// Gives zeros when the bytes are used up.
pub struct Numbers<'a>(Unstructured<'a>);

impl<'a> Numbers<'a> {
    pub fn of(input: &'a [u8]) -> Self {
        Self(Unstructured::new(input))
    }

    pub fn is_used_up(&self) -> bool {
        self.0.is_empty()
    }

    pub fn take<T: Arbitrary<'a> + Default>(&mut self) -> T {
        self.0.arbitrary().unwrap_or_default()
    }

    /// So many bytes, or as many as are left.
    pub fn bytes(&mut self, count: usize) -> &'a [u8] {
        self.0.bytes(count.min(self.0.len())).unwrap_or_default()
    }

    pub fn rest(self) -> &'a [u8] {
        self.0.take_rest()
    }

    /// A number below the limit.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.take::<u64>() % limit.max(1)
    }

    /// A choice among so many.
    pub fn choice(&mut self, count: u8) -> u8 {
        self.take::<u8>() % count.max(1)
    }

    /// Large and small numbers alike, and those beside the powers of two and beside the largest.
    pub fn any(&mut self) -> u64 {
        let shape: u8 = self.take();
        let bits = u32::from(shape & 63);
        match shape >> 6 {
            0 => self.take::<u64>() >> bits,
            1 => (1u64 << bits).wrapping_add(u64::from(self.choice(3))).wrapping_sub(1),
            2 => u64::MAX - (self.take::<u64>() >> bits),
            _ => u64::from(self.take::<u32>()) * 100_000_000,
        }
    }

    /// The same with a sign.
    pub fn signed(&mut self) -> i64 {
        self.any().cast_signed()
    }

    /// A moment or a duration as a clock has it, or any number at all.
    pub fn seconds(&mut self) -> i64 {
        if self.take() { self.signed() } else { i64::from(self.take::<u32>()) }
    }
}
