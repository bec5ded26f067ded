//! What one fill and one day may cost.

use io_app::oracle::Posted;
use io_tests::{
    World,
    dollars::EXPONENT,
    treasury::{
        CONFIDENCE, DAY, DOLLAR, OPENING, PRICE, TERMS,
        swaps::{bring, floor, swap, take},
    },
};
use io_treasury::error::IoTreasuryError::{ExceedsDayCap, ExceedsFillCap, FillTooSmall};

/// The least IO for which the auction pays so many micro-USDC at its start: 2.4402 dollars apiece.
fn worth(usdc: u64) -> u64 {
    let io = (u128::from(usdc) * 1_000_000).div_ceil(24_402);
    u64::try_from(io).expect("an amount")
}

fn at(world: &mut World, time: i64) {
    world.set_time(time);
    world.post(Posted { price: PRICE, confidence: CONFIDENCE, exponent: EXPONENT, published_at: time });
}

fn spent_today(world: &World) -> u64 {
    world.treasury_config().books.spent_today
}

/// Micro-USDC that the treasury holds less than before.
fn spent_since(world: &World, before: u64) -> u64 {
    before - world.money().usdc_vault
}

#[test]
fn a_fill_below_at_and_above_its_cap() {
    let mut world = World::treasury();
    let vault = world.money().usdc_vault;
    world.sells_not(worth(TERMS.fill_cap + 1), ExceedsFillCap);
    assert_eq!(spent_since(&world, vault), 0);
    world.sells(worth(TERMS.fill_cap - 1));
    assert_eq!(spent_since(&world, vault), TERMS.fill_cap - 1);
    world.sells(worth(TERMS.fill_cap));
    assert_eq!(spent_since(&world, vault), 2 * TERMS.fill_cap - 1);
}

#[test]
fn a_fill_below_at_and_above_its_smallest() {
    let mut world = World::treasury();
    let vault = world.money().usdc_vault;
    world.sells_not(worth(TERMS.min_fill - 1), FillTooSmall);
    world.sells(worth(TERMS.min_fill));
    world.sells(worth(TERMS.min_fill + 1));
    assert_eq!(spent_since(&world, vault), 2 * TERMS.min_fill + 1);
}

#[test]
fn a_day_below_at_and_above_its_cap() {
    let mut world = World::treasury();
    world.sells(worth(TERMS.fill_cap));
    world.sells(worth(TERMS.fill_cap));
    let left = TERMS.day_cap - 2 * TERMS.fill_cap;
    world.sells_not(worth(left + 1), ExceedsDayCap);
    world.sells(worth(left - TERMS.min_fill));
    world.sells_not(worth(TERMS.min_fill + 1), ExceedsDayCap);
    world.sells(worth(TERMS.min_fill));
    assert_eq!(spent_today(&world), TERMS.day_cap);
    world.sells_not(worth(TERMS.min_fill), ExceedsDayCap);
    assert_eq!(world.treasury_config().books.usdc_spent, TERMS.day_cap);
}

#[test]
fn the_day_ends_at_midnight() {
    let midnight = (OPENING / DAY + 1) * DAY;
    let mut world = World::treasury();
    world.with_terms(|terms| terms.day_cap = terms.fill_cap);
    world.sells(worth(TERMS.fill_cap));
    // The auction rises meanwhile; its floor of -2% is all that these fills need.
    world.with_terms(|terms| terms.ceiling_bps = terms.start_bps);
    for time in [midnight - 2, midnight - 1] {
        at(&mut world, time);
        world.sells_not(worth(TERMS.min_fill), ExceedsDayCap);
    }
    at(&mut world, midnight);
    world.sells(worth(TERMS.fill_cap));
    assert_eq!((world.treasury_config().books.day, spent_today(&world)), (midnight / DAY, TERMS.fill_cap));
    assert_eq!(world.treasury_config().books.usdc_spent, 2 * TERMS.fill_cap);
    at(&mut world, midnight + 1);
    world.sells_not(worth(TERMS.min_fill), ExceedsDayCap);
    at(&mut world, midnight + DAY - 1);
    world.sells_not(worth(TERMS.min_fill), ExceedsDayCap);
    at(&mut world, midnight + 5 * DAY);
    world.sells(worth(TERMS.fill_cap));
    assert_eq!(spent_today(&world), TERMS.fill_cap, "what other days left over is lost");
}

#[test]
fn a_clock_that_steps_back_over_midnight_does_not_open_the_day_before_again() {
    let midnight = (OPENING / DAY + 1) * DAY;
    let mut world = World::treasury();
    world.with_terms(|terms| (terms.day_cap, terms.ceiling_bps) = (terms.fill_cap, terms.start_bps));
    at(&mut world, midnight);
    world.sells(worth(TERMS.fill_cap));
    at(&mut world, midnight - 1);
    world.sells_not(worth(TERMS.min_fill), ExceedsDayCap);
    assert_eq!(world.treasury_config().books.day, midnight / DAY);
    at(&mut world, midnight + DAY);
    world.sells(worth(TERMS.fill_cap));
}

#[test]
fn a_cap_that_the_admin_lowers_below_what_was_spent_stops_the_day() {
    let mut world = World::treasury();
    world.sells(worth(TERMS.fill_cap));
    world.with_terms(|terms| (terms.fill_cap, terms.day_cap) = (100 * DOLLAR, 100 * DOLLAR));
    world.sells_not(worth(TERMS.min_fill), ExceedsDayCap);
    at(&mut world, OPENING + DAY);
    world.sells(worth(50 * DOLLAR));
}

#[test]
fn fills_and_swaps_share_the_caps() {
    let mut world = World::swapping();
    let buy = |usdc| [take(usdc), bring(floor(usdc))];
    let over = TERMS.fill_cap + 1;
    world.refuse(swap(over, 0, &buy(over)), &[], ExceedsFillCap);
    world.swaps(TERMS.fill_cap, &buy(TERMS.fill_cap));
    world.sells(worth(TERMS.fill_cap));
    assert_eq!(spent_today(&world), 2 * TERMS.fill_cap);
    let left = TERMS.day_cap - 2 * TERMS.fill_cap;
    world.refuse(swap(left + 1, 0, &buy(left + 1)), &[], ExceedsDayCap);
    // What is lent and comes back is not spent.
    world.swaps(left + 1, &buy(left));
    assert_eq!(spent_today(&world), TERMS.day_cap);
    world.refuse(swap(1, 0, &buy(1)), &[], ExceedsDayCap);
    world.sells_not(worth(TERMS.min_fill), ExceedsDayCap);
    at(&mut world, OPENING + DAY);
    world.swaps(TERMS.fill_cap, &buy(TERMS.fill_cap));
}
