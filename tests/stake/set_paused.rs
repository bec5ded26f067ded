//! A pause stops what puts stake in and what takes it from its owner, and nothing of what lets it out.

use io_app::stake::{self, ID};
use io_stake::{error::IoStakeError, events::PausedSet};
use io_tests::{
    World, address,
    stake::{STAKE, TODAY, WINDOW, calls, device_args, purse, rig, specimens},
};
use solana_instruction::error::InstructionError;
use solana_transaction_error::TransactionError;

#[test]
fn the_pauser_and_the_admin_pause_and_resume() {
    let mut world = World::staking();
    for (name, paused) in
        [("pauser", true), ("pauser", true), ("admin", false), ("admin", true), ("pauser", false), ("admin", false)]
    {
        let receipt = world.by(name, stake::set_paused(address(name), paused));
        assert_eq!(world.staking_config().is_paused(), paused);
        assert_eq!(receipt.event::<PausedSet>(&ID), PausedSet { paused, authority: address(name) });
    }
}

#[test]
fn nobody_else_does() {
    let mut world = World::staking();
    for name in ["slasher", "arbiter", "supplier", "thief"] {
        for paused in [true, false] {
            world.not_by(name, stake::set_paused(address(name), paused), IoStakeError::NotPauser);
        }
    }
}

#[test]
fn stops_registering_staking_and_executing_and_nothing_else() {
    let mut stopped = vec![];
    for mut specimen in specimens() {
        if specimen.name == "initialize" {
            continue; // There is nothing to pause yet.
        }
        specimen.world.pause_staking();
        let keys: Vec<_> = specimen.signers.iter().collect();
        if let Err(refusal) = specimen.world.send(std::slice::from_ref(&specimen.instruction), &keys) {
            let paused = InstructionError::Custom(IoStakeError::Paused.into());
            assert_eq!(refusal.error, TransactionError::InstructionError(0, paused), "{}", specimen.name);
            stopped.push(specimen.name);
        }
    }
    assert_eq!(stopped, ["register", "stake", "execute"]);
}

#[test]
fn what_it_stopped_goes_on_afterwards() {
    let mut world = World::staked();
    world.pause_staking();
    let register = stake::register(address("supplier"), None, device_args("second rig", 0));
    world.not_by("supplier", register.clone(), IoStakeError::Paused);
    world.not_by("supplier", calls::stake(1), IoStakeError::Paused);
    world.by("pauser", stake::set_paused(address("pauser"), false));
    world.by("supplier", register);
    world.by("supplier", calls::stake(1));
}

#[test]
fn the_way_out_is_open_from_end_to_end() {
    let mut world = World::accused(300);
    world.pause_staking();
    world.by("supplier", calls::appeal(0));
    world.by("arbiter", calls::resolve(0, 0));
    world.cool_down();
    world.by("supplier", calls::withdraw());
    world.by("supplier", calls::close());
    assert!(world.is_gone(rig()));
    assert_eq!(world.balance(purse("supplier")), io_tests::stake::FUNDS);
}

#[test]
fn an_upheld_case_waits_for_its_end() {
    let mut world = World::ruled(300, 200);
    world.pause_staking();
    world.refuse(calls::execute(0), &[], IoStakeError::Paused);
    world.set_time(TODAY + 3 * WINDOW);
    world.refuse(calls::execute(0), &[], IoStakeError::Paused);
    assert_eq!(world.books().frozen, 200, "a pause unfreezes nothing");
    world.by("pauser", stake::set_paused(address("pauser"), false));
    world.accept(calls::execute(0), &[]);
    assert_eq!(world.books().active, STAKE - 200);
}
