//! The admin allows a swap program.

use anchor_lang::prelude::{Pubkey, pubkey, system_program};
use anchor_spl::token::spl_token;
use io_app::{
    program, token,
    treasury::{self, ID},
};
use io_tests::{
    World, address, keypair,
    treasury::swaps::{bring, constant_product, floor, hostile, swap, take},
};
use io_treasury::{
    error::IoTreasuryError::{self, *},
    events::SwapAllowed,
    state::SWAPS,
};

const TOKEN_2022: Pubkey = pubkey!("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb");
const LOADER: Pubkey = pubkey!("BPFLoaderUpgradeab1e11111111111111111111111");

fn allow(program: Pubkey) -> anchor_lang::solana_program::instruction::Instruction {
    treasury::allow_swap(address("admin"), program)
}

#[track_caller]
fn refuse(world: &mut World, program: Pubkey, error: IoTreasuryError) {
    world.refuse(allow(program), &[&keypair("admin")], error);
}

#[test]
fn an_allowed_program_swaps_and_another_does_not() {
    let mut world = World::treasury();
    let attempt = swap(1_000_000, 0, &[take(1_000_000), bring(floor(1_000_000))]);
    world.refuse(attempt.clone(), &[], SwapNotAllowed);

    let receipt = world.by("admin", allow(hostile()));

    assert_eq!(receipt.event::<SwapAllowed>(&ID), SwapAllowed { swap_program: hostile() });
    let swaps = world.treasury_config().swaps;
    assert!(swaps.is_allowed(&hostile()) && !swaps.is_allowed(&constant_product()));
    assert!(!swaps.is_allowed(&Pubkey::default()), "a free place is no program");
    world.accept(attempt, &[]);
}

#[test]
fn only_the_admin_allows() {
    let mut world = World::treasury();
    for name in ["pauser", "seller", "thief"] {
        world.refuse(treasury::allow_swap(address(name), hostile()), &[&keypair(name)], NotAdmin);
    }
}

#[test]
fn never_a_program_of_the_suite_or_one_that_rules_over_accounts() {
    let mut world = World::treasury();
    let suite = program::SUITE.iter().map(|program| program.address);
    for program in suite.chain([spl_token::ID, TOKEN_2022, system_program::ID, LOADER]) {
        assert!(world.account(program).is_some_and(|account| account.executable), "{program} is there");
        refuse(&mut world, program, NotASwap);
    }
}

#[test]
fn only_a_program() {
    let mut world = World::treasury();
    for no_program in [address("nobody"), token::MINT, treasury::CONFIG, Pubkey::default()] {
        if no_program != system_program::ID {
            refuse(&mut world, no_program, NotAProgram);
        }
    }
}

#[test]
fn once_and_eight_at_a_time() {
    let mut world = World::treasury();
    let program = |number: usize| address(&format!("swap {number}"));
    let elf = std::fs::read(io_tests::world::deploy_folder().join("../probe/io_hostile_swap.so")).expect("it is built");
    for number in 0..=SWAPS {
        world.deploy(program(number), &elf);
    }
    for number in 0..SWAPS {
        world.by("admin", allow(program(number)));
        refuse(&mut world, program(number), SwapAlreadyAllowed);
    }
    refuse(&mut world, program(SWAPS), TooManySwaps);
    world.by("admin", treasury::disallow_swap(address("admin"), program(3)));
    world.by("admin", allow(program(SWAPS)));
    let swaps = world.treasury_config().swaps;
    let expected = [0, 1, 2, SWAPS, 4, 5, 6, 7].map(program);
    assert_eq!(swaps.programs, expected, "in the place that had become free");
}
