//! A pause stops what puts stake in and what takes it from those who staked, and nothing of what lets it out.

use io_stake::error::IoStakeError;
use io_tests::{
    World,
    costake::{COSTAKE, DAY, FUNDS, HOLDER, RELEASES, REWARD, SECONDS_COSTAKE, calls, part, paying, specimens},
    stake::{COOLDOWN, calls as staking},
    treasury::io_of,
};
use solana_instruction::error::InstructionError;
use solana_transaction_error::TransactionError;

#[test]
fn stops_opening_adding_and_executing_and_nothing_else() {
    let mut stopped = vec![];
    for mut specimen in specimens().into_iter().chain(paying()) {
        specimen.world.pause_staking();
        let keys: Vec<_> = specimen.signers.iter().collect();
        if let Err(refusal) = specimen.world.send(std::slice::from_ref(&specimen.instruction), &keys) {
            let paused = InstructionError::Custom(IoStakeError::Paused.into());
            assert_eq!(refusal.error, TransactionError::InstructionError(0, paused), "{}", specimen.name);
            stopped.push(specimen.name);
        }
    }
    assert_eq!(stopped, ["open_costake", "add_costake", "add_costake, more", "execute, co-stake"]);
}

#[test]
fn the_way_out_is_open_from_end_to_end() {
    let mut world = World::rewarded();
    world.by("slasher", staking::open(0, 140_001));
    world.pause_staking();
    world.by("supplier", staking::appeal(0));
    world.by("arbiter", staking::resolve(0, 0));
    world.set_time(RELEASES + DAY);
    world.by(HOLDER, calls::unstake(HOLDER, COSTAKE));
    world.set_time(RELEASES + DAY + COOLDOWN);
    world.by(HOLDER, calls::withdraw(HOLDER));
    let earned = part(REWARD, COSTAKE, COSTAKE + SECONDS_COSTAKE);
    assert_eq!([world.claims(HOLDER, 0), world.claims(HOLDER, 1)], [earned; 2]);
    world.by(HOLDER, calls::close_position(HOLDER));
    assert_eq!(world.balance(io_of(HOLDER)), FUNDS + earned);
}
