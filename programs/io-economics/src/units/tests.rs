use std::string::ToString;

use proptest::prelude::*;

use super::*;

#[test]
fn the_supply_is_as_published() {
    assert_eq!(Amount::from_io(800_000_000), Some(MAX_SUPPLY));
    assert_eq!(Amount::from_io(500_000_000), Some(GENESIS_SUPPLY));
    assert_eq!(Amount::from_io(300_000_000), Some(EMISSION_SUPPLY));
    assert_eq!(GENESIS_SUPPLY.checked_add(EMISSION_SUPPLY), Some(MAX_SUPPLY));
}

#[test]
fn the_durations_are_as_published() {
    assert_eq!(COOLDOWN, Seconds::new(1_209_600));
    assert_eq!(APPEAL_WINDOW, Seconds::new(2_592_000));
    assert_eq!(MONTH, Seconds::new(2_629_800));
    assert_eq!(EPOCH_LENGTH, Seconds::new(3_600));
    assert_eq!(LAST_EPOCH, 175_319);
}

#[test]
fn amounts_are_printed_with_all_decimals() {
    assert_eq!(Amount::new(456_621_004_566).to_string(), "4566.21004566");
    assert_eq!(Amount::new(1).to_string(), "0.00000001");
    assert_eq!(Amount::ZERO.to_string(), "0.00000000");
    assert_eq!(MAX_SUPPLY.to_string(), "800000000.00000000");
}

#[test]
fn amounts_refuse_to_overflow() {
    let greatest = Amount::new(u64::MAX);
    assert_eq!(greatest.checked_add(Amount::new(1)), None);
    assert_eq!(greatest.checked_mul(2), None);
    assert_eq!(Amount::ZERO.checked_sub(Amount::new(1)), None);
    assert_eq!(Amount::ZERO.saturating_sub(Amount::new(1)), Amount::ZERO);
    assert_eq!(Amount::from_io(184_467_440_737), Some(Amount::new(18_446_744_073_700_000_000)));
    assert_eq!(Amount::from_io(184_467_440_738), None);
}

#[test]
fn dollars_are_printed_with_all_decimals() {
    assert_eq!(MicroUsd::new(2_500_000).to_string(), "2.500000");
    assert_eq!(MicroUsd::new(1).to_string(), "0.000001");
    assert_eq!(MicroUsd::ZERO.to_string(), "0.000000");
    assert_eq!(MicroUsd::new(u64::MAX).to_string(), "18446744073709.551615");
}

#[test]
fn dollars_refuse_to_overflow() {
    let (one, greatest) = (MicroUsd::new(1), MicroUsd::new(u64::MAX));
    assert_eq!(MicroUsd::new(u64::MAX - 1).checked_add(one), Some(greatest));
    assert_eq!(greatest.checked_add(one), None);
    assert_eq!(greatest.checked_sub(MicroUsd::new(u64::MAX - 1)), Some(one));
    assert_eq!(MicroUsd::ZERO.checked_sub(one), None);
    assert_eq!(greatest.checked_mul(2), None);
    assert_eq!(MicroUsd::from_usd(18_446_744_073_709), Some(MicroUsd::new(18_446_744_073_709_000_000)));
    assert_eq!(MicroUsd::from_usd(18_446_744_073_710), None);
}

#[test]
fn only_nothing_is_nothing() {
    assert!(MicroUsd::ZERO.is_zero());
    assert!(!MicroUsd::new(1).is_zero());
    assert!(Amount::ZERO.is_zero());
    assert!(!Amount::new(1).is_zero());
}

#[test]
fn a_share_is_at_most_the_whole() {
    assert_eq!(BasisPoints::new(10_000), Some(BasisPoints::WHOLE));
    assert_eq!(BasisPoints::new(10_001), None);
    assert_eq!(BasisPoints::new(u16::MAX), None);
    let half = BasisPoints::new(5_000).unwrap();
    assert_eq!(half.checked_add(half), Some(BasisPoints::WHOLE));
    assert_eq!(half.checked_add(BasisPoints::new(5_001).unwrap()), None);
}

#[test]
fn shares_round_where_the_name_says() {
    let quarter_percent = BasisPoints::new(25).unwrap();
    assert_eq!(quarter_percent.of_floor(Amount::new(399)), Amount::ZERO);
    assert_eq!(quarter_percent.of_ceil(Amount::new(1)), Amount::new(1));
    assert_eq!(quarter_percent.of_floor(Amount::new(400)), Amount::new(1));
    assert_eq!(quarter_percent.of_ceil(Amount::new(400)), Amount::new(1));
    assert_eq!(quarter_percent.of_ceil(Amount::new(401)), Amount::new(2));
    assert_eq!(BasisPoints::WHOLE.of_ceil(Amount::new(u64::MAX)), Amount::new(u64::MAX));
    assert_eq!(BasisPoints::ZERO.of_ceil(Amount::new(u64::MAX)), Amount::ZERO);
}

