//! The renter adds hours before the end, at the listing's current price.

use anchor_spl::token::spl_token::error::TokenError;
use io_app::market::{self, Asset, ID};
use io_market::{
    error::IoMarketError,
    events::{Extended, Terminated},
    state::Segment,
};
use io_tests::{
    World, address,
    forgery::exchanged,
    keypair,
    market::{
        ASSETS, CONFIDENCE, HOUR, HOURS, IO_PRICE, LISTED, MAX_HOURS, PRICE_PER_HOUR, Tills, account_of, bill, calls,
        device, escrow, fee_vault, rental, reservation,
    },
    stake::text,
};

const LENGTH: i64 = HOURS as i64 * HOUR;
const END: i64 = LISTED + LENGTH;

/// What three hours cost at twice the price, and the fees.
fn three_dear_hours(asset: Asset) -> (u64, [u64; 2]) {
    let usd = 3 * 2 * PRICE_PER_HOUR;
    match asset {
        Asset::Usdc => (usd, [(usd * 25).div_ceil(10_000), (usd * 200).div_ceil(10_000)]),
        Asset::Io => {
            let io = u64::try_from((u128::from(usd) * 10_000_000_000).div_ceil(249_000_000)).unwrap();
            (io, [(io * 25).div_ceil(10_000), 0])
        }
    }
}

#[test]
fn costs_the_current_price_and_the_fees_go_to_the_treasury_at_once() {
    for asset in ASSETS {
        let mut world = World::rented_for(asset, LENGTH - 1);
        world.post_price(IO_PRICE, CONFIDENCE);
        world.relist(|terms| terms.price_per_hour *= 2);
        let before = world.tills(asset);
        let (cost, [reservation_fee, facilitation_fee]) = three_dear_hours(asset);
        let fees = reservation_fee + facilitation_fee;
        let ends_at = END + 3 * HOUR;

        let receipt = world.by("renter", calls::extend_within(asset, 3, cost + fees));

        let expected = Extended {
            reservation: reservation(),
            device: device(),
            renter: address("renter"),
            supplier: address("supplier"),
            cluster: text("cluster"),
            asset,
            hours: 3,
            price_per_hour: 2 * PRICE_PER_HOUR,
            cost,
            reservation_fee,
            facilitation_fee,
            network_fee: 0,
            ends_at,
        };
        assert_eq!(receipt.event::<Extended>(&ID), expected);
        let after = Tills {
            escrow: before.escrow + cost,
            fee_vault: before.fee_vault + fees,
            renter: before.renter - cost - fees,
            ..before
        };
        assert_eq!(world.tills(asset), after);
        let (first, first_fees) = bill(asset);
        let extended = world.reservation();
        assert_eq!((extended.hours, extended.cost, extended.fees), (HOURS + 3, first + cost, first_fees + fees));
        assert_eq!((extended.segment_count, extended.finished), (2, 0));
        assert_eq!(extended.segments[0], Segment { ends_at: END, cost: first });
        assert_eq!(extended.segments[1], Segment { ends_at, cost });
        assert_eq!(world.listing().busy_until, ends_at);
        // It earns at the one price, then at the other, and all of it in the end.
        world.set_time(END + HOUR);
        let earned = first + cost / 3;
        assert_eq!(world.reservation().earned(io_economics::Timestamp::new(END + HOUR)), earned);
        world.set_time(ends_at - 1);
        world.market_refuses_anyone(calls::complete(asset), IoMarketError::NotOverYet);
        world.set_time(ends_at);
        world.accept(calls::complete(asset), &[]);
        assert_eq!(world.tills(asset).supplier, before.supplier + first + cost);
        assert_eq!(world.tills(asset).escrow, 0);
    }
}

#[test]
fn costs_no_more_than_the_renter_signed_for() {
    let mut world = World::renting(Asset::Usdc);
    let (cost, fees) =
        (PRICE_PER_HOUR, (PRICE_PER_HOUR * 25).div_ceil(10_000) + (PRICE_PER_HOUR * 200).div_ceil(10_000));
    for too_little in [0, cost, cost + fees - 1] {
        let extend = calls::extend_within(Asset::Usdc, 1, too_little);
        world.market_refuses("renter", extend, IoMarketError::ExceedsMaxTotal);
    }
    world.by("renter", calls::extend_within(Asset::Usdc, 1, cost + fees));
}

