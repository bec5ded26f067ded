//! The admin offers its role.

use anchor_lang::prelude::Pubkey;
use io_app::stake::{self, ID};
use io_stake::{Role, error::IoStakeError, events::AdminProposed};
use io_tests::{World, address};

#[test]
fn an_offer_changes_nothing_until_it_is_accepted() {
    let mut world = World::staking();

    let receipt = world.by("admin", stake::propose_admin(address("admin"), address("heir")));

    let config = world.staking_config();
    assert_eq!((config.admin, config.pending_admin), (address("admin"), address("heir")));
    let expected = AdminProposed { admin: address("admin"), pending_admin: address("heir") };
    assert_eq!(receipt.event::<AdminProposed>(&ID), expected);
    let too_early = stake::set_role(address("heir"), Role::Pauser, address("heir"));
    world.not_by("heir", too_early, IoStakeError::NotAdmin);
    world.by("admin", stake::set_role(address("admin"), Role::Pauser, address("guard")));
}

#[test]
fn a_later_offer_replaces_it_and_the_default_address_withdraws_it() {
    let mut world = World::staking();
    for offered in [address("heir"), address("heir 2"), Pubkey::default()] {
        let receipt = world.by("admin", stake::propose_admin(address("admin"), offered));
        assert_eq!(receipt.event::<AdminProposed>(&ID).pending_admin, offered);
        assert_eq!(world.staking_config().pending_admin, offered);
    }
    for name in ["heir", "heir 2"] {
        world.not_by(name, stake::accept_admin(address(name)), IoStakeError::NotPendingAdmin);
    }
}

#[test]
fn only_the_admin_offers() {
    let mut world = World::staking();
    for name in ["pauser", "slasher", "arbiter", "thief"] {
        world.not_by(name, stake::propose_admin(address(name), address(name)), IoStakeError::NotAdmin);
    }
}
