//! What the stake behind a device is worth.
//!
//! A device requires 200 IO for each processor, times its class's multiplier where that exceeds one. Below that it earns
//! nothing; above it, up to a cap.

use crate::units::{Amount, BASE_UNITS_PER_IO, Multiplier, Weight};

/// What one processor of multiplier one requires.
pub const BASE_STAKE: Amount = Amount::new(200 * BASE_UNITS_PER_IO);

/// The stake that a device requires, rounded up. `None` if it exceeds 64 bits.
pub const fn required_stake(multiplier: Multiplier, processors: u16) -> Option<Amount> {
    match BASE_STAKE.checked_mul(processors as u64) {
        Some(base) => multiplier.at_least_one().of_ceil(base),
        None => None,
    }
}

/// With what weight a device takes part in its pool: none while less is active than required, else what is active, up
/// to `cap` times what is required.
pub fn weight(active: Amount, required: Amount, cap: Multiplier) -> Weight {
    if active < required {
        return Weight::ZERO;
    }
    // A cap beyond 64 bits is none.
    let most = cap.at_least_one().of_floor(required).unwrap_or(active);
    Weight::new(active.min(most).get())
}

#[cfg(test)]
mod tests;
