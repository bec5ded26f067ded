use proptest::prelude::*;

use super::*;

const H100: Multiplier = Multiplier::new(100_000);

fn io(whole: u64) -> Amount {
    Amount::from_io(whole).unwrap()
}

#[test]
fn eight_h100_require_sixteen_thousand_io() {
    assert_eq!(required_stake(H100, 8), Some(io(16_000)));
}

#[test]
fn a_multiplier_below_one_counts_as_one() {
    assert_eq!(required_stake(Multiplier::new(0), 1), Some(io(200)));
    assert_eq!(required_stake(Multiplier::new(9_999), 3), Some(io(600)));
    assert_eq!(required_stake(Multiplier::new(10_001), 1), Some(Amount::new(20_002_000_000)));
}

#[test]
fn the_greatest_device_still_fits() {
    assert!(required_stake(Multiplier::new(u32::MAX), 1).is_some());
    assert_eq!(required_stake(Multiplier::new(u32::MAX), u16::MAX), None);
}

#[test]
fn a_base_unit_too_little_weighs_nothing() {
    let (required, one) = (io(16_000), Multiplier::ONE);
    let short = required.checked_sub(Amount::new(1)).unwrap();
    assert_eq!(weight(short, required, one), Weight::ZERO);
    assert_eq!(weight(required, required, one), Weight::new(required.get()));
    assert_eq!(weight(io(32_000), required, one), Weight::new(required.get()));
    assert_eq!(weight(io(32_000), required, Multiplier::new(15_000)), Weight::new(io(24_000).get()));
    assert_eq!(weight(io(32_000), required, Multiplier::new(100_000)), Weight::new(io(32_000).get()));
}

proptest! {
    #[test]
    fn weight_lies_between_nothing_and_the_stake(active: u64, required: u64, cap in 10_000u32..=100_000) {
        let weighs = weight(Amount::new(active), Amount::new(required), Multiplier::new(cap)).get();
        prop_assert!(weighs <= active);
        prop_assert_eq!(weighs == 0, active < required || active == 0 || required == 0);
        prop_assert!(u128::from(weighs) * 10_000 <= u128::from(required) * u128::from(cap));
    }
}
