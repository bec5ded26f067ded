//! What a device's co-stake counts for: up to its owner's own active stake.

use io_app::{emission, stake};
use io_tests::{
    World, address,
    costake::{COSTAKE, HOLDER, LIMIT, SECONDS_COSTAKE, calls},
    emission::{GPU_POOL, RIG, SPARE},
    stake::{STAKE, TODAY, WINDOW, calls as staking, rig},
    treasury::io_of,
};

const BOTH: u64 = COSTAKE + SECONDS_COSTAKE;

#[test]
fn counts_up_to_the_owners_own() {
    let mut world = World::costaked();
    assert_eq!(world.device(rig()).counted(), STAKE + BOTH);
    world.by(HOLDER, calls::add(HOLDER, STAKE - BOTH));
    assert_eq!(world.device(rig()).counted(), 2 * STAKE);
    world.by(HOLDER, calls::add(HOLDER, 1));
    assert_eq!(world.device(rig()).counted(), 2 * STAKE);
    assert!(world.costake().amount < LIMIT);
}

#[test]
fn an_owner_that_goes_below_its_co_stake_counts_for_less_twice() {
    let mut world = World::costaked();
    for (own, counted) in [(BOTH, 2 * BOTH), (BOTH - 1, 2 * (BOTH - 1)), (1, 2), (0, 0)] {
        let active = world.device(rig()).active;
        world.by("supplier", staking::unstake(active - own));
        assert_eq!(world.device(rig()).counted(), counted);
    }
    // The co-stakers are as they were.
    assert_eq!((world.costake().amount, world.costake().active()), (BOTH, BOTH));
}

#[test]
fn what_cools_of_it_does_not_count_and_what_was_slashed_does_not() {
    let mut world = World::costaked();
    world.by(HOLDER, calls::unstake(HOLDER, COSTAKE));
    assert_eq!(world.device(rig()).counted(), STAKE + SECONDS_COSTAKE);
    world.by("slasher", staking::open(0, 140_001));
    assert_eq!(world.device(rig()).counted(), STAKE + SECONDS_COSTAKE, "what is frozen still counts");
    world.set_time(TODAY + WINDOW);
    world.accept(calls::execute(0), &[]);
    // 100,003 shares of 400,010 that stand for 360,010.
    let worth = 90_002;
    assert_eq!(world.device(rig()).counted(), STAKE - 100_001 + worth);
}

#[test]
fn a_slash_of_co_stake_alone_is_a_fall_where_less_counts_than_before() {
    // All of the owner's is frozen by a case that waits for its ruling: another takes of the co-stake alone.
    let mut world = World::open_to_costake();
    world.by("slasher", staking::open(0, STAKE));
    world.by("supplier", staking::appeal(0));
    world.by(HOLDER, calls::add(HOLDER, STAKE + 100));
    for (number, amount, counted, falls) in [(1, 100, 2 * STAKE, 0), (2, 1, 2 * STAKE - 1, 1)] {
        world.by("slasher", staking::open(number, amount));
        assert_eq!(world.case(number).costake, amount);
        let now = world.time() + WINDOW;
        world.set_time(now);
        world.accept(calls::execute(number), &[]);
        let device = world.device(rig());
        assert_eq!((device.active, device.counted(), device.falls), (STAKE, counted, falls));
        assert_eq!(device.fell_at[0], i64::from(falls) * now);
    }
}

#[test]
fn makes_up_for_what_the_owner_lacks_of_what_the_device_requires() {
    let mut world = World::emitting_beside_costake();
    world.by("admin", emission::set_terms(address("admin"), 24, 20_000, 500));
    world.by("supplier", staking::unstake(SPARE + RIG / 4));
    world.grant(rig(), 25);
    // Three quarters of what is required: no weight at all without co-stake.
    assert_eq!(world.lease(rig()).weight, 0);
    world.by(HOLDER, calls::add(HOLDER, RIG / 4 - 1));
    world.sync(rig());
    assert_eq!(world.lease(rig()).weight, 0);
    world.by(HOLDER, calls::add(HOLDER, 1));
    world.sync(rig());
    assert_eq!(world.lease(rig()).weight, RIG);
    // And above it, up to the owner's own and the cap of twice what is required.
    world.by(HOLDER, calls::add(HOLDER, RIG / 4));
    world.sync(rig());
    assert_eq!(world.lease(rig()).weight, RIG + RIG / 4);
    world.give_to(io_of(HOLDER), 10 * RIG);
    world.by(HOLDER, calls::add(HOLDER, RIG));
    world.sync(rig());
    assert_eq!(world.lease(rig()).weight, RIG + RIG / 2, "the owner's own three quarters, twice");
    // The owner goes, and takes the weight with it.
    let active = world.device(rig()).active;
    world.by("supplier", staking::unstake(active - RIG / 2));
    world.sync(rig());
    assert_eq!((world.lease(rig()).weight, world.pool(GPU_POOL).weight), (RIG, 0));
    world.by("supplier", stake::request_unstake(address("supplier"), rig(), 1));
    world.sync(rig());
    assert_eq!(world.lease(rig()).weight, 0);
}

#[test]
fn co_stake_that_leaves_costs_no_hour_that_was_earned() {
    let mut world = World::emitting_to_costakers();
    world.reach(5);
    world.by(HOLDER, calls::unstake(HOLDER, RIG / 2));
    world.reach(7);
    world.sync(rig());
    assert_eq!((world.lease(rig()).lost, world.lease(rig()).settled), (0, 6));
}
