//! What hours cost, and when no price counts.

use io_app::market::Asset;
use io_market::error::IoMarketError;

use super::{
    Model, Rates,
    rental::share_ceil,
    rules::{Objections, Reason},
};
use crate::step::Trust;

/// The cost of some hours, and all fees on it.
#[derive(Clone, Copy, Debug)]
pub struct Bill {
    pub cost: u128,
    pub fees: u128,
}

impl Bill {
    pub const fn total(self) -> u128 {
        self.cost + self.fees
    }
}

impl Model {
    /// The rates for a reservation of now.
    pub fn rates(&self, asset: Asset) -> Rates {
        let facilitation = match asset {
            Asset::Usdc => self.terms.facilitation_usdc_bps,
            Asset::Io => self.terms.facilitation_io_bps,
        };
        Rates {
            reservation: self.terms.reservation_bps,
            facilitation,
            network: self.terms.network_bps,
            failure: self.terms.failure_bps,
        }
    }

    /// Everything that speaks against the price.
    pub fn price_faults(&self) -> Vec<Reason> {
        let (posted, terms) = (self.price, self.terms);
        let age = self.now - posted.published_at;
        let tolerated = i128::from(terms.max_confidence_bps) * i128::from(posted.price);
        let mut faults = Objections::default();
        faults.when(self.trust == Trust::Forged, IoMarketError::PriceNotOfPyth);
        faults.when(self.trust == Trust::FewGuardians, IoMarketError::PriceNotFullyVerified);
        faults.when(self.trust == Trust::AnotherFeed, IoMarketError::PriceOfAnotherFeed);
        faults.when(age > i64::from(terms.max_age), IoMarketError::PriceStale);
        faults.when(-age > i64::from(terms.max_age), IoMarketError::PriceFromTheFuture);
        faults.when(posted.price <= 0, IoMarketError::PriceNotPositive);
        faults.when(i128::from(posted.confidence) * 10_000 > tolerated, IoMarketError::PriceTooUncertain);
        faults.when(!(-12..=0).contains(&posted.exponent), IoMarketError::PriceExponentOutOfRange);
        faults.all()
    }

    /// What so many hours cost at that price, or why nobody can say.
    pub fn bill(&self, price: u64, hours: u16, asset: Asset, rates: Rates, quoted: bool) -> Result<Bill, Vec<Reason>> {
        let most = u128::from(u64::MAX);
        let too_much = || vec![IoMarketError::Overflow.into()];
        let micro_usd = u128::from(price) * u128::from(hours);
        if micro_usd > most {
            return Err(too_much());
        }
        let cost = match asset {
            Asset::Usdc => micro_usd,
            Asset::Io if !quoted => return Err(vec![IoMarketError::PriceMissing.into()]),
            Asset::Io => {
                let faults = self.price_faults();
                if !faults.is_empty() {
                    return Err(faults);
                }
                // IO has two decimals more than the dollar's millionths. At the lower end of the interval, and
                // rounded up: against the payer.
                let low = self.price.price as u128 - u128::from(self.price.confidence);
                (micro_usd * 100 * 10u128.pow(self.price.exponent.unsigned_abs())).div_ceil(low)
            }
        };
        let each = [rates.reservation, rates.facilitation, rates.network];
        let bill = Bill { cost, fees: each.into_iter().map(|rate| share_ceil(cost.min(most), rate)).sum() };
        if bill.total() > most { Err(too_much()) } else { Ok(bill) }
    }
}
