//! Listings, reservations and settings that no sequence of calls leads to. If one came about all the same, nothing could be
//! done with it.

use std::mem::offset_of;

use io_app::market::{self, CONFIG};
use io_market::{
    error::IoMarketError::{self, InvalidHours, InvariantViolated, ZeroPrice},
    state::{Config, Listing, Reservation},
};
use io_tests::{
    World, address,
    market::{ASSETS, HOUR, HOURS, LISTED, MIN_HOURS, account_of, calls, listing, rental, reservation},
};

#[test]
fn a_listing_whose_terms_cannot_be_met() {
    type Flaw = (usize, Vec<u8>, IoMarketError);
    let flaws: [Flaw; 4] = [
        (offset_of!(Listing, version), vec![2], InvariantViolated),
        (offset_of!(Listing, open), vec![2], InvariantViolated),
        (offset_of!(Listing, price_per_hour), vec![0; 8], ZeroPrice),
        (offset_of!(Listing, min_hours), vec![0; 2], InvalidHours),
    ];
    for asset in ASSETS {
        for (field, bytes, error) in flaws.clone() {
            let mut world = World::listed();
            world.overwrite(listing(), field, &bytes);
            world.not_by_both("renter", calls::reserve(asset, HOURS), error);

            let mut world = World::renting(asset);
            world.overwrite(listing(), field, &bytes);
            world.market_refuses("renter", calls::extend(asset, MIN_HOURS), error);
        }
    }
}

#[test]
fn a_listing_that_another_reservation_has() {
    for asset in ASSETS {
        let mut world = World::renting(asset);
        world.overwrite(listing(), offset_of!(Listing, reservation), &[7; 32]);
        world.market_refuses("renter", calls::extend(asset, MIN_HOURS), InvariantViolated);
    }
}

#[test]
fn a_reservation_whose_books_do_not_balance() {
    for asset in ASSETS {
        let running = World::renting(asset);
        let more = (running.reservation().cost + 1).to_le_bytes().to_vec();
        let flaws = [
            (offset_of!(Reservation, version), vec![2]),
            (offset_of!(Reservation, finished), vec![1]),
            (offset_of!(Reservation, cost), more.clone()),
            // More than it costs with what is added to it, too.
            (offset_of!(Reservation, claimed), (running.reservation().cost * 100).to_le_bytes().to_vec()),
        ];
        for (field, bytes) in flaws {
            let mut world = running.clone();
            world.overwrite(reservation(), field, &bytes);
            world.market_refuses("renter", calls::extend(asset, MIN_HOURS), InvariantViolated);
        }
        // Over, and more is owed than it has cost.
        let mut world = running.clone();
        world.set_time(LISTED + HOUR);
        world.by("renter", market::terminate(address("renter"), &rental(asset), account_of("renter", asset), None));
        world.overwrite(reservation(), offset_of!(Reservation, renter_due), &more);
        world.market_refuses("supplier", calls::claim("supplier", asset), InvariantViolated);
        // Never started, and paid for all the same; or started by nobody.
        for (field, bytes) in [(offset_of!(Reservation, claimed), 1), (offset_of!(Reservation, started_at), 1)] {
            let mut world = World::reserved(asset);
            world.overwrite(reservation(), field, &[bytes]);
            world.set_time(LISTED + HOUR);
            world.market_refuses_anyone(calls::expire(asset), InvariantViolated);
        }
    }
}

#[test]
fn settings_that_are_not_sound() {
    let sound = World::market();
    for field in [offset_of!(Config, version), offset_of!(Config, paused)] {
        let mut world = sound.clone();
        world.overwrite(CONFIG, field, &[2]);
        let propose = market::propose_admin(address("admin"), address("heir"));
        world.market_refuses("admin", propose, InvariantViolated);
    }
}
