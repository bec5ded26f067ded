//! What hours cost in the asset that is paid.

use crate::{
    error::IoMarketError,
    state::{Asset, Config},
};
use anchor_lang::prelude::*;
use io_economics::{
    MicroUsd, Timestamp,
    rent::{self, FeeRates, Fees},
};

/// The cost of some hours, and the fees on it, in base units of the asset.
#[derive(Clone, Copy, Debug)]
pub struct Bill {
    pub cost: u64,
    pub fees: Fees,
    pub all_fees: u64,
    pub total: u64,
}

/// Bills `hours` at the price of one. In IO, at the lower end of the oracle's interval and rounded up: against the
/// renter, who brings the price. In USDC, nobody is asked: a USDC counts as one dollar.
pub fn bill(
    config: &Config,
    asset: Asset,
    price: Option<&UncheckedAccount>,
    price_per_hour: MicroUsd,
    hours: u16,
    rates: FeeRates,
    now: Timestamp,
) -> Result<Bill> {
    let usd = rent::cost(price_per_hour, hours).ok_or(IoMarketError::Overflow)?;
    let cost = match asset {
        Asset::Usdc => usd.get(),
        Asset::Io => {
            let price = price.ok_or(IoMarketError::PriceMissing)?;
            let quote = io_oracle::read(price, config.oracle_limits(), now).map_err(IoMarketError::from)?;
            quote.low().io_for_usd_ceil(usd).ok_or(IoMarketError::Overflow)?.get()
        }
    };
    let fees = rates.on(cost);
    let all_fees = fees.total().ok_or(IoMarketError::Overflow)?;
    let total = cost.checked_add(all_fees).ok_or(IoMarketError::Overflow)?;
    Ok(Bill { cost, fees, all_fees, total })
}

impl Bill {
    /// The renter signed for no more than that.
    pub fn require_within(&self, max_total: u64) -> Result<()> {
        require!(self.total <= max_total, IoMarketError::ExceedsMaxTotal);
        Ok(())
    }
}
