//! A slash is split between the owner's stake and the co-stake when the case is opened, and within the co-stake every share
//! loses alike.

use io_app::{
    costake,
    stake::{self, ID},
    token,
};
use io_stake::{
    error::IoStakeError,
    events::{CaseOpened, Executed, Expired, Ruled},
};
use io_tests::{
    World, address,
    costake::{COSTAKE, FUNDS, HOLDER, LATE, SECOND, SECONDS_COSTAKE, Shared, calls},
    forgery::exchanged,
    stake::{Books, COOLDOWN, STAKE, TODAY, WINDOW, calls as staking, case, neighbours, rig},
    treasury::io_of,
};
use io_token::{BurnKind, events::Burned};

const BOTH: u64 = COSTAKE + SECONDS_COSTAKE;

/// The co-stake's part of a slash: in proportion to what there is of each, rounded down.
fn part_of(slash: u64, own: u64, others: u64) -> u64 {
    (u128::from(slash) * u128::from(others) / u128::from(own + others)) as u64
}

/// The supplier's stake and the co-stake: what each has, and what of it is frozen.
fn frozen(world: &World) -> (u64, u64) {
    let device = world.device(rig());
    (device.frozen, device.costake.frozen)
}

#[test]
fn a_case_freezes_of_both_in_proportion() {
    let mut world = World::costaked();

    let receipt = world.by("slasher", staking::open(0, 140_001));

    let event = receipt.event::<CaseOpened>(&ID);
    assert_eq!((event.asked, event.frozen, event.costake), (140_001, 140_001, 40_000));
    assert_eq!(part_of(140_001, STAKE, BOTH), 40_000);
    assert_eq!(frozen(&world), (100_001, 40_000));
    let opened = world.case(0);
    assert_eq!((opened.frozen, opened.costake), (140_001, 40_000));
}

#[test]
fn executing_burns_of_both_through_the_ledger_at_once() {
    let mut world = World::costaked();
    world.by("slasher", staking::open(0, 140_001));
    world.set_time(TODAY + WINDOW);
    let (books, shared, supply) = (world.books(), world.shared(), world.supply());

    let receipt = world.accept(calls::execute(0), &[]);

    let expected = Executed { case: case(0), device: rig(), burned: 140_001, costake: 40_000, active: STAKE - 100_001 };
    assert_eq!(receipt.event::<Executed>(&ID), expected);
    let burned = receipt.event::<Burned>(&token::ID);
    assert_eq!((burned.kind, burned.amount, burned.reference), (BurnKind::Slash, 140_001, case(0)));
    let after =
        Books { active: STAKE - 100_001, frozen: 0, vault: books.vault - 100_001, supply: supply - 140_001, ..books };
    assert_eq!(world.books(), after);
    assert_eq!(world.shared(), Shared { amount: BOTH - 40_000, frozen: 0, vault: BOTH - 40_000, ..shared });
    assert!(world.is_gone(case(0)));
}

#[test]
fn more_than_there_is_freezes_all_of_both() {
    let mut world = World::costaked();
    world.by("slasher", staking::open(0, u64::MAX));
    assert_eq!(frozen(&world), (STAKE, BOTH));
    world.not_by("slasher", staking::open(1, 1), IoStakeError::NothingToFreeze);
    world.set_time(TODAY + WINDOW);
    world.accept(calls::execute(0), &[]);
    let device = world.device(rig());
    assert_eq!((device.total(), device.costake.amount, device.costake.shares), (0, 0, BOTH));
    assert_eq!(world.shared().vault, 0);
}

#[test]
fn a_second_case_is_split_by_what_the_first_left() {
    let mut world = World::costaked();
    world.by("slasher", staking::open(0, 140_001));
    world.by("supplier", staking::stake(500_000));
    let event = world.by("slasher", staking::open(1, 140_001)).event::<CaseOpened>(&ID);
    let second = part_of(140_001, STAKE - 100_001 + 500_000, BOTH - 40_000);
    assert_eq!(event.costake, second);
    assert_eq!(frozen(&world), (100_001 + 140_001 - second, 40_000 + second));
}