#[test]
fn is_too_late_at_the_end() {
    for late in [0, 1, 86_400] {
        let mut world = World::rented_for(Asset::Usdc, LENGTH + late);
        world.market_refuses("renter", calls::extend(Asset::Usdc, 1), IoMarketError::AlreadyOver);
    }
}

#[test]
fn what_does_not_run_is_not_extended() {
    let mut world = World::reserved(Asset::Usdc);
    // Before the start there is no supplier that the listing could belong to.
    world.market_refuses("renter", calls::extend(Asset::Usdc, 1), IoMarketError::AnotherSupplier);
    let mut world = World::rented_for(Asset::Usdc, LENGTH);
    world.accept(market::complete(&rental(Asset::Usdc), None), &[]);
    world.market_refuses("renter", calls::extend(Asset::Usdc, 1), IoMarketError::NotRunning);
}

#[test]
fn takes_as_many_hours_in_all_as_the_listing_allows() {
    let mut world = World::renting(Asset::Usdc);
    world.market_refuses("renter", calls::extend(Asset::Usdc, 0), IoMarketError::ZeroHours);
    for hours in [MAX_HOURS - HOURS + 1, u16::MAX - HOURS, u16::MAX] {
        world.market_refuses("renter", calls::extend(Asset::Usdc, hours), IoMarketError::TooManyHours);
    }
    world.by("renter", calls::extend(Asset::Usdc, MAX_HOURS - HOURS));
    world.market_refuses("renter", calls::extend(Asset::Usdc, 1), IoMarketError::TooManyHours);
}

#[test]
fn pays_the_fees_of_the_reservation_whatever_they_are_by_now() {
    let mut world = World::renting(Asset::Usdc);
    world.with_market_terms(|terms| {
        (terms.reservation_bps, terms.facilitation_usdc_bps, terms.network_bps) = (500, 500, 500)
    });
    let event: Extended = world.by("renter", calls::extend(Asset::Usdc, 1)).event(&ID);
    let of = |bps: u64| (PRICE_PER_HOUR * bps).div_ceil(10_000);
    assert_eq!((event.reservation_fee, event.facilitation_fee, event.network_fee), (of(25), of(200), 0));
}

#[test]
fn only_the_renter_extends() {
    let mut world = World::renting(Asset::Usdc);
    for name in ["supplier", "admin", "thief"] {
        let call = market::extend(address(name), &rental(Asset::Usdc), calls::payment(Asset::Usdc), 1, u64::MAX);
        world.market_refuses(name, call, IoMarketError::NotRenter);
    }
}

#[test]
fn the_supplier_decides_whether_there_are_more_hours() {
    let mut world = World::renting(Asset::Usdc);
    world.relist(|terms| terms.open = false);
    world.market_refuses("renter", calls::extend(Asset::Usdc, 1), IoMarketError::ListingClosed);
    world.relist(|terms| terms.open = true);
    world.by("renter", calls::extend(Asset::Usdc, 1));

    // Sold: the old owner cannot promise it any more, and the new one is not who is paid.
    world.sell_device();
    world.market_refuses("renter", calls::extend(Asset::Usdc, 1), IoMarketError::AnotherSupplier);
    let list = market::list(address("heir"), address("rent payer"), device(), io_tests::market::list_args());
    world.by_both("heir", list);
    world.market_refuses("renter", calls::extend(Asset::Usdc, 1), IoMarketError::AnotherSupplier);
}

#[test]
fn a_suspended_device_is_not_extended() {
    let mut world = World::renting(Asset::Usdc);
    world.suspend_device();
    world.market_refuses("renter", calls::extend(Asset::Usdc, 1), IoMarketError::DeviceSuspended);
}

