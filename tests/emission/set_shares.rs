//! The admin shares the emission among the pools.

use anchor_lang::solana_program::instruction::Instruction;
use io_app::emission::{self, ID, POOLS, pool_address};
use io_economics::{Epoch, emission as emitted};
use io_emission::{error::IoEmissionError, events::SharesSet};
use io_tests::{
    World, address,
    emission::{BEGAN, CPU_POOL, GPU_POOL, mac, start_of},
    stake::{neighbours, rig},
};

use crate::expected::shares_of;

fn shares(first: u16, second: u16) -> [u16; POOLS] {
    [first, second, 0, 0, 0, 0, 0, 0]
}

fn set(first: u16, second: u16) -> Instruction {
    emission::set_shares(address("admin"), 2, shares(first, second))
}

/// A world in which all three devices are leased, and epochs are behind it.
fn running() -> World {
    let mut world = World::leased();
    world.grant(mac(), 25);
    world.reach(5);
    world
}

#[test]
fn a_change_holds_from_the_running_epoch_on() {
    let mut world = running();
    let before = (world.pool(GPU_POOL).distributed, world.pool(CPU_POOL).distributed);
    assert_eq!(before, (shares_of(GPU_POOL, 2..=4), shares_of(CPU_POOL, 2..=4)));
    // In its last second: the running epoch is still shared anew.
    world.set_time(start_of(6) - 1);

    let receipt = world.by("admin", set(3_333, 6_667));

    assert_eq!(receipt.event::<SharesSet>(&ID), SharesSet { shares: shares(3_333, 6_667), from: 5 });
    assert_eq!(world.emission_config().shares, shares(3_333, 6_667));
    world.reach(6);
    let epoch = emitted(Epoch::saturating(5)).get();
    let first = (u128::from(epoch) * 3_333 / 10_000) as u64;
    assert_eq!(world.pool(GPU_POOL).distributed, before.0 + first);
    assert_eq!(world.pool(CPU_POOL).distributed, before.1 + epoch - first);
    world.audit(&[rig(), neighbours(), mac()]);
}

#[test]
fn the_last_pool_with_a_share_takes_what_is_left() {
    let mut world = running();
    world.by("admin", set(10_000, 0));
    world.reach(6);
    let epoch = emitted(Epoch::saturating(5)).get();
    assert_eq!(world.pool(GPU_POOL).distributed, shares_of(GPU_POOL, 2..=4) + epoch);
    assert_eq!(world.pool(CPU_POOL).distributed, shares_of(CPU_POOL, 2..=4));
    world.by("admin", set(0, 10_000));
    world.reach(7);
    let next = emitted(Epoch::saturating(6)).get();
    assert_eq!(world.pool(GPU_POOL).distributed, shares_of(GPU_POOL, 2..=4) + epoch);
    assert_eq!(world.pool(CPU_POOL).distributed, shares_of(CPU_POOL, 2..=4) + next);
    world.audit(&[rig(), neighbours(), mac()]);
}

#[test]
fn every_pool_has_to_be_advanced() {
    let mut world = running();
    world.set_time(start_of(6) - 1);
    world.by("admin", set(9_000, 1_000));
    for second in [0, 1] {
        world.set_time(start_of(6) + second);
        world.refused(&["admin"], set(8_000, 2_000), IoEmissionError::PoolBehind);
    }
    world.catch_up(GPU_POOL);
    world.refused(&["admin"], set(8_000, 2_000), IoEmissionError::PoolBehind);
    world.catch_up(CPU_POOL);
    world.by("admin", set(8_000, 2_000));
}

#[test]
fn the_shares_are_the_whole() {
    let mut world = running();
    let with = |shares| emission::set_shares(address("admin"), 2, shares);
    for wrong in [
        shares(0, 0),
        shares(9_500, 499),
        shares(9_500, 501),
        shares(10_000, 1),
        shares(u16::MAX, 10_001),
        [9_500, 0, 500, 0, 0, 0, 0, 0],
        [9_500, 500, 0, 0, 0, 0, 0, 1],
    ] {
        world.refused(&["admin"], with(wrong), IoEmissionError::SharesMustSumUp);
    }
}

#[test]
fn they_cannot_be_taken_back_even_before_genesis() {
    // No shares at all is how it starts, and is as good as a mistake later: it can be set right until genesis.
    let mut world = World::ready_to_emit();
    world.by("admin", set(0, 0));
    world.refused(&["admin"], emission::genesis(address("admin"), BEGAN), IoEmissionError::NoShares);
    world.by("admin", set(1, 9_999));
    world.by("admin", emission::genesis(address("admin"), BEGAN));
    world.refused(&["admin"], set(0, 0), IoEmissionError::SharesMustSumUp);
}

#[test]
fn every_pool_has_to_be_named_in_order() {
    let mut world = running();
    let named = |pools: &[u8]| {
        let mut instruction = set(9_000, 1_000);
        let metas: Vec<_> = pools
            .iter()
            .map(|number| {
                anchor_lang::solana_program::instruction::AccountMeta::new_readonly(pool_address(*number), false)
            })
            .collect();
        instruction.accounts.truncate(instruction.accounts.len() - 2);
        instruction.accounts.extend(metas);
        instruction
    };
    for pools in [&[][..], &[0], &[1], &[1, 0], &[0, 0], &[1, 1], &[0, 1, 1]] {
        world.refused(&["admin"], named(pools), IoEmissionError::PoolsMissing);
    }
    world.by("admin", named(&[0, 1]));
}

#[test]
fn a_new_pool_can_have_a_share() {
    let mut world = running();
    world.all_by(&["admin", "payer"], emission::create_pool(address("admin"), address("payer"), 2));
    let three = [5_000, 2_500, 2_500, 0, 0, 0, 0, 0];
    world.refused(&["admin"], emission::set_shares(address("admin"), 2, three), IoEmissionError::PoolsMissing);
    world.by("admin", emission::set_shares(address("admin"), 3, three));
    world.reach(6);
    let epoch = emitted(Epoch::saturating(5)).get();
    let (half, quarter) = (epoch / 2, epoch / 4);
    assert_eq!(world.pool(GPU_POOL).distributed, shares_of(GPU_POOL, 2..=4) + half);
    assert_eq!(world.pool(CPU_POOL).distributed, shares_of(CPU_POOL, 2..=4) + quarter);
    // Nobody is in it: its part is forfeited, what rounding left of the epoch included.
    assert_eq!((world.pool(2).distributed, world.pool(2).forfeited), (0, epoch - half - quarter));
    world.audit(&[rig(), neighbours(), mac()]);
}

#[test]
fn only_the_admin_sets_them() {
    let mut world = running();
    for name in ["pauser", "attestor 1", "thief"] {
        let attempt = emission::set_shares(address(name), 2, shares(9_000, 1_000));
        world.refused(&[name], attempt, IoEmissionError::NotAdmin);
    }
}

#[test]
fn can_be_set_when_all_is_over() {
    // It changes nothing any more, and does no harm.
    let mut world = World::emitting();
    world.set_time(start_of(io_economics::LAST_EPOCH + 1));
    world.refused(&["admin"], set(9_000, 1_000), IoEmissionError::PoolBehind);
}
