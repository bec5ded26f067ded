//! The owner takes its device off the market.

use io_app::{
    market::{self, Asset, ID, ReserveArgs},
    stake,
};
use io_market::{error::IoMarketError, events::Delisted, state::Listing};
use io_tests::{
    World, address,
    forgery::exchanged,
    market::{HOUR, HOURS, LISTED, START_WINDOW, account_of, bill, calls, device, list_args, listing},
    stake::{COOLDOWN, purse},
};
use solana_account::Account;

#[test]
fn closes_the_listing_and_returns_its_rent() {
    let mut world = World::listed();
    let lamports = world.lamports(address("rent payer"));
    let event: Delisted = world.by("supplier", calls::delist()).event(&ID);
    assert_eq!(event, Delisted { listing: listing(), device: device(), owner: address("supplier") });
    assert!(world.is_gone(listing()));
    assert_eq!(world.lamports(address("rent payer")), lamports + world.rent(Listing::SIZE));
}

#[test]
fn not_while_it_is_reserved_or_runs() {
    let mut world = World::reserved(Asset::Usdc);
    for seconds in [0, START_WINDOW - 1] {
        world.set_time(LISTED + seconds);
        world.market_refuses("supplier", calls::delist(), IoMarketError::Occupied);
    }
    let mut expired = world.clone();
    expired.set_time(LISTED + START_WINDOW);
    expired.by("supplier", calls::delist());
    // The renter's money does not depend on the listing.
    expired.accept(calls::expire(Asset::Usdc), &[]);

    world.by("supplier", calls::start(Asset::Usdc));
    let end = LISTED + START_WINDOW - 1 + i64::from(HOURS) * HOUR;
    world.set_time(end - 1);
    world.market_refuses("supplier", calls::delist(), IoMarketError::Occupied);
    world.set_time(end);
    world.by("supplier", calls::delist());
    // Nor does the supplier's.
    world.accept(calls::complete(Asset::Usdc), &[]);
    assert_eq!(world.balance(account_of("supplier", Asset::Usdc)), bill(Asset::Usdc).0);
}

#[test]
fn only_the_owner_delists() {
    let mut world = World::listed();
    for name in ["renter", "heir", "admin", "rent payer"] {
        let call = market::delist(address(name), device(), address("rent payer"));
        world.market_refuses(name, call, IoMarketError::NotOwner);
    }
    world.sell_device();
    world.market_refuses("supplier", calls::delist(), IoMarketError::NotOwner);
    world.by("heir", market::delist(address("heir"), device(), address("rent payer")));
}

#[test]
fn the_listing_of_a_device_that_is_gone_belongs_to_who_made_it() {
    let mut world = World::listed();
    let stake_of = world.device(device()).active;
    world.by("supplier", stake::request_unstake(address("supplier"), device(), stake_of));
    world.set_time(LISTED + COOLDOWN);
    world.by("supplier", stake::withdraw(address("supplier"), device(), purse("supplier")));
    world.by("supplier", stake::close_device(address("supplier"), device(), None));
    assert!(world.is_gone(device()));
    let call = market::delist(address("thief"), device(), address("rent payer"));
    world.market_refuses("thief", call, IoMarketError::NotOwner);
    world.by("supplier", calls::delist());
    assert!(world.is_gone(listing()));
}

#[test]
fn the_device_is_the_one_that_is_listed() {
    let mut world = World::listed();
    let forged = world.forged(device());
    let doubled = world.doubled(device());
    for another in [forged, doubled, address("nobody")] {
        let forgery = exchanged(&calls::delist(), device(), another);
        world.market_refuses("supplier", forgery, IoMarketError::ListingOfAnotherDevice);
    }
    let forgery = exchanged(&calls::delist(), address("rent payer"), address("thief"));
    world.market_refuses("supplier", forgery, IoMarketError::NotTheRentPayer);
}

#[test]
fn listed_again_it_uses_no_number_twice() {
    let mut world = World::reserved(Asset::Usdc);
    world.set_time(LISTED + START_WINDOW);
    // Expired, and not yet claimed: its account is still there.
    world.accept(market::expire(&io_tests::market::rental(Asset::Usdc), None), &[]);
    world.by("supplier", calls::delist());
    world.by_both("supplier", calls::list(list_args()));
    let next = world.listing().next;
    assert_eq!(next, (LISTED + START_WINDOW) as u32);
    let args = ReserveArgs { number: next, ..calls::reserve_args(Asset::Usdc, HOURS) };
    world.by_both("renter", calls::reserve_with(args));
    world.by("renter", calls::claim("renter", Asset::Usdc));
}

#[test]
fn a_pause_does_not_stop_it() {
    let mut world = World::listed();
    world.pause_market();
    world.by("supplier", calls::delist());
}

#[test]
fn an_address_where_lamports_lie_is_no_device() {
    let mut world = World::listed();
    world.put(device(), Account { lamports: 1_000_000, ..Account::default() });
    world.by("supplier", calls::delist());
}
