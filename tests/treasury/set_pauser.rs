//! The admin names the pauser.

use anchor_lang::prelude::Pubkey;
use io_app::treasury::{self, ID};
use io_tests::{World, address, keypair};
use io_treasury::{error::IoTreasuryError, events::PauserSet};

#[test]
fn the_new_pauser_takes_over_at_once() {
    let mut world = World::treasury();

    let receipt = world.by("admin", treasury::set_pauser(address("admin"), address("guard")));

    assert_eq!(world.treasury_config().pauser, address("guard"));
    let expected = PauserSet { old_pauser: address("pauser"), new_pauser: address("guard") };
    assert_eq!(receipt.event::<PauserSet>(&ID), expected);
    let stale = treasury::set_paused(address("pauser"), true);
    world.refuse(stale, &[&keypair("pauser")], IoTreasuryError::NotPauser);
    world.by("guard", treasury::set_paused(address("guard"), true));
}

#[test]
fn without_a_pauser_the_admin_alone_pauses() {
    let mut world = World::treasury();
    world.by("admin", treasury::set_pauser(address("admin"), Pubkey::default()));
    let attempt = treasury::set_paused(address("pauser"), true);
    world.refuse(attempt, &[&keypair("pauser")], IoTreasuryError::NotPauser);
    world.by("admin", treasury::set_paused(address("admin"), true));
}

#[test]
fn only_the_admin_names_the_pauser() {
    let mut world = World::treasury();
    for name in ["pauser", "seller", "thief"] {
        let attempt = treasury::set_pauser(address(name), address(name));
        world.refuse(attempt, &[&keypair(name)], IoTreasuryError::NotAdmin);
    }
}
