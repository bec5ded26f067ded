//! The admin gives a role to a key.

use anchor_lang::prelude::Pubkey;
use io_app::stake::{self, ID};
use io_stake::{Role, error::IoStakeError, events::RoleSet};
use io_tests::{World, address, stake::calls};

fn set_role(role: Role, key: Pubkey) -> anchor_lang::solana_program::instruction::Instruction {
    stake::set_role(address("admin"), role, key)
}

#[test]
fn each_role_moves_alone() {
    let mut world = World::staking();
    let mut before = world.staking_config();
    for (role, name) in [(Role::Pauser, "guard"), (Role::Slasher, "slasher 2"), (Role::Arbiter, "arbiter 2")] {
        let receipt = world.by("admin", set_role(role, address(name)));
        assert_eq!(receipt.event::<RoleSet>(&ID), RoleSet { role, key: address(name) });
        match role {
            Role::Pauser => before.pauser = address(name),
            Role::Slasher => before.slasher = address(name),
            Role::Arbiter => before.arbiter = address(name),
        }
        let now = world.staking_config();
        assert_eq!((now.pauser, now.slasher, now.arbiter), (before.pauser, before.slasher, before.arbiter));
        assert_eq!(now.admin, address("admin"));
    }
}

#[test]
fn whoever_had_a_role_loses_it_at_once() {
    let mut world = World::appealed(100);
    for (role, name) in [(Role::Pauser, "guard"), (Role::Slasher, "slasher 2"), (Role::Arbiter, "arbiter 2")] {
        world.by("admin", set_role(role, address(name)));
    }
    world.not_by("pauser", stake::set_paused(address("pauser"), true), IoStakeError::NotPauser);
    world.not_by("slasher", calls::open(1, 1), IoStakeError::NotSlasher);
    world.not_by("slasher", calls::suspend(0), IoStakeError::NotSlasher);
    world.not_by("arbiter", calls::resolve(0, 0), IoStakeError::NotArbiter);
}

#[test]
fn nobody_prosecutes_and_judges() {
    let mut world = World::staking();
    world.not_by("admin", set_role(Role::Slasher, address("arbiter")), IoStakeError::SlasherIsArbiter);
    world.not_by("admin", set_role(Role::Arbiter, address("slasher")), IoStakeError::SlasherIsArbiter);
    // The two can change places only by way of a third key.
    world.by("admin", set_role(Role::Slasher, address("slasher 2")));
    world.by("admin", set_role(Role::Arbiter, address("slasher")));
    world.by("admin", set_role(Role::Slasher, address("arbiter")));
}

#[test]
fn somebody_prosecutes_and_somebody_judges() {
    let mut world = World::staking();
    for role in [Role::Slasher, Role::Arbiter] {
        world.not_by("admin", set_role(role, Pubkey::default()), IoStakeError::RoleMustBeNamed);
    }
    // Without a pauser the admin alone pauses.
    world.by("admin", set_role(Role::Pauser, Pubkey::default()));
    world.not_by("pauser", stake::set_paused(address("pauser"), true), IoStakeError::NotPauser);
    world.by("admin", stake::set_paused(address("admin"), true));
}

#[test]
fn only_the_admin_gives_roles() {
    let mut world = World::staking();
    for name in ["pauser", "slasher", "arbiter", "supplier", "thief"] {
        for role in [Role::Pauser, Role::Slasher, Role::Arbiter] {
            let attempt = stake::set_role(address(name), role, address("thief"));
            world.not_by(name, attempt, IoStakeError::NotAdmin);
        }
    }
}
