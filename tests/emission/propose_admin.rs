//! The admin offers its role.

use anchor_lang::prelude::Pubkey;
use io_app::emission::{self, ID};
use io_emission::{error::IoEmissionError, events::AdminProposed};
use io_tests::{World, address};

#[test]
fn an_offer_changes_nothing_until_it_is_accepted() {
    let mut world = World::emitting();

    let receipt = world.by("admin", emission::propose_admin(address("admin"), address("heir")));

    let config = world.emission_config();
    assert_eq!((config.admin, config.pending_admin), (address("admin"), address("heir")));
    let expected = AdminProposed { admin: address("admin"), pending_admin: address("heir") };
    assert_eq!(receipt.event::<AdminProposed>(&ID), expected);
    let too_early = emission::set_pauser(address("heir"), address("heir"));
    world.refused(&["heir"], too_early, IoEmissionError::NotAdmin);
    world.by("admin", emission::set_pauser(address("admin"), address("guard")));
}

#[test]
fn a_later_offer_replaces_it_and_the_default_address_withdraws_it() {
    let mut world = World::emitting();
    for offered in [address("heir"), address("heir 2"), Pubkey::default()] {
        let receipt = world.by("admin", emission::propose_admin(address("admin"), offered));
        assert_eq!(receipt.event::<AdminProposed>(&ID).pending_admin, offered);
        assert_eq!(world.emission_config().pending_admin, offered);
    }
    for name in ["heir", "heir 2"] {
        world.refused(&[name], emission::accept_admin(address(name)), IoEmissionError::NotPendingAdmin);
    }
}

#[test]
fn only_the_admin_offers() {
    let mut world = World::emitting();
    for name in ["pauser", "attestor 1", "thief"] {
        world.refused(&[name], emission::propose_admin(address(name), address(name)), IoEmissionError::NotAdmin);
    }
}
