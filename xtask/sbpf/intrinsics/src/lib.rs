//! 128-bit multiplication and division for SBPF.
//!
//! LLVM calls these with both halves in registers, while the compiler's own ABI for this target returns a 128-bit
//! value through memory; `extern "unadjusted"` is the ABI of LLVM's calls. Only additions, shifts and 64-bit
//! operations are used inside: anything else on 128 bits would call back into this crate for ever.
#![no_std]
#![feature(abi_unadjusted)]
#![allow(internal_features)]

mod division;

use division::divide;

#[cfg(target_arch = "bpf")]
mod exported {
    use super::{divide, multiply};

    #[unsafe(no_mangle)]
    extern "unadjusted" fn __multi3(a: i128, b: i128) -> i128 {
        multiply(a as u128, b as u128) as i128
    }

    #[unsafe(no_mangle)]
    extern "unadjusted" fn __udivti3(dividend: u128, divisor: u128) -> u128 {
        divide(dividend, divisor).0
    }

    #[unsafe(no_mangle)]
    extern "unadjusted" fn __umodti3(dividend: u128, divisor: u128) -> u128 {
        divide(dividend, divisor).1
    }

    #[unsafe(no_mangle)]
    extern "unadjusted" fn __divti3(dividend: i128, divisor: i128) -> i128 {
        let quotient = divide(dividend.unsigned_abs(), divisor.unsigned_abs()).0 as i128;
        if (dividend < 0) != (divisor < 0) { quotient.wrapping_neg() } else { quotient }
    }

    #[unsafe(no_mangle)]
    extern "unadjusted" fn __modti3(dividend: i128, divisor: i128) -> i128 {
        let remainder = divide(dividend.unsigned_abs(), divisor.unsigned_abs()).1 as i128;
        if dividend < 0 { remainder.wrapping_neg() } else { remainder }
    }
}

/// The low 128 bits of the product.
#[inline]
pub fn multiply(a: u128, b: u128) -> u128 {
    let (a_high, a_low) = halves(a);
    let (b_high, b_low) = halves(b);
    let (high, low) = widening(a_low, b_low);
    let cross = a_high.wrapping_mul(b_low).wrapping_add(a_low.wrapping_mul(b_high));
    join(high.wrapping_add(cross), low)
}

/// The whole product of two 64-bit numbers, from four products of 32-bit digits.
#[inline]
fn widening(a: u64, b: u64) -> (u64, u64) {
    const DIGIT: u64 = u32::MAX as u64;
    let (a1, a0) = (a >> 32, a & DIGIT);
    let (b1, b0) = (b >> 32, b & DIGIT);
    let lowest = a0 * b0;
    let middle = a1 * b0 + (lowest >> 32);
    let other = a0 * b1 + (middle & DIGIT);
    (a1 * b1 + (middle >> 32) + (other >> 32), (other << 32) | (lowest & DIGIT))
}

#[inline]
fn halves(value: u128) -> (u64, u64) {
    ((value >> 64) as u64, value as u64)
}

#[inline]
fn join(high: u64, low: u64) -> u128 {
    ((high as u128) << 64) | low as u128
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Edges of every digit and a walk of pseudo-random values.
    fn samples() -> Vec<u128> {
        let mut values = vec![];
        for shift in 0..128 {
            for delta in [-2i128, -1, 0, 1, 2] {
                values.push((1u128 << shift).wrapping_add(delta as u128));
            }
        }
        let mut state = 0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C834u128;
        for step in 0..400u32 {
            state = state.wrapping_mul(0xDA94_2042_E4DD_58B5_2360_ED05_1FC6_5DA4 | 1).wrapping_add(step as u128);
            values.push(state >> (step % 127));
        }
        values
    }

    extern crate std;
    use std::{vec, vec::Vec};

    #[test]
    fn multiplies_and_divides_as_the_host_does() {
        let samples = samples();
        for &a in &samples {
            for &b in &samples {
                assert_eq!(multiply(a, b), a.wrapping_mul(b), "{a} * {b}");
                if b != 0 {
                    assert_eq!(divide(a, b), (a / b, a % b), "{a} / {b}");
                }
            }
        }
    }
}
