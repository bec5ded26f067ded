use crate::error::IoTreasuryError;
use anchor_lang::prelude::*;
use io_economics::{Seconds, Timestamp, auction::day};

/// What has been bought and burned, and what the auction and the caps are counted from.
#[zero_copy]
#[derive(Debug)]
pub struct Books {
    /// Micro-USDC ever spent, by fills and swaps together.
    pub usdc_spent: u64,
    /// Base units of IO ever bought and burned.
    pub io_bought: u64,
    /// Base units of IO ever burned as fees.
    pub io_fees_burned: u64,
    /// When the auction last started: at the last fill, and before the first one when the program was initialised.
    pub auction_started_at: i64,
    /// The day that `spent_today` is about, in whole days since 1970-01-01 UTC.
    pub day: i64,
    /// Micro-USDC spent on that day.
    pub spent_today: u64,
}

impl Books {
    /// How long the auction has been running.
    pub const fn auction_age(&self, now: Timestamp) -> Seconds {
        now.saturating_since(Timestamp::new(self.auction_started_at))
    }

    /// Micro-USDC that have been spent on the day of `now`.
    ///
    /// A clock that steps back over midnight does not bring yesterday's room back: the later day goes on.
    pub const fn spent_on_day_of(&self, now: Timestamp) -> u64 {
        if day(now) > self.day { 0 } else { self.spent_today }
    }

    /// Books a purchase, within the day's cap.
    pub(crate) fn buy(&mut self, usdc: u64, io: u64, day_cap: u64, now: Timestamp) -> Result<()> {
        let spent = self.spent_on_day_of(now).checked_add(usdc).ok_or(IoTreasuryError::Overflow)?;
        require!(spent <= day_cap, IoTreasuryError::ExceedsDayCap);
        self.day = self.day.max(day(now));
        self.spent_today = spent;
        self.usdc_spent = self.usdc_spent.checked_add(usdc).ok_or(IoTreasuryError::Overflow)?;
        self.io_bought = self.io_bought.checked_add(io).ok_or(IoTreasuryError::Overflow)?;
        Ok(())
    }

    /// Starts the auction again.
    pub(crate) const fn restart_auction(&mut self, now: Timestamp) {
        self.auction_started_at = now.get();
    }

    pub(crate) fn burn_fees(&mut self, io: u64) -> Result<()> {
        self.io_fees_burned = self.io_fees_burned.checked_add(io).ok_or(IoTreasuryError::Overflow)?;
        Ok(())
    }
}
