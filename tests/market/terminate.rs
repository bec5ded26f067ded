//! The renter ends a running reservation early: it pays what ran, and at least an hour.

use io_app::market::{self, Asset, ID};
use io_market::{
    error::IoMarketError,
    events::{Claimed, Terminated},
    state::{Reservation, Stage},
};
use io_tests::{
    World, address,
    forgery::exchanged,
    market::{
        ASSETS, HOUR, HOURS, LISTED, Tills, account_of, bill, calls, device, escrow, listing, rental, reservation,
    },
    stake::text,
};

const LENGTH: i64 = HOURS as i64 * HOUR;

/// What the renter pays who ends it after so many seconds: rounded up.
fn owed(cost: u64, seconds: i64) -> u64 {
    let seconds = u128::try_from(seconds.max(HOUR)).unwrap();
    u64::try_from((u128::from(cost) * seconds).div_ceil(LENGTH as u128)).unwrap()
}

#[test]
fn pays_what_ran_and_at_least_an_hour() {
    for asset in ASSETS {
        for seconds in [0, 1, HOUR - 1, HOUR, HOUR + 1, 12_345, LENGTH - 1] {
            let mut world = World::rented_for(asset, seconds);
            let before = world.tills(asset);
            let lamports = world.lamports(address("rent payer"));
            let (cost, _) = bill(asset);

            let receipt = world.by("renter", calls::terminate(asset));

            let earned = owed(cost, seconds);
            let expected = Terminated {
                reservation: reservation(),
                device: device(),
                renter: address("renter"),
                supplier: address("supplier"),
                cluster: text("cluster"),
                asset,
                earned,
                paid: earned,
                refunded: cost - earned,
                closed: true,
            };
            assert_eq!(receipt.event::<Terminated>(&ID), expected);
            let after = Tills {
                escrow: 0,
                renter: before.renter + cost - earned,
                supplier: before.supplier + earned,
                ..before
            };
            assert_eq!(world.tills(asset), after, "after {seconds} s");
            assert!(world.is_gone(reservation()));
            assert_eq!(world.lamports(address("rent payer")), lamports + world.rent(Reservation::SIZE));
            // The device is free in the same second.
            assert_eq!(world.listing().busy_until, LISTED + seconds);
            let args =
                market::ReserveArgs { number: io_tests::market::number(1), ..calls::reserve_args(Asset::Usdc, HOURS) };
            world.by_both("renter", calls::reserve_with(args));
        }
    }
}

#[test]
fn what_was_claimed_is_part_of_it() {
    let mut world = World::rented_for(Asset::Usdc, 10_000);
    let before = world.tills(Asset::Usdc);
    let early = world.by("supplier", calls::claim("supplier", Asset::Usdc)).event::<Claimed>(&ID).earned;
    world.set_time(LISTED + 10_001);
    let event: Terminated = world.by("renter", calls::terminate(Asset::Usdc)).event(&ID);
    let (cost, _) = bill(Asset::Usdc);
    assert_eq!((event.earned, event.paid), (owed(cost, 10_001), owed(cost, 10_001) - early));
    assert_eq!(world.tills(Asset::Usdc).supplier, before.supplier + owed(cost, 10_001));
    assert_eq!(world.tills(Asset::Usdc).escrow, 0);
}

#[test]
fn a_reservation_that_was_not_started_is_not_terminated() {
    let mut world = World::reserved(Asset::Usdc);
    world.market_refuses("renter", calls::terminate(Asset::Usdc), IoMarketError::NotRunning);
}

#[test]
fn from_the_end_on_there_is_nothing_to_terminate() {
    let mut world = World::renting(Asset::Usdc);
    for late in [0, 1, 86_400] {
        world.set_time(LISTED + LENGTH + late);
        world.market_refuses("renter", calls::terminate(Asset::Usdc), IoMarketError::AlreadyOver);
    }
}

#[test]
fn only_the_renter_terminates() {
    let mut world = World::rented_for(Asset::Usdc, HOUR);
    for name in ["supplier", "admin", "thief", "attestor 1"] {
        let destination = account_of("thief", Asset::Usdc);
        let call = market::terminate(address(name), &rental(Asset::Usdc), destination, None);
        world.market_refuses(name, call, IoMarketError::NotRenter);
    }
}

