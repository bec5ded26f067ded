use std::vec::Vec;

use proptest::prelude::*;

use super::*;

/// Everything in existence, staked.
const MOST_WEIGHT: u64 = 80_000_000_000_000_000;

/// More than any epoch emits.
const MOST_EMISSION: u64 = 456_621_004_567;

fn bps(share: u16) -> BasisPoints {
    BasisPoints::new(share).unwrap()
}

#[test]
fn nobody_shares_nothing() {
    assert_eq!(distribute(Amount::new(100), Weight::ZERO), None);
    assert_eq!(distribute(Amount::ZERO, Weight::new(7)), Some(Distribution { per_weight: 0, dust: 0 }));
}

#[test]
fn a_third_leaves_a_third_of_dust() {
    let third = distribute(Amount::new(1), Weight::new(3)).unwrap();
    assert_eq!(third, Distribution { per_weight: (1 << 64) / 3, dust: 1 });
    let earning = earned(Weight::new(1), 0, third.per_weight).unwrap();
    assert_eq!(earning, Earning { amount: Amount::ZERO, dust: third.per_weight as u64 });
}

#[test]
fn a_number_never_falls() {
    assert_eq!(earned(Weight::new(1), 2, 1), None);
    assert_eq!(earned(Weight::new(u64::MAX), 0, u128::MAX), None);
}

#[test]
fn the_last_share_takes_the_remainder() {
    let shares = [bps(9_500), bps(500)];
    assert_eq!(pool_share(Amount::new(39), &shares, 0), Amount::new(37));
    assert_eq!(pool_share(Amount::new(39), &shares, 1), Amount::new(2));
    assert_eq!(pool_share(Amount::new(39), &shares, 2), Amount::ZERO);
}

#[test]
fn a_pool_without_a_share_gets_no_remainder() {
    let shares = [bps(3_333), bps(6_667), BasisPoints::ZERO];
    assert_eq!(pool_share(Amount::new(100), &shares, 0), Amount::new(33));
    assert_eq!(pool_share(Amount::new(100), &shares, 1), Amount::new(67));
    assert_eq!(pool_share(Amount::new(100), &shares, 2), Amount::ZERO);
}

/// For every split of two pools: the first epoch's emission, the last one's, what does not divide, and the extremes.
#[test]
fn every_split_in_two_sums_up_to_the_emission() {
    for first in 0..=10_000 {
        let shares = [bps(first), bps(10_000 - first)];
        for emission in [0, 1, 9_999, 10_001, 40_012_944_252, 456_621_004_566, u64::MAX] {
            let parts = [0, 1].map(|number| pool_share(Amount::new(emission), &shares, number).get());
            assert_eq!(parts[0].checked_add(parts[1]), Some(emission), "{first} bps of {emission}");
            let floor = u128::from(emission) * u128::from(first) / 10_000;
            assert!(first == 10_000 || u128::from(parts[0]) == floor, "{first} bps of {emission}");
        }
    }
}

proptest! {
    #[test]
    fn to_the_last_fraction_what_goes_in_comes_out(
        amount in 0..=MOST_EMISSION,
        weights in prop::collection::vec(1..=MOST_WEIGHT / 64, 1..64),
        before in 0..u128::MAX >> 8,
    ) {
        let total: u64 = weights.iter().sum();
        let Distribution { per_weight, dust } = distribute(Amount::new(amount), Weight::new(total)).unwrap();
        let earnings: Vec<_> =
            weights.iter().map(|weight| earned(Weight::new(*weight), before, before + per_weight).unwrap()).collect();
        let paid: u128 = earnings.iter().map(|earning| u128::from(earning.amount.get())).sum();
        let left: u128 = earnings.iter().map(|earning| u128::from(earning.dust)).sum::<u128>() + u128::from(dust);
        prop_assert_eq!((paid << 64) + left, u128::from(amount) << 64);
        prop_assert!(paid <= u128::from(amount));
    }

    #[test]
    fn nobody_misses_more_than_a_base_unit(
        amounts in prop::collection::vec(0..=MOST_EMISSION, 1..170),
        weight in 1..=MOST_WEIGHT / 2,
        others in 0..=MOST_WEIGHT / 2,
    ) {
        let total = weight + others;
        let growth: u128 = amounts
            .iter()
            .map(|amount| distribute(Amount::new(*amount), Weight::new(total)).unwrap().per_weight)
            .sum();
        let earning = u128::from(earned(Weight::new(weight), 0, growth).unwrap().amount.get());
        let exact = amounts.iter().map(|amount| u128::from(*amount)).sum::<u128>() * u128::from(weight);
        prop_assert!(earning <= exact / u128::from(total));
        prop_assert!(exact / u128::from(total) <= earning + 1);
    }

    #[test]
    fn the_shares_sum_up_to_the_emission(emission in 0..=MOST_EMISSION, mut cuts in prop::collection::vec(0u16..=10_000, 0..7)) {
        cuts.extend([0, 10_000]);
        cuts.sort_unstable();
        let shares: Vec<_> = cuts.windows(2).map(|cut| bps(cut[1] - cut[0])).collect();
        let parts = (0..shares.len()).map(|number| pool_share(Amount::new(emission), &shares, number).get());
        prop_assert_eq!(parts.sum::<u64>(), emission);
    }
}
