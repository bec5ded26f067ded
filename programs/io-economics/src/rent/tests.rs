use proptest::prelude::*;

use super::*;

fn bps(basis_points: u16) -> BasisPoints {
    BasisPoints::new(basis_points).unwrap()
}

fn stretch(begins: i64, ends: i64, cost: u64) -> Stretch {
    Stretch { begins: Timestamp::new(begins), ends: Timestamp::new(ends), cost }
}

#[test]
fn the_terms_are_as_published() {
    assert_eq!(START_WINDOW, Seconds::new(1_200));
    assert_eq!(duration(1), Seconds::new(3_600));
    assert_eq!(duration(u16::MAX), Seconds::new(65_535 * 3_600));
    assert_eq!((HIGHEST_FEE, HIGHEST_FAILURE_SHARE), (bps(500), bps(5_000)));
}

#[test]
fn a_cost_is_the_price_times_the_hours() {
    assert_eq!(cost(MicroUsd::new(2_490_000), 24), Some(MicroUsd::new(59_760_000)));
    assert_eq!(cost(MicroUsd::new(u64::MAX), 1), Some(MicroUsd::new(u64::MAX)));
    assert_eq!(cost(MicroUsd::new(u64::MAX), 2), None);
}

#[test]
fn each_fee_is_rounded_up_for_itself() {
    let rates = FeeRates { reservation: bps(25), facilitation: bps(200), network: bps(1) };
    assert_eq!(rates.on(1), Fees { reservation: 1, facilitation: 1, network: 1 });
    assert_eq!(rates.on(10_000), Fees { reservation: 25, facilitation: 200, network: 1 });
    assert_eq!(rates.on(10_001), Fees { reservation: 26, facilitation: 201, network: 2 });
    assert_eq!(rates.on(10_001).total(), Some(229));
    assert_eq!(FeeRates::default().on(u64::MAX).total(), Some(0));
    let whole = FeeRates { reservation: BasisPoints::WHOLE, facilitation: bps(1), network: bps(0) };
    assert_eq!(whole.on(u64::MAX).total(), None);
}

#[test]
fn nothing_is_earned_before_the_first_second_is_over() {
    let hour = stretch(1_000, 4_600, 7_200);
    for now in [i64::MIN, 0, 999, 1_000] {
        assert_eq!((hour.earned_floor(Timestamp::new(now)), hour.earned_ceil(Timestamp::new(now))), (0, 0));
    }
    assert_eq!(hour.earned_floor(Timestamp::new(1_001)), 2);
    assert_eq!(hour.earned_floor(Timestamp::new(4_599)), 7_198);
    for now in [4_600, 4_601, i64::MAX] {
        assert_eq!((hour.earned_floor(Timestamp::new(now)), hour.earned_ceil(Timestamp::new(now))), (7_200, 7_200));
    }
}

#[test]
fn a_part_of_a_base_unit_goes_where_the_name_says() {
    let dear = stretch(0, 3_600, 1);
    for now in [1, 1_800, 3_599] {
        assert_eq!((dear.earned_floor(Timestamp::new(now)), dear.earned_ceil(Timestamp::new(now))), (0, 1));
    }
}

#[test]
fn a_stretch_without_length_is_over_when_it_begins() {
    let none = stretch(5, 5, 9);
    assert_eq!(none.earned_floor(Timestamp::new(5)), 0);
    assert_eq!(none.earned_floor(Timestamp::new(6)), 9);
}

#[test]
fn a_failure_costs_the_supplier_its_share_rounded_up() {
    assert_eq!(failure_penalty(0, bps(1_000)), 0);
    assert_eq!(failure_penalty(1, bps(1_000)), 1);
    assert_eq!(failure_penalty(100, bps(1_000)), 10);
    assert_eq!(failure_penalty(101, bps(1_000)), 11);
    assert_eq!(failure_penalty(u64::MAX, bps(0)), 0);
}

proptest! {
    #[test]
    fn earnings_agree_with_wide_arithmetic_and_never_fall(
        begins in -1_000_000i64..1_000_000, length in 1i64..1_000_000_000, at in 0i64..1_000_000_000, cost in any::<u64>(),
    ) {
        let stretch = stretch(begins, begins + length, cost);
        let elapsed = u128::from(at.min(length).unsigned_abs());
        let product = u128::from(cost) * elapsed;
        let length = u128::from(length.unsigned_abs());
        let now = Timestamp::new(begins + at);
        prop_assert_eq!(u128::from(stretch.earned_floor(now)), product / length);
        prop_assert_eq!(u128::from(stretch.earned_ceil(now)), product.div_ceil(length));
        let next = Timestamp::new(begins + at + 1);
        prop_assert!(stretch.earned_floor(now) <= stretch.earned_floor(next));
    }

    /// What is held back while it runs always covers what a failure would take.
    #[test]
    fn what_is_left_after_the_penalty_never_falls(earned in any::<u64>(), share in 0u16..=5_000) {
        let left = |earned: u64| earned - failure_penalty(earned, bps(share));
        if let Some(more) = earned.checked_add(1) {
            prop_assert!(left(earned) <= left(more));
        }
    }
}
