use num_bigint::BigUint;
use num_integer::Integer;
use num_traits::ToPrimitive;
use proptest::prelude::*;

use super::*;

const ONE_PERCENT: BasisPoints = BasisPoints::new(100).unwrap();

fn price(mantissa: u64, exponent: i32) -> Price {
    Price::new(mantissa, exponent).unwrap()
}

#[test]
fn a_dollar_at_two_and_a_half_dollars_is_four_tenths_of_an_io() {
    let price = price(250_000_000, -8);
    let dollar = MicroUsd::from_usd(1).unwrap();
    assert_eq!(price.io_for_usd_ceil(dollar), Some(Amount::new(40_000_000)));
    assert_eq!(price.io_for_usd_floor(dollar), Some(Amount::new(40_000_000)));
    assert_eq!(price.usd_for_io_floor(Amount::new(40_000_000)), Some(dollar));
    assert_eq!(price.usd_for_io_ceil(Amount::new(40_000_000)), Some(dollar));
}

#[test]
fn rounding_goes_where_the_name_says() {
    let three = price(3, 0);
    assert_eq!(three.io_for_usd_floor(MicroUsd::new(1)), Some(Amount::new(33)));
    assert_eq!(three.io_for_usd_ceil(MicroUsd::new(1)), Some(Amount::new(34)));
    assert_eq!(three.usd_for_io_floor(Amount::new(34)), Some(MicroUsd::new(1)));
    assert_eq!(three.usd_for_io_ceil(Amount::new(34)), Some(MicroUsd::new(2)));
    assert_eq!(three.io_for_usd_ceil(MicroUsd::ZERO), Some(Amount::ZERO));
}

#[test]
fn there_is_no_price_of_zero_and_none_of_an_odd_scale() {
    assert_eq!(Price::new(0, -8), None);
    assert_eq!(Price::new(1, 1), None);
    assert_eq!(Price::new(1, -13), None);
    assert_eq!(Price::new(1, i32::MIN), None);
    assert_eq!(Price::new(1, i32::MAX), None);
    assert_eq!(price(1, -12).scale(), 100_000_000_000_000);
    assert_eq!(price(1, 0).scale(), 100);
}

#[test]
fn what_exceeds_64_bits_is_refused() {
    assert_eq!(price(1, -12).io_for_usd_ceil(MicroUsd::new(u64::MAX)), None);
    assert_eq!(price(u64::MAX, 0).usd_for_io_floor(Amount::new(u64::MAX)), None);
    assert_eq!(price(100, 0).usd_for_io_floor(Amount::new(u64::MAX)), Some(MicroUsd::new(u64::MAX)));
}

#[test]
fn a_quote_has_both_ends() {
    let quote = Quote::new(250_000_000, 1_000_000, -8, ONE_PERCENT).unwrap();
    assert_eq!((quote.low(), quote.high()), (price(249_000_000, -8), price(251_000_000, -8)));
}

#[test]
fn a_confidence_of_just_the_limit_is_accepted_and_a_unit_more_is_not() {
    assert!(Quote::new(10_000, 100, -8, ONE_PERCENT).is_ok());
    assert_eq!(Quote::new(10_000, 101, -8, ONE_PERCENT), Err(QuoteError::TooUncertain));
    assert_eq!(Quote::new(9_999, 100, -8, ONE_PERCENT), Err(QuoteError::TooUncertain));
    assert!(Quote::new(99, 0, -8, ONE_PERCENT).is_ok());
    assert_eq!(Quote::new(99, 1, -8, ONE_PERCENT), Err(QuoteError::TooUncertain));
    assert_eq!(Quote::new(i64::MAX, u64::MAX, -8, ONE_PERCENT), Err(QuoteError::TooUncertain));
}

#[test]
fn a_lower_end_of_zero_is_no_price() {
    assert_eq!(Quote::new(7, 7, -8, BasisPoints::WHOLE), Err(QuoteError::TooUncertain));
    assert!(Quote::new(7, 6, -8, BasisPoints::WHOLE).is_ok());
}

#[test]
fn a_price_is_positive_and_of_a_known_scale() {
    for nothing in [0, -1, i64::MIN] {
        assert_eq!(Quote::new(nothing, 0, -8, ONE_PERCENT), Err(QuoteError::NotPositive));
    }
    for exponent in [1, -13, i32::MIN, i32::MAX] {
        assert_eq!(Quote::new(1_000, 0, exponent, ONE_PERCENT), Err(QuoteError::ExponentOutOfRange));
    }
    assert!(Quote::new(1_000, 0, 0, ONE_PERCENT).is_ok());
    assert!(Quote::new(1_000, 0, -12, ONE_PERCENT).is_ok());
}

proptest! {
    #[test]
    fn conversions_agree_with_rational_numbers(
        mantissa in prop_oneof![1u64..10_000_000_000, 1u64..=u64::MAX],
        exponent in -12i32..=0,
        operand in prop_oneof![0u64..1_000_000_000, any::<u64>()],
    ) {
        let price = price(mantissa, exponent);
        let scale = BigUint::from(10u8).pow(exponent.unsigned_abs() + 2);
        let of_usd = (BigUint::from(operand) * &scale).div_rem(&BigUint::from(mantissa));
        let of_io = (BigUint::from(operand) * mantissa).div_rem(&scale);
        let floor = |(whole, _): &(BigUint, BigUint)| whole.to_u64();
        let ceil = |(whole, rest): &(BigUint, BigUint)| (whole + u8::from(*rest > BigUint::default())).to_u64();
        prop_assert_eq!(price.io_for_usd_floor(MicroUsd::new(operand)).map(Amount::get), floor(&of_usd));
        prop_assert_eq!(price.io_for_usd_ceil(MicroUsd::new(operand)).map(Amount::get), ceil(&of_usd));
        prop_assert_eq!(price.usd_for_io_floor(Amount::new(operand)).map(MicroUsd::get), floor(&of_io));
        prop_assert_eq!(price.usd_for_io_ceil(Amount::new(operand)).map(MicroUsd::get), ceil(&of_io));
    }

    #[test]
    fn nobody_gains_by_going_there_and_back(
        mantissa in 1u64..1_000_000_000_000, exponent in -12i32..=0, usd in 0u64..1_000_000_000_000,
    ) {
        let price = price(mantissa, exponent);
        if let Some(io) = price.io_for_usd_floor(MicroUsd::new(usd)) {
            prop_assert!(price.usd_for_io_floor(io).is_some_and(|back| back.get() <= usd));
        }
        if let Some(io) = price.io_for_usd_ceil(MicroUsd::new(usd)) {
            prop_assert!(price.usd_for_io_ceil(io).is_none_or(|back| back.get() >= usd));
        }
    }

    #[test]
    fn a_quote_lies_around_its_price(value in 1i64.., confidence in any::<u64>(), bps in 0u16..=10_000) {
        let share = BasisPoints::new(bps).unwrap();
        let within = u128::from(confidence) * 10_000 <= u128::from(value.unsigned_abs()) * u128::from(bps)
            && confidence < value.unsigned_abs();
        match Quote::new(value, confidence, -8, share) {
            Ok(quote) => {
                prop_assert!(within);
                prop_assert_eq!(quote.low().mantissa(), value.unsigned_abs() - confidence);
                prop_assert_eq!(quote.high().mantissa(), value.unsigned_abs() + confidence);
            }
            Err(error) => {
                prop_assert!(!within);
                prop_assert_eq!(error, QuoteError::TooUncertain);
            }
        }
    }
}
