//! The proposed owner takes a device over, with all that is on it.

use anchor_lang::prelude::Pubkey;
use io_app::stake::{self, ID};
use io_stake::{error::IoStakeError, events::OwnerChanged};
use io_tests::{
    World, address,
    stake::{COOLDOWN, FUNDS, STAKE, TODAY, calls, case, neighbours, purse, rig, text},
};

fn offer(world: &mut World) {
    world.by("supplier", stake::propose_owner(address("supplier"), rig(), address("heir")));
}

#[test]
fn the_device_moves_whole() {
    let mut world = World::staked();
    offer(&mut world);

    let receipt = world.by("heir", stake::accept_owner(address("heir"), rig()));

    let expected = OwnerChanged { device: rig(), old_owner: address("supplier"), new_owner: address("heir") };
    assert_eq!(receipt.event::<OwnerChanged>(&ID), expected);
    let device = world.device(rig());
    assert_eq!((device.owner, device.pending_owner), (address("heir"), Pubkey::default()));
    assert_eq!((device.registrant, device.active, device.falls), (address("supplier"), STAKE, 0));
    for call in [calls::stake(1), calls::unstake(1), calls::withdraw(), calls::close()] {
        world.not_by("supplier", call, IoStakeError::NotOwner);
    }
    world.by("heir", stake::stake(address("heir"), rig(), purse("heir"), 1));
}

#[test]
fn a_running_cooldown_goes_on_and_pays_the_new_owner() {
    let mut world = World::staked();
    world.by("supplier", calls::unstake(400));
    world.set_time(TODAY + 100);
    offer(&mut world);
    world.by("heir", stake::accept_owner(address("heir"), rig()));
    assert_eq!(world.cooldowns(), [(400, TODAY + COOLDOWN)], "its clock is not started anew");

    world.set_time(TODAY + COOLDOWN);
    world.not_by("supplier", calls::withdraw(), IoStakeError::NotOwner);
    world.by("heir", stake::withdraw(address("heir"), rig(), purse("heir")));
    assert_eq!(world.balance(purse("heir")), FUNDS + 400);
}

#[test]
fn an_open_case_stays_with_the_device() {
    let mut world = World::accused(300);
    world.by("slasher", calls::suspend(0));
    offer(&mut world);
    world.by("heir", stake::accept_owner(address("heir"), rig()));

    let device = world.device(rig());
    assert_eq!((device.frozen, device.open_cases, device.suspensions), (300, 1, 1));
    world.not_by("supplier", calls::appeal(0), IoStakeError::NotOwner);
    world.by("heir", stake::appeal(address("heir"), rig(), case(0), text("defence")));
    world.by("arbiter", calls::resolve(0, 200));
    world.accept(calls::execute(0), &[]);
    assert_eq!(world.device(rig()).active, STAKE - 200);
}

#[test]
fn only_the_one_who_was_proposed_accepts() {
    let mut world = World::staked();
    offer(&mut world);
    for name in ["supplier", "neighbour", "admin", "slasher"] {
        world.not_by(name, stake::accept_owner(address(name), rig()), IoStakeError::NotPendingOwner);
    }
    // And only the device that was offered.
    world.not_by("heir", stake::accept_owner(address("heir"), neighbours()), IoStakeError::NotPendingOwner);
}

#[test]
fn an_offer_is_accepted_once() {
    let mut world = World::staked();
    offer(&mut world);
    world.by("heir", stake::accept_owner(address("heir"), rig()));
    world.not_by("heir", stake::accept_owner(address("heir"), rig()), IoStakeError::NotPendingOwner);
}

#[test]
fn nothing_offered_nothing_accepted() {
    World::staked().not_by("heir", stake::accept_owner(address("heir"), rig()), IoStakeError::NotPendingOwner);
}

#[test]
fn a_pause_does_not_stop_it() {
    let mut world = World::staked();
    offer(&mut world);
    world.pause_staking();
    world.by("heir", stake::accept_owner(address("heir"), rig()));
}
