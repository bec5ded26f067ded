//! Moments and durations.

/// From a request to unstake until the tokens can be withdrawn: 14 days.
pub const COOLDOWN: Seconds = Seconds::new(14 * DAY);

/// How long a supplier may appeal against a slash case, and then how long the arbiter may rule: 30 days.
pub const APPEAL_WINDOW: Seconds = Seconds::new(30 * DAY);

/// A vesting month, free of the calendar: a twelfth of 365.25 days.
pub const MONTH: Seconds = Seconds::new(2_629_800);

/// The length of an epoch: one hour.
pub const EPOCH_LENGTH: Seconds = Seconds::new(3_600);

const DAY: i64 = 86_400;

const _: () = assert!(MONTH.0 * 12 * 4 == (3 * 365 + 366) * DAY);

/// A moment: seconds since 1970-01-01 00:00 UTC, as in the clock sysvar.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The moment so many seconds after the start of 1970.
    pub const fn new(unix_seconds: i64) -> Self {
        Self(unix_seconds)
    }

    /// Seconds since the start of 1970.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The moment that much later. `None` on overflow.
    pub const fn checked_add(self, duration: Seconds) -> Option<Self> {
        match self.0.checked_add(duration.0) {
            Some(moment) => Some(Self(moment)),
            None => None,
        }
    }

    /// The moment that much earlier. `None` on overflow.
    pub const fn checked_sub(self, duration: Seconds) -> Option<Self> {
        match self.0.checked_sub(duration.0) {
            Some(moment) => Some(Self(moment)),
            None => None,
        }
    }

    /// The time that has passed since `earlier`: negative if it has yet to come. `None` on overflow.
    pub const fn since(self, earlier: Self) -> Option<Seconds> {
        match self.0.checked_sub(earlier.0) {
            Some(seconds) => Some(Seconds(seconds)),
            None => None,
        }
    }

    /// [`Timestamp::since`], with the longest duration in place of an overflow.
    pub const fn saturating_since(self, earlier: Self) -> Seconds {
        Seconds(self.0.saturating_sub(earlier.0))
    }
}

/// A duration in seconds; negative for a moment that lies ahead.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seconds(i64);

impl Seconds {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// So many seconds.
    pub const fn new(seconds: i64) -> Self {
        Self(seconds)
    }

    /// The number of seconds.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Whether the duration lies ahead rather than behind.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// The sum. `None` on overflow.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Self(sum)),
            None => None,
        }
    }

    /// The difference. `None` on overflow.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(difference) => Some(Self(difference)),
            None => None,
        }
    }

    /// This duration `count` times. `None` on overflow.
    pub const fn checked_mul(self, count: i64) -> Option<Self> {
        match self.0.checked_mul(count) {
            Some(product) => Some(Self(product)),
            None => None,
        }
    }
}
