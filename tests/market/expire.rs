//! What was not started in time is ended by anyone, and the renter gets everything back.

use io_app::market::{self, Asset, ID};
use io_market::{
    error::IoMarketError,
    events::{Claimed, Expired},
    state::{Reservation, Stage},
};
use io_tests::{
    World, address,
    forgery::exchanged,
    market::{ASSETS, LISTED, START_WINDOW, account_of, bill, calls, device, escrow, rental, reservation},
    stake::text,
};

/// Nobody has started it in time.
fn late(asset: Asset) -> World {
    let mut world = World::reserved(asset);
    world.set_time(LISTED + START_WINDOW);
    world
}

#[test]
fn gives_everything_back_the_fees_included() {
    for asset in ASSETS {
        let before = World::listed().tills(asset);
        let mut world = late(asset);
        let (cost, fees) = bill(asset);
        let lamports = world.lamports(address("rent payer"));

        let receipt = world.accept(calls::expire(asset), &[]);

        let expected = Expired {
            reservation: reservation(),
            device: device(),
            renter: address("renter"),
            cluster: text("cluster"),
            asset,
            due: cost + fees,
            refunded: cost + fees,
            closed: true,
        };
        assert_eq!(receipt.event::<Expired>(&ID), expected);
        assert_eq!(world.tills(asset), before);
        assert!(world.is_gone(reservation()));
        assert_eq!(world.lamports(address("rent payer")), lamports + world.rent(Reservation::SIZE));
        world.refuse_code(calls::expire(asset), &[], anchor_lang::error::ErrorCode::AccountOwnedByWrongProgram);
    }
}

#[test]
fn not_a_second_earlier() {
    let mut world = World::reserved(Asset::Usdc);
    for time in [LISTED, LISTED + 1, LISTED + START_WINDOW - 1] {
        world.set_time(time);
        world.market_refuses_anyone(calls::expire(Asset::Usdc), IoMarketError::StartStillPossible);
    }
    world.set_time(LISTED + START_WINDOW);
    world.accept(calls::expire(Asset::Usdc), &[]);
}

#[test]
fn what_was_started_does_not_expire() {
    let mut world = World::rented_for(Asset::Usdc, START_WINDOW);
    world.market_refuses_anyone(calls::expire(Asset::Usdc), IoMarketError::NotReserved);
}

#[test]
fn what_is_not_pushed_stays_claimable_for_ever() {
    for asset in ASSETS {
        let before = World::listed().tills(asset);
        let mut world = late(asset);
        let (cost, fees) = bill(asset);

        let receipt = world.accept(market::expire(&rental(asset), None), &[]);

        let event: Expired = receipt.event(&ID);
        assert_eq!((event.due, event.refunded, event.closed), (cost + fees, 0, false));
        let left = world.reservation();
        assert_eq!((left.stage(), left.renter_due, left.held()), (Some(Stage::Expired), cost + fees, cost + fees));
        world.market_refuses_anyone(calls::expire(asset), IoMarketError::NotReserved);
        world.market_refuses("supplier", calls::claim("supplier", asset), IoMarketError::NotAParty);
        world.set_time(LISTED + 100 * 365 * 86_400);
        let claimed: Claimed = world.by("renter", calls::claim("renter", asset)).event(&ID);
        assert_eq!((claimed.earned, claimed.refunded, claimed.closed), (0, cost + fees, true));
        assert_eq!(world.tills(asset), before);
        assert!(world.is_gone(reservation()));
    }
}

#[test]
fn pays_the_renter_and_nobody_else() {
    for asset in ASSETS {
        let mut world = late(asset);
        let other = if asset == Asset::Usdc { Asset::Io } else { Asset::Usdc };
        let own = account_of("renter", asset);
        for another in [account_of("thief", asset), account_of("supplier", asset), escrow(asset), reservation()] {
            if another == escrow(asset) || another == reservation() {
                let call = market::expire(&rental(asset), Some(another));
                world.market_refuses_anyone(call, IoMarketError::NotTheRentersAccount);
            } else {
                let forgery = exchanged(&calls::expire(asset), own, another);
                world.market_refuses_anyone(forgery, IoMarketError::NotTheRentersAccount);
            }
        }
        // Nor in another coin.
        let forgery = exchanged(&calls::expire(asset), own, account_of("renter", other));
        let mismatch = anchor_spl::token::spl_token::error::TokenError::MintMismatch;
        world.refuse_code(forgery, &[], mismatch as u32);
        world.accept(calls::expire(asset), &[]);
    }
}

#[test]
fn the_rent_returns_to_whoever_paid_it() {
    let mut world = late(Asset::Usdc);
    let forgery = exchanged(&calls::expire(Asset::Usdc), address("rent payer"), address("thief"));
    world.market_refuses_anyone(forgery, IoMarketError::NotTheRentPayer);
}

#[test]
fn pays_out_of_the_escrow_of_its_asset() {
    let mut world = late(Asset::Usdc);
    let doubled = world.doubled(escrow(Asset::Usdc));
    for another in [escrow(Asset::Io), doubled] {
        let forgery = exchanged(&calls::expire(Asset::Usdc), escrow(Asset::Usdc), another);
        world.market_refuses_anyone(forgery, IoMarketError::NotTheEscrow);
    }
}

#[test]
fn a_pause_does_not_stop_it() {
    let mut world = late(Asset::Io);
    world.pause_market();
    world.accept(calls::expire(Asset::Io), &[]);
}
