//! When a device's right to earn has fallen: what whoever pays rewards reads.

use io_app::stake;
use io_tests::{
    World, address,
    stake::{COOLDOWN, STAKE, TODAY, WINDOW, calls, rig, text},
};

/// How often it has fallen, and when the latest times.
fn falls(world: &World) -> (u32, [i64; 8]) {
    let device = world.device(rig());
    (device.falls, device.fell_at)
}

fn times<const COUNT: usize>(times: [i64; COUNT]) -> (u32, [i64; 8]) {
    let mut fell_at = [0; 8];
    fell_at[..COUNT].copy_from_slice(&times);
    (COUNT as u32, fell_at)
}

#[test]
fn an_unstake_is_a_fall() {
    let mut world = World::staked();
    assert_eq!(falls(&world), times([]));
    world.by("supplier", calls::unstake(1));
    assert_eq!(falls(&world), times([TODAY]));
    // Another of the same second counts too.
    world.by("supplier", calls::unstake(1));
    world.set_time(TODAY + 5);
    world.by("supplier", calls::unstake(1));
    assert_eq!(falls(&world), times([TODAY, TODAY, TODAY + 5]));
}

#[test]
fn a_suspension_is_a_fall() {
    let mut world = World::accused(300);
    world.set_time(TODAY + 7);
    world.by("slasher", calls::suspend(0));
    assert_eq!(falls(&world), times([TODAY + 7]));
    world.set_time(TODAY + 8);
    world.by("slasher", calls::open(1, 1));
    world.by("slasher", calls::suspend(1));
    assert_eq!(falls(&world), times([TODAY + 7, TODAY + 8]));
}

#[test]
fn a_slash_of_active_stake_is_a_fall() {
    let mut world = World::accused(300);
    world.set_time(TODAY + WINDOW + 3);
    world.accept(calls::execute(0), &[]);
    assert_eq!(falls(&world), times([TODAY + WINDOW + 3]));
}

#[test]
fn a_slash_of_active_and_cooling_stake_is_one_fall() {
    let mut world = World::staked();
    world.by("supplier", calls::unstake(STAKE - 1));
    world.by("slasher", calls::open(0, STAKE));
    world.set_time(TODAY + WINDOW);
    world.accept(calls::execute(0), &[]);
    assert_eq!(falls(&world), times([TODAY, TODAY + WINDOW]));
}

#[test]
fn a_slash_of_what_cools_is_none() {
    // What cools did not count any more.
    let mut world = World::staked();
    world.by("supplier", calls::unstake(STAKE));
    world.by("slasher", calls::open(0, 300));
    world.set_time(TODAY + WINDOW);
    world.accept(calls::execute(0), &[]);
    assert_eq!(falls(&world), times([TODAY]));
}

#[test]
fn nothing_else_is_a_fall() {
    let mut world = World::accused(300);
    world.by("slasher", calls::open(1, 200));
    world.by("supplier", calls::stake(10));
    world.by("supplier", calls::appeal(0));
    world.by("supplier", calls::appeal(1));
    world.by("arbiter", calls::resolve(0, 0));
    world.by("supplier", stake::update_device(address("supplier"), rig(), text("renamed")));
    world.by("supplier", stake::propose_owner(address("supplier"), rig(), address("supplier")));
    world.by("supplier", stake::accept_owner(address("supplier"), rig()));
    world.donate(1);
    world.set_time(TODAY + WINDOW);
    world.accept(calls::expire(1), &[]);
    assert_eq!(falls(&world), times([]));

    // Nor is what follows a fall: the withdrawal, or the end of the suspension.
    world.by("supplier", calls::unstake(5));
    world.by("slasher", calls::open(2, 200));
    world.by("slasher", calls::suspend(2));
    world.by("supplier", calls::appeal(2));
    world.by("arbiter", calls::resolve(2, 0));
    world.set_time(TODAY + WINDOW + COOLDOWN);
    world.by("supplier", calls::withdraw());
    assert_eq!(falls(&world), times([TODAY + WINDOW, TODAY + WINDOW]));
}

#[test]
fn the_latest_eight_are_remembered() {
    let mut world = World::staked();
    let mut expected = [0; 8];
    for fall in 0..20 {
        // A withdrawal between them, so that there is always a slot for the next cooldown.
        let time = TODAY + i64::from(fall) * COOLDOWN;
        world.set_time(time);
        if fall > 0 {
            world.by("supplier", calls::withdraw());
        }
        world.by("supplier", calls::unstake(1));
        expected[fall as usize % 8] = time;
        assert_eq!(falls(&world), (fall + 1, expected));
    }
}

#[test]
fn a_refused_unstake_is_no_fall() {
    let mut world = World::staked();
    world.not_by("supplier", calls::unstake(STAKE + 1), io_stake::error::IoStakeError::ExceedsActive);
    assert_eq!(falls(&world), times([]));
}
