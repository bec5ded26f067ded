//! The admin allows a swap program no longer.

use anchor_lang::prelude::Pubkey;
use io_app::treasury::{self, ID};
use io_tests::{
    World, address, keypair,
    treasury::swaps::{bring, constant_product, floor, hostile, swap, take},
};
use io_treasury::{
    error::IoTreasuryError::{NotAdmin, SwapNotAllowed},
    events::SwapDisallowed,
    state::SWAPS,
};

#[test]
fn it_swaps_no_more() {
    let mut world = World::swapping();
    let attempt = swap(1_000_000, 0, &[take(1_000_000), bring(floor(1_000_000))]);
    world.accept(attempt.clone(), &[]);

    let receipt = world.by("admin", treasury::disallow_swap(address("admin"), hostile()));

    assert_eq!(receipt.event::<SwapDisallowed>(&ID), SwapDisallowed { swap_program: hostile() });
    assert_eq!(world.treasury_config().swaps.programs, [Pubkey::default(); SWAPS]);
    world.refuse(attempt, &[], SwapNotAllowed);
}

#[test]
fn only_what_is_allowed() {
    let mut world = World::swapping();
    // The default address is that of the system program, and what free places hold.
    for program in [constant_product(), Pubkey::default()] {
        let attempt = treasury::disallow_swap(address("admin"), program);
        world.refuse(attempt, &[&keypair("admin")], SwapNotAllowed);
    }
}

#[test]
fn only_the_admin() {
    let mut world = World::swapping();
    for name in ["pauser", "seller", "thief"] {
        world.refuse(treasury::disallow_swap(address(name), hostile()), &[&keypair(name)], NotAdmin);
    }
}

#[test]
fn a_program_that_is_gone_can_be_disallowed() {
    let mut world = World::swapping();
    world.put(hostile(), Default::default());
    world.by("admin", treasury::disallow_swap(address("admin"), hostile()));
}
