//! Products, quotients, rates and units.

use io_economics::{
    Amount, BasisPoints, Epoch, LAST_EPOCH, MicroUsd, Multiplier, Seconds, Timestamp,
    fixed_point::{div_shift_floor, mul_high, mul_shift_floor, mul_wide},
    rounding::{mul_div_ceil, mul_div_floor},
};

use super::{big, ceil, fitting};
use crate::numbers::Numbers;

pub fn products(numbers: &mut Numbers) {
    let (a, b, divisor) = (numbers.any(), numbers.any(), numbers.any());
    let product = big(a) * b;
    let (high, low) = mul_wide(a, b);
    assert_eq!((big(high) << 64u8) + low, product);
    let (floor, up) = (mul_div_floor(a, b, divisor), mul_div_ceil(a, b, divisor));
    if divisor == 0 {
        assert_eq!((floor, up), (None, None));
        return;
    }
    assert_eq!(floor, fitting(&(&product / divisor)));
    assert_eq!(up, fitting(&ceil(&product, &big(divisor))));
}

pub fn shifted(numbers: &mut Numbers) {
    let (a, b): (u128, u128) = (numbers.take(), numbers.take());
    assert_eq!(big(mul_high(a, b)), (big(a) * b) >> 128u8);
    let (small, divisor) = (numbers.any(), numbers.any());
    let b = b >> numbers.choice(128);
    assert_eq!(mul_shift_floor(small, b), fitting(&((big(small) * b) >> 64u8)));
    let quotient = (divisor > 0).then(|| (big(small) << 64u8) / divisor);
    assert_eq!(div_shift_floor(small, divisor).map(big), quotient);
}

pub fn rates(numbers: &mut Numbers) {
    let amount = numbers.any();
    let bps: u16 = numbers.take();
    let share = BasisPoints::new(bps);
    assert_eq!(share.is_some(), bps <= 10_000);
    if let Some(share) = share {
        let product = big(amount) * bps;
        assert_eq!(big(share.of_floor(Amount::new(amount)).get()), &product / 10_000u16);
        assert_eq!(big(share.of_ceil(Amount::new(amount)).get()), ceil(&product, &big(10_000u16)));
        let other: u16 = numbers.take();
        let sum = BasisPoints::new(other).and_then(|other| share.checked_add(other));
        let expected = Some(u32::from(bps) + u32::from(other)).filter(|sum| *sum <= 10_000);
        assert_eq!(sum.map(|sum| u32::from(sum.get())), expected);
    }
    let multiplier = Multiplier::new(numbers.any() as u32);
    let product = big(amount) * multiplier.get();
    assert_eq!(multiplier.of_floor(Amount::new(amount)).map(Amount::get), fitting(&(&product / 10_000u16)));
    assert_eq!(multiplier.of_ceil(Amount::new(amount)).map(Amount::get), fitting(&ceil(&product, &big(10_000u16))));
    assert_eq!(multiplier.at_least_one().get(), multiplier.get().max(10_000));
}

pub fn units(numbers: &mut Numbers) {
    let (a, b) = (numbers.any(), numbers.any());
    let (amount, other) = (Amount::new(a), Amount::new(b));
    assert_eq!(amount.checked_add(other).map(Amount::get), fitting(&(big(a) + b)));
    assert_eq!(amount.checked_mul(b).map(Amount::get), fitting(&(big(a) * b)));
    assert_eq!(amount.checked_sub(other).map(Amount::get), (a >= b).then(|| a - b));
    assert_eq!(amount.saturating_sub(other).get(), a - a.min(b));
    assert_eq!(Amount::from_io(a).map(Amount::get), fitting(&(big(a) * 100_000_000u32)));
    assert_eq!(amount.to_string().replace('.', "").parse(), Ok(u128::from(a)));
    let (dollars, more) = (MicroUsd::new(a), MicroUsd::new(b));
    assert_eq!(dollars.checked_add(more).map(MicroUsd::get), fitting(&(big(a) + b)));
    assert_eq!(dollars.checked_mul(b).map(MicroUsd::get), fitting(&(big(a) * b)));
    assert_eq!(dollars.checked_sub(more).map(MicroUsd::get), (a >= b).then(|| a - b));
    assert_eq!(MicroUsd::from_usd(a).map(MicroUsd::get), fitting(&(big(a) * 1_000_000u32)));
    assert_eq!(dollars.to_string().replace('.', "").parse(), Ok(u128::from(a)));
    let (number, count) = (a as u32, b as u32);
    let exists = |number: u64| u32::try_from(number).ok().filter(|number| *number <= LAST_EPOCH);
    assert_eq!(Epoch::new(number).map(Epoch::get), exists(number.into()));
    let epoch = Epoch::saturating(number);
    assert_eq!(epoch.get(), number.min(LAST_EPOCH));
    let later = u64::from(epoch.get()) + u64::from(count);
    assert_eq!(epoch.checked_add(count).map(Epoch::get), exists(later));
    assert_eq!(u64::from(epoch.saturating_add(count).get()), later.min(LAST_EPOCH.into()));
    assert_eq!(epoch.next().map(Epoch::get), exists(u64::from(epoch.get()) + 1));
    assert_eq!(epoch.previous().map(Epoch::get), epoch.get().checked_sub(1));
    let other = Epoch::saturating(count);
    assert_eq!(epoch.since(other), (epoch >= other).then(|| epoch.get() - other.get()));
}

pub fn moments(numbers: &mut Numbers) {
    let (a, b) = (numbers.signed(), numbers.signed());
    let fits = |seconds: i128| i64::try_from(seconds).ok();
    let (sum, difference) = (i128::from(a) + i128::from(b), i128::from(a) - i128::from(b));
    let moment = Timestamp::new(a);
    assert_eq!(moment.checked_add(Seconds::new(b)).map(Timestamp::get), fits(sum));
    assert_eq!(moment.checked_sub(Seconds::new(b)).map(Timestamp::get), fits(difference));
    assert_eq!(moment.since(Timestamp::new(b)).map(Seconds::get), fits(difference));
    let nearest = difference.clamp(i64::MIN.into(), i64::MAX.into());
    assert_eq!(i128::from(moment.saturating_since(Timestamp::new(b)).get()), nearest);
    assert_eq!(Seconds::new(a).checked_mul(b).map(Seconds::get), fits(i128::from(a) * i128::from(b)));
    assert_eq!(Seconds::new(a).is_negative(), a < 0);
    assert_eq!(i128::from(io_economics::auction::day(moment)), i128::from(a).div_euclid(86_400));
}