#[test]
fn without_an_account_of_the_supplier_its_part_stays_claimable() {
    for asset in ASSETS {
        let mut world = World::rented_for(asset, 5_000);
        let before = world.tills(asset);
        let (cost, _) = bill(asset);
        let call = market::terminate(address("renter"), &rental(asset), account_of("renter", asset), None);

        let event: Terminated = world.by("renter", call).event(&ID);

        let earned = owed(cost, 5_000);
        assert_eq!((event.earned, event.paid, event.refunded, event.closed), (earned, 0, cost - earned, false));
        let left = world.reservation();
        assert_eq!((left.stage(), left.supplier_due, left.renter_due), (Some(Stage::Terminated), earned, 0));
        world.market_refuses("renter", calls::claim("renter", asset), IoMarketError::NothingToClaim);
        world.market_refuses("renter", calls::terminate(asset), IoMarketError::NotRunning);
        world.by("supplier", calls::claim("supplier", asset));
        let after =
            Tills { escrow: 0, renter: before.renter + cost - earned, supplier: before.supplier + earned, ..before };
        assert_eq!(world.tills(asset), after);
        assert!(world.is_gone(reservation()));
    }
}

#[test]
fn an_hour_that_was_all_comes_to_nothing_back() {
    let mut world = World::listed();
    world.relist(|terms| terms.min_hours = 1);
    world.by_both("renter", calls::reserve(Asset::Usdc, 1));
    world.by("supplier", calls::start(Asset::Usdc));
    let event: Terminated = world.by("renter", calls::terminate(Asset::Usdc)).event(&ID);
    assert_eq!((event.earned, event.refunded, event.closed), (io_tests::market::PRICE_PER_HOUR, 0, true));
    assert_eq!(world.tills(Asset::Usdc).escrow, 0);
}

#[test]
fn everybody_is_paid_into_an_account_of_its_own() {
    let mut world = World::rented_for(Asset::Usdc, HOUR);
    let suppliers = account_of("supplier", Asset::Usdc);
    for another in [account_of("thief", Asset::Usdc), account_of("renter", Asset::Usdc), escrow(Asset::Usdc)] {
        let call = market::terminate(
            address("renter"),
            &rental(Asset::Usdc),
            account_of("renter", Asset::Usdc),
            Some(another),
        );
        world.market_refuses("renter", call, IoMarketError::NotTheSuppliersAccount);
    }
    let circle = market::terminate(address("renter"), &rental(Asset::Usdc), escrow(Asset::Usdc), Some(suppliers));
    world.market_refuses("renter", circle, IoMarketError::EscrowPaysItself);
    let forgery = exchanged(&calls::terminate(Asset::Usdc), escrow(Asset::Usdc), escrow(Asset::Io));
    world.market_refuses("renter", forgery, IoMarketError::NotTheEscrow);
    let forgery = exchanged(&calls::terminate(Asset::Usdc), address("rent payer"), address("thief"));
    world.market_refuses("renter", forgery, IoMarketError::NotTheRentPayer);
    let doubled = world.doubled(listing());
    let forgery = exchanged(&calls::terminate(Asset::Usdc), listing(), doubled);
    // A copy says the same, and no copy can ever be made: only `list` writes listings, one for each device.
    world.by("renter", forgery);
}

#[test]
fn a_pause_does_not_stop_it() {
    let mut world = World::rented_for(Asset::Usdc, HOUR);
    world.pause_market();
    world.by("renter", calls::terminate(Asset::Usdc));
}

#[test]
fn a_clock_that_steps_back_takes_nothing_of_what_was_paid() {
    let mut world = World::rented_for(Asset::Usdc, 30_000);
    let early = world.by("supplier", calls::claim("supplier", Asset::Usdc)).event::<Claimed>(&ID).earned;
    world.set_time(LISTED);
    let event: Terminated = world.by("renter", calls::terminate(Asset::Usdc)).event(&ID);
    assert_eq!((event.earned, event.paid), (early, 0));
    assert_eq!(world.tills(Asset::Usdc).escrow, 0);
}
