//! The price of IO in dollars, as Pyth publishes it.
//!
//! Whoever needs a price brings an account in which Pyth's receiver program has verified one. Everything about that
//! account is the caller's choice, so everything about it is checked: [`read`] gives a price that is IO's, signed by two
//! thirds of the guardians, fresh, and certain enough, or says what is wrong with it. There is no fallback and no memory
//! of earlier prices: without a good price there is none.

#![deny(missing_docs)]
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic
    )
)]

use anchor_lang::{AccountDeserialize, prelude::*};
use io_economics::{BasisPoints, Quote, QuoteError, Seconds, Timestamp};
use pyth_solana_receiver_sdk::price_update::{PriceUpdateV2, VerificationLevel};

/// The program that verifies prices and owns the accounts that they stand in.
pub const RECEIVER: Pubkey = pyth_solana_receiver_sdk::ID_CONST;

/// Pyth's feed of IO in dollars. A constant, since an admin who could choose the feed could choose the price.
pub const IO_USD_FEED: [u8; 32] = [
    0x82, 0x59, 0x5d, 0x15, 0x09, 0xb7, 0x70, 0xfa, 0x52, 0x68, 0x1e, 0x26, 0x0a, 0xf4, 0xdd, 0xa9, 0x75, 0x2b, 0x87,
    0x31, 0x6d, 0x7c, 0x04, 0x85, 0x35, 0xd8, 0xea, 0xd3, 0xfa, 0x85, 0x6e, 0xb1,
];

/// What a program demands of a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How old a price may be. One of just that age is accepted.
    pub max_age: Seconds,
    /// How far off a price may be, as a share of it. One of just that confidence is accepted.
    pub max_confidence: BasisPoints,
}

/// Why a price is not used. Each program has an error of its own for each of these, so that its interface lists them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The account is not one of Pyth's receiver program, or not one that holds a price.
    NotAPrice,
    /// Not enough guardians have signed.
    NotFullyVerified,
    /// The price is that of something else.
    AnotherFeed,
    /// The price is too old.
    Stale,
    /// The price is from further in the future than a price may be old.
    FromTheFuture,
    /// The price is zero or negative.
    NotPositive,
    /// The price may be further off than is allowed.
    TooUncertain,
    /// The exponent is one that no price has.
    ExponentOutOfRange,
}

/// What IO costs at `now`, if the account says so and can be believed.
pub fn read(account: &AccountInfo, limits: Limits, now: Timestamp) -> core::result::Result<Quote, Fault> {
    // Without this anyone could write a price into an account of a program of his own.
    if *account.owner != RECEIVER {
        return Err(Fault::NotAPrice);
    }
    let data = account.try_borrow_data().map_err(|_| Fault::NotAPrice)?;
    let update = PriceUpdateV2::try_deserialize(&mut &data[..]).map_err(|_| Fault::NotAPrice)?;
    // Anyone may post an update with the signatures of a few guardians; the receiver records how many there were.
    if update.verification_level != VerificationLevel::Full {
        return Err(Fault::NotFullyVerified);
    }
    let message = update.price_message;
    if message.feed_id != IO_USD_FEED {
        return Err(Fault::AnotherFeed);
    }
    require_fresh(Timestamp::new(message.publish_time), limits.max_age, now)?;
    Quote::new(message.price, message.conf, message.exponent, limits.max_confidence).map_err(Fault::from)
}

/// The clock on chain is the validators' estimate and lags behind the publishers' by seconds, so that a price from just
/// ahead of it is simply the latest. One further ahead than a price may be old says that the clock cannot tell old from
/// new: then no price counts.
fn require_fresh(published: Timestamp, max_age: Seconds, now: Timestamp) -> core::result::Result<(), Fault> {
    if now.saturating_since(published) > max_age {
        return Err(Fault::Stale);
    }
    if published.saturating_since(now) > max_age {
        return Err(Fault::FromTheFuture);
    }
    Ok(())
}

impl From<QuoteError> for Fault {
    fn from(error: QuoteError) -> Self {
        match error {
            QuoteError::NotPositive => Self::NotPositive,
            QuoteError::ExponentOutOfRange => Self::ExponentOutOfRange,
            QuoteError::TooUncertain => Self::TooUncertain,
        }
    }
}

#[cfg(test)]
mod tests;
