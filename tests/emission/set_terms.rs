//! The admin sets the terms of leases.

use io_app::emission::{self, ID};
use io_emission::{
    error::IoEmissionError,
    events::{Leased, TermsSet},
};
use io_tests::{
    World, address,
    emission::{GPU_POOL, NEIGHBOURS, RIG, SPARE, calls},
    stake::{neighbours, rig},
};

#[test]
fn they_hold_for_what_is_granted_from_now_on() {
    let mut world = World::leased();
    world.reach(3);

    let receipt = world.by("admin", emission::set_terms(address("admin"), 2, 100_000, 5_000));

    assert_eq!(receipt.event::<TermsSet>(&ID), TermsSet { max_lease: 2, weight_cap_bps: 100_000, costake_bps: 5_000 });
    let config = world.emission_config();
    assert_eq!((config.max_lease, config.weight_cap_bps), (2, 100_000));
    // What runs runs on, as long and as heavy as it was.
    assert_eq!((world.lease(rig()).end, world.lease(rig()).weight), (25, RIG));
    world.refused(&["attestor 1", "attestor 2"], calls::renew(rig(), 6), IoEmissionError::LeaseTooLong);
    let receipt = world.renew(rig(), 5);
    let leased = &receipt.event::<Leased>(&ID).leases[0];
    assert_eq!((leased.end, leased.weight), (25, RIG + SPARE), "never shortened, and now the spare stake counts too");
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn the_cap_counts_stake_up_to_its_multiple() {
    let mut world = World::leased();
    let more = io_app::stake::stake(address("supplier"), rig(), io_tests::stake::purse("supplier"), RIG / 2);
    world.by("supplier", more);
    for (cap, weight) in [
        (10_000, RIG),
        (10_001, RIG + RIG / 10_000),
        (14_999, RIG / 10_000 * 14_999),
        (15_000, RIG / 2 * 3),
        (15_001, RIG / 2 * 3 + SPARE),
        (100_000, RIG / 2 * 3 + SPARE),
    ] {
        world.by("admin", emission::set_terms(address("admin"), 24, cap, 500));
        world.sync(rig());
        assert_eq!(world.lease(rig()).weight, weight, "at {cap}");
    }
    world.reach(3);
    assert_eq!(world.pool(GPU_POOL).weight, RIG / 2 * 3 + SPARE + NEIGHBOURS);
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn bounds() {
    let mut world = World::emitting();
    let set = |max_lease, cap| emission::set_terms(address("admin"), max_lease, cap, 500);
    world.by("admin", set(1, 10_000));
    world.by("admin", set(168, 100_000));
    for max_lease in [0, 169, u16::MAX] {
        world.refused(&["admin"], set(max_lease, 10_000), IoEmissionError::InvalidMaxLease);
    }
    for cap in [0, 9_999, 100_001, u32::MAX] {
        world.refused(&["admin"], set(24, cap), IoEmissionError::InvalidWeightCap);
    }
}

#[test]
fn only_the_admin_sets_them() {
    let mut world = World::emitting();
    for name in ["pauser", "attestor 1", "thief"] {
        world.refused(&[name], emission::set_terms(address(name), 24, 10_000, 500), IoEmissionError::NotAdmin);
    }
}
