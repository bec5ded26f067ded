//! The slasher suspends a device while a case against it is open.

use io_app::stake::{self, ID};
use io_stake::{error::IoStakeError, events::Suspended};
use io_tests::{
    World, address,
    stake::{Books, TODAY, WINDOW, calls, case, neighbours, rig},
};

/// How many open cases suspend the supplier's device.
fn suspensions(world: &World) -> u16 {
    let device = world.device(rig());
    assert_eq!(device.is_suspended(), device.suspensions != 0);
    device.suspensions
}

#[test]
fn counts_a_suspension_and_leaves_the_stake() {
    let mut world = World::accused(300);
    let before = world.books();

    let receipt = world.by("slasher", calls::suspend(0));

    assert_eq!(receipt.event::<Suspended>(&ID), Suspended { case: case(0), device: rig() });
    assert!(world.case(0).is_suspending());
    assert_eq!(suspensions(&world), 1);
    assert_eq!(world.device(rig()).open_cases, 1);
    assert_eq!(world.books(), Books { frozen: 300, ..before });
}

#[test]
fn each_case_suspends_once() {
    let mut world = World::accused(300);
    world.by("slasher", calls::suspend(0));
    world.not_by("slasher", calls::suspend(0), IoStakeError::AlreadySuspended);
    world.by("slasher", calls::open(1, 1));
    world.by("slasher", calls::suspend(1));
    world.not_by("slasher", calls::suspend(1), IoStakeError::AlreadySuspended);
    assert_eq!(suspensions(&world), 2);
}

#[test]
fn ends_with_its_case_in_each_way_a_case_can_end() {
    // Case 1 suspends too, and outlives case 0.
    let suspended = |mut world: World| {
        world.by("slasher", calls::suspend(0));
        world.by("slasher", calls::open(1, 5));
        world.by("slasher", calls::suspend(1));
        assert_eq!(suspensions(&world), 2);
        world
    };

    let mut executed = suspended(World::accused(300));
    executed.set_time(TODAY + WINDOW);
    executed.accept(calls::execute(0), &[]);

    let mut dismissed = suspended(World::appealed(300));
    dismissed.by("arbiter", calls::resolve(0, 0));

    let mut upheld = suspended(World::appealed(300));
    upheld.by("arbiter", calls::resolve(0, 100));
    assert_eq!(suspensions(&upheld), 2, "an upheld case is open until it is executed");
    upheld.accept(calls::execute(0), &[]);

    let mut expired = suspended(World::appealed(300));
    expired.set_time(TODAY + WINDOW);
    expired.accept(calls::expire(0), &[]);

    for mut world in [executed, dismissed, upheld, expired] {
        assert!(world.is_gone(case(0)));
        assert_eq!((suspensions(&world), world.device(rig()).open_cases), (1, 1));
        world.set_time(TODAY + 2 * WINDOW);
        world.accept(calls::execute(1), &[]);
        assert_eq!((suspensions(&world), world.device(rig()).open_cases), (0, 0));
    }
}

#[test]
fn a_case_that_suspends_nothing_ends_no_suspension() {
    let mut world = World::appealed(300);
    world.by("slasher", calls::open(1, 5));
    world.by("slasher", calls::suspend(1));
    world.by("arbiter", calls::resolve(0, 0));
    assert_eq!(suspensions(&world), 1);
}

#[test]
fn is_possible_at_every_stage() {
    for mut world in [World::accused(300), World::appealed(300), World::ruled(300, 300)] {
        world.by("slasher", calls::suspend(0));
        assert_eq!(suspensions(&world), 1);
    }
}

#[test]
fn an_ended_case_suspends_nothing() {
    let mut world = World::ruled(300, 0);
    let ended = anchor_lang::error::ErrorCode::AccountOwnedByWrongProgram;
    world.refuse_code(calls::suspend(0), &[&io_tests::keypair("slasher")], ended);
}

#[test]
fn the_slasher_of_the_day_suspends() {
    let mut world = World::accused(300);
    world.by("admin", stake::set_role(address("admin"), stake::Role::Slasher, address("slasher 2")));
    world.by("slasher 2", stake::suspend(address("slasher 2"), rig(), case(0)));
    assert_eq!(suspensions(&world), 1);
}

#[test]
fn a_case_suspends_its_own_device() {
    let mut world = World::accused(300);
    let attempt = stake::suspend(address("slasher"), neighbours(), case(0));
    world.not_by("slasher", attempt, IoStakeError::CaseOfAnotherDevice);
}

#[test]
fn only_the_slasher_suspends() {
    let mut world = World::accused(300);
    for name in ["admin", "arbiter", "pauser", "supplier", "neighbour"] {
        world.not_by(name, stake::suspend(address(name), rig(), case(0)), IoStakeError::NotSlasher);
    }
}

#[test]
fn a_pause_does_not_stop_it() {
    let mut world = World::accused(300);
    world.pause_staking();
    world.by("slasher", calls::suspend(0));
    assert_eq!(world.device(rig()).suspensions, 1);
}

#[test]
fn the_owner_of_a_suspended_device_can_still_leave() {
    let mut world = World::accused(300);
    world.by("slasher", calls::suspend(0));
    world.by("supplier", calls::stake(10));
    world.cool_down();
    world.by("supplier", calls::withdraw());
    assert_eq!((world.books().cooling, world.books().vault), (300, 300));
}