#[test]
fn what_is_upheld_in_part_falls_on_both_in_proportion() {
    let mut world = World::costaked();
    world.by("slasher", staking::open(0, 140_001));
    world.by("supplier", staking::appeal(0));

    let receipt = world.by("arbiter", staking::resolve(0, 70_001));

    assert_eq!(receipt.event::<Ruled>(&ID).unfrozen, 70_000);
    let costakes = part_of(70_001, 100_001, 40_000);
    assert_eq!((world.case(0).frozen, world.case(0).costake), (70_001, costakes));
    assert_eq!(frozen(&world), (70_001 - costakes, costakes));
    world.accept(calls::execute(0), &[]);
    assert_eq!(frozen(&world), (0, 0));
    assert_eq!(world.costake().amount, BOTH - costakes);
}

#[test]
fn what_is_dismissed_or_lapses_frees_all_of_both() {
    let mut world = World::costaked();
    let before = world.shared();
    world.by("slasher", staking::open(0, 140_001));
    world.by("supplier", staking::appeal(0));
    let mut unruled = world.clone();
    world.by("arbiter", staking::resolve(0, 0));
    assert_eq!((frozen(&world), world.shared()), ((0, 0), before));
    unruled.set_time(TODAY + WINDOW);
    let receipt = unruled.accept(staking::expire(0), &[]);
    assert_eq!(receipt.event::<Expired>(&ID).unfrozen, 140_001);
    assert_eq!((frozen(&unruled), unruled.shared()), ((0, 0), before));
}

#[test]
fn an_owner_that_starts_to_leave_shifts_nothing_to_the_co_stakers() {
    // Before the case is opened what cools counts in its split as well; afterwards the split is settled.
    for before in [true, false] {
        let mut world = World::costaked();
        if before {
            world.by("supplier", staking::unstake(STAKE));
        }
        world.by("slasher", staking::open(0, 140_001));
        if !before {
            world.by("supplier", staking::unstake(STAKE));
        }
        world.set_time(TODAY + COOLDOWN);
        world.by("supplier", staking::withdraw());
        world.set_time(TODAY + WINDOW);
        let event = world.accept(calls::execute(0), &[]).event::<Executed>(&ID);
        assert_eq!((event.burned, event.costake), (140_001, 40_000));
        assert_eq!(world.costake().amount, BOTH - 40_000);
        assert_eq!(world.device(rig()).total(), 0);
        assert_eq!(world.balance(io_tests::stake::purse("supplier")), io_tests::stake::FUNDS - 100_001);
    }
}

#[test]
fn co_stakers_that_start_to_leave_shift_nothing_to_those_who_stay() {
    let mut world = World::costaked();
    world.by("slasher", staking::open(0, 140_001));
    world.by(HOLDER, calls::unstake(HOLDER, COSTAKE));
    world.set_time(TODAY + WINDOW);
    world.accept(calls::execute(0), &[]);
    world.by(HOLDER, calls::withdraw(HOLDER));
    world.by(SECOND, calls::unstake(SECOND, SECONDS_COSTAKE));
    world.set_time(TODAY + WINDOW + COOLDOWN);
    world.by(SECOND, calls::withdraw(SECOND));
    let lost = |name, costake: u64| costake - (world.balance(io_of(name)) + costake - FUNDS);
    // In proportion, each rounded against itself; together the slash and the base unit of dust at most.
    let worth = |costake: u64| (u128::from(costake) * u128::from(BOTH - 40_000) / u128::from(BOTH)) as u64;
    assert_eq!(lost(HOLDER, COSTAKE), COSTAKE - worth(COSTAKE));
    assert!((0..=1).contains(&(lost(SECOND, SECONDS_COSTAKE) - (SECONDS_COSTAKE - worth(SECONDS_COSTAKE)))));
    assert_eq!(lost(HOLDER, COSTAKE) + lost(SECOND, SECONDS_COSTAKE), 40_000 + world.costake().dust);
    assert!(world.costake().dust <= 2);
}

#[test]
fn of_co_stake_alone_where_the_owner_has_nothing_left() {
    let mut world = World::costaked();
    world.by("supplier", staking::unstake(STAKE));
    world.set_time(TODAY + COOLDOWN);
    world.by("supplier", staking::withdraw());
    let event = world.by("slasher", staking::open(0, 100)).event::<CaseOpened>(&ID);
    assert_eq!((event.frozen, event.costake), (100, 100));
    world.set_time(TODAY + COOLDOWN + WINDOW);
    world.accept(calls::execute(0), &[]);
    assert_eq!(world.costake().amount, BOTH - 100);
    assert_eq!(world.device(rig()).total(), 0);
}

