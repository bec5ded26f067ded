//! The owner lists its device, and changes the terms.

use anchor_lang::prelude::Pubkey;
use io_app::market::{self, Asset, ID, ListArgs};
use io_market::{error::IoMarketError, events::Listed, state::Listing};
use io_tests::{
    World, address,
    forgery::exchanged,
    market::{
        HOUR, HOURS, LISTED, MAX_HOURS, MIN_HOURS, PRICE_PER_HOUR, calls, device, list_args, listing, number,
        reservation,
    },
};

#[test]
fn creates_the_listing() {
    let mut world = World::market();
    let lamports = world.lamports(address("rent payer"));

    let receipt = world.by_both("supplier", calls::list(list_args()));

    let expected = Listed {
        listing: listing(),
        device: device(),
        owner: address("supplier"),
        price_per_hour: PRICE_PER_HOUR,
        min_hours: MIN_HOURS,
        max_hours: MAX_HOURS,
        open: true,
        next: number(0),
    };
    assert_eq!(receipt.event::<Listed>(&ID), expected);
    let listed = world.listing();
    let derived = Pubkey::find_program_address(&[b"listing", device().as_ref()], &ID);
    assert_eq!((listing(), listed.bump), derived);
    assert_eq!((listed.version, listed.open, listed.next), (1, 1, number(0)));
    assert_eq!((listed.min_hours, listed.max_hours), (MIN_HOURS, MAX_HOURS));
    assert_eq!((listed.price_per_hour, listed.busy_until, listed.listed_at), (PRICE_PER_HOUR, 0, LISTED));
    assert_eq!((listed.device, listed.owner), (device(), address("supplier")));
    assert_eq!((listed.rent_payer, listed.reservation), (address("rent payer"), Pubkey::default()));
    assert_eq!(world.lamports(address("rent payer")), lamports - world.rent(Listing::SIZE));
}

#[test]
fn lamports_that_were_sent_before_do_not_block_it() {
    for lamports in [1_000_000, 1_000_000_000] {
        let mut world = World::market();
        world.fund(listing(), lamports);
        world.by_both("supplier", calls::list(list_args()));
        assert_eq!(world.listing().price_per_hour, PRICE_PER_HOUR);
    }
}

#[test]
fn changes_the_terms_and_nothing_else() {
    let mut world = World::renting(Asset::Usdc);
    world.set_time(LISTED + HOUR);
    let args = ListArgs { price_per_hour: 7, min_hours: 1, max_hours: u16::MAX, open: false };

    let event: Listed = world.by_both("supplier", calls::list(args)).event(&ID);

    assert_eq!((event.price_per_hour, event.open, event.next), (7, false, number(1)));
    let changed = world.listing();
    assert_eq!((changed.price_per_hour, changed.min_hours, changed.max_hours, changed.open), (7, 1, u16::MAX, 0));
    assert_eq!((changed.reservation, changed.next), (reservation(), number(1)));
    assert_eq!(changed.busy_until, LISTED + i64::from(HOURS) * HOUR);
    assert_eq!((changed.listed_at, changed.rent_payer), (LISTED + HOUR, address("rent payer")));
}

#[test]
fn terms_have_to_be_such_as_can_be_met() {
    let listed = |change: fn(&mut ListArgs)| {
        let mut args = list_args();
        change(&mut args);
        calls::list(args)
    };
    for mut world in [World::market(), World::listed()] {
        world.not_by_both("supplier", listed(|args| args.price_per_hour = 0), IoMarketError::ZeroPrice);
        world.not_by_both("supplier", listed(|args| args.min_hours = 0), IoMarketError::InvalidHours);
        world.not_by_both("supplier", listed(|args| args.max_hours = MIN_HOURS - 1), IoMarketError::InvalidHours);
        world.by_both("supplier", listed(|args| args.max_hours = MIN_HOURS));
        world.by_both("supplier", listed(|args| (args.price_per_hour, args.max_hours) = (u64::MAX, u16::MAX)));
    }
}

#[test]
fn only_the_owner_lists() {
    for mut world in [World::market(), World::listed()] {
        for name in ["renter", "heir", "admin"] {
            let call = market::list(address(name), address("rent payer"), device(), list_args());
            world.not_by_both(name, call, IoMarketError::NotOwner);
        }
        // Once it is sold, the old owner is nobody.
        world.sell_device();
        world.not_by_both("supplier", calls::list(list_args()), IoMarketError::NotOwner);
        let call = market::list(address("heir"), address("rent payer"), device(), list_args());
        world.by_both("heir", call);
        assert_eq!(world.listing().owner, address("heir"));
    }
}

#[test]
fn the_listing_lies_at_the_address_of_its_device() {
    for another in [address("nobody"), reservation(), market::listing_address(address("another device"))] {
        let forgery = exchanged(&calls::list(list_args()), listing(), another);
        World::market().not_by_both("supplier", forgery, IoMarketError::NotTheListing);
    }
}

#[test]
fn a_listing_of_another_device_is_not_changed() {
    let mut world = World::listed();
    let mut account = world.account(listing()).expect("the listing");
    // The device's address lies behind the discriminator and 40 bytes of numbers.
    account.data[48..80].copy_from_slice(address("another device").as_ref());
    world.put(address("another listing"), account);
    let forgery = exchanged(&calls::list(list_args()), listing(), address("another listing"));
    world.not_by_both("supplier", forgery, IoMarketError::NotTheListing);
}

#[test]
fn a_pause_stops_it() {
    for mut world in [World::market(), World::listed()] {
        world.pause_market();
        world.not_by_both("supplier", calls::list(list_args()), IoMarketError::Paused);
    }
}

#[test]
fn the_owner_may_pay_the_rent_itself() {
    let mut world = World::market();
    let supplier = address("supplier");
    world.by("supplier", market::list(supplier, supplier, device(), list_args()));
    assert_eq!(world.listing().rent_payer, supplier);
    world.by("supplier", market::delist(supplier, device(), supplier));
    assert!(world.is_gone(listing()));
}
