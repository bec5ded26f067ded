//! Products wider than 64 bits, and fractions of 2⁶⁴ and 2¹²⁸.
//!
//! The chain's processor has 64-bit registers and no wider multiplication: `u128 × u128` calls a library routine.
//! Here a product is worked out as on paper, row by row, with 32-bit digits: the product of two digits fits a
//! register, and two more digits can be added to it, since
//!
//! ```text
//! (2³² − 1)² + 2 × (2³² − 1) = 2⁶⁴ − 1
//! ```
//!
//! So none of the `wrapping_` operations below ever wraps; they keep overflow checks out of the compiled code.

/// The lower digit of a register.
const LOW: u64 = 0xffff_ffff;

/// Four 32-bit digits, the least significant one first.
type Digits = [u64; 4];

/// `a × b / 2¹²⁸`, rounded down: the product of two fractions of 2¹²⁸.
#[inline(always)]
pub const fn mul_high(a: u128, b: u128) -> u128 {
    let [a0, a1, a2, a3] = digits(a);
    let b = digits(b);
    number(row(a3, b, row(a2, b, row(a1, b, row(a0, b, [0; 4])))))
}

/// `a × b / 2⁶⁴`, rounded down, where `b` is a number of 2⁻⁶⁴ths. `None` if that exceeds 64 bits.
#[inline]
pub const fn mul_shift_floor(a: u64, b: u128) -> Option<u64> {
    let b = digits(b);
    let product = number(row(a >> 32, b, row(a & LOW, b, [0; 4])));
    if product >> 64 == 0 { Some(product as u64) } else { None }
}

/// `a / b` in 2⁻⁶⁴ths, rounded down. `None` if `b` is zero.
#[inline]
pub const fn div_shift_floor(a: u64, b: u64) -> Option<u128> {
    ((a as u128) << 64).checked_div(b as u128)
}

/// `a × b` as a high and a low half: `high × 2⁶⁴ + low`. Exact.
#[inline(always)]
pub const fn mul_wide(a: u64, b: u64) -> (u64, u64) {
    let (a1, a0) = (a >> 32, a & LOW);
    let (b1, b0) = (b >> 32, b & LOW);
    let lowest = a0.wrapping_mul(b0);
    let cross = a1.wrapping_mul(b0).wrapping_add(lowest >> 32);
    let middle = a0.wrapping_mul(b1).wrapping_add(cross & LOW);
    let highest = a1.wrapping_mul(b1).wrapping_add(cross >> 32).wrapping_add(middle >> 32);
    (highest, (middle << 32) | (lowest & LOW))
}

// Built on `mul_wide` this would be shorter, but where only the high half of a product of halves is wanted, LLVM
// recognises the pattern and puts the library routine back. Rows it leaves alone.

/// One row of a multiplication on paper: `(digit × b + above) / 2³²`, rounded down, with `above` the sum of the rows
/// so far. The digit dropped is one that no later row changes.
#[inline(always)]
const fn row(digit: u64, b: Digits, above: Digits) -> Digits {
    let [b0, b1, b2, b3] = b;
    let [above0, above1, above2, above3] = above;
    let t0 = digit.wrapping_mul(b0).wrapping_add(above0);
    let t1 = digit.wrapping_mul(b1).wrapping_add(above1).wrapping_add(t0 >> 32);
    let t2 = digit.wrapping_mul(b2).wrapping_add(above2).wrapping_add(t1 >> 32);
    let t3 = digit.wrapping_mul(b3).wrapping_add(above3).wrapping_add(t2 >> 32);
    [t1 & LOW, t2 & LOW, t3 & LOW, t3 >> 32]
}

#[inline(always)]
const fn digits(x: u128) -> Digits {
    let (high, low) = ((x >> 64) as u64, x as u64);
    [low & LOW, low >> 32, high & LOW, high >> 32]
}

#[inline(always)]
const fn number(digits: Digits) -> u128 {
    let [d0, d1, d2, d3] = digits;
    ((((d3 << 32) | d2) as u128) << 64) | ((d1 << 32) | d0) as u128
}

#[cfg(test)]
mod tests;
