//! The price at each second: below the oracle's after a fill, rising to the ceiling, and then staying there.

use io_app::treasury::{ID, Terms};
use io_tests::{
    World,
    treasury::{DOLLAR, IO, OPENING, RAMP, TERMS},
};
use io_treasury::{error::IoTreasuryError::FillTooSmall, events::BoughtBack};

/// What the auction pays for base units of IO so many seconds after the last fill, by the tests' own arithmetic, at the
/// lower side of the price: 2.49 dollars.
fn pays(io: u64, seconds: i64) -> u64 {
    let (from, to) = (9_800, 10_100);
    let above = from * u128::from(RAMP as u64) + (to - from) * (seconds.clamp(0, RAMP) as u128);
    let value = u128::from(io) * 249_000_000 * above;
    u64::try_from(value / (10_000_000_000 * 10_000 * RAMP as u128)).expect("a payment")
}

/// Room for as many fills as a test needs.
fn unhurried() -> World {
    let mut world = World::treasury();
    world.with_terms(|terms| terms.day_cap = u64::MAX);
    world
}

fn sold_for(world: &mut World, io: u64) -> u64 {
    let before = world.money();
    let receipt = world.sells(io);
    let after = world.money();
    let usdc = before.usdc_vault - after.usdc_vault;
    assert_eq!(after.sellers_usdc - before.sellers_usdc, usdc);
    assert_eq!(before.supply - after.supply, io);
    assert_eq!(after.io_vault, before.io_vault);
    assert_eq!(receipt.event::<BoughtBack>(&ID).usdc, usdc);
    usdc
}

#[test]
fn each_second_of_the_ramp_and_each_after_a_fill() {
    let mut world = unhurried();
    // An amount that nothing divides, a little above the smallest fill at the start.
    let io = 4 * IO + 9_876_543;
    let mut last = 0;
    for seconds in 0..=RAMP + 1 {
        world.wait(seconds);
        let usdc = sold_for(&mut world, io);
        assert_eq!(usdc, pays(io, seconds), "after {seconds} s");
        assert!(usdc >= last, "it never falls");
        last = usdc;
    }
}

#[test]
fn the_corners() {
    for (seconds, usdc) in [
        // 100 IO at 2.49 dollars: 2% less at the start, at the price after two thirds, 1% more from the end on.
        (0, 244_020_000),
        (1, 244_022_075),
        (RAMP * 2 / 3 - 1, 248_997_925),
        (RAMP * 2 / 3, 249_000_000),
        (RAMP * 2 / 3 + 1, 249_002_075),
        (RAMP - 1, 251_487_925),
        (RAMP, 251_490_000),
        (RAMP + 1, 251_490_000),
        (30 * 86_400, 251_490_000),
    ] {
        let mut world = World::treasury();
        world.wait(seconds);
        assert_eq!(sold_for(&mut world, 100 * IO), usdc, "after {seconds} s");
    }
}

#[test]
fn twice_in_one_second() {
    let mut world = World::treasury();
    world.wait(RAMP);
    assert_eq!(sold_for(&mut world, 100 * IO), 251_490_000);
    assert_eq!(sold_for(&mut world, 100 * IO), 244_020_000, "the second fill starts from below");
}

#[test]
fn a_clock_that_steps_back_shows_the_start() {
    let mut world = World::treasury();
    world.wait(1_000);
    world.sells(100 * IO);
    world.wait(-500);
    assert_eq!(sold_for(&mut world, 100 * IO), 244_020_000);
    assert_eq!(world.treasury_config().books.auction_started_at, OPENING + 500);
}

#[test]
fn the_price_is_the_lower_side_of_the_interval() {
    for (confidence, usdc) in [(0, 245_000_000), (1_000_000, 244_020_000), (2_500_000, 242_550_000)] {
        let mut world = World::treasury();
        world.post_price(250_000_000, confidence);
        assert_eq!(sold_for(&mut world, 100 * IO), usdc);
    }
}

#[test]
fn a_fill_of_next_to_nothing_cannot_keep_the_price_down() {
    let mut world = World::treasury();
    world.wait(RAMP);
    // 10 dollars at 2.5149: the least IO that is worth it, and a base unit less.
    let least = 397_630_125;
    assert_eq!((pays(least, RAMP), pays(least - 1, RAMP)), (10 * DOLLAR, 10 * DOLLAR - 1));
    world.sells_not(least - 1, FillTooSmall);
    assert_eq!(world.treasury_config().books.auction_started_at, OPENING);
    assert_eq!(sold_for(&mut world, least), TERMS.min_fill);
}

#[test]
fn a_flat_auction_is_the_same_at_every_second() {
    let mut world = World::treasury();
    world.with_terms(|terms| *terms = Terms { start_bps: -100, ceiling_bps: -100, ..TERMS });
    for seconds in [0, 1, RAMP, RAMP + 1] {
        world.wait(seconds);
        assert_eq!(sold_for(&mut world, 100 * IO), 246_510_000);
    }
}
