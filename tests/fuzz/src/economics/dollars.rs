//! Prices, rents and the auction.

use io_economics::{
    Amount, BasisPoints, MicroUsd, Price, Quote, QuoteError, Seconds, Timestamp,
    auction::{Auction, Factor, Premium, is_sound_floor, least_bought, payment},
    price::LOWEST_EXPONENT,
    rent::{FeeRates, Fees, Stretch, cost, duration, failure_penalty},
};

use super::{big, ceil, fitting};
use crate::numbers::Numbers;

fn price(numbers: &mut Numbers) -> Option<Price> {
    let (mantissa, exponent) = (numbers.any(), i32::from(numbers.take::<i8>()) % 16);
    let price = Price::new(mantissa, exponent);
    assert_eq!(price.is_some(), mantissa > 0 && (LOWEST_EXPONENT..=0).contains(&exponent));
    if let Some(price) = price {
        assert_eq!((price.mantissa(), price.exponent()), (mantissa, exponent));
        // Micro-dollars and base units of IO are two places apart.
        assert_eq!(big(price.scale()), big(10u8).pow(2 + exponent.unsigned_abs()));
    }
    price
}

pub fn prices(numbers: &mut Numbers) {
    if let Some(price) = price(numbers) {
        let (usd, io) = (numbers.any(), numbers.any());
        let (scale, mantissa) = (big(price.scale()), big(price.mantissa()));
        let in_io = big(usd) * &scale;
        assert_eq!(price.io_for_usd_floor(MicroUsd::new(usd)).map(Amount::get), fitting(&(&in_io / &mantissa)));
        assert_eq!(price.io_for_usd_ceil(MicroUsd::new(usd)).map(Amount::get), fitting(&ceil(&in_io, &mantissa)));
        let in_usd = big(io) * &mantissa;
        assert_eq!(price.usd_for_io_floor(Amount::new(io)).map(MicroUsd::get), fitting(&(&in_usd / &scale)));
        assert_eq!(price.usd_for_io_ceil(Amount::new(io)).map(MicroUsd::get), fitting(&ceil(&in_usd, &scale)));
    }
    let (middle, confidence, exponent) = (numbers.signed(), numbers.any(), i32::from(numbers.take::<i8>()) % 16);
    let Some(most) = BasisPoints::new(numbers.take::<u16>() % 10_001) else { return };
    let quote = Quote::new(middle, confidence, exponent, most);
    let positive = u64::try_from(middle).ok().filter(|price| *price > 0);
    let certain = positive.is_some_and(|price| big(confidence) * 10_000u16 <= big(price) * most.get());
    let ends = positive.and_then(|price| {
        let low = price.checked_sub(confidence).filter(|low| *low > 0)?;
        Some((Price::new(low, exponent)?, Price::new(price.checked_add(confidence)?, exponent)?))
    });
    match quote {
        Ok(quote) => {
            assert!(certain);
            assert_eq!(Some((quote.low(), quote.high())), ends);
        }
        Err(QuoteError::NotPositive) => assert_eq!(positive, None),
        Err(QuoteError::ExponentOutOfRange) => assert!(!(LOWEST_EXPONENT..=0).contains(&exponent)),
        Err(QuoteError::TooUncertain) => assert!(!certain || ends.is_none()),
    }
}

