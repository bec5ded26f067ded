//! Where the fields of the accounts lie: what indexers and other programs read.

use std::mem::offset_of;

use io_app::market::{Asset, CONFIG};
use io_market::state::{Config, Listing, Purse, Reservation, Segment};
use io_tests::{
    World,
    market::{listing, reservation},
};

/// Anchor's discriminator comes first.
const DISCRIMINATOR: usize = 8;

#[test]
fn sizes() {
    assert_eq!((Config::SIZE, Listing::SIZE, Reservation::SIZE), (800, 304, 616));
    assert_eq!((size_of::<Purse>(), size_of::<Segment>()), (96, 16));
    let world = World::reserved(Asset::Usdc);
    let stored = |address| world.account(address).expect("the account exists").data.len();
    assert_eq!((stored(CONFIG), stored(listing()), stored(reservation())), (800, 304, 616));
}

#[test]
fn config() {
    let offsets = [
        offset_of!(Config, version),
        offset_of!(Config, paused),
        offset_of!(Config, attestor_count),
        offset_of!(Config, quorum),
        offset_of!(Config, reservation_bps),
        offset_of!(Config, facilitation_usdc_bps),
        offset_of!(Config, facilitation_io_bps),
        offset_of!(Config, network_bps),
        offset_of!(Config, failure_bps),
        offset_of!(Config, max_confidence_bps),
        offset_of!(Config, max_age),
        offset_of!(Config, usdc),
        offset_of!(Config, io),
        offset_of!(Config, admin),
        offset_of!(Config, attestors),
        offset_of!(Config, costake_bps),
    ];
    let expected = [8, 10, 11, 12, 16, 18, 20, 22, 24, 26, 28, 32, 128, 224, 320, 544];
    assert_eq!(offsets.map(|offset| offset + DISCRIMINATOR), expected);
}

#[test]
fn listings() {
    let offsets = [
        offset_of!(Listing, open),
        offset_of!(Listing, min_hours),
        offset_of!(Listing, max_hours),
        offset_of!(Listing, next),
        offset_of!(Listing, price_per_hour),
        offset_of!(Listing, busy_until),
        offset_of!(Listing, device),
        offset_of!(Listing, owner),
        offset_of!(Listing, rent_payer),
        offset_of!(Listing, reservation),
        offset_of!(Listing, reserved),
    ];
    let expected = [10, 12, 14, 16, 24, 32, 48, 80, 112, 144, 176];
    assert_eq!(offsets.map(|offset| offset + DISCRIMINATOR), expected);
}

#[test]
fn reservations() {
    let offsets = [
        offset_of!(Reservation, stage),
        offset_of!(Reservation, asset),
        offset_of!(Reservation, number),
        offset_of!(Reservation, hours),
        offset_of!(Reservation, segment_count),
        offset_of!(Reservation, reserved_at),
        offset_of!(Reservation, started_at),
        offset_of!(Reservation, segments),
        offset_of!(Reservation, cost),
        offset_of!(Reservation, claimed),
        offset_of!(Reservation, supplier_due),
        offset_of!(Reservation, renter_due),
        offset_of!(Reservation, device),
        offset_of!(Reservation, renter),
        offset_of!(Reservation, supplier),
        offset_of!(Reservation, cluster),
        offset_of!(Reservation, costake_bps),
        offset_of!(Reservation, company),
    ];
    let expected = [10, 11, 12, 16, 26, 32, 40, 56, 192, 208, 216, 224, 232, 264, 296, 424, 456, 460];
    assert_eq!(offsets.map(|offset| offset + DISCRIMINATOR), expected);
}
