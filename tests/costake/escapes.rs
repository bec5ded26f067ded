//! Nobody gets out of what it owes, and nobody is kept from what it is owed.

use anchor_lang::error::ErrorCode;
use io_app::{
    costake::{self, IO},
    stake,
};
use io_stake::{error::IoStakeError, state::Costake};
use io_tests::{
    World, address,
    costake::{COSTAKE, DAY, FUNDS, HOLDER, LATE, LIMIT, RELEASES, REWARD, SECOND, SECONDS_COSTAKE, calls, part},
    keypair,
    stake::{COOLDOWN, STAKE, TODAY, WINDOW, calls as staking, device_args, purse, rig},
    treasury::io_of,
};

const BOTH: u64 = COSTAKE + SECONDS_COSTAKE;

/// The owner has taken out all of its own stake.
fn without_own_stake(mut world: World) -> World {
    let now = world.time();
    world.by("supplier", staking::unstake(STAKE));
    world.set_time(now + COOLDOWN);
    world.by("supplier", staking::withdraw());
    world
}

#[test]
fn the_owner_cannot_close_its_device_under_its_co_stakers() {
    let mut world = without_own_stake(World::rewarded());
    world.not_by("supplier", staking::close(), IoStakeError::CostakeIsOpen);
    world.not_by("supplier", calls::close(), IoStakeError::CostakersRemain);
    // They leave in their own time, and are paid to the last base unit.
    for (name, shares) in [(HOLDER, COSTAKE), (SECOND, SECONDS_COSTAKE)] {
        world.by(name, calls::unstake(name, shares));
    }
    let now = world.time() + COOLDOWN;
    world.set_time(now);
    for (name, shares) in [(HOLDER, COSTAKE), (SECOND, SECONDS_COSTAKE)] {
        world.not_by("supplier", staking::close(), IoStakeError::CostakeIsOpen);
        world.by(name, calls::withdraw(name));
        assert_eq!(world.balance(io_of(name)), FUNDS);
        assert_eq!(world.claims(name, IO), part(REWARD, shares, BOTH));
        world.by(name, calls::claim(name, 1));
        world.by(name, calls::close_position(name));
    }
    for asset in [IO, 1] {
        world.by("supplier", calls::claim_unshared(asset));
    }
    world.by("supplier", calls::close());
    world.by("supplier", staking::close());
}

#[test]
fn a_device_that_is_registered_anew_knows_nothing_of_the_old_one() {
    let mut world = without_own_stake(World::costaked());
    for (name, shares) in [(HOLDER, COSTAKE), (SECOND, SECONDS_COSTAKE)] {
        world.by(name, calls::unstake(name, shares));
    }
    let now = world.time() + COOLDOWN;
    world.set_time(now);
    for name in [HOLDER, SECOND] {
        world.by(name, calls::withdraw(name));
        world.by(name, calls::close_position(name));
    }
    world.by("supplier", calls::close());
    world.by("supplier", staking::close());
    world.by("supplier", stake::register(address("supplier"), Some(purse("supplier")), device_args("rig 2", STAKE)));
    assert_eq!(world.costake(), Costake::default());
    // The old positions are gone with the old device.
    for call in [calls::unstake(HOLDER, 1), calls::withdraw(HOLDER), calls::claim(HOLDER, IO)] {
        world.refuse_code(call, &[&keypair(HOLDER)], ErrorCode::AccountOwnedByWrongProgram);
    }
    world.by("supplier", calls::open(LIMIT));
    world.by(LATE, calls::add(LATE, 10));
    assert_eq!((world.costake().shares, world.rewards().positions), (10, 1));
}

