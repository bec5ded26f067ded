//! The emission by the formula of the specification, with fractions of 384 bits.

use std::sync::LazyLock;

use num_bigint::BigUint;

/// Number of the last epoch.
pub const LAST: u32 = 175_319;

/// All that is ever emitted, in base units.
const WHOLE: u64 = 300_000_000 * 100_000_000;

/// Bits after the point.
const BITS: u32 = 384;

/// Base units emitted by the end of each epoch, the zeroth included.
static CUMULATIVE: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let one = BigUint::from(1u8) << BITS;
    let scale = BigUint::from(10u64.pow(19));
    let decay = BigUint::from(138_869_523_959_793u64);
    // E1 / d, where E1 = 500,000,000 x 8% / 8760 IO.
    let first_year = BigUint::from(500_000_000u64 * 100_000_000 / 100 * 8);
    let limit = ((first_year * &scale) << BITS) / (BigUint::from(8_760u32) * &decay);
    let factor = ((&scale - decay) << BITS) / scale;
    let mut power = one.clone();
    let mut cumulative = Vec::with_capacity(LAST as usize + 1);
    for _ in 0..LAST {
        let emitted: BigUint = (&limit * (&one - &power)) >> (2 * BITS);
        cumulative.push(u64::try_from(emitted).expect("less than the whole"));
        power = (power * &factor) >> BITS;
    }
    cumulative.push(WHOLE);
    cumulative
});

/// Base units emitted by the end of an epoch.
pub fn cumulative(epoch: u32) -> u64 {
    CUMULATIVE[epoch as usize]
}

/// Base units that an epoch emits.
pub fn emission(epoch: u32) -> u64 {
    cumulative(epoch) - cumulative(epoch - 1)
}

/// What a pool receives of an emission, by the pools' shares in basis points: its part rounded down, and all that is
/// left for the last one.
pub fn part(emission: u64, shares: [u16; 2], pool: usize) -> u64 {
    let first = u64::try_from(u128::from(emission) * u128::from(shares[0]) / 10_000).expect("a part of the whole");
    if pool == 0 { first } else { emission - first }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_values() {
        assert_eq!(emission(1), 456_621_004_566);
        assert_eq!([emission(2), emission(3)].map(|units| (units + 500_000) / 1_000_000), [456_615, 456_608]);
        assert_eq!(cumulative(LAST), 30_000_000_000_000_000);
        assert_eq!(cumulative(0), 0);
    }

    #[test]
    fn parts_sum_up() {
        assert_eq!((part(101, [9_500, 500], 0), part(101, [9_500, 500], 1)), (95, 6));
        assert_eq!((part(101, [10_000, 0], 0), part(101, [10_000, 0], 1)), (101, 0));
        assert_eq!((part(101, [0, 10_000], 0), part(101, [0, 10_000], 1)), (0, 101));
    }
}
