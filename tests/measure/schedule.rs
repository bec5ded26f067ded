//! What the emission schedule costs as bytecode.

use std::fs;

use anchor_lang::solana_program::instruction::Instruction;
use io_economics::{Epoch, LAST_EPOCH, cumulative};
use io_tests::{World, address, world::deploy_folder};

/// Epochs of interest: the ends, and those with the fewest and the most bits set, which decide the cost.
const EPOCHS: [u32; 8] = [1, 2, 3, 8_766, 65_536, 131_071, 175_318, LAST_EPOCH];

/// The schedule's cost for some epochs, and the dearest of a walk over all of them.
pub struct Schedule {
    pub epochs: Vec<(u32, u64)>,
    pub dearest: (u32, u64),
}

/// Compute units of `cumulative(n)`: what a call that computes it uses beyond one that does not.
pub fn measure() -> Schedule {
    let program = address("schedule probe");
    let mut world = World::deployed();
    let elf = fs::read(deploy_folder().join("../probe/io_schedule_probe.so")).expect("the probe is built");
    world.deploy(program, &elf);
    let call = |world: &mut World, data: Vec<u8>| {
        world.accept(Instruction { program_id: program, accounts: vec![], data }, &[])
    };
    let nothing = call(&mut world, vec![]).units;
    let mut cost = |epoch: u32| {
        let receipt = call(&mut world, epoch.to_le_bytes().to_vec());
        assert_eq!(receipt.returned, cumulative(Epoch::saturating(epoch)).get().to_le_bytes(), "epoch {epoch}");
        (epoch, receipt.units - nothing)
    };
    let epochs = EPOCHS.map(&mut cost).to_vec();
    // Every 97th epoch besides: 97 is prime, so that all patterns of bits come up.
    let dearest = (1..=LAST_EPOCH).step_by(97).chain(EPOCHS).map(cost).max_by_key(|(_, units)| *units);
    Schedule { epochs, dearest: dearest.expect("some epochs were measured") }
}