/// An amount is `q × 10,000 + r`, and only `r` is rounded: every rate with every `r`, beside the smallest and the greatest `q`.
#[test]
fn every_share_of_every_remainder_is_rounded_where_the_name_says() {
    for bps in 0..=10_000 {
        let share = BasisPoints::new(bps).unwrap();
        for remainder in 0..10_000 {
            let product = u64::from(bps) * remainder;
            assert_eq!(share.of_floor(Amount::new(remainder)).get(), product / 10_000, "{bps} of {remainder}");
            assert_eq!(share.of_ceil(Amount::new(remainder)).get(), product.div_ceil(10_000), "{bps} of {remainder}");
        }
        for amount in (u64::MAX - 10_000)..=u64::MAX {
            let product = u128::from(amount) * u128::from(bps);
            assert_eq!(u128::from(share.of_floor(Amount::new(amount)).get()), product / 10_000, "{bps} of {amount}");
            assert_eq!(
                u128::from(share.of_ceil(Amount::new(amount)).get()),
                product.div_ceil(10_000),
                "{bps} of {amount}"
            );
        }
    }
}

#[test]
fn multipliers_may_exceed_the_whole() {
    let thirtyfold = Multiplier::new(300_000);
    assert_eq!(thirtyfold.get(), 300_000);
    assert_eq!(thirtyfold.of_floor(Amount::new(200)), Some(Amount::new(6_000)));
    assert_eq!(Multiplier::new(15_000).of_floor(Amount::new(3)), Some(Amount::new(4)));
    assert_eq!(Multiplier::new(15_000).of_ceil(Amount::new(3)), Some(Amount::new(5)));
    assert_eq!(thirtyfold.of_floor(Amount::new(u64::MAX)), None);
    assert_eq!(Multiplier::new(9_999).at_least_one(), Multiplier::ONE);
    assert_eq!(Multiplier::new(10_001).at_least_one(), Multiplier::new(10_001));
}

#[test]
fn epochs_end_with_the_last() {
    assert_eq!(Epoch::new(175_319), Some(Epoch::LAST));
    assert_eq!(Epoch::new(175_320), None);
    assert_eq!(Epoch::saturating(175_320), Epoch::LAST);
    assert_eq!(Epoch::saturating(u32::MAX), Epoch::LAST);
    assert_eq!(Epoch::ZERO.next(), Some(Epoch::FIRST));
    assert_eq!(Epoch::LAST.next(), None);
    assert_eq!(Epoch::ZERO.previous(), None);
    assert_eq!(Epoch::FIRST.previous(), Some(Epoch::ZERO));
    assert_eq!(Epoch::FIRST.checked_add(u32::MAX), None);
    assert_eq!(Epoch::FIRST.checked_add(175_318), Some(Epoch::LAST));
    assert_eq!(Epoch::FIRST.checked_add(175_319), None);
    assert_eq!(Epoch::FIRST.saturating_add(u32::MAX), Epoch::LAST);
    assert_eq!(Epoch::LAST.since(Epoch::FIRST), Some(175_318));
    assert_eq!(Epoch::FIRST.since(Epoch::LAST), None);
}

#[test]
fn moments_refuse_to_overflow() {
    let (first, last) = (Timestamp::new(i64::MIN), Timestamp::new(i64::MAX));
    assert_eq!(last.checked_add(Seconds::new(1)), None);
    assert_eq!(first.checked_sub(Seconds::new(1)), None);
    assert_eq!(last.since(first), None);
    assert_eq!(last.saturating_since(first), Seconds::new(i64::MAX));
    assert_eq!(first.saturating_since(last), Seconds::new(i64::MIN));
    assert_eq!(Seconds::new(i64::MAX).checked_add(Seconds::new(1)), None);
    assert_eq!(Seconds::new(i64::MIN).checked_sub(Seconds::new(1)), None);
    assert_eq!(Seconds::new(i64::MAX).checked_mul(2), None);
    assert!(Timestamp::new(5).since(Timestamp::new(6)).unwrap().is_negative());
}

proptest! {
    #[test]
    fn shares_agree_with_wide_arithmetic(bps in 0u16..=10_000, base_units in any::<u64>()) {
        let share = BasisPoints::new(bps).unwrap();
        let product = u128::from(base_units) * u128::from(bps);
        let amount = Amount::new(base_units);
        prop_assert_eq!(u128::from(share.of_floor(amount).get()), product / 10_000);
        prop_assert_eq!(u128::from(share.of_ceil(amount).get()), product.div_ceil(10_000));
    }

    #[test]
    fn multiples_agree_with_wide_arithmetic(bps in any::<u32>(), base_units in any::<u64>()) {
        let factor = Multiplier::new(bps);
        let product = u128::from(base_units) * u128::from(bps);
        let amount = Amount::new(base_units);
        prop_assert_eq!(factor.of_floor(amount).map(Amount::get), u64::try_from(product / 10_000).ok());
        prop_assert_eq!(factor.of_ceil(amount).map(Amount::get), u64::try_from(product.div_ceil(10_000)).ok());
    }

    #[test]
    fn a_duration_leads_from_one_moment_to_the_other(a in any::<i64>(), b in any::<i64>()) {
        let (start, end) = (Timestamp::new(a), Timestamp::new(b));
        if let Some(passed) = end.since(start) {
            prop_assert_eq!(start.checked_add(passed), Some(end));
            prop_assert_eq!(end.checked_sub(passed), Some(start));
        }
    }
}
