//! The proposed admin takes over.

use anchor_lang::prelude::Pubkey;
use io_app::treasury::{self, ID};
use io_tests::{World, address, keypair};
use io_treasury::{error::IoTreasuryError, events::AdminChanged};

fn offered() -> World {
    let mut world = World::treasury();
    world.by("admin", treasury::propose_admin(address("admin"), address("heir")));
    world
}

#[test]
fn the_role_moves_whole() {
    let mut world = offered();

    let receipt = world.by("heir", treasury::accept_admin(address("heir")));

    let config = world.treasury_config();
    assert_eq!((config.admin, config.pending_admin), (address("heir"), Pubkey::default()));
    let expected = AdminChanged { old_admin: address("admin"), new_admin: address("heir") };
    assert_eq!(receipt.event::<AdminChanged>(&ID), expected);
    let stale = treasury::set_pauser(address("admin"), address("admin"));
    world.refuse(stale, &[&keypair("admin")], IoTreasuryError::NotAdmin);
    let stale = treasury::set_paused(address("admin"), true);
    world.refuse(stale, &[&keypair("admin")], IoTreasuryError::NotPauser);
    world.by("heir", treasury::set_pauser(address("heir"), address("guard")));
}

#[test]
fn only_the_one_who_was_proposed_accepts_and_only_once() {
    let mut world = offered();
    for name in ["admin", "pauser", "thief"] {
        world.refuse(treasury::accept_admin(address(name)), &[&keypair(name)], IoTreasuryError::NotPendingAdmin);
    }
    world.by("heir", treasury::accept_admin(address("heir")));
    world.refuse(treasury::accept_admin(address("heir")), &[&keypair("heir")], IoTreasuryError::NotPendingAdmin);
}

#[test]
fn nothing_offered_nothing_accepted() {
    let attempt = treasury::accept_admin(address("heir"));
    World::treasury().refuse(attempt, &[&keypair("heir")], IoTreasuryError::NotPendingAdmin);
}
