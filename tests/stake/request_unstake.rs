//! The owner starts the 14-day cooldown of a part of its stake.

use io_app::stake::{self, ID};
use io_stake::{error::IoStakeError, events::UnstakeRequested};
use io_tests::{
    World, address,
    stake::{Books, COOLDOWN, STAKE, TODAY, calls, rig},
};

#[test]
fn moves_stake_from_active_to_cooling() {
    let mut world = World::staked();
    let before = world.books();

    let receipt = world.by("supplier", calls::unstake(400));

    let expected = UnstakeRequested {
        device: rig(),
        owner: address("supplier"),
        amount: 400,
        ends_at: TODAY + COOLDOWN,
        active: STAKE - 400,
    };
    assert_eq!(receipt.event::<UnstakeRequested>(&ID), expected);
    assert_eq!(world.books(), Books { active: STAKE - 400, cooling: 400, ..before });
    assert_eq!(world.cooldowns(), [(400, TODAY + COOLDOWN)]);
}

#[test]
fn nothing_does_not_cool() {
    World::staked().not_by("supplier", calls::unstake(0), IoStakeError::ZeroAmount);
}

#[test]
fn only_what_is_active_can_start_to_cool() {
    let mut world = World::staked();
    world.not_by("supplier", calls::unstake(STAKE + 1), IoStakeError::ExceedsActive);
    world.not_by("supplier", calls::unstake(u64::MAX), IoStakeError::ExceedsActive);
    world.by("supplier", calls::unstake(STAKE - 10));
    world.not_by("supplier", calls::unstake(11), IoStakeError::ExceedsActive);
    world.by("supplier", calls::unstake(10));
    world.not_by("supplier", calls::unstake(1), IoStakeError::ExceedsActive);
    // A donation is no stake either.
    world.donate(1_000);
    world.not_by("supplier", calls::unstake(1), IoStakeError::ExceedsActive);
    assert_eq!((world.books().active, world.books().cooling), (0, STAKE));
}

#[test]
fn only_the_owner_does() {
    let mut world = World::staked();
    for name in ["neighbour", "admin", "slasher", "heir"] {
        let attempt = stake::request_unstake(address(name), rig(), 1);
        world.not_by(name, attempt, IoStakeError::NotOwner);
    }
}

#[test]
fn eight_run_side_by_side_each_with_its_own_clock_and_a_ninth_is_refused() {
    let mut world = World::staked();
    let mut expected = vec![];
    for round in 0..8 {
        world.set_time(TODAY + round);
        world.by("supplier", calls::unstake(100 + round as u64));
        expected.push((100 + round as u64, TODAY + round + COOLDOWN));
    }
    assert_eq!(world.cooldowns(), expected);

    world.set_time(TODAY + 8);
    world.not_by("supplier", calls::unstake(1), IoStakeError::TooManyCooldowns);
    assert_eq!(world.cooldowns(), expected, "a refused cooldown takes nothing out of the stake");

    // A slot becomes free when what it held has been withdrawn, not when its clock has run out.
    world.set_time(TODAY + COOLDOWN);
    world.not_by("supplier", calls::unstake(1), IoStakeError::TooManyCooldowns);
    world.by("supplier", calls::withdraw());
    world.by("supplier", calls::unstake(1));
    world.set_time(TODAY + COOLDOWN + 1);
    world.not_by("supplier", calls::unstake(1), IoStakeError::TooManyCooldowns);
    expected.remove(0);
    expected.push((1, TODAY + 2 * COOLDOWN));
    assert_eq!(world.cooldowns(), expected);
}

#[test]
fn requests_of_the_same_second_share_a_cooldown() {
    let mut world = World::staked();
    for _ in 0..20 {
        world.by("supplier", calls::unstake(5));
    }
    assert_eq!(world.cooldowns(), [(100, TODAY + COOLDOWN)]);

    // Even where no slot is free.
    for round in 1..8 {
        world.set_time(TODAY + round);
        world.by("supplier", calls::unstake(1));
    }
    world.by("supplier", calls::unstake(2));
    assert_eq!(world.cooldowns().len(), 8);
    assert_eq!(world.cooldowns()[7], (3, TODAY + 7 + COOLDOWN));
    world.set_time(TODAY + 8);
    world.not_by("supplier", calls::unstake(2), IoStakeError::TooManyCooldowns);
}

#[test]
fn frozen_stake_may_start_to_cool() {
    let mut world = World::accused(STAKE);
    world.by("supplier", calls::unstake(STAKE));
    let books = world.books();
    assert_eq!((books.active, books.cooling, books.frozen), (0, STAKE, STAKE));
    world.set_time(TODAY + COOLDOWN);
    world.not_by("supplier", calls::withdraw(), IoStakeError::NothingToWithdraw);
}

#[test]
fn it_cannot_be_taken_back() {
    let mut world = World::staked();
    world.by("supplier", calls::unstake(STAKE));
    // More stake starts from nothing; what cools stays where it is.
    world.by("supplier", calls::stake(10));
    let books = world.books();
    assert_eq!((books.active, books.cooling), (10, STAKE));
    assert_eq!(world.cooldowns(), [(STAKE, TODAY + COOLDOWN)]);
}
