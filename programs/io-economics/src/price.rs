//! What IO is worth in dollars, and what dollars are worth in IO.
//!
//! A price is `mantissa × 10^exponent` dollars for one IO. IO has eight decimals and the dollar is counted in millionths,
//! so that with `p = −exponent`
//!
//! ```text
//! micro-dollars = base units × mantissa / 10^(p + 2)
//! base units    = micro-dollars × 10^(p + 2) / mantissa
//! ```
//!
//! Both are exact before they are rounded, once, to the side that the name says. An oracle says a price and how far off
//! it may be: a [`Quote`] has both ends of that interval, and whoever converts takes the one that is worse for the caller.

use crate::{
    fixed_point::mul_wide,
    rounding::{mul_div_ceil, mul_div_floor},
    units::{Amount, BasisPoints, MicroUsd},
};

/// The smallest exponent of a price: a millionth of a micro-dollar.
pub const LOWEST_EXPONENT: i32 = -12;

/// Dollars for one IO; never zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Price {
    mantissa: u64,
    exponent: i32,
}

impl Price {
    /// `mantissa × 10^exponent` dollars for one IO. `None` for a price of zero and for an exponent outside −12 to 0.
    pub const fn new(mantissa: u64, exponent: i32) -> Option<Self> {
        let sound = mantissa > 0 && LOWEST_EXPONENT <= exponent && exponent <= 0;
        if sound { Some(Self { mantissa, exponent }) } else { None }
    }

    /// The digits.
    pub const fn mantissa(self) -> u64 {
        self.mantissa
    }

    /// The power of ten that the digits are multiplied by: −12 to 0.
    pub const fn exponent(self) -> i32 {
        self.exponent
    }

    /// `10^(2 − exponent)`: what stands below the line where IO is turned into dollars. At most 10¹⁴.
    pub const fn scale(self) -> u64 {
        // Neither can overflow, by the bounds of the exponent.
        10u64.saturating_pow(2i32.saturating_sub(self.exponent).unsigned_abs())
    }

    /// The IO that is worth so many dollars, rounded up: for what is charged. `None` beyond 64 bits.
    pub const fn io_for_usd_ceil(self, usd: MicroUsd) -> Option<Amount> {
        match mul_div_ceil(usd.get(), self.scale(), self.mantissa) {
            Some(io) => Some(Amount::new(io)),
            None => None,
        }
    }

    /// The IO that is worth so many dollars, rounded down: for what is paid out. `None` beyond 64 bits.
    pub const fn io_for_usd_floor(self, usd: MicroUsd) -> Option<Amount> {
        match mul_div_floor(usd.get(), self.scale(), self.mantissa) {
            Some(io) => Some(Amount::new(io)),
            None => None,
        }
    }

    /// The dollars that so much IO is worth, rounded up: for what is charged. `None` beyond 64 bits.
    pub const fn usd_for_io_ceil(self, io: Amount) -> Option<MicroUsd> {
        match mul_div_ceil(io.get(), self.mantissa, self.scale()) {
            Some(usd) => Some(MicroUsd::new(usd)),
            None => None,
        }
    }

    /// The dollars that so much IO is worth, rounded down: for what is paid out. `None` beyond 64 bits.
    pub const fn usd_for_io_floor(self, io: Amount) -> Option<MicroUsd> {
        match mul_div_floor(io.get(), self.mantissa, self.scale()) {
            Some(usd) => Some(MicroUsd::new(usd)),
            None => None,
        }
    }
}

/// Both ends of the interval in which an oracle holds the price to lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Quote {
    low: Price,
    high: Price,
}

/// Why what an oracle says is no quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QuoteError {
    /// The price is zero or negative.
    NotPositive,
    /// The exponent lies outside −12 to 0.
    ExponentOutOfRange,
    /// The price may be further off than is allowed.
    TooUncertain,
}

impl Quote {
    /// The quote of `price ± confidence`, both times `10^exponent` dollars for one IO, if the confidence is at most that
    /// share of the price.
    pub const fn new(
        price: i64,
        confidence: u64,
        exponent: i32,
        most_uncertain: BasisPoints,
    ) -> Result<Self, QuoteError> {
        if price <= 0 {
            return Err(QuoteError::NotPositive);
        }
        if exponent < LOWEST_EXPONENT || exponent > 0 {
            return Err(QuoteError::ExponentOutOfRange);
        }
        let price = price.unsigned_abs();
        if exceeds(confidence, price, most_uncertain) {
            return Err(QuoteError::TooUncertain);
        }
        // A confidence of the whole price would leave a lower end of zero, which is no price.
        let (Some(low), Some(high)) = (price.checked_sub(confidence), price.checked_add(confidence)) else {
            return Err(QuoteError::TooUncertain);
        };
        match (Price::new(low, exponent), Price::new(high, exponent)) {
            (Some(low), Some(high)) => Ok(Self { low, high }),
            _ => Err(QuoteError::TooUncertain),
        }
    }

    /// The lower end: with it, IO is worth less.
    pub const fn low(self) -> Price {
        self.low
    }

    /// The upper end: with it, IO is worth more.
    pub const fn high(self) -> Price {
        self.high
    }
}

/// Whether `confidence × 10,000 > price × share`, without rounding.
const fn exceeds(confidence: u64, price: u64, share: BasisPoints) -> bool {
    let (high, low) = mul_wide(confidence, BasisPoints::WHOLE.get() as u64);
    let (most_high, most_low) = mul_wide(price, share.get() as u64);
    high > most_high || (high == most_high && low > most_low)
}

#[cfg(test)]
mod tests;
