use super::*;

#[test]
fn eight_h100_require_sixteen_thousand_io() {
    assert_eq!(required_stake(Multiplier::new(100_000), 8), Amount::from_io(16_000));
}

#[test]
fn a_multiplier_below_one_counts_as_one() {
    assert_eq!(required_stake(Multiplier::new(0), 1), Amount::from_io(200));
    assert_eq!(required_stake(Multiplier::new(9_999), 3), Amount::from_io(600));
    assert_eq!(required_stake(Multiplier::new(10_001), 1), Some(Amount::new(20_002_000_000)));
}

#[test]
fn the_greatest_device_still_fits() {
    assert!(required_stake(Multiplier::new(u32::MAX), 1).is_some());
    assert_eq!(required_stake(Multiplier::new(u32::MAX), u16::MAX), None);
}
