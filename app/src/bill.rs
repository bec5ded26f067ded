//! What hours cost, by the rules of `io-market`, before anything is signed.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, anyhow};
use io_economics::{
    MicroUsd, Quote, Timestamp,
    rent::{self, FeeRates, Fees},
};
use io_market::error::IoMarketError;
use io_market::state::Config;

use crate::market::Asset;
use crate::oracle;
use crate::session::Session;

/// The cost of some hours and the fees on it, in base units of the asset that is paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bill {
    pub cost: u64,
    pub fees: Fees,
}

/// What is paid with, and what that is worth.
#[derive(Clone, Copy, Debug)]
pub enum Currency {
    /// A USDC counts as one dollar.
    Usdc,
    /// IO, at the price in that account.
    Io { quote: Quote, account: Pubkey },
}

impl Currency {
    /// USDC, or IO at the price that the programs would accept from that account.
    pub fn read(session: &Session, asset: Asset, config: &Config, price_account: Option<Pubkey>) -> Result<Self> {
        if asset == Asset::Usdc {
            return Ok(Self::Usdc);
        }
        let address = price_account.unwrap_or_else(oracle::sponsored_account);
        let account = session.backend.account(&address)?;
        let account = account.with_context(|| match session.is_embedded() {
            true => "nothing says what an IO costs here: `io ledger price 2.50` does".to_owned(),
            false => {
                format!("there is no price of IO at {address}: name the account of another one with --price-account")
            }
        })?;
        let now = Timestamp::new(session.backend.clock()?.unix_timestamp);
        let quote = oracle::read(address, &account, config.oracle_limits(), now).map_err(|fault| {
            let refusal = anyhow!("{}", IoMarketError::from(fault));
            match session.is_embedded() {
                true => refusal.context("the price of IO cannot be used: `io ledger price` posts a new one"),
                false => refusal.context(format!("the price of IO in {address} cannot be used")),
            }
        })?;
        Ok(Self::Io { quote, account: address })
    }

    pub const fn asset(&self) -> Asset {
        match self {
            Self::Usdc => Asset::Usdc,
            Self::Io { .. } => Asset::Io,
        }
    }

    pub const fn price_account(&self) -> Option<Pubkey> {
        match self {
            Self::Usdc => None,
            Self::Io { account, .. } => Some(*account),
        }
    }

    /// What so many hours cost at the price of one: in IO at the lower end of the interval, and rounded up.
    pub fn bill(&self, price_per_hour: MicroUsd, hours: u16, rates: FeeRates) -> Result<Bill> {
        let too_much = "that costs more than can be counted";
        let dollars = rent::cost(price_per_hour, hours).context(too_much)?;
        let cost = match self {
            Self::Usdc => dollars.get(),
            Self::Io { quote, .. } => quote.low().io_for_usd_ceil(dollars).context(too_much)?.get(),
        };
        Ok(Bill { cost, fees: rates.on(cost) })
    }
}

impl Bill {
    pub const fn all_fees(&self) -> u64 {
        let Fees { reservation, facilitation, network } = self.fees;
        reservation.saturating_add(facilitation).saturating_add(network)
    }

    pub const fn total(&self) -> u64 {
        self.cost.saturating_add(self.all_fees())
    }

    /// Both bills together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        let fees = Fees {
            reservation: self.fees.reservation.saturating_add(other.fees.reservation),
            facilitation: self.fees.facilitation.saturating_add(other.fees.facilitation),
            network: self.fees.network.saturating_add(other.fees.network),
        };
        Self { cost: self.cost.saturating_add(other.cost), fees }
    }
}

/// What each may cost at most, so that all together stay within `limit`: its bill, and its share of what is left. A price of IO
/// that moves a little on the way then refuses nobody.
pub fn limits(bills: &[Bill], limit: u64) -> Vec<u64> {
    let total: u128 = bills.iter().map(|bill| u128::from(bill.total())).sum();
    let left = u128::from(limit).saturating_sub(total);
    let share = |bill: &Bill| {
        let share = (left * u128::from(bill.total())).checked_div(total).unwrap_or_default();
        bill.total().saturating_add(u64::try_from(share).unwrap_or(u64::MAX))
    };
    bills.iter().map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use io_economics::BasisPoints;

    fn rates() -> Result<FeeRates> {
        let share = |points| BasisPoints::new(points).context("a share");
        Ok(FeeRates { reservation: share(25)?, facilitation: share(200)?, network: share(0)? })
    }

    #[test]
    fn each_fee_is_rounded_up() -> Result<()> {
        let bill = Currency::Usdc.bill(MicroUsd::new(2_350_001), 1, rates()?)?;
        // 2,350,001 × 0.0025 = 5,875.0025 and × 0.02 = 47,000.02
        assert_eq!((bill.cost, bill.fees.reservation, bill.fees.facilitation), (2_350_001, 5_876, 47_001));
        assert_eq!(bill.total(), 2_350_001 + 5_876 + 47_001);
        Ok(())
    }

    #[test]
    fn io_is_counted_at_the_lower_end_and_rounded_up() -> Result<()> {
        let all = BasisPoints::new(100).context("a share")?;
        let quote = Quote::new(250_000_000, 1_000_000, -8, all).map_err(|fault| anyhow!("{fault:?}"))?;
        let currency = Currency::Io { quote, account: Pubkey::default() };
        // 56.4 dollars at 2.49: 22.65060240963… IO
        assert_eq!(currency.bill(MicroUsd::new(2_350_000), 24, FeeRates::default())?.cost, 2_265_060_241);
        Ok(())
    }

    #[test]
    fn the_limits_never_exceed_the_limit() {
        let bill = |cost| Bill { cost, ..Bill::default() };
        assert_eq!(limits(&[bill(100), bill(200)], 303), [101, 202]);
        assert_eq!(limits(&[bill(100), bill(200)], 301), [100, 200]);
        assert_eq!(limits(&[bill(100), bill(200)], 300), [100, 200]);
        assert!(limits(&[], 300).is_empty());
    }
}
