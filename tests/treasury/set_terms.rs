//! The admin sets the terms, within bounds that stand in the program.

use io_app::treasury::{self, ID, Terms};
use io_tests::{
    World, address, keypair,
    treasury::{DOLLAR, IO, RAMP, TERMS, sell},
};
use io_treasury::{
    error::IoTreasuryError::{self, *},
    events::TermsSet,
};

fn set(world: &mut World, terms: Terms) {
    world.by("admin", treasury::set_terms(address("admin"), terms));
}

#[test]
fn they_hold_at_once() {
    let mut world = World::treasury();
    let terms = Terms { start_bps: -500, ramp: 7_200, ..TERMS };

    let receipt = world.by("admin", treasury::set_terms(address("admin"), terms));

    assert_eq!(world.treasury_config().terms, terms);
    assert_eq!(receipt.event::<TermsSet>(&ID), TermsSet { old_terms: TERMS, new_terms: terms });
    let before = world.money();
    world.by("seller", sell(100 * IO));
    // 100 × 2.49 × 0.95 dollars.
    assert_eq!(before.usdc_vault - world.money().usdc_vault, 236_550_000);
}

#[test]
fn the_auction_runs_on_under_new_terms() {
    let mut world = World::treasury();
    world.wait(RAMP);
    set(&mut world, Terms { ceiling_bps: 0, ..TERMS });
    let before = world.money();
    world.sells(100 * IO);
    assert_eq!(before.usdc_vault - world.money().usdc_vault, 249 * DOLLAR);
}

#[test]
fn only_the_admin_sets_them() {
    let mut world = World::treasury();
    for name in ["pauser", "seller", "thief"] {
        world.refuse(treasury::set_terms(address(name), TERMS), &[&keypair(name)], NotAdmin);
    }
}

#[test]
fn every_bound_can_be_reached() {
    let mut world = World::treasury();
    for terms in [
        Terms { start_bps: -2_000, ceiling_bps: 500, ramp: 60, ..TERMS },
        Terms { start_bps: -2_000, ceiling_bps: -2_000, ramp: 604_800, ..TERMS },
        Terms { start_bps: 0, ceiling_bps: 0, ..TERMS },
        Terms { swap_floor_bps: -500, max_age: 300, max_confidence_bps: 500, ..TERMS },
        Terms { swap_floor_bps: 0, max_age: 1, max_confidence_bps: 1, ..TERMS },
        Terms { min_fill: DOLLAR, fill_cap: DOLLAR, day_cap: DOLLAR, ..TERMS },
        Terms { min_fill: u64::MAX, fill_cap: u64::MAX, day_cap: u64::MAX, ..TERMS },
    ] {
        set(&mut world, terms);
        assert_eq!(world.treasury_config().terms, terms);
    }
}

#[test]
fn no_bound_can_be_left() {
    let mut world = World::treasury();
    let cases: [(Terms, IoTreasuryError); 19] = [
        (Terms { start_bps: -2_001, ..TERMS }, AuctionOutOfBounds),
        (Terms { start_bps: 1, ..TERMS }, AuctionOutOfBounds),
        (Terms { start_bps: i16::MIN, ..TERMS }, AuctionOutOfBounds),
        (Terms { ceiling_bps: 501, ..TERMS }, AuctionOutOfBounds),
        (Terms { ceiling_bps: -201, ..TERMS }, AuctionOutOfBounds),
        (Terms { ramp: 59, ..TERMS }, AuctionOutOfBounds),
        (Terms { ramp: 0, ..TERMS }, AuctionOutOfBounds),
        (Terms { ramp: 604_801, ..TERMS }, AuctionOutOfBounds),
        (Terms { swap_floor_bps: -501, ..TERMS }, FloorOutOfBounds),
        (Terms { swap_floor_bps: 1, ..TERMS }, FloorOutOfBounds),
        (Terms { max_age: 0, ..TERMS }, OracleLimitsOutOfBounds),
        (Terms { max_age: 301, ..TERMS }, OracleLimitsOutOfBounds),
        (Terms { max_age: u32::MAX, ..TERMS }, OracleLimitsOutOfBounds),
        (Terms { max_confidence_bps: 0, ..TERMS }, OracleLimitsOutOfBounds),
        (Terms { max_confidence_bps: 501, ..TERMS }, OracleLimitsOutOfBounds),
        (Terms { min_fill: DOLLAR - 1, ..TERMS }, CapsOutOfOrder),
        (Terms { min_fill: 0, ..TERMS }, CapsOutOfOrder),
        (Terms { fill_cap: TERMS.min_fill - 1, ..TERMS }, CapsOutOfOrder),
        (Terms { day_cap: TERMS.fill_cap - 1, ..TERMS }, CapsOutOfOrder),
    ];
    for (terms, error) in cases {
        world.refuse(treasury::set_terms(address("admin"), terms), &[&keypair("admin")], error);
    }
    assert_eq!(world.treasury_config().terms, TERMS);
}
