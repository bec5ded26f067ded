//! What the stake behind a device is worth.
//!
//! A device requires 200 IO for each processor, times its class's multiplier where that exceeds one.

use crate::units::{Amount, BASE_UNITS_PER_IO, Multiplier};

/// What one processor of multiplier one requires.
pub const BASE_STAKE: Amount = Amount::new(200 * BASE_UNITS_PER_IO);

/// The stake that a device requires, rounded up. `None` if it exceeds 64 bits.
pub const fn required_stake(multiplier: Multiplier, processors: u16) -> Option<Amount> {
    match BASE_STAKE.checked_mul(processors as u64) {
        Some(base) => multiplier.at_least_one().of_ceil(base),
        None => None,
    }
}

#[cfg(test)]
mod tests;
