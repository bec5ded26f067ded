//! The owner offers its device.

use anchor_lang::prelude::Pubkey;
use io_app::stake::{self, ID};
use io_stake::{error::IoStakeError, events::OwnerProposed};
use io_tests::{
    World, address,
    stake::{calls, rig, text},
};

#[test]
fn an_offer_changes_nothing_until_it_is_accepted() {
    let mut world = World::staked();

    let receipt = world.by("supplier", stake::propose_owner(address("supplier"), rig(), address("heir")));

    let expected = OwnerProposed { device: rig(), owner: address("supplier"), pending_owner: address("heir") };
    assert_eq!(receipt.event::<OwnerProposed>(&ID), expected);
    let device = world.device(rig());
    assert_eq!((device.owner, device.pending_owner), (address("supplier"), address("heir")));
    world.not_by("heir", stake::request_unstake(address("heir"), rig(), 1), IoStakeError::NotOwner);
    world.by("supplier", calls::unstake(1));
}

#[test]
fn a_later_offer_replaces_it_and_the_default_address_withdraws_it() {
    let mut world = World::staked();
    for offered in [address("heir"), address("neighbour"), Pubkey::default()] {
        let receipt = world.by("supplier", stake::propose_owner(address("supplier"), rig(), offered));
        assert_eq!(receipt.event::<OwnerProposed>(&ID).pending_owner, offered);
        assert_eq!(world.device(rig()).pending_owner, offered);
    }
    for name in ["heir", "neighbour"] {
        world.not_by(name, stake::accept_owner(address(name), rig()), IoStakeError::NotPendingOwner);
    }
}

#[test]
fn an_offer_can_be_made_under_a_case_and_under_a_pause() {
    let mut world = World::appealed(100);
    world.pause_staking();
    world.by("supplier", stake::propose_owner(address("supplier"), rig(), address("heir")));
    assert_eq!(world.device(rig()).pending_owner, address("heir"));
    world.by("supplier", stake::update_device(address("supplier"), rig(), text("sold")));
    assert_eq!(world.device(rig()).pending_owner, address("heir"), "it outlives other changes");
}

#[test]
fn only_the_owner_offers() {
    let mut world = World::staked();
    for name in ["neighbour", "admin", "slasher", "heir"] {
        let attempt = stake::propose_owner(address(name), rig(), address(name));
        world.not_by(name, attempt, IoStakeError::NotOwner);
    }
}