#[test]
fn eight_prices_at_a_time() {
    let mut world = World::renting(Asset::Usdc);
    for _ in 1..8 {
        world.by("renter", calls::extend(Asset::Usdc, 1));
    }
    assert_eq!(world.reservation().segment_count, 8);
    world.set_time(END - 1);
    world.market_refuses("renter", calls::extend(Asset::Usdc, 1), IoMarketError::TooManyExtensions);
    // One has ended, and makes room for one.
    world.set_time(END);
    world.by("renter", calls::extend(Asset::Usdc, 1));
    let folded = world.reservation();
    assert_eq!((folded.segment_count, folded.finished, folded.segments_from), (8, bill(Asset::Usdc).0, END));
    world.market_refuses("renter", calls::extend(Asset::Usdc, 1), IoMarketError::TooManyExtensions);
    // All but the last have ended.
    world.set_time(END + 8 * HOUR - 1);
    world.by("renter", calls::extend(Asset::Usdc, 2));
    let folded = world.reservation();
    assert_eq!((folded.segment_count, folded.segments[0].ends_at), (2, END + 8 * HOUR));
    assert_eq!(folded.segments[2..], [Segment::default(); 6]);
    world.set_time(END + 10 * HOUR);
    world.accept(calls::complete(Asset::Usdc), &[]);
    assert_eq!(world.tills(Asset::Usdc).supplier, 20 * PRICE_PER_HOUR);
    assert_eq!(world.tills(Asset::Usdc).escrow, 0);
}

#[test]
fn a_dear_hour_at_the_end_makes_none_before_it_dearer() {
    let mut world = World::rented_for(Asset::Usdc, HOUR);
    let before = world.reservation().earned(io_economics::Timestamp::new(LISTED + HOUR));
    world.relist(|terms| terms.price_per_hour = 100 * PRICE_PER_HOUR);
    world.by("renter", calls::extend(Asset::Usdc, 1));
    assert_eq!(world.reservation().earned(io_economics::Timestamp::new(LISTED + HOUR)), before);
    // One who ends it now pays for what ran, at what was agreed for it.
    let event: Terminated = world.by("renter", calls::terminate(Asset::Usdc)).event(&ID);
    assert_eq!(event.earned, PRICE_PER_HOUR);
    assert_eq!(event.refunded, 9 * PRICE_PER_HOUR + 100 * PRICE_PER_HOUR);
}

#[test]
fn the_money_goes_where_it_belongs() {
    let mut world = World::renting(Asset::Usdc);
    let doubled = world.doubled(escrow(Asset::Usdc));
    for another in [escrow(Asset::Io), doubled] {
        let forgery = exchanged(&calls::extend(Asset::Usdc, 1), escrow(Asset::Usdc), another);
        world.market_refuses("renter", forgery, IoMarketError::NotTheEscrow);
    }
    for another in [fee_vault(Asset::Io), account_of("supplier", Asset::Usdc)] {
        let forgery = exchanged(&calls::extend(Asset::Usdc, 1), fee_vault(Asset::Usdc), another);
        world.market_refuses("renter", forgery, IoMarketError::NotTheFeeVault);
    }
    let own = account_of("renter", Asset::Usdc);
    let forgery = exchanged(&calls::extend(Asset::Usdc, 1), own, account_of("renter", Asset::Io));
    world.refuse_code(forgery, &[&keypair("renter")], TokenError::MintMismatch as u32);
}

#[test]
fn in_io_it_takes_a_fresh_price() {
    let mut world = World::rented_for(Asset::Io, 61);
    world.market_refuses("renter", calls::extend(Asset::Io, 1), IoMarketError::PriceStale);
    let without = market::Payment { price: None, ..calls::payment(Asset::Io) };
    let call = market::extend(address("renter"), &rental(Asset::Io), without, 1, u64::MAX);
    world.market_refuses("renter", call, IoMarketError::PriceMissing);
    world.post_price(IO_PRICE, CONFIDENCE);
    world.by("renter", calls::extend(Asset::Io, 1));
}

#[test]
fn a_pause_stops_it() {
    let mut world = World::renting(Asset::Usdc);
    world.pause_market();
    world.market_refuses("renter", calls::extend(Asset::Usdc, 1), IoMarketError::Paused);
}
