//! The admin names the pauser.

use anchor_lang::prelude::Pubkey;
use io_app::emission::{self, ID};
use io_emission::{error::IoEmissionError, events::PauserSet};
use io_tests::{World, address};

#[test]
fn the_new_pauser_pauses_and_the_old_one_no_longer() {
    let mut world = World::emitting();

    let receipt = world.by("admin", emission::set_pauser(address("admin"), address("guard")));

    assert_eq!(receipt.event::<PauserSet>(&ID), PauserSet { pauser: address("guard") });
    world.refused(&["pauser"], emission::set_paused(address("pauser"), true), IoEmissionError::NotPauser);
    world.by("guard", emission::set_paused(address("guard"), true));
}

#[test]
fn the_default_address_leaves_it_to_the_admin() {
    let mut world = World::emitting();
    world.by("admin", emission::set_pauser(address("admin"), Pubkey::default()));
    world.refused(&["pauser"], emission::set_paused(address("pauser"), true), IoEmissionError::NotPauser);
    world.by("admin", emission::set_paused(address("admin"), true));
}

#[test]
fn only_the_admin_names_it() {
    let mut world = World::emitting();
    for name in ["pauser", "attestor 1", "thief"] {
        world.refused(&[name], emission::set_pauser(address(name), address(name)), IoEmissionError::NotAdmin);
    }
}
