//! The proposed admin takes over.

use anchor_lang::prelude::Pubkey;
use io_app::token::{self, ID};
use io_tests::{World, address, keypair};
use io_token::{error::IoTokenError, events::AdminChanged};

fn offered() -> World {
    let mut world = World::initialized();
    world.accept(token::propose_admin(address("admin"), address("heir")), &[&keypair("admin")]);
    world
}

#[test]
fn the_role_moves_whole() {
    let mut world = offered();

    let receipt = world.accept(token::accept_admin(address("heir")), &[&keypair("heir")]);

    let config = world.config();
    assert_eq!((config.admin, config.pending_admin), (address("heir"), Pubkey::default()));
    let expected = AdminChanged { old_admin: address("admin"), new_admin: address("heir") };
    assert_eq!(receipt.event::<AdminChanged>(&ID), expected);
    let stale = token::set_pauser(address("admin"), address("admin"));
    world.refuse(stale, &[&keypair("admin")], IoTokenError::NotAdmin);
    world.accept(token::set_pauser(address("heir"), address("guard")), &[&keypair("heir")]);
}

#[test]
fn only_the_one_who_was_proposed_accepts() {
    let mut world = offered();
    for name in ["admin", "pauser", "thief"] {
        let claim = token::accept_admin(address(name));
        world.refuse(claim, &[&keypair(name)], IoTokenError::NotPendingAdmin);
    }
}

#[test]
fn an_offer_is_accepted_once() {
    let mut world = offered();
    world.accept(token::accept_admin(address("heir")), &[&keypair("heir")]);
    world.refuse(token::accept_admin(address("heir")), &[&keypair("heir")], IoTokenError::NotPendingAdmin);
}

#[test]
fn nothing_offered_nothing_accepted() {
    let mut world = World::initialized();
    world.refuse(token::accept_admin(address("heir")), &[&keypair("heir")], IoTokenError::NotPendingAdmin);
}
