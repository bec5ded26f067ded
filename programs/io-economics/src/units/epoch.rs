//! Epochs: the hours of the emission.

/// The number of the last epoch that emits: 20 years of 8766 hours, less one.
pub const LAST_EPOCH: u32 = 20 * 8_766 - 1;

/// The number of an hour of the emission, 1 to 175,319. Zero stands for the time before the first one.
///
/// The bound is part of the type, so that arithmetic on epochs never has to ask whether one exists.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Epoch(u32);

impl Epoch {
    /// The time before the first epoch.
    pub const ZERO: Self = Self(0);

    /// The first hour.
    pub const FIRST: Self = Self(1);

    /// The last hour.
    pub const LAST: Self = Self(LAST_EPOCH);

    /// The epoch of that number. `None` beyond the last one.
    pub const fn new(number: u32) -> Option<Self> {
        if number <= LAST_EPOCH { Some(Self(number)) } else { None }
    }

    /// The epoch of that number, or the last one if the number lies beyond it.
    pub const fn saturating(number: u32) -> Self {
        if number <= LAST_EPOCH { Self(number) } else { Self::LAST }
    }

    /// The number of the epoch.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The following epoch. `None` after the last one.
    pub const fn next(self) -> Option<Self> {
        self.checked_add(1)
    }

    /// The epoch before this one. `None` before [`Epoch::ZERO`].
    pub const fn previous(self) -> Option<Self> {
        match self.0.checked_sub(1) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }

    /// The epoch that many epochs later. `None` beyond the last one.
    pub const fn checked_add(self, epochs: u32) -> Option<Self> {
        match self.0.checked_add(epochs) {
            Some(number) => Self::new(number),
            None => None,
        }
    }

    /// The epoch that many epochs later, or the last one.
    pub const fn saturating_add(self, epochs: u32) -> Self {
        Self::saturating(self.0.saturating_add(epochs))
    }

    /// How many epochs this one lies after `earlier`. `None` if it lies before it.
    pub const fn since(self, earlier: Self) -> Option<u32> {
        self.0.checked_sub(earlier.0)
    }
}
