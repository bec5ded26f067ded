//! `a × b / c` in whole numbers, rounded to the side the caller names.
//!
//! The product is exact. Only when it exceeds 64 bits does the division run in 128, which the chain's processor
//! does not have and a library routine works out bit by bit.

use crate::fixed_point::mul_wide;

/// `a × b / divisor`, rounded down. `None` if the divisor is zero or the result exceeds 64 bits.
pub const fn mul_div_floor(a: u64, b: u64, divisor: u64) -> Option<u64> {
    match mul_div(a, b, divisor) {
        Some((quotient, _)) => Some(quotient),
        None => None,
    }
}

/// `a × b / divisor`, rounded up. `None` if the divisor is zero or the result exceeds 64 bits.
pub const fn mul_div_ceil(a: u64, b: u64, divisor: u64) -> Option<u64> {
    match mul_div(a, b, divisor) {
        Some((quotient, 0)) => Some(quotient),
        Some((quotient, _)) => quotient.checked_add(1),
        None => None,
    }
}

/// Quotient and remainder of `a × b / divisor`.
const fn mul_div(a: u64, b: u64, divisor: u64) -> Option<(u64, u64)> {
    let (high, low) = mul_wide(a, b);
    if high == 0 {
        return match (low.checked_div(divisor), low.checked_rem(divisor)) {
            (Some(quotient), Some(remainder)) => Some((quotient, remainder)),
            _ => None,
        };
    }
    // The quotient fits 64 bits exactly if the high half is below the divisor. A divisor of zero ends here too.
    if high >= divisor {
        return None;
    }
    let product = ((high as u128) << 64) | low as u128;
    match product.checked_div(divisor as u128) {
        // The remainder is below the divisor, so its low half is all of it; a second long division is spared.
        Some(quotient) => Some((quotient as u64, low.wrapping_sub((quotient as u64).wrapping_mul(divisor)))),
        None => None,
    }
}

#[cfg(test)]
mod tests;
