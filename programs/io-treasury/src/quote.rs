//! The oracle's price of IO, with the treasury's own word for each reason not to believe it.

use crate::{error::IoTreasuryError, state::Terms};
use anchor_lang::prelude::*;
use io_economics::{Quote, Timestamp};
use io_oracle::Fault;

/// The price at `now`, within the limits of the terms.
pub fn read(account: &AccountInfo, terms: &Terms, now: Timestamp) -> Result<Quote> {
    Ok(io_oracle::read(account, terms.oracle_limits()?, now).map_err(IoTreasuryError::from)?)
}

impl From<Fault> for IoTreasuryError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::NotAPrice => Self::NotAPrice,
            Fault::NotFullyVerified => Self::PriceNotVerified,
            Fault::AnotherFeed => Self::WrongFeed,
            Fault::Stale => Self::PriceTooOld,
            Fault::FromTheFuture => Self::PriceFromTheFuture,
            Fault::NotPositive => Self::PriceNotPositive,
            Fault::TooUncertain => Self::PriceTooUncertain,
            Fault::ExponentOutOfRange => Self::PriceExponentOutOfRange,
        }
    }
}
