//! The whole life of the emission: 175,319 epochs, twenty years.

use io_economics::{EMISSION_SUPPLY, LAST_EPOCH};
use io_emission::events::Advanced;
use io_tests::{
    World,
    emission::{CPU_POOL, GPU_POOL, mac, start_of},
    stake::{neighbours, rig},
};

use crate::expected::{rigs, share_of, shares_of};

/// What the first three epochs and the last three emit, in base units, by a reckoning with fractions of 120 digits.
const EMITTED: [(u32, u64); 6] = [
    (1, 456_621_004_566),
    (2, 456_614_663_492),
    (3, 456_608_322_506),
    (LAST_EPOCH - 2, 40_014_099_685),
    (LAST_EPOCH - 1, 40_013_544_010),
    (LAST_EPOCH, 40_012_944_252),
];

#[test]
fn the_first_and_the_last_epochs_by_value() {
    for (epoch, emitted) in EMITTED {
        let mut world = World::about_to_emit(7);
        // All three devices are leased for the epoch.
        world.set_time(start_of(epoch) + 7 - 1);
        for pool in [GPU_POOL, CPU_POOL] {
            world.catch_up(pool);
        }
        for device in [rig(), neighbours(), mac()] {
            world.grant(device, epoch);
        }
        let before = world.supply();
        let forfeited = [GPU_POOL, CPU_POOL].map(|pool| world.pool(pool).forfeited);
        world.set_time(start_of(epoch + 1) + 7);
        for (pool, forfeited) in [GPU_POOL, CPU_POOL].into_iter().zip(forfeited) {
            world.catch_up(pool);
            let pool = world.pool(pool);
            assert_eq!((pool.completed, pool.forfeited >= forfeited), (epoch, true));
        }
        // The epoch before was the one in which they were granted: nobody was leased then.
        assert_eq!(world.supply() - before, emitted, "epoch {epoch}");
        let distributed = [GPU_POOL, CPU_POOL].map(|pool| world.pool(pool).distributed);
        assert_eq!(distributed, [GPU_POOL, CPU_POOL].map(|pool| share_of(pool, epoch)));
        world.audit(&[rig(), neighbours(), mac()]);
    }
}

/// Leases of both rigs, here and there in twenty years.
const LEASED: [u32; 9] = [1, 500, 1_023, 20_000, 20_020, 87_660, 131_071, 175_000, LAST_EPOCH - 20];

/// Lives through everything, with pools advanced by at most so many epochs a call at those times.
fn life(step: u32) -> World {
    let mut world = World::emitting();
    for epoch in LEASED {
        world.enter(epoch);
        for pool in [GPU_POOL, CPU_POOL] {
            while world.pool(pool).completed < epoch - 1 {
                world.advance(pool, step);
            }
        }
        for device in [rig(), neighbours()] {
            if epoch > 1 {
                world.settle(device);
            }
            world.grant(device, (epoch + 24).min(LAST_EPOCH));
        }
    }
    world.set_time(start_of(LAST_EPOCH + 1) + 12_345);
    for pool in [GPU_POOL, CPU_POOL] {
        while world.pool(pool).completed < LAST_EPOCH {
            world.advance(pool, step);
        }
    }
    world
}

/// What the leases of [`LEASED`] cover: each from the epoch after the one that it was granted in, or without a gap where
/// one follows before the other has ended.
fn hours() -> Vec<std::ops::RangeInclusive<u32>> {
    vec![
        2..=25,
        501..=524,
        1_024..=1_047,
        20_001..=20_044,
        87_661..=87_684,
        131_072..=131_095,
        175_001..=175_024,
        LAST_EPOCH - 19..=LAST_EPOCH,
    ]
}

#[test]
fn twenty_years_come_to_the_same_in_many_steps_or_in_few() {
    let (mut few, mut many) = (life(512), life(127));
    let minted: u64 = hours().into_iter().map(|hours| shares_of(GPU_POOL, hours)).sum();
    for world in [&mut few, &mut many] {
        let (gpu, cpu) = (world.pool(GPU_POOL), world.pool(CPU_POOL));
        assert_eq!((gpu.completed, cpu.completed), (LAST_EPOCH, LAST_EPOCH));
        assert_eq!((gpu.distributed, cpu.distributed), (minted, 0));
        let total = gpu.distributed + gpu.forfeited + cpu.forfeited;
        assert_eq!(total, EMISSION_SUPPLY.get(), "300 million IO, to the base unit");
        world.audit(&[rig(), neighbours()]);
        world.claim(rig());
        world.claim(neighbours());
        world.audit(&[rig(), neighbours()]);
        let pool = world.pool(GPU_POOL);
        assert_eq!((pool.owed, pool.lost), (0, 0));
        assert!(world.reward_vault() <= 2 * hours().len() as u64 + 2, "nothing but dust is left");
    }
    for pool in [GPU_POOL, CPU_POOL] {
        let address = io_app::emission::pool_address(pool);
        assert_eq!(few.account(address), many.account(address));
        for number in 0..343 {
            let page = io_app::emission::page_address(pool, number);
            assert!(few.account(page).is_some_and(|account| Some(account) == many.account(page)), "page {number}");
        }
        assert!(!few.has_page(pool, 343));
    }
    let paid = few.lease(rig()).paid;
    let exact: u64 = hours().into_iter().map(rigs).sum();
    assert!(exact - 1 <= paid && paid <= exact + 1, "{paid}, by the hour {exact}");
}

#[test]
fn an_outage_of_an_hour_or_a_year_loses_nothing() {
    for (outage, calls) in [(1, 1), (24, 1), (8_766, 18)] {
        let mut world = World::leased();
        world.reach(3);
        world.enter(3 + outage);
        let announced: Vec<Advanced> = world.catch_up(GPU_POOL);
        assert_eq!(announced.len(), calls, "{outage} hours");
        assert_eq!((announced[0].from, announced[calls - 1].through), (3, 2 + outage));
        world.catch_up(CPU_POOL);
        let last = (2 + outage).min(25);
        let distributed: u64 = announced.iter().map(|advanced| advanced.distributed).sum();
        assert_eq!(distributed, shares_of(GPU_POOL, 3..=last));
        let forfeited: u64 = announced.iter().map(|advanced| advanced.forfeited).sum();
        let idle = if outage > 23 { shares_of(GPU_POOL, 26..=2 + outage) } else { 0 };
        assert_eq!(forfeited, idle);
        world.settle(rig());
        assert_eq!(world.claim(rig()).amount, rigs(2..=last));
        world.audit(&[rig(), neighbours()]);
    }
}

#[test]
fn without_weight_at_the_start_in_the_middle_and_at_the_end() {
    let mut world = World::emitting();
    world.reach(10);
    world.grant(rig(), 12);
    world.reach(20);
    world.grant(rig(), 21);
    world.reach(LAST_EPOCH + 1);
    let pool = world.pool(GPU_POOL);
    assert_eq!(pool.distributed, shares_of(GPU_POOL, 11..=12) + shares_of(GPU_POOL, 21..=21));
    assert_eq!(pool.forfeited, shares_of(GPU_POOL, 1..=LAST_EPOCH) - pool.distributed);
    world.settle(rig());
    let alone = shares_of(GPU_POOL, 11..=12) + shares_of(GPU_POOL, 21..=21);
    assert!(alone - world.claim(rig()).amount <= 2);
    world.audit(&[rig()]);
}
