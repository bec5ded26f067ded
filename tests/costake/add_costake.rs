//! A holder stakes behind a device of somebody else's.

use anchor_lang::prelude::Pubkey;
use anchor_spl::token::spl_token::error::TokenError;
use io_app::{
    costake,
    costake::{IO, USDC},
    stake::{self, ID},
};
use io_stake::{error::IoStakeError, events::CostakeAdded, state::Position};
use io_tests::{
    World, address,
    costake::{
        COSTAKE, FUNDS, HOLDER, LATE, RELEASES, REWARD, SECOND, SECONDS_COSTAKE, Shared, account_of, calls, part,
        position_of, released,
    },
    forgery::exchanged,
    keypair,
    stake::{COOLDOWN, TODAY, WINDOW, calls as staking, neighbours, rig},
    treasury::io_of,
};

#[test]
fn opens_a_position_and_gives_a_share_for_a_base_unit() {
    let mut world = World::open_to_costake();
    let lamports = world.lamports(address(HOLDER));

    let receipt = world.by(HOLDER, calls::add(HOLDER, COSTAKE));

    let expected =
        CostakeAdded { device: rig(), holder: address(HOLDER), amount: COSTAKE, shares: COSTAKE, costake: COSTAKE };
    assert_eq!(receipt.event::<CostakeAdded>(&ID), expected);
    let books = Shared { amount: COSTAKE, shares: COSTAKE, cooling: 0, frozen: 0, dust: 0, vault: COSTAKE };
    assert_eq!(world.shared(), books);
    assert_eq!(world.rewards().positions, 1);
    let position = world.position(HOLDER);
    let derived = Pubkey::find_program_address(&[b"position", rig().as_ref(), address(HOLDER).as_ref()], &ID);
    assert_eq!((position_of(HOLDER), position.bump), derived);
    assert_eq!((position.version, position.shares, position.cooling.total()), (1, COSTAKE, 0));
    assert_eq!((position.device, position.holder), (rig(), address(HOLDER)));
    for earned in position.earned {
        assert_eq!((earned.per_share.get(), earned.owed, earned.claimed), (0, 0, 0));
    }
    assert_eq!(world.balance(io_of(HOLDER)), FUNDS - COSTAKE);
    assert_eq!(world.lamports(address(HOLDER)), lamports - world.rent(Position::SIZE));
}

#[test]
fn adds_to_a_position_that_is_there_for_no_further_rent() {
    let mut world = World::costaked();
    let lamports = world.lamports(address(HOLDER));
    world.by(HOLDER, calls::add(HOLDER, 13));
    assert_eq!((world.position(HOLDER).shares, world.rewards().positions), (COSTAKE + 13, 2));
    assert_eq!(world.lamports(address(HOLDER)), lamports);
    let amount = COSTAKE + SECONDS_COSTAKE + 13;
    assert_eq!(world.shared(), Shared { amount, shares: amount, cooling: 0, frozen: 0, dust: 0, vault: amount });
}

#[test]
fn whoever_comes_after_all_have_left_is_another_company() {
    let mut world = World::open_to_costake();
    let companies = |world: &World| world.device(rig()).companies;
    assert_eq!(companies(&world), 0);
    world.by(HOLDER, calls::add(HOLDER, COSTAKE));
    world.by(SECOND, calls::add(SECOND, SECONDS_COSTAKE));
    world.by(HOLDER, calls::unstake(HOLDER, COSTAKE));
    world.by(HOLDER, calls::add(HOLDER, 1));
    assert_eq!(companies(&world), 1, "somebody has always been there");
    world.by(SECOND, calls::unstake(SECOND, SECONDS_COSTAKE));
    world.by(HOLDER, calls::unstake(HOLDER, 1));
    assert_eq!((companies(&world), world.costake().active_shares()), (1, 0));
    // What cools still stands behind the device, and shares nothing.
    world.by(SECOND, calls::add(SECOND, 1));
    assert_eq!(companies(&world), 2);
    // Closing the co-stake forgets nothing.
    world.by(SECOND, calls::unstake(SECOND, 1));
    world.set_time(TODAY + COOLDOWN);
    for holder in [HOLDER, SECOND] {
        world.by(holder, calls::withdraw(holder));
        world.by(holder, calls::close_position(holder));
    }
    world.by("supplier", calls::close());
    world.by("supplier", calls::open(u64::MAX));
    world.by(HOLDER, calls::add(HOLDER, 1));
    assert_eq!(companies(&world), 3);
}

#[test]
fn counts_what_the_shares_have_earned_before_there_are_more() {
    let mut world = World::rewarded();
    world.set_time(RELEASES + 10_000);
    let earned = part(released(REWARD, RELEASES, RELEASES + 10_000), COSTAKE, COSTAKE + SECONDS_COSTAKE);
    world.by(HOLDER, calls::add(HOLDER, COSTAKE));
    let position = world.position(HOLDER);
    assert_eq!(position.earned.map(|earned| earned.owed), [earned; 2]);
    assert_eq!(world.claims(HOLDER, IO), earned, "and no more than that");
    assert_eq!(world.claims(HOLDER, USDC), earned);
}

