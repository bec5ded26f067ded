//! The admin names the pauser.

use anchor_lang::prelude::Pubkey;
use io_app::token::{self, ID};
use io_tests::{World, address, keypair};
use io_token::{error::IoTokenError, events::PauserSet};

#[test]
fn the_new_pauser_takes_over_at_once() {
    let mut world = World::initialized();

    let receipt = world.accept(token::set_pauser(address("admin"), address("guard")), &[&keypair("admin")]);

    assert_eq!(world.config().pauser, address("guard"));
    let expected = PauserSet { old_pauser: address("pauser"), new_pauser: address("guard") };
    assert_eq!(receipt.event::<PauserSet>(&ID), expected);
    let stale = token::set_paused(address("pauser"), true);
    world.refuse(stale, &[&keypair("pauser")], IoTokenError::NotPauser);
    world.accept(token::set_paused(address("guard"), true), &[&keypair("guard")]);
}

#[test]
fn without_a_pauser_the_admin_alone_pauses() {
    let mut world = World::initialized();
    world.accept(token::set_pauser(address("admin"), Pubkey::default()), &[&keypair("admin")]);
    let attempt = token::set_paused(address("pauser"), true);
    world.refuse(attempt, &[&keypair("pauser")], IoTokenError::NotPauser);
    world.accept(token::set_paused(address("admin"), true), &[&keypair("admin")]);
}

#[test]
fn only_the_admin_names_the_pauser() {
    let mut world = World::initialized();
    for name in ["pauser", "emission minter", "thief"] {
        let attempt = token::set_pauser(address(name), address(name));
        world.refuse(attempt, &[&keypair(name)], IoTokenError::NotAdmin);
    }
}
