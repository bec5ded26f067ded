//! The emission schedule: how much may have been minted by the end of each epoch.
//!
//! Epoch `n` emits `E₁ × (1 − d)ⁿ⁻¹`, which sums up to
//!
//! ```text
//! C(n) = floor( E₁ / d × (1 − (1 − d)ⁿ) )   for n < 175,319
//! C(175,319) = 300,000,000 IO
//! ```
//!
//! with `E₁ = 500,000,000 × 8% / 8760` IO and `d = 0.0000138869523959793`. An epoch's emission is the difference of
//! two values of `C`, so whatever rounding does to one epoch the next one makes good: the sum cannot drift.
//!
//! # How it is computed, and why the floor is right
//!
//! Numbers below 1 are held as whole numbers of 2⁻¹²⁸ths. `(1 − d)ⁿ` is the product of the entries of `POWERS` that
//! stand for the bits of `n`. Every step rounds down, by less than 2⁻¹²⁸. Squaring doubles the error that has
//! gathered, so the last entry is off by less than 2¹⁸ × 2⁻¹²⁸, and the product by less than 2¹⁹ × 2⁻¹²⁸.
//! Multiplied by `E₁ / d < 2⁵⁵` this is less than 2⁻⁵⁴ base units. `E₁ / d` is itself exact to 2⁻⁶⁴, as is the last
//! product. Of the true values none comes closer to a whole number than 2⁻²². The tests prove each of
//! the 175,319 floors against interval arithmetic of 512 bits.

use crate::fixed_point::mul_high;
use crate::units::{Amount, BASE_UNITS_PER_IO, EMISSION_SUPPLY, Epoch, LAST_EPOCH};

/// `d × 10¹⁹`.
const DECAY: u64 = 138_869_523_959_793;

/// One, on the scale of [`DECAY`].
const DECAY_SCALE: u64 = 10_000_000_000_000_000_000;

/// `E₁ × 8760` in base units: 8% of 500 million IO, a year's emission if nothing decayed.
const FIRST_YEAR: u64 = 40_000_000 * BASE_UNITS_PER_IO;

/// Hours in the year that `E₁` is reckoned by.
const HOURS_PER_YEAR: u64 = 8_760;

/// Bits of an epoch's number.
const BITS: usize = 18;

const _: () = assert!(LAST_EPOCH < 1 << BITS);

/// The greatest fraction, 1 − 2⁻¹²⁸, which stands in for one as the empty product.
const ALMOST_ONE: u128 = u128::MAX;

/// `E₁ / d` in base units, as a number of 2⁻⁶⁴ths: where emission would end if it never did.
const LIMIT: u128 = {
    let (whole, fraction) = divide(FIRST_YEAR as u128 * DECAY_SCALE as u128, HOURS_PER_YEAR * DECAY);
    (whole << 64) | (fraction >> 64)
};

/// `1 − d`, as a number of 2⁻¹²⁸ths.
const DECAYED: u128 = divide((DECAY_SCALE - DECAY) as u128, DECAY_SCALE).1;

/// `(1 − d)` to the powers 1, 2, 4, 8 …, as numbers of 2⁻¹²⁸ths.
static POWERS: [u128; BITS] = powers();

/// All that may have been minted by the end of epoch `n`: `C(n)`.
pub fn cumulative(n: Epoch) -> Amount {
    cumulative_of(n, power(n.get()))
}

/// What epoch `n` emits: `C(n) − C(n − 1)`. Nothing before the first epoch.
pub fn emission(n: Epoch) -> Amount {
    match n.previous() {
        Some(before) => cumulative(n).saturating_sub(cumulative(before)),
        None => Amount::ZERO,
    }
}

/// The emissions of one epoch after the other. Each costs a product or two, where [`cumulative`] needs one for each bit
/// of the epoch's number.
///
/// A step adds less than 2⁻¹²⁷ to the error of the power, so even all 175,319 of them stay below the bound above.
#[derive(Clone, Copy, Debug)]
pub struct Emissions {
    last: Epoch,
    power: u128,
    cumulative: Amount,
}

impl Emissions {
    /// Those after epoch `last`.
    pub fn after(last: Epoch) -> Self {
        let power = power(last.get());
        Self { last, power, cumulative: cumulative_of(last, power) }
    }
}

impl Iterator for Emissions {
    type Item = (Epoch, Amount);

    fn next(&mut self) -> Option<Self::Item> {
        let epoch = self.last.next()?;
        self.power = mul_high(self.power, DECAYED);
        let cumulative = cumulative_of(epoch, self.power);
        let emission = cumulative.saturating_sub(self.cumulative);
        *self = Self { last: epoch, cumulative, ..*self };
        Some((epoch, emission))
    }
}

/// `C(n)`, where `power` is `(1 − d)ⁿ`.
fn cumulative_of(n: Epoch, power: u128) -> Amount {
    if n == Epoch::LAST {
        return EMISSION_SUPPLY;
    }
    // 2¹²⁸ − power, which fits because the power is never zero.
    Amount::new((mul_high(LIMIT, power.wrapping_neg()) >> 64) as u64)
}

/// `(1 − d)ⁿ` as a number of 2⁻¹²⁸ths, for `n < 2¹⁸`.
fn power(n: u32) -> u128 {
    let mut product = ALMOST_ONE;
    let mut bits = n;
    for factor in &POWERS {
        if bits & 1 == 1 {
            product = mul_high(product, *factor);
        }
        bits >>= 1;
    }
    product
}

/// Each entry is the square of the one before it.
#[allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "evaluated by the compiler, never on chain"
)]
const fn powers() -> [u128; BITS] {
    let mut powers = [DECAYED; BITS];
    let mut k = 1;
    while k < BITS {
        powers[k] = mul_high(powers[k - 1], powers[k - 1]);
        k += 1;
    }
    powers
}

/// `numerator / divisor` as on paper, digit by digit to the base 2⁶⁴: the whole part, and 128 bits after the point.
#[allow(clippy::arithmetic_side_effects, reason = "evaluated by the compiler, never on chain")]
const fn divide(numerator: u128, divisor: u64) -> (u128, u128) {
    let divisor = divisor as u128;
    let first = (numerator % divisor) << 64;
    let second = (first % divisor) << 64;
    (numerator / divisor, ((first / divisor) << 64) | (second / divisor))
}

#[cfg(test)]
mod tests;
