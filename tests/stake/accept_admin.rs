//! The proposed admin takes over.

use anchor_lang::prelude::Pubkey;
use io_app::stake::{self, ID};
use io_stake::{Role, error::IoStakeError, events::AdminChanged};
use io_tests::{World, address};

fn offered() -> World {
    let mut world = World::staking();
    world.by("admin", stake::propose_admin(address("admin"), address("heir")));
    world
}

#[test]
fn the_role_moves_whole() {
    let mut world = offered();

    let receipt = world.by("heir", stake::accept_admin(address("heir")));

    let config = world.staking_config();
    assert_eq!((config.admin, config.pending_admin), (address("heir"), Pubkey::default()));
    let expected = AdminChanged { old_admin: address("admin"), new_admin: address("heir") };
    assert_eq!(receipt.event::<AdminChanged>(&ID), expected);
    let stale = stake::set_role(address("admin"), Role::Pauser, address("admin"));
    world.not_by("admin", stale, IoStakeError::NotAdmin);
    world.not_by("admin", stake::set_paused(address("admin"), true), IoStakeError::NotPauser);
    world.by("heir", stake::set_role(address("heir"), Role::Pauser, address("guard")));
}

#[test]
fn only_the_one_who_was_proposed_accepts() {
    let mut world = offered();
    for name in ["admin", "pauser", "slasher", "thief"] {
        world.not_by(name, stake::accept_admin(address(name)), IoStakeError::NotPendingAdmin);
    }
}

#[test]
fn an_offer_is_accepted_once() {
    let mut world = offered();
    world.by("heir", stake::accept_admin(address("heir")));
    world.not_by("heir", stake::accept_admin(address("heir")), IoStakeError::NotPendingAdmin);
}

#[test]
fn nothing_offered_nothing_accepted() {
    World::staking().not_by("heir", stake::accept_admin(address("heir")), IoStakeError::NotPendingAdmin);
}
