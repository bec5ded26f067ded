//! Division digit by digit: the longest path costs two estimates of a 32-bit digit for each 64 bits of quotient,
//! where a bitwise division takes one step a bit.

use crate::{halves, join, widening};

/// Quotient and remainder. A zero divisor never gets here: the compiler checks before it calls.
#[inline]
pub fn divide(dividend: u128, divisor: u128) -> (u128, u128) {
    let (high, low) = halves(dividend);
    let (divisor_high, divisor_low) = halves(divisor);
    if divisor_high != 0 {
        let (quotient, remainder) = divide_by_two_words(dividend, divisor);
        return (quotient as u128, remainder);
    }
    if high == 0 {
        return ((low / divisor_low) as u128, (low % divisor_low) as u128);
    }
    let (quotient_high, rest) = (high / divisor_low, high % divisor_low);
    let (quotient_low, remainder) = divide_two_by_one(rest, low, divisor_low);
    (join(quotient_high, quotient_low), remainder as u128)
}

/// `(high, low) / divisor` where `high < divisor`, so that the quotient fits one word.
#[inline]
fn divide_two_by_one(high: u64, low: u64, divisor: u64) -> (u64, u64) {
    if divisor >> 32 == 0 {
        let upper = (high << 32) | (low >> 32);
        let (first, rest) = (upper / divisor, upper % divisor);
        let lower = (rest << 32) | (low & u32::MAX as u64);
        return ((first << 32) | (lower / divisor), lower % divisor);
    }
    let shift = divisor.leading_zeros();
    let divisor = divisor << shift;
    let (high, low) = halves(join(high, low) << shift);
    let (first, rest) = digit(high, low >> 32, divisor);
    let (second, rest) = digit(rest, low & u32::MAX as u64, divisor);
    ((first << 32) | second, rest >> shift)
}

/// One 32-bit digit of the quotient of `rest·2³² + next` by a divisor whose top bit is set, and what remains.
/// The estimate from the divisor's upper half is at most two too large.
#[inline]
fn digit(rest: u64, next: u64, divisor: u64) -> (u64, u64) {
    let (upper, lower) = (divisor >> 32, divisor & u32::MAX as u64);
    let mut estimate = rest / upper;
    let mut remainder = rest % upper;
    while estimate >> 32 != 0 || estimate.wrapping_mul(lower) > (remainder << 32 | next) {
        estimate -= 1;
        remainder += upper;
        if remainder >> 32 != 0 {
            break;
        }
    }
    (estimate, (rest << 32 | next).wrapping_sub(estimate.wrapping_mul(divisor)))
}

/// A divisor of more than 64 bits: the quotient fits one word. It is estimated from the divisor's upper 64 bits,
/// never too small and at most one too large once the dividend has been halved.
#[inline]
fn divide_by_two_words(dividend: u128, divisor: u128) -> (u64, u128) {
    if dividend < divisor {
        return (0, dividend);
    }
    let shift = (divisor >> 64).leading_zeros() - 64;
    let (upper, _) = halves(divisor << shift);
    let (high, low) = halves(dividend >> 1);
    let mut quotient = divide_two_by_one(high, low, upper).0 >> (63 - shift);
    if quotient != 0 {
        quotient -= 1;
    }
    let mut remainder = dividend - product(quotient, divisor);
    if remainder >= divisor {
        quotient += 1;
        remainder -= divisor;
    }
    (quotient, remainder)
}

/// The product of a quotient digit and the divisor, which never exceeds the dividend.
#[inline]
fn product(quotient: u64, divisor: u128) -> u128 {
    let (divisor_high, divisor_low) = halves(divisor);
    let (high, low) = widening(quotient, divisor_low);
    join(high.wrapping_add(quotient.wrapping_mul(divisor_high)), low)
}
