use num_bigint::BigUint;
use num_integer::Integer;
use num_traits::ToPrimitive;
use proptest::prelude::*;

use super::*;

/// Any 64-bit number, small ones and the ones next to a power of two more often than chance would have it.
fn operand() -> impl Strategy<Value = u64> {
    prop_oneof![
        any::<u64>(),
        0u64..100_000,
        (0u32..64, 0u64..3).prop_map(|(bit, off)| (1u64 << bit).wrapping_add(off).wrapping_sub(1)),
    ]
}

#[test]
fn rounding_goes_where_the_name_says() {
    assert_eq!(mul_div_floor(7, 3, 2), Some(10));
    assert_eq!(mul_div_ceil(7, 3, 2), Some(11));
    assert_eq!(mul_div_floor(8, 3, 2), Some(12));
    assert_eq!(mul_div_ceil(8, 3, 2), Some(12));
    assert_eq!(mul_div_ceil(0, 3, 2), Some(0));
}

/// Among the numbers beside the powers of two: small enough to fit, larger than 64 bits, and exactly at the border.
#[test]
fn every_three_numbers_beside_powers_of_two_are_rounded_exactly() {
    let numbers = || (0..64u32).flat_map(|bit| [0u64, 1, 2].map(|off| (1u64 << bit).wrapping_add(off).wrapping_sub(1)));
    for a in numbers() {
        for b in numbers() {
            let product = u128::from(a) * u128::from(b);
            for divisor in numbers().filter(|divisor| *divisor > 0) {
                let (floor, rest) = (product / u128::from(divisor), product % u128::from(divisor));
                let ceil = floor + u128::from(rest > 0);
                assert_eq!(mul_div_floor(a, b, divisor), u64::try_from(floor).ok(), "{a} × {b} / {divisor}");
                assert_eq!(mul_div_ceil(a, b, divisor), u64::try_from(ceil).ok(), "{a} × {b} / {divisor}");
            }
        }
    }
}

#[test]
fn division_by_zero_is_refused() {
    assert_eq!(mul_div_floor(0, 0, 0), None);
    assert_eq!(mul_div_ceil(1, 1, 0), None);
    assert_eq!(mul_div_floor(u64::MAX, u64::MAX, 0), None);
}

#[test]
fn the_result_may_be_as_large_as_64_bits_and_no_larger() {
    assert_eq!(mul_div_floor(u64::MAX, u64::MAX, u64::MAX), Some(u64::MAX));
    assert_eq!(mul_div_floor(u64::MAX, 2, 1), None);
    assert_eq!(mul_div_ceil(u64::MAX, 2, 2), Some(u64::MAX));
    // 31 × 1190112520884487201 = 2⁶⁵ − 1: halved, that is 2⁶⁴ − 1 rounded down, and one too many rounded up.
    assert_eq!(mul_div_floor(31, 1_190_112_520_884_487_201, 2), Some(u64::MAX));
    assert_eq!(mul_div_ceil(31, 1_190_112_520_884_487_201, 2), None);
}

proptest! {
    #[test]
    fn floor_agrees_with_big_integers(a in operand(), b in operand(), divisor in operand()) {
        prop_assume!(divisor != 0);
        let expected = (BigUint::from(a) * BigUint::from(b)) / BigUint::from(divisor);
        prop_assert_eq!(mul_div_floor(a, b, divisor), expected.to_u64());
    }

    #[test]
    fn ceil_agrees_with_big_integers(a in operand(), b in operand(), divisor in operand()) {
        prop_assume!(divisor != 0);
        let expected = (BigUint::from(a) * BigUint::from(b)).div_ceil(&BigUint::from(divisor));
        prop_assert_eq!(mul_div_ceil(a, b, divisor), expected.to_u64());
    }
}
