//! Somebody moves the market before and after the treasury buys.

use io_app::{
    token,
    treasury::{self, ID},
    usdc,
};
use io_tests::{
    World, address, keypair,
    treasury::{
        DOLLAR, IO, TERMS, io_of,
        swaps::{Pool, constant_product, floor},
        usdc_of,
    },
};
use io_treasury::{error::IoTreasuryError::BelowFloor, events::Swapped};
use solana_instruction::error::InstructionError;

const DEPTH: u64 = 2_500_000 * DOLLAR;

/// A pool at 2.50 dollars, and a thief with as many dollars as it has.
fn market() -> World {
    let mut world = World::treasury();
    world.by("admin", treasury::allow_swap(address("admin"), constant_product()));
    Pool.create(&mut world, DEPTH, 1_000_000 * IO);
    world.issue_usdc(usdc_of("thief"), DEPTH);
    world
}

fn push(world: &mut World, usdc: u64) {
    world.by("thief", Pool.buy(address("thief"), usdc_of("thief"), io_of("thief"), usdc));
}

fn pull(world: &mut World) {
    let io = world.balance(io_of("thief"));
    world.by("thief", Pool.sell(address("thief"), io_of("thief"), usdc_of("thief"), io));
}

#[test]
fn the_auction_pays_the_same_whatever_the_pool_says() {
    let undisturbed = {
        let mut world = market();
        let before = world.money();
        world.sells(100 * IO);
        before.usdc_vault - world.money().usdc_vault
    };
    for pushed in [DOLLAR, 100_000 * DOLLAR, DEPTH] {
        let mut world = market();
        let wealth = world.balance(usdc_of("thief"));
        push(&mut world, pushed);
        let before = world.money();
        world.sells(100 * IO);
        assert_eq!(before.usdc_vault - world.money().usdc_vault, undisturbed);
        pull(&mut world);
        assert!(
            world.balance(usdc_of("thief")) < wealth,
            "the way up and down costs the pool's fee, and brings nothing"
        );
    }
}

#[test]
fn a_swap_loses_no_more_than_the_floor_leaves() {
    let mut through = 0;
    let mut refused = 0;
    for pushed in (0..40).map(|step| step * 250 * DOLLAR) {
        let mut world = market();
        let wealth = world.balance(usdc_of("thief"));
        if pushed > 0 {
            push(&mut world, pushed);
        }
        match world.send(&[Pool.buy_for_treasury(TERMS.fill_cap, 0)], &[]) {
            Ok(receipt) => {
                let swapped: Swapped = receipt.event(&ID);
                assert!(swapped.io >= floor(TERMS.fill_cap));
                through += 1;
            }
            Err(refusal) => {
                assert_eq!(refusal.reason(), &InstructionError::Custom(BelowFloor.into()));
                refused += 1;
            }
        }
        if pushed > 0 {
            pull(&mut world);
            let gain = world.balance(usdc_of("thief")) as i64 - wealth as i64;
            // What the floor leaves is 1% and half the interval: that is all there could be to win. Here the pool's fee
            // takes more.
            assert!(gain < (TERMS.fill_cap / 100) as i64, "{gain} with {pushed}");
        }
    }
    assert!(through > 0 && refused > 0, "{through} went through, {refused} were refused");
}

#[test]
fn a_pool_of_ones_own_sells_at_the_floor_and_not_above_it() {
    // Anyone can make a pool of a program that is allowed, and be the only one who is in it.
    let mut world = World::treasury();
    world.by("admin", treasury::allow_swap(address("admin"), constant_product()));
    Pool.create(&mut world, 251_000_000 * DOLLAR, 100_000_000 * IO);
    // 2.51 dollars and 30 basis points are 2.5175: dearer than 2.49 / 0.99 = 2.5151.
    world.refuse(Pool.buy_for_treasury(TERMS.fill_cap, 0), &[], BelowFloor);
    let mut cheaper = World::treasury();
    cheaper.by("admin", treasury::allow_swap(address("admin"), constant_product()));
    Pool.create(&mut cheaper, 250_700_000 * DOLLAR, 100_000_000 * IO);
    let receipt = cheaper.accept(Pool.buy_for_treasury(TERMS.fill_cap, 0), &[]);
    let swapped: Swapped = receipt.event(&ID);
    assert!(swapped.io - swapped.floor < swapped.floor / 1_000);
}

#[test]
fn all_in_one_transaction_is_no_different() {
    let mut world = market();
    let pushing = Pool.buy(address("thief"), usdc_of("thief"), io_of("thief"), 50_000 * DOLLAR);
    let sandwich = [pushing, Pool.buy_for_treasury(TERMS.fill_cap, 0)];
    let refusal = world.send(&sandwich, &[&keypair("thief")]).expect_err("the price was pushed beyond the floor");
    assert!(refusal.error.to_string().contains(&format!("{:x}", u32::from(BelowFloor))), "{}", refusal.error);
    assert_eq!(world.balance(io_of("thief")), 0);
    assert_ne!(usdc::MINT, token::MINT);
}
