//! The admin offers its role.

use anchor_lang::prelude::Pubkey;
use io_app::treasury::{self, ID};
use io_tests::{World, address, keypair};
use io_treasury::{error::IoTreasuryError, events::AdminProposed};

#[test]
fn an_offer_changes_nothing_until_it_is_accepted() {
    let mut world = World::treasury();

    let receipt = world.by("admin", treasury::propose_admin(address("admin"), address("heir")));

    let config = world.treasury_config();
    assert_eq!((config.admin, config.pending_admin), (address("admin"), address("heir")));
    let expected = AdminProposed { admin: address("admin"), pending_admin: address("heir") };
    assert_eq!(receipt.event::<AdminProposed>(&ID), expected);
    let too_early = treasury::set_pauser(address("heir"), address("heir"));
    world.refuse(too_early, &[&keypair("heir")], IoTreasuryError::NotAdmin);
    world.by("admin", treasury::set_pauser(address("admin"), address("guard")));
}

#[test]
fn a_later_offer_replaces_it_and_the_default_address_withdraws_it() {
    let mut world = World::treasury();
    for offered in [address("heir"), address("heir 2"), Pubkey::default()] {
        let receipt = world.by("admin", treasury::propose_admin(address("admin"), offered));
        assert_eq!(receipt.event::<AdminProposed>(&ID).pending_admin, offered);
        assert_eq!(world.treasury_config().pending_admin, offered);
    }
    for name in ["heir", "heir 2"] {
        world.refuse(treasury::accept_admin(address(name)), &[&keypair(name)], IoTreasuryError::NotPendingAdmin);
    }
}

#[test]
fn only_the_admin_offers() {
    let mut world = World::treasury();
    for name in ["pauser", "seller", "thief"] {
        let attempt = treasury::propose_admin(address(name), address(name));
        world.refuse(attempt, &[&keypair(name)], IoTreasuryError::NotAdmin);
    }
}
