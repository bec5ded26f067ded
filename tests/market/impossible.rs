//! Listings that no sequence of calls leads to. If one came about all the same, nothing could be done with it.

use std::mem::offset_of;

use io_market::{
    error::IoMarketError::{self, InvalidHours, InvariantViolated, ZeroPrice},
    state::Listing,
};
use io_tests::{
    World,
    market::{ASSETS, HOURS, MIN_HOURS, calls, listing},
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