pub fn rents(numbers: &mut Numbers) {
    let (price, hours): (u64, u16) = (numbers.any(), numbers.take());
    assert_eq!(duration(hours).get(), i64::from(hours) * 3_600);
    assert_eq!(cost(MicroUsd::new(price), hours).map(MicroUsd::get), fitting(&(big(price) * hours)));
    let bps = [numbers.take::<u16>() % 10_001, numbers.take::<u16>() % 10_001, numbers.take::<u16>() % 10_001];
    let [reservation, facilitation, network] = bps.map(|bps| BasisPoints::new(bps).unwrap_or_default());
    let fees = FeeRates { reservation, facilitation, network }.on(price);
    let exact = bps.map(|bps| ceil(&(big(price) * bps), &big(10_000u16)));
    let Fees { reservation, facilitation, network: fee } = fees;
    assert_eq!([reservation, facilitation, fee].map(big), exact);
    assert_eq!(fees.total(), fitting(&exact.iter().sum()));
    assert_eq!(big(failure_penalty(price, network)), exact[2]);
    let (begins, ends, cost) = (numbers.seconds(), numbers.seconds(), numbers.any());
    let stretch = Stretch { begins: Timestamp::new(begins), ends: Timestamp::new(ends), cost };
    let mut moments = [numbers.seconds(), numbers.seconds(), begins, ends];
    moments.sort_unstable();
    let mut before = (0, 0);
    for now in moments {
        let earned = (stretch.earned_floor(Timestamp::new(now)), stretch.earned_ceil(Timestamp::new(now)));
        // What lasts longer than any clock can tell earns by the longest time that it can.
        let (elapsed, length) = (now.saturating_sub(begins).unsigned_abs(), ends.saturating_sub(begins).unsigned_abs());
        let exact = match (now <= begins, now >= ends) {
            (true, _) => (big(0u8), big(0u8)),
            (_, true) => (big(cost), big(cost)),
            _ => (big(cost) * elapsed / length, ceil(&(big(cost) * elapsed), &big(length))),
        };
        assert_eq!((big(earned.0), big(earned.1)), exact);
        assert!(before.0 <= earned.0 && before.1 <= earned.1 && earned.0 <= earned.1 && earned.1 <= cost);
        before = earned;
    }
}

pub fn auctions(numbers: &mut Numbers) {
    let (start, ceiling) = (numbers.take::<i16>() % 2_100, numbers.take::<i16>() % 2_100);
    let ramp = i64::from(numbers.take::<u32>() % 700_000);
    let auction = Auction::new(Premium::new(start), Premium::new(ceiling), Seconds::new(ramp));
    let sound = (-2_000..=0).contains(&start) && (start..=500).contains(&ceiling) && (60..=604_800).contains(&ramp);
    assert_eq!(auction.is_some(), sound);
    assert_eq!(is_sound_floor(Premium::new(start)), (-500..=0).contains(&start));
    let Some(price) = price(numbers) else { return };
    let (units, floor) = (numbers.any(), Premium::new(numbers.take()));
    let due = big(units) * price.scale() * u64::try_from(10_000 + i32::from(floor.get())).unwrap_or_default();
    let bought = least_bought(MicroUsd::new(units), price, floor);
    let exact = ceil(&due, &(big(price.mantissa()) * 10_000u16));
    // A product beyond 128 bits is refused even where the quotient would fit.
    assert_eq!(bought.map(Amount::get), fitting(&exact).filter(|_| due.bits() <= 128));
    let Some(auction) = auction else { return };
    let mut moments = [numbers.seconds(), i64::from(numbers.take::<u32>() % 700_000), ramp];
    moments.sort_unstable();
    let mut before = None;
    for since in moments {
        let factor = auction.factor(Seconds::new(since));
        let elapsed = since.clamp(0, ramp);
        let exact = (10_000 + i64::from(start)) * ramp + i64::from(ceiling - start) * elapsed;
        let (above, below) = (big(factor.numerator()), big(factor.denominator()));
        assert_eq!(&above * (ramp * 10_000).unsigned_abs(), big(exact.unsigned_abs()) * &below);
        let product = big(units) * price.mantissa() * &above;
        let paid = payment(Amount::new(units), price, factor);
        let floor = &product / (&below * price.scale());
        assert_eq!(paid.map(MicroUsd::get), fitting(&floor).filter(|_| product.bits() <= 128));
        assert!(paid.is_none() || before <= paid);
        before = paid.or(before);
    }
    assert_eq!(auction.factor(Seconds::new(i64::MIN)), Factor::of(Premium::new(start)));
}
