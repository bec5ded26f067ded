//! A pause stops what gives leases, and nothing else.

use io_app::emission::{self, ID};
use io_emission::{error::IoEmissionError, events::PausedSet};
use io_tests::{
    World, address,
    emission::{calls, specimens},
    specimen::custom,
    stake::{neighbours, rig},
};
use solana_transaction_error::TransactionError;

#[test]
fn the_pauser_and_the_admin_pause_and_resume() {
    let mut world = World::emitting();
    for (name, paused) in
        [("pauser", true), ("pauser", true), ("admin", false), ("admin", true), ("pauser", false), ("admin", false)]
    {
        let receipt = world.by(name, emission::set_paused(address(name), paused));
        assert_eq!(world.emission_config().is_paused(), paused);
        assert_eq!(receipt.event::<PausedSet>(&ID), PausedSet { paused, authority: address(name) });
    }
}

#[test]
fn nobody_else_does() {
    let mut world = World::emitting();
    for name in ["attestor 1", "supplier", "slasher", "thief"] {
        for paused in [true, false] {
            world.refused(&[name], emission::set_paused(address(name), paused), IoEmissionError::NotPauser);
        }
    }
}

#[test]
fn stops_granting_and_renewing_and_nothing_else() {
    let mut stopped = vec![];
    for mut specimen in specimens() {
        if specimen.name == "initialize" {
            continue; // There is nothing to pause yet.
        }
        specimen.world.pause_leasing();
        let keys: Vec<_> = specimen.signers.iter().collect();
        if let Err(refusal) = specimen.world.send(std::slice::from_ref(&specimen.instruction), &keys) {
            let paused = custom(IoEmissionError::Paused);
            assert_eq!(refusal.error, TransactionError::InstructionError(0, paused), "{}", specimen.name);
            stopped.push(specimen.name);
        }
    }
    assert_eq!(stopped, ["grant", "renew"]);
}

#[test]
fn what_runs_earns_on_and_is_paid() {
    let mut world = World::leased();
    world.pause_leasing();
    world.reach(30);
    assert_eq!(world.claim(rig()).amount, crate::expected::rigs(2..=25));
    world.by("pauser", emission::set_paused(address("pauser"), false));
    world.renew(rig(), 54);
    world.refused(&["attestor 1", "attestor 2"], calls::renew(neighbours(), 55), IoEmissionError::LeaseTooLong);
    world.audit(&[rig(), neighbours()]);
}
