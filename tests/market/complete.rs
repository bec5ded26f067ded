//! What has run its time is ended by anyone, and the supplier is paid.

use io_app::market::{self, Asset, ID};
use io_market::{
    error::IoMarketError,
    events::{Claimed, Completed},
    state::{Reservation, Stage},
};
use io_tests::{
    World, address,
    forgery::exchanged,
    market::{ASSETS, HOUR, HOURS, LISTED, Tills, account_of, bill, calls, device, escrow, rental, reservation},
    stake::text,
};

const LENGTH: i64 = HOURS as i64 * HOUR;

#[test]
fn pays_the_supplier_what_it_has_not_claimed() {
    for asset in ASSETS {
        for claimed_before in [false, true] {
            let mut world = World::rented_for(asset, HOUR);
            let before = world.tills(asset);
            let (cost, _) = bill(asset);
            let mut early = 0;
            if claimed_before {
                early = world.by("supplier", calls::claim("supplier", asset)).event::<Claimed>(&ID).earned;
            }
            world.set_time(LISTED + LENGTH);
            let lamports = world.lamports(address("rent payer"));

            let receipt = world.accept(calls::complete(asset), &[]);

            let expected = Completed {
                reservation: reservation(),
                device: device(),
                renter: address("renter"),
                supplier: address("supplier"),
                cluster: text("cluster"),
                asset,
                earned: cost,
                paid: cost - early,
                closed: true,
            };
            assert_eq!(receipt.event::<Completed>(&ID), expected);
            assert_eq!(world.tills(asset), Tills { escrow: 0, supplier: before.supplier + cost, ..before });
            assert!(world.is_gone(reservation()));
            assert_eq!(world.lamports(address("rent payer")), lamports + world.rent(Reservation::SIZE));
        }
    }
}

#[test]
fn not_a_second_earlier() {
    let mut world = World::renting(Asset::Usdc);
    for seconds in [0, 1, HOUR, LENGTH - 1] {
        world.set_time(LISTED + seconds);
        world.market_refuses_anyone(calls::complete(Asset::Usdc), IoMarketError::NotOverYet);
    }
    world.set_time(LISTED + LENGTH);
    world.accept(calls::complete(Asset::Usdc), &[]);
}

#[test]
fn what_was_never_started_is_not_completed() {
    let mut world = World::reserved(Asset::Usdc);
    for seconds in [0, 1_200, 10 * LENGTH] {
        world.set_time(LISTED + seconds);
        world.market_refuses_anyone(calls::complete(Asset::Usdc), IoMarketError::NotRunning);
    }
}

#[test]
fn what_is_not_pushed_stays_claimable() {
    let mut world = World::rented_for(Asset::Io, LENGTH);
    let event: Completed = world.accept(market::complete(&rental(Asset::Io), None), &[]).event(&ID);
    let (cost, _) = bill(Asset::Io);
    assert_eq!((event.earned, event.paid, event.closed), (cost, 0, false));
    let left = world.reservation();
    assert_eq!((left.stage(), left.supplier_due, left.renter_due), (Some(Stage::Completed), cost, 0));
    world.market_refuses_anyone(calls::complete(Asset::Io), IoMarketError::NotRunning);
    world.market_refuses("renter", calls::terminate(Asset::Io), IoMarketError::NotRunning);
    world.by("supplier", calls::claim("supplier", Asset::Io));
    assert!(world.is_gone(reservation()));
    assert_eq!(world.tills(Asset::Io).escrow, 0);
}

#[test]
fn pays_the_supplier_and_nobody_else() {
    let mut world = World::rented_for(Asset::Usdc, LENGTH);
    for another in [account_of("thief", Asset::Usdc), account_of("renter", Asset::Usdc), escrow(Asset::Usdc)] {
        let call = market::complete(&rental(Asset::Usdc), Some(another));
        world.market_refuses_anyone(call, IoMarketError::NotTheSuppliersAccount);
    }
    let forgery = exchanged(&calls::complete(Asset::Usdc), address("rent payer"), address("thief"));
    world.market_refuses_anyone(forgery, IoMarketError::NotTheRentPayer);
    let forgery = exchanged(&calls::complete(Asset::Usdc), escrow(Asset::Usdc), escrow(Asset::Io));
    world.market_refuses_anyone(forgery, IoMarketError::NotTheEscrow);
}

#[test]
fn a_pause_does_not_stop_it() {
    let mut world = World::rented_for(Asset::Usdc, LENGTH);
    world.pause_market();
    world.accept(calls::complete(Asset::Usdc), &[]);
}
