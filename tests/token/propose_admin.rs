//! The admin offers its role.

use anchor_lang::prelude::Pubkey;
use io_app::token::{self, ID};
use io_tests::{World, address, keypair};
use io_token::{error::IoTokenError, events::AdminProposed};

#[test]
fn an_offer_changes_nothing_until_it_is_accepted() {
    let mut world = World::initialized();

    let receipt = world.accept(token::propose_admin(address("admin"), address("heir")), &[&keypair("admin")]);

    let config = world.config();
    assert_eq!((config.admin, config.pending_admin), (address("admin"), address("heir")));
    let expected = AdminProposed { admin: address("admin"), pending_admin: address("heir") };
    assert_eq!(receipt.event::<AdminProposed>(&ID), expected);
    let too_early = token::set_pauser(address("heir"), address("heir"));
    world.refuse(too_early, &[&keypair("heir")], IoTokenError::NotAdmin);
    world.accept(token::set_pauser(address("admin"), address("guard")), &[&keypair("admin")]);
}

#[test]
fn a_later_offer_replaces_it_and_the_default_address_withdraws_it() {
    let mut world = World::initialized();
    for offered in [address("heir"), address("heir 2"), Pubkey::default()] {
        let receipt = world.accept(token::propose_admin(address("admin"), offered), &[&keypair("admin")]);
        assert_eq!(receipt.event::<AdminProposed>(&ID).pending_admin, offered);
        assert_eq!(world.config().pending_admin, offered);
    }
    for name in ["heir", "heir 2"] {
        let claim = token::accept_admin(address(name));
        world.refuse(claim, &[&keypair(name)], IoTokenError::NotPendingAdmin);
    }
}

#[test]
fn only_the_admin_offers() {
    let mut world = World::initialized();
    for name in ["pauser", "emission minter", "thief"] {
        let attempt = token::propose_admin(address(name), address(name));
        world.refuse(attempt, &[&keypair(name)], IoTokenError::NotAdmin);
    }
}