#[test]
fn executing_names_the_books_and_the_vault_of_the_co_stake() {
    let mut world = World::costaked();
    world.by("neighbour", costake::open(address("neighbour"), neighbours(), 1_000));
    world.by("slasher", staking::open(0, 140_001));
    world.set_time(TODAY + WINDOW);
    world.refuse(staking::execute(0), &[], IoStakeError::CostakeMissing);
    let (rewards, vault) = (costake::rewards_address(rig()), costake::vault_address(rig()));
    for left_out in [rewards, vault] {
        let forgery = exchanged(&calls::execute(0), left_out, stake::ID);
        world.refuse(forgery, &[], IoStakeError::CostakeMissing);
    }
    let theirs = exchanged(&calls::execute(0), rewards, costake::rewards_address(neighbours()));
    world.refuse(theirs, &[], IoStakeError::RewardsOfAnotherDevice);
    for another in [costake::vault_address(neighbours()), io_tests::costake::reward_vault(0)] {
        world.refuse(exchanged(&calls::execute(0), vault, another), &[], IoStakeError::NotTheVault);
    }
    world.accept(calls::execute(0), &[]);
}

#[test]
fn a_case_that_freezes_no_co_stake_needs_none_of_that() {
    let mut world = World::costaked();
    world.by("slasher", staking::open(0, 1));
    world.set_time(TODAY + WINDOW);
    world.accept(staking::execute(0), &[]);
    assert_eq!(world.costake().amount, BOTH);
}

#[test]
fn slashed_to_nothing_the_shares_leave_for_nothing() {
    let mut world = World::costaked();
    world.by("slasher", staking::open(0, u64::MAX));
    world.set_time(TODAY + WINDOW);
    world.accept(calls::execute(0), &[]);
    // Nobody can come: a base unit would buy shares without bound.
    world.not_by(LATE, calls::add(LATE, 1_000), IoStakeError::SlashedTooFar);
    for (name, shares) in [(HOLDER, COSTAKE), (SECOND, SECONDS_COSTAKE)] {
        world.by(name, calls::unstake(name, shares));
    }
    world.set_time(TODAY + WINDOW + COOLDOWN);
    for (name, costake) in [(HOLDER, COSTAKE), (SECOND, SECONDS_COSTAKE)] {
        world.by(name, calls::withdraw(name));
        world.by(name, calls::close_position(name));
        assert_eq!(world.balance(io_of(name)), FUNDS - costake);
    }
    // Then the way in is open again, at a share for a base unit.
    world.by(LATE, calls::add(LATE, 1_000));
    assert_eq!(world.position(LATE).shares, 1_000);
}

#[test]
fn slashed_to_less_than_a_64th_it_takes_nobody_until_all_have_left() {
    // 400,010 shares: 6,251 base units are a 64th, rounded up.
    for (left, taken) in [(6_251, true), (6_250, false)] {
        let mut world = World::costaked();
        // The owner has nothing, so that the slash is the co-stake's alone.
        world.by("supplier", staking::unstake(STAKE));
        world.set_time(TODAY + COOLDOWN);
        world.by("supplier", staking::withdraw());
        world.by("slasher", staking::open(0, BOTH - left));
        world.set_time(TODAY + COOLDOWN + WINDOW);
        world.accept(calls::execute(0), &[]);
        assert_eq!((world.costake().amount, world.costake().shares), (left, BOTH));
        if taken {
            world.by(LATE, calls::add(LATE, 1_000));
            assert_eq!(world.position(LATE).shares, 1_000 * BOTH / left);
            continue;
        }
        world.not_by(LATE, calls::add(LATE, 1_000), IoStakeError::SlashedTooFar);
        // Leaving pays what is left, to the base unit.
        for (name, shares) in [(HOLDER, COSTAKE), (SECOND, SECONDS_COSTAKE)] {
            world.by(name, calls::unstake(name, shares));
        }
        let now = world.time() + COOLDOWN;
        world.set_time(now);
        for name in [HOLDER, SECOND] {
            world.by(name, calls::withdraw(name));
        }
        let paid = world.balance(io_of(HOLDER)) + world.balance(io_of(SECOND)) - (2 * FUNDS - BOTH);
        assert_eq!(paid + world.costake().dust, left);
        assert!(world.costake().dust <= 1);
        world.by(LATE, calls::add(LATE, 1_000));
        assert_eq!(world.position(LATE).shares, 1_000);
    }
}
