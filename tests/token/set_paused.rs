//! A pause stops what creates or promises IO, and nothing of what is owed.

use io_app::token::{self, ID};
use io_tests::{World, address, keypair, token::specimens};
use io_token::{error::IoTokenError, events::PausedSet};
use solana_instruction::error::InstructionError;
use solana_transaction_error::TransactionError;

#[test]
fn the_pauser_and_the_admin_pause_and_resume() {
    let mut world = World::initialized();
    for (name, paused) in
        [("pauser", true), ("pauser", true), ("admin", false), ("admin", true), ("pauser", false), ("admin", false)]
    {
        let receipt = world.accept(token::set_paused(address(name), paused), &[&keypair(name)]);
        assert_eq!(world.config().is_paused(), paused);
        assert_eq!(receipt.event::<PausedSet>(&ID), PausedSet { paused, authority: address(name) });
    }
}

#[test]
fn nobody_else_does() {
    let mut world = World::initialized();
    for name in ["emission minter", "payer", "thief"] {
        for paused in [true, false] {
            let attempt = token::set_paused(address(name), paused);
            world.refuse(attempt, &[&keypair(name)], IoTokenError::NotPauser);
        }
    }
}

#[test]
fn stops_allocating_genesis_and_minting_and_nothing_else() {
    let stopped_by_a_pause = ["allocate", "genesis", "mint_emission"];
    let mut stopped = vec![];
    for mut specimen in specimens() {
        if specimen.name == "initialize" {
            continue; // There is nothing to pause yet.
        }
        specimen.world.pause();
        let keys: Vec<_> = specimen.signers.iter().collect();
        match specimen.world.send(std::slice::from_ref(&specimen.instruction), &keys) {
            Ok(_) => {}
            Err(refusal) => {
                let paused = InstructionError::Custom(IoTokenError::Paused.into());
                assert_eq!(refusal.error, TransactionError::InstructionError(0, paused), "{}", specimen.name);
                stopped.push(specimen.name);
            }
        }
    }
    assert_eq!(stopped, stopped_by_a_pause);
}
