//! The admin creates the next pool.

use anchor_lang::prelude::Pubkey;
use io_app::emission::{self, ID, pool_address};
use io_economics::LAST_EPOCH;
use io_emission::{error::IoEmissionError, events::PoolCreated};
use io_tests::{
    World, address,
    emission::{GPU_POOL, RIG, start_of},
    stake::rig,
};

fn create(number: u8) -> anchor_lang::solana_program::instruction::Instruction {
    emission::create_pool(address("admin"), address("payer"), number)
}

#[test]
fn pools_are_numbered_one_after_the_other() {
    let mut world = World::without_pools();
    for number in 0..8 {
        if number < 7 {
            world.refused(&["admin", "payer"], create(number + 1), IoEmissionError::NotTheNextPool);
        }
        let receipt = world.all_by(&["admin", "payer"], create(number));
        let pool = world.pool(number);
        let (address, bump) = Pubkey::find_program_address(&[b"pool", &[number]], &ID);
        assert_eq!((pool.version, pool.number, pool.bump, pool.completed), (1, number, bump, 0));
        assert_eq!((pool.weight, pool.distributed, pool.forfeited, pool.owed), (0, 0, 0, 0));
        assert_eq!(receipt.event::<PoolCreated>(&ID), PoolCreated { pool: address, number, completed: 0 });
        assert_eq!(world.emission_config().pools, number + 1);
    }
    world.refused(&["admin", "payer"], create(8), IoEmissionError::TooManyPools);
    world.refused(&["admin", "payer"], create(9), IoEmissionError::NotTheNextPool);
}

#[test]
fn only_the_admin_creates_pools() {
    let mut world = World::without_pools();
    for name in ["pauser", "attestor 1", "thief"] {
        let attempt = emission::create_pool(address(name), address("payer"), 0);
        world.refused(&[name, "payer"], attempt, IoEmissionError::NotAdmin);
    }
}

#[test]
fn the_payer_pays_and_nobody_else() {
    let mut world = World::without_pools();
    let before = (world.lamports(address("payer")), world.lamports(address("admin")));
    world.all_by(&["admin", "payer"], create(0));
    let rent = world.rent(io_emission::state::Pool::SIZE);
    assert_eq!(world.lamports(pool_address(0)), rent);
    assert_eq!((world.lamports(address("payer")), world.lamports(address("admin"))), (before.0 - rent, before.1));
}

#[test]
fn a_pool_exists_once() {
    let mut world = World::ready_to_emit();
    for number in [0, 1] {
        // The address is taken: the call that creates it fails before anything of ours runs.
        assert!(world.send(&[create(number)], &[&io_tests::keypair("admin"), &io_tests::keypair("payer")]).is_err());
    }
}

#[test]
fn a_later_pool_begins_with_the_running_epoch() {
    for (time, completed) in [
        (start_of(1), 0),
        (start_of(2) - 1, 0),
        (start_of(2), 1),
        (start_of(100) + 7, 99),
        (start_of(LAST_EPOCH), LAST_EPOCH - 1),
        (start_of(LAST_EPOCH + 1), LAST_EPOCH),
        (start_of(LAST_EPOCH + 1_000), LAST_EPOCH),
    ] {
        let mut world = World::emitting();
        world.set_time(time);
        let receipt = world.all_by(&["admin", "payer"], create(2));
        assert_eq!(receipt.event::<PoolCreated>(&ID).completed, completed);
        assert_eq!(world.pool(2).completed, completed);
    }
}

#[test]
fn it_takes_nothing_from_the_others() {
    let mut world = World::leased();
    world.reach(5);
    world.enter(6);
    // The others are behind, which does not matter: the new one has no share of what they still have to account for.
    world.all_by(&["admin", "payer"], create(2));
    world.reach(6);
    world.audit(&[rig(), io_tests::stake::neighbours()]);
    assert_eq!((world.pool(2).distributed, world.pool(2).forfeited), (0, 0));
    assert_eq!(world.pool(GPU_POOL).distributed, crate::expected::shares_of(GPU_POOL, 2..=5));
    assert!(world.pool(GPU_POOL).weight > RIG);
    // Its first page is that of its first epoch, and its first epochs distribute nothing.
    world.reach(9);
    assert_eq!((world.pool(2).completed, world.pool(2).distributed, world.pool(2).forfeited), (8, 0, 0));
}

#[test]
fn a_pool_that_begins_late_has_no_earlier_pages() {
    let mut world = World::emitting();
    world.reach(1_300);
    world.all_by(&["admin", "payer"], create(2));
    world.reach(1_301);
    assert!(!world.has_page(2, 0) && !world.has_page(2, 1) && world.has_page(2, 2));
    assert_eq!(world.page(2, 2).number, 2);
}
