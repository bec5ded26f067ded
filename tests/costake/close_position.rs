//! A holder closes a position in which nothing is left, and gets its rent back.

use anchor_lang::error::ErrorCode;
use io_app::{
    costake::{self, IO, USDC},
    stake::ID,
};
use io_stake::{error::IoStakeError, events::PositionClosed, state::Position};
use io_tests::{
    World, address,
    costake::{COSTAKE, DAY, FUNDS, HOLDER, RELEASES, REWARD, SECOND, SECONDS_COSTAKE, calls, part, position_of},
    forgery::exchanged,
    keypair,
    stake::{COOLDOWN, TODAY, rig},
    treasury::io_of,
};

/// The holder has left, and has nothing to claim.
fn left() -> World {
    let mut world = World::costaked();
    world.by(HOLDER, calls::unstake(HOLDER, COSTAKE));
    world.set_time(TODAY + COOLDOWN);
    world.by(HOLDER, calls::withdraw(HOLDER));
    world
}

#[test]
fn returns_the_rent_and_counts_it_out() {
    let mut world = left();
    let lamports = world.lamports(address(HOLDER));

    let receipt = world.by(HOLDER, calls::close_position(HOLDER));

    assert_eq!(receipt.event::<PositionClosed>(&ID), PositionClosed { device: rig(), holder: address(HOLDER) });
    assert!(world.is_gone(position_of(HOLDER)));
    assert_eq!(world.rewards().positions, 1);
    assert_eq!(world.lamports(address(HOLDER)), lamports + world.rent(Position::SIZE));
    assert_eq!(world.balance(io_of(HOLDER)), FUNDS);
    for call in [calls::close_position(HOLDER), calls::withdraw(HOLDER), calls::claim(HOLDER, IO)] {
        world.refuse_code(call, &[&keypair(HOLDER)], ErrorCode::AccountOwnedByWrongProgram);
    }
}

#[test]
fn not_while_anything_is_left_in_it() {
    let mut world = World::rewarded();
    world.not_by(HOLDER, calls::close_position(HOLDER), IoStakeError::PositionNotEmpty);
    world.set_time(RELEASES + DAY);
    world.by(HOLDER, calls::unstake(HOLDER, COSTAKE));
    world.not_by(HOLDER, calls::close_position(HOLDER), IoStakeError::PositionNotEmpty);
    world.set_time(RELEASES + DAY + COOLDOWN);
    world.by(HOLDER, calls::withdraw(HOLDER));
    world.not_by(HOLDER, calls::close_position(HOLDER), IoStakeError::PositionNotEmpty);
    world.by(HOLDER, calls::claim(HOLDER, IO));
    world.not_by(HOLDER, calls::close_position(HOLDER), IoStakeError::PositionNotEmpty);
    world.by(HOLDER, calls::claim(HOLDER, USDC));
    world.by(HOLDER, calls::close_position(HOLDER));
}

#[test]
fn what_it_comes_back_to_is_new() {
    let mut world = World::rewarded();
    world.set_time(RELEASES + DAY);
    world.by(HOLDER, calls::unstake(HOLDER, COSTAKE));
    world.set_time(RELEASES + DAY + COOLDOWN);
    world.by(HOLDER, calls::withdraw(HOLDER));
    for asset in [IO, USDC] {
        world.by(HOLDER, calls::claim(HOLDER, asset));
    }
    world.by(HOLDER, calls::close_position(HOLDER));
    world.by(HOLDER, calls::add(HOLDER, 1_000));
    // Not what was earned in between, nor what it had earned before.
    let position = world.position(HOLDER);
    assert_eq!((position.shares, position.earned.map(|earned| (earned.owed, earned.claimed))), (1_000, [(0, 0); 2]));
    for asset in [IO, USDC] {
        world.not_by(HOLDER, calls::claim(HOLDER, asset), IoStakeError::NothingToClaim);
    }
    assert_eq!(world.stream(IO).held, REWARD - part(REWARD, COSTAKE, COSTAKE + SECONDS_COSTAKE));
}

#[test]
fn only_the_holder_closes() {
    let mut world = left();
    for name in ["supplier", "admin", SECOND] {
        let theft = exchanged(
            &costake::close_position(address(name), rig()),
            costake::position_address(rig(), address(name)),
            position_of(HOLDER),
        );
        world.not_by(name, theft, IoStakeError::NotHolder);
    }
}

#[test]
fn a_pause_and_an_open_case_do_not_stop_it() {
    let mut world = left();
    world.by("slasher", io_tests::stake::calls::open(0, 1_000));
    world.pause_staking();
    world.by(HOLDER, calls::close_position(HOLDER));
}
