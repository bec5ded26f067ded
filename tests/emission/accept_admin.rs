//! The proposed admin takes over.

use anchor_lang::prelude::Pubkey;
use io_app::emission::{self, ID};
use io_emission::{error::IoEmissionError, events::AdminChanged};
use io_tests::{World, address};

fn offered() -> World {
    let mut world = World::emitting();
    world.by("admin", emission::propose_admin(address("admin"), address("heir")));
    world
}

#[test]
fn the_role_moves_whole() {
    let mut world = offered();

    let receipt = world.by("heir", emission::accept_admin(address("heir")));

    let config = world.emission_config();
    assert_eq!((config.admin, config.pending_admin), (address("heir"), Pubkey::default()));
    let expected = AdminChanged { old_admin: address("admin"), new_admin: address("heir") };
    assert_eq!(receipt.event::<AdminChanged>(&ID), expected);
    let stale = emission::set_pauser(address("admin"), address("admin"));
    world.refused(&["admin"], stale, IoEmissionError::NotAdmin);
    world.refused(&["admin"], emission::set_paused(address("admin"), true), IoEmissionError::NotPauser);
    world.by("heir", emission::set_pauser(address("heir"), address("guard")));
}

#[test]
fn only_the_one_who_was_proposed_accepts() {
    let mut world = offered();
    for name in ["admin", "pauser", "attestor 1", "thief"] {
        world.refused(&[name], emission::accept_admin(address(name)), IoEmissionError::NotPendingAdmin);
    }
}

#[test]
fn an_offer_is_accepted_once() {
    let mut world = offered();
    world.by("heir", emission::accept_admin(address("heir")));
    world.refused(&["heir"], emission::accept_admin(address("heir")), IoEmissionError::NotPendingAdmin);
}

#[test]
fn nothing_offered_nothing_accepted() {
    World::emitting().refused(&["heir"], emission::accept_admin(address("heir")), IoEmissionError::NotPendingAdmin);
}