#[test]
fn nobody_earns_what_was_released_before_it_came() {
    let mut world = World::rewarded();
    world.set_time(RELEASES + 10_000);
    world.by(LATE, calls::add(LATE, FUNDS / 10));
    for asset in [IO, USDC] {
        world.not_by(LATE, calls::claim(LATE, asset), IoStakeError::NothingToClaim);
    }
}

#[test]
fn after_a_slash_a_base_unit_buys_more_shares() {
    // 400,010 shares stand for 300,008 base units.
    let mut world = World::costaked();
    let (all, left) = (COSTAKE + SECONDS_COSTAKE, 300_008);
    slash_costake(&mut world, all - left);
    assert_eq!((world.costake().amount, world.costake().shares), (left, all));

    let receipt = world.by(LATE, calls::add(LATE, 1_000));

    // 1,000 × 400,010 / 300,008, rounded down; what those are worth, rounded down, is booked, and the rest is nobody's.
    let (bought, counted) = (1_333, 999);
    assert_eq!(receipt.event::<CostakeAdded>(&ID).shares, bought);
    let books =
        Shared { amount: left + counted, shares: all + bought, cooling: 0, frozen: 0, dust: 1, vault: left + 1_000 };
    assert_eq!(world.shared(), books);
}

/// A case takes so much of the co-stake, whatever it takes of the owner's.
fn slash_costake(world: &mut World, amount: u64) {
    let device = world.device(rig());
    let (own, others) = (device.unfrozen(), device.costake.unfrozen());
    let asked = (u128::from(amount) * u128::from(own + others)).div_ceil(u128::from(others)) as u64;
    world.by("slasher", staking::open(0, asked));
    assert_eq!(world.case(0).costake, amount);
    world.set_time(TODAY + WINDOW);
    world.accept(calls::execute(0), &[]);
}

#[test]
fn while_a_case_freezes_co_stake_nobody_comes() {
    let mut world = World::costaked();
    world.by("slasher", staking::open(0, 1_000));
    world.not_by(LATE, calls::add(LATE, 1), IoStakeError::CaseIsOpen);
    world.not_by(HOLDER, calls::add(HOLDER, 1), IoStakeError::CaseIsOpen);
    world.by("supplier", staking::appeal(0));
    world.not_by(LATE, calls::add(LATE, 1), IoStakeError::CaseIsOpen);
    world.by("arbiter", staking::resolve(0, 0));
    world.by(LATE, calls::add(LATE, 1));
}

#[test]
fn a_case_that_freezes_none_of_it_stops_nobody() {
    // Of one base unit nothing falls on the co-stake.
    let mut world = World::costaked();
    world.by("slasher", staking::open(0, 1));
    assert_eq!(world.case(0).costake, 0);
    world.by(LATE, calls::add(LATE, 1));
}

#[test]
fn the_owner_may_stake_behind_its_own_device_too() {
    let mut world = World::open_to_costake();
    world.give_io(io_of("supplier"), 100);
    world.by("supplier", calls::add("supplier", 100));
    assert_eq!(world.position("supplier").shares, 100);
}

#[test]
fn nothing_is_no_co_stake() {
    let mut world = World::open_to_costake();
    world.not_by(HOLDER, calls::add(HOLDER, 0), IoStakeError::ZeroAmount);
    assert!(world.is_gone(position_of(HOLDER)));
}

#[test]
fn a_device_that_is_not_open_takes_none() {
    let mut world = World::before_costake();
    // There are no accounts to name, so the neighbour's stand in for them.
    world.by("neighbour", costake::open(address("neighbour"), neighbours(), 1_000));
    let foreign =
        exchanged(&calls::add(HOLDER, 1), costake::rewards_address(rig()), costake::rewards_address(neighbours()));
    world.not_by(HOLDER, foreign, IoStakeError::CostakeIsClosed);
}

#[test]
fn pays_from_the_holders_own_account_of_io() {
    let mut world = World::costaked();
    let from = |source| costake::add(address(HOLDER), rig(), source, 5);
    let holder = [&keypair(HOLDER)];
    world.refuse_code(from(io_of(SECOND)), &holder, TokenError::OwnerMismatch as u32);
    world.refuse_code(from(account_of(HOLDER, USDC)), &holder, TokenError::MintMismatch as u32);
    world.refuse_code(from(costake::vault_address(rig())), &holder, TokenError::OwnerMismatch as u32);
    world.refuse_code(from(stake::vault_address(rig())), &holder, TokenError::OwnerMismatch as u32);
    world.refuse_code(calls::add(HOLDER, FUNDS + 1), &holder, TokenError::InsufficientFunds as u32);
}

#[test]
fn a_pause_stops_it() {
    let mut world = World::costaked();
    world.pause_staking();
    world.not_by(HOLDER, calls::add(HOLDER, 1), IoStakeError::Paused);
    world.not_by(LATE, calls::add(LATE, 1), IoStakeError::Paused);
}

#[test]
fn lamports_sent_ahead_do_not_stand_in_the_way() {
    let mut world = World::open_to_costake();
    world.put(position_of(HOLDER), solana_account::Account { lamports: 1, ..Default::default() });
    world.by(HOLDER, calls::add(HOLDER, 1));
    assert_eq!(world.position(HOLDER).shares, 1);
}
