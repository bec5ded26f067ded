//! Sums of fractions, exact: nothing is ever rounded.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_rational::BigRational;

/// A sum of fractions, kept apart by what they are divided by, so that adding one is cheap.
#[derive(Clone, Debug, Default)]
pub struct Sum(BTreeMap<u64, u128>);

impl Sum {
    /// Adds `share x weight / total`.
    pub fn add(&mut self, share: u64, weight: u64, total: u64) {
        if weight > 0 {
            let numerator = u128::from(share) * u128::from(weight);
            let sum = self.0.entry(total).or_default();
            *sum = sum.checked_add(numerator).expect("a sum of less than 2^128");
        }
    }

    pub fn value(&self) -> BigRational {
        self.0.iter().map(|(total, numerator)| BigRational::new(BigInt::from(*numerator), BigInt::from(*total))).sum()
    }

    /// The greatest whole number that does not exceed it.
    pub fn floor(&self) -> u128 {
        u128::try_from(self.value().floor().to_integer()).expect("a sum of amounts")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirds_make_a_whole() {
        let mut sum = Sum::default();
        sum.add(100, 1, 3);
        assert_eq!(sum.floor(), 33);
        sum.add(100, 1, 7);
        // 33.33 + 14.29
        assert_eq!(sum.floor(), 47);
        sum.add(100, 2, 3);
        sum.add(100, 6, 7);
        assert_eq!(sum.value(), BigRational::from(BigInt::from(200)));
    }
}
