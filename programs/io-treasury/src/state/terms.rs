use crate::error::IoTreasuryError;
use anchor_lang::prelude::*;
use bytemuck::{Pod, Zeroable};
use io_economics::{
    BasisPoints, MicroUsd, Seconds,
    auction::{Auction, Premium, is_sound_floor},
};
use io_oracle::Limits;

/// The least that the smallest fill can be set to: one dollar.
pub const LEAST_MIN_FILL: MicroUsd = MicroUsd::new(1_000_000);

/// The oldest that a price can be allowed to be, in seconds.
pub const LONGEST_MAX_AGE: u32 = 300;

/// The most that the confidence interval can be allowed to be, in basis points of the price.
pub const WIDEST_MAX_CONFIDENCE: u16 = 500;

/// On which terms the treasury buys. The admin sets them, within bounds that stand in the program.
///
/// An argument and a part of the settings at once: without padding, both formats are the same bytes.
#[repr(C)]
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
pub struct Terms {
    /// The least that the auction pays in one fill, in micro-USDC, at least 1,000,000. Every fill starts the auction
    /// again: with a fill of next to nothing anyone could keep its price below the market for ever.
    pub min_fill: u64,
    /// The most that one fill or one swap spends, in micro-USDC.
    pub fill_cap: u64,
    /// The most that all fills and swaps of one day spend, in micro-USDC. A day begins at midnight UTC.
    pub day_cap: u64,
    /// Seconds from the auction's start to its ceiling: 60 to 604,800.
    pub ramp: u32,
    /// The oldest price that is accepted, in seconds: 1 to 300.
    pub max_age: u32,
    /// Where the auction starts, in basis points from the oracle: -2,000 to 0.
    pub start_bps: i16,
    /// Where the auction's price ends, in basis points from the oracle: from the start up to 500.
    pub ceiling_bps: i16,
    /// How much less IO than at the oracle's price a swap may bring, in basis points: -500 to 0.
    pub swap_floor_bps: i16,
    /// The widest confidence that is accepted, in basis points of the price: 1 to 500.
    pub max_confidence_bps: u16,
}

impl Terms {
    /// The auction.
    pub fn auction(&self) -> Result<Auction> {
        let (start, ceiling) = (Premium::new(self.start_bps), Premium::new(self.ceiling_bps));
        let auction = Auction::new(start, ceiling, Seconds::new(i64::from(self.ramp)));
        Ok(auction.ok_or(IoTreasuryError::AuctionOutOfBounds)?)
    }

    /// How much less than at the oracle's price a swap may bring.
    pub const fn swap_floor(&self) -> Premium {
        Premium::new(self.swap_floor_bps)
    }

    /// What is asked of a price.
    pub fn oracle_limits(&self) -> Result<Limits> {
        let max_confidence =
            BasisPoints::new(self.max_confidence_bps).ok_or(IoTreasuryError::OracleLimitsOutOfBounds)?;
        Ok(Limits { max_age: Seconds::new(i64::from(self.max_age)), max_confidence })
    }

    /// The bounds that no admin can leave.
    pub fn check(&self) -> Result<()> {
        self.auction()?;
        require!(is_sound_floor(self.swap_floor()), IoTreasuryError::FloorOutOfBounds);
        require!(
            (1..=LONGEST_MAX_AGE).contains(&self.max_age)
                && (1..=WIDEST_MAX_CONFIDENCE).contains(&self.max_confidence_bps),
            IoTreasuryError::OracleLimitsOutOfBounds
        );
        require!(
            LEAST_MIN_FILL.get() <= self.min_fill && self.min_fill <= self.fill_cap && self.fill_cap <= self.day_cap,
            IoTreasuryError::CapsOutOfOrder
        );
        Ok(())
    }
}