#[test]
fn co_stake_closed_and_opened_anew_has_new_books() {
    let mut world = World::costaked();
    world.by("depositor", calls::deposit(IO, REWARD));
    world.set_time(RELEASES + DAY);
    for (name, shares) in [(HOLDER, COSTAKE), (SECOND, SECONDS_COSTAKE)] {
        world.by(name, calls::unstake(name, shares));
    }
    world.set_time(RELEASES + DAY + COOLDOWN);
    for name in [HOLDER, SECOND] {
        world.by(name, calls::withdraw(name));
        world.by(name, calls::claim(name, IO));
        world.by(name, calls::close_position(name));
    }
    world.by("supplier", calls::claim_unshared(IO));
    world.by("supplier", calls::close());
    world.by("supplier", calls::open(LIMIT));
    // A position of before would have claimed the difference between the old sum and the new one.
    assert_eq!(world.stream(IO).per_share.get(), 0);
    world.by(HOLDER, calls::add(HOLDER, 10));
    world.not_by(HOLDER, calls::claim(HOLDER, IO), IoStakeError::NothingToClaim);
}

#[test]
fn a_handed_over_device_keeps_its_co_stakers() {
    let mut world = World::rewarded();
    world.by("supplier", stake::propose_owner(address("supplier"), rig(), address("heir")));
    world.by("heir", stake::accept_owner(address("heir"), rig()));
    world.set_time(RELEASES + DAY);
    assert_eq!(world.claims(HOLDER, IO), part(REWARD, COSTAKE, BOTH));
    for name in ["supplier", "heir"] {
        let error = if name == "heir" { IoStakeError::CostakersRemain } else { IoStakeError::NotOwner };
        world.not_by(name, costake::close(address(name), rig(), None), error);
    }
    world.by(HOLDER, calls::unstake(HOLDER, COSTAKE));
    world.set_time(RELEASES + DAY + COOLDOWN);
    world.by(HOLDER, calls::withdraw(HOLDER));
    assert_eq!(world.balance(io_of(HOLDER)), FUNDS + part(REWARD, COSTAKE, BOTH));
}

#[test]
fn a_slash_outlives_every_cooldown_of_co_stake() {
    // Requested before the case; the cooldown ends long before the case does.
    let mut world = World::costaked();
    world.by(HOLDER, calls::unstake(HOLDER, COSTAKE));
    world.set_time(TODAY + COOLDOWN - 1);
    world.by("slasher", staking::open(0, 140_001));
    for time in [TODAY + COOLDOWN, TODAY + 2 * COOLDOWN, TODAY + COOLDOWN - 1 + WINDOW] {
        world.set_time(time);
        world.not_by(HOLDER, calls::withdraw(HOLDER), IoStakeError::CaseIsOpen);
    }
    world.accept(calls::execute(0), &[]);
    world.by(HOLDER, calls::withdraw(HOLDER));
    assert_eq!(world.balance(io_of(HOLDER)), FUNDS - COSTAKE + 270_007);
}

#[test]
fn whoever_comes_after_a_slash_has_no_part_in_it_nor_in_a_dismissal() {
    let mut world = World::costaked();
    world.by("slasher", staking::open(0, 140_001));
    world.set_time(TODAY + WINDOW);
    world.accept(calls::execute(0), &[]);
    world.by(LATE, calls::add(LATE, 100_000));
    let shares = world.position(LATE).shares;
    world.by(LATE, calls::unstake(LATE, shares));
    world.set_time(TODAY + WINDOW + COOLDOWN);
    world.by(LATE, calls::withdraw(LATE));
    // In and out again costs two roundings.
    let lost = FUNDS - world.balance(io_of(LATE));
    assert!(lost <= 2, "{lost}");
    // The others lost nothing but those roundings.
    let Costake { amount, dust, .. } = world.costake();
    assert_eq!(amount + dust, BOTH - 40_000 + lost);
}

#[test]
fn an_owner_whose_stake_is_all_frozen_leaves_nothing_more_to_the_co_stakers() {
    // The first case froze all of the owner's and of the co-stake; what the owner adds later can be frozen, and is its own.
    let mut world = World::costaked();
    world.by("slasher", staking::open(0, u64::MAX));
    world.by("supplier", staking::stake(1_000));
    world.by("slasher", staking::open(1, 500));
    assert_eq!(world.case(1).costake, 0);
    world.set_time(TODAY + WINDOW);
    world.accept(staking::execute(1), &[]);
    assert_eq!(world.costake().amount, BOTH);
}
