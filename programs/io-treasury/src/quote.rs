//! The oracle's price of IO, with the treasury's own word for each reason not to believe it.

use crate::{error::IoTreasuryError, state::Terms};
use anchor_lang::prelude::*;
use io_economics::{Quote, Timestamp};
use io_oracle::Fault;

/// The price at `now`, within the limits of the terms.
pub fn read(account: &AccountInfo, terms: &Terms, now: Timestamp) -> Result<Quote> {
    let quote = io_oracle::read(account, terms.oracle_limits()?, now);
    Ok(quote.map_err(|fault| match fault {
        Fault::NotAPrice => IoTreasuryError::NotAPrice,
        Fault::NotFullyVerified => IoTreasuryError::PriceNotVerified,
        Fault::AnotherFeed => IoTreasuryError::WrongFeed,
        Fault::Stale => IoTreasuryError::PriceTooOld,
        Fault::FromTheFuture => IoTreasuryError::PriceFromTheFuture,
        Fault::NotPositive => IoTreasuryError::PriceNotPositive,
        Fault::TooUncertain => IoTreasuryError::PriceTooUncertain,
        Fault::ExponentOutOfRange => IoTreasuryError::PriceExponentOutOfRange,
    })?)
}
