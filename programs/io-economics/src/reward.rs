//! How an epoch's emission reaches the devices, in O(1) for each of them however many epochs have passed.
//!
//! A pool keeps one growing number: the sum, over the epochs, of what one unit of weight has earned, in 2⁻⁶⁴ths of a
//! base unit. What a device of weight `w` has earned between two moments is `w` times the difference of that number.
//!
//! Every division rounds down, so that no more is ever owed than was minted. What the roundings leave behind is
//! returned with each of them, to be counted: to the last 2⁻⁶⁴th, what went in is what comes out and that dust.

use crate::{
    fixed_point::{div_shift_floor, mul_shift_floor},
    units::{Amount, BasisPoints, Weight},
};

/// An epoch's emission, as one unit of weight sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Distribution {
    /// What one unit of weight earns, in 2⁻⁶⁴ths of a base unit.
    pub per_weight: u128,
    /// What nobody earns, in 2⁻⁶⁴ths of a base unit.
    pub dust: u64,
}

/// What a weight has earned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Earning {
    /// In whole base units.
    pub amount: Amount,
    /// What rounding down left behind, in 2⁻⁶⁴ths of a base unit.
    pub dust: u64,
}

/// Divides `amount` by the weight that shares it. `None` if there is no weight.
pub const fn distribute(amount: Amount, total: Weight) -> Option<Distribution> {
    match div_shift_floor(amount.get(), total.get()) {
        // The dividend's low half is zero and the remainder is below 2⁶⁴, so the low half of the product says it all.
        Some(per_weight) => {
            Some(Distribution { per_weight, dust: (per_weight as u64).wrapping_mul(total.get()).wrapping_neg() })
        }
        None => None,
    }
}

/// What `weight` earned while the pool's number grew from `before` to `after`. `None` if it fell, or on overflow.
pub const fn earned(weight: Weight, before: u128, after: u128) -> Option<Earning> {
    let Some(growth) = after.checked_sub(before) else { return None };
    match mul_shift_floor(weight.get(), growth) {
        Some(amount) => Some(Earning { amount: Amount::new(amount), dust: (growth as u64).wrapping_mul(weight.get()) }),
        None => None,
    }
}

/// What the pool of that number receives of `emission`: its share, rounded down. The last pool that has a share takes
/// what is left, so that the parts always sum up to the whole. The shares have to sum up to 100%.
pub fn pool_share(emission: Amount, shares: &[BasisPoints], number: usize) -> Amount {
    let share = shares.get(number).copied().unwrap_or_default();
    let later = shares.iter().skip(number).skip(1);
    let is_last = share != BasisPoints::ZERO && later.clone().all(|share| *share == BasisPoints::ZERO);
    if !is_last {
        return share.of_floor(emission);
    }
    let earlier = shares.iter().take(number);
    earlier.fold(emission, |rest, share| rest.saturating_sub(share.of_floor(emission)))
}

#[cfg(test)]
mod tests;
