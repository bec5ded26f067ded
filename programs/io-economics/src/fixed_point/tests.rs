use std::vec::Vec;

use num_bigint::BigUint;
use num_traits::ToPrimitive;
use proptest::prelude::*;

use super::*;

/// Any 64-bit number, the ones next to a power of two more often than chance would have it.
fn register() -> impl Strategy<Value = u64> {
    prop_oneof![
        any::<u64>(),
        (0u32..64, 0u64..3).prop_map(|(bit, off)| (1u64 << bit).wrapping_add(off).wrapping_sub(1))
    ]
}

fn wide((high, low): (u64, u64)) -> u128 {
    u128::from(high) << 64 | u128::from(low)
}

fn pair() -> impl Strategy<Value = u128> {
    (register(), register()).prop_map(wide)
}

#[test]
fn the_greatest_factors_do_not_wrap() {
    assert_eq!(mul_wide(u64::MAX, u64::MAX), (u64::MAX - 1, 1));
    assert_eq!(mul_high(u128::MAX, u128::MAX), u128::MAX - 1);
    assert_eq!(mul_shift_floor(u64::MAX, u128::MAX), None);
    assert_eq!(mul_shift_floor(1, u128::MAX), Some(u64::MAX));
}

#[test]
fn every_mix_of_extreme_digits_multiplies_exactly() {
    // All-zero and all-one 32-bit digits are where a carry gets lost.
    let extremes: Vec<u128> = (0..16u8)
        .map(|mask| (0..4).filter(|digit| mask >> digit & 1 == 1).map(|digit| 0xffff_ffff_u128 << (32 * digit)).sum())
        .collect();
    for &a in &extremes {
        for &b in &extremes {
            let expected = (BigUint::from(a) * BigUint::from(b)) >> 128;
            assert_eq!(BigUint::from(mul_high(a, b)), expected, "{a:x} × {b:x}");
        }
    }
}

/// The numbers beside each power of two, which between them set and clear every bit and every carry.
fn beside_powers_of_two() -> Vec<u64> {
    let mut numbers: Vec<u64> =
        (0..64).flat_map(|bit| [0u64, 1, 2].map(|off| (1u64 << bit).wrapping_add(off).wrapping_sub(1))).collect();
    numbers.push(u64::MAX);
    numbers
}

#[test]
fn every_two_numbers_beside_powers_of_two_multiply_and_divide_exactly() {
    let numbers = beside_powers_of_two();
    for &a in &numbers {
        for &b in &numbers {
            assert_eq!(wide(mul_wide(a, b)), u128::from(a) * u128::from(b), "{a:x} × {b:x}");
            let quotient = (u128::from(a) << 64).checked_div(u128::from(b));
            assert_eq!(div_shift_floor(a, b), quotient, "{a:x} / {b:x}");
        }
    }
}

#[test]
fn division_by_zero_is_refused() {
    assert_eq!(div_shift_floor(1, 0), None);
    assert_eq!(div_shift_floor(0, 0), None);
}

proptest! {
    #[test]
    fn wide_products_are_exact(a in register(), b in register()) {
        prop_assert_eq!(wide(mul_wide(a, b)), u128::from(a) * u128::from(b));
    }

    #[test]
    fn high_products_are_floors(a in pair(), b in pair()) {
        let expected = (BigUint::from(a) * BigUint::from(b)) >> 128;
        prop_assert_eq!(BigUint::from(mul_high(a, b)), expected);
    }

    #[test]
    fn shifted_products_are_floors(a in register(), b in pair()) {
        let expected: BigUint = (BigUint::from(a) * BigUint::from(b)) >> 64;
        prop_assert_eq!(mul_shift_floor(a, b), expected.to_u64());
    }

    #[test]
    fn shifted_quotients_are_floors(a in register(), b in register()) {
        prop_assume!(b != 0);
        let expected: BigUint = (BigUint::from(a) << 64) / BigUint::from(b);
        prop_assert_eq!(div_shift_floor(a, b), expected.to_u128());
    }

    /// A share paid out of a whole by weight never sums up to more than the whole.
    #[test]
    fn dividing_and_multiplying_back_creates_nothing(
        share in register(),
        weights in prop::collection::vec(1u64..1 << 57, 1..8),
    ) {
        let total: u64 = weights.iter().sum();
        let per_weight = div_shift_floor(share, total).unwrap();
        let paid: u64 = weights.iter().map(|weight| mul_shift_floor(*weight, per_weight).unwrap()).sum();
        prop_assert!(paid <= share);
    }
}
