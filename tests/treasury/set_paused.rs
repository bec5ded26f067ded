//! A pause stops what buys, and nothing else.

use io_app::treasury::{self, ID};
use io_tests::{
    World, address, keypair,
    treasury::{IO, RAMP, sell, specimens},
};
use io_treasury::{error::IoTreasuryError, events::PausedSet};
use solana_instruction::error::InstructionError;
use solana_transaction_error::TransactionError;

#[test]
fn the_pauser_and_the_admin_pause_and_resume() {
    let mut world = World::treasury();
    for (name, paused) in
        [("pauser", true), ("pauser", true), ("admin", false), ("admin", true), ("pauser", false), ("admin", false)]
    {
        let receipt = world.by(name, treasury::set_paused(address(name), paused));
        assert_eq!(world.treasury_config().is_paused(), paused);
        assert_eq!(receipt.event::<PausedSet>(&ID), PausedSet { paused, authority: address(name) });
    }
}

#[test]
fn nobody_else_does() {
    let mut world = World::treasury();
    for name in ["seller", "thief"] {
        for paused in [true, false] {
            let attempt = treasury::set_paused(address(name), paused);
            world.refuse(attempt, &[&keypair(name)], IoTreasuryError::NotPauser);
        }
    }
}

#[test]
fn stops_buying_and_nothing_else() {
    let mut stopped = vec![];
    for mut specimen in specimens() {
        if specimen.name == "initialize" {
            continue; // There is nothing to pause yet.
        }
        specimen.world.pause_treasury();
        let keys: Vec<_> = specimen.signers.iter().collect();
        if let Err(refusal) = specimen.world.send(std::slice::from_ref(&specimen.instruction), &keys) {
            let paused = InstructionError::Custom(IoTreasuryError::Paused.into());
            assert_eq!(refusal.error, TransactionError::InstructionError(0, paused), "{}", specimen.name);
            stopped.push(specimen.name);
        }
    }
    assert_eq!(stopped, ["buyback_and_burn", "buyback_via_swap"]);
}

#[test]
fn the_auction_goes_on_meanwhile() {
    let mut world = World::treasury();
    world.pause_treasury();
    world.sells_not(100 * IO, IoTreasuryError::Paused);
    world.wait(RAMP);
    world.by("pauser", treasury::set_paused(address("pauser"), false));
    let before = world.money();
    world.by("seller", sell(100 * IO));
    // 100 × 2.49 × 1.01 dollars.
    assert_eq!(before.usdc_vault - world.money().usdc_vault, 251_490_000);
}
