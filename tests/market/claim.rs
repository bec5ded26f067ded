//! The supplier is paid what it has earned so far; the renter, what came back to it.

use io_app::market::{self, Asset, ID};
use io_market::{
    error::IoMarketError,
    events::Claimed,
    state::{Reservation, Stage},
};
use io_tests::{
    World, address,
    forgery::exchanged,
    market::{ASSETS, HOUR, HOURS, LISTED, Tills, account_of, bill, calls, device, escrow, rental, reservation},
};

/// Seconds of the whole rental.
const LENGTH: i64 = HOURS as i64 * HOUR;

/// What is due after so many seconds: what was earned, rounded down, without a tenth of it, rounded up.
fn due(cost: u64, seconds: i64) -> u64 {
    let earned = u64::try_from(u128::from(cost) * u128::try_from(seconds).unwrap() / LENGTH as u128).unwrap();
    earned - earned.div_ceil(10)
}

#[test]
fn pays_the_supplier_by_the_second() {
    for asset in ASSETS {
        let mut world = World::renting(asset);
        let before = world.tills(asset);
        let (cost, _) = bill(asset);
        let mut paid = 0;
        for seconds in [1, 2, 3_599, 3_600, 3_601, LENGTH / 2, LENGTH - 1] {
            world.set_time(LISTED + seconds);

            let receipt = world.by("supplier", calls::claim("supplier", asset));

            let expected = Claimed {
                reservation: reservation(),
                device: device(),
                claimant: address("supplier"),
                destination: account_of("supplier", asset),
                asset,
                earned: due(cost, seconds) - paid,
                shared: 0,
                refunded: 0,
                closed: false,
            };
            assert_eq!(receipt.event::<Claimed>(&ID), expected);
            paid = due(cost, seconds);
            let after = Tills { escrow: before.escrow - paid, supplier: before.supplier + paid, ..before };
            assert_eq!(world.tills(asset), after);
            assert_eq!((world.reservation().claimed, world.reservation().held()), (paid, cost - paid));
            // Twice in a second there is nothing more.
            world.market_refuses("supplier", calls::claim("supplier", asset), IoMarketError::NothingToClaim);
        }
    }
}

#[test]
fn pays_nothing_in_the_second_of_the_start() {
    let mut world = World::renting(Asset::Usdc);
    world.market_refuses("supplier", calls::claim("supplier", Asset::Usdc), IoMarketError::NothingToClaim);
}

#[test]
fn pays_all_from_the_end_on_and_closes() {
    for asset in ASSETS {
        for late in [0, 1, 100 * 365 * 86_400] {
            let mut world = World::rented_for(asset, HOUR);
            let before = world.tills(asset);
            let (cost, _) = bill(asset);
            world.by("supplier", calls::claim("supplier", asset));
            let early = due(cost, HOUR);
            world.set_time(LISTED + LENGTH + late);
            let lamports = world.lamports(address("rent payer"));

            let claimed: Claimed = world.by("supplier", calls::claim("supplier", asset)).event(&ID);

            assert_eq!((claimed.earned, claimed.refunded, claimed.closed), (cost - early, 0, true));
            let after = Tills { escrow: before.escrow - cost, supplier: before.supplier + cost, ..before };
            assert_eq!(world.tills(asset), after);
            assert_eq!(world.tills(asset).escrow, 0);
            assert!(world.is_gone(reservation()));
            assert_eq!(world.lamports(address("rent payer")), lamports + world.rent(Reservation::SIZE));
        }
    }
}

#[test]
fn a_second_before_the_end_it_stays_open() {
    let mut world = World::rented_for(Asset::Usdc, LENGTH - 1);
    world.by("supplier", calls::claim("supplier", Asset::Usdc));
    assert_eq!(world.reservation().stage(), Some(Stage::Running));
}

#[test]
fn pays_the_parties_only() {
    let mut world = World::rented_for(Asset::Usdc, HOUR);
    for name in ["admin", "heir", "thief", "rent payer", "attestor 1"] {
        let claim = market::claim(address(name), &rental(Asset::Usdc), account_of("thief", Asset::Usdc));
        world.market_refuses(name, claim, IoMarketError::NotAParty);
    }
    // The renter is a party, and has nothing to claim while it runs, nor after it has run its time.
    for seconds in [HOUR, LENGTH] {
        world.set_time(LISTED + seconds);
        world.market_refuses("renter", calls::claim("renter", Asset::Usdc), IoMarketError::NothingToClaim);
    }
    assert_eq!(world.reservation().stage(), Some(Stage::Running), "a refusal changes nothing");
}

#[test]
fn before_the_start_nothing_is_anybodys() {
    let mut world = World::reserved(Asset::Usdc);
    world.market_refuses("supplier", calls::claim("supplier", Asset::Usdc), IoMarketError::NotAParty);
    for seconds in [0, 1_200, 86_400] {
        world.set_time(LISTED + seconds);
        world.market_refuses("renter", calls::claim("renter", Asset::Usdc), IoMarketError::NothingToClaim);
    }
}

#[test]
fn the_claimant_says_where_to() {
    let mut world = World::rented_for(Asset::Usdc, HOUR);
    let heirs = account_of("heir", Asset::Usdc);
    world.by("supplier", market::claim(address("supplier"), &rental(Asset::Usdc), heirs));
    assert_eq!(world.balance(heirs), due(bill(Asset::Usdc).0, HOUR));
}

#[test]
fn never_pays_into_the_escrow() {
    for asset in ASSETS {
        let mut world = World::rented_for(asset, HOUR);
        let circle = market::claim(address("supplier"), &rental(asset), escrow(asset));
        world.market_refuses("supplier", circle, IoMarketError::EscrowPaysItself);
    }
}

#[test]
fn pays_out_of_the_escrow_of_its_asset() {
    let mut world = World::rented_for(Asset::Usdc, HOUR);
    let doubled = world.doubled(escrow(Asset::Usdc));
    for another in [escrow(Asset::Io), doubled] {
        let forgery = exchanged(&calls::claim("supplier", Asset::Usdc), escrow(Asset::Usdc), another);
        world.market_refuses("supplier", forgery, IoMarketError::NotTheEscrow);
    }
}

#[test]
fn the_device_may_be_sold_and_delisted_by_then() {
    let mut world = World::rented_for(Asset::Usdc, HOUR);
    world.sell_device();
    // Who started it is paid for it to the end, whoever owns the device then.
    world.set_time(LISTED + LENGTH);
    world.by("heir", market::delist(address("heir"), device(), address("rent payer")));
    world.by("supplier", calls::claim("supplier", Asset::Usdc));
    assert_eq!(world.balance(account_of("supplier", Asset::Usdc)), bill(Asset::Usdc).0);
}

#[test]
fn a_pause_does_not_stop_it() {
    let mut world = World::rented_for(Asset::Usdc, HOUR);
    world.pause_market();
    world.by("supplier", calls::claim("supplier", Asset::Usdc));
}

#[test]
fn a_clock_that_steps_back_pays_nothing_and_takes_nothing() {
    let mut world = World::rented_for(Asset::Usdc, HOUR);
    world.by("supplier", calls::claim("supplier", Asset::Usdc));
    let before = world.tills(Asset::Usdc);
    for time in [LISTED + 60, LISTED, 0, i64::MIN] {
        world.set_time(time);
        world.market_refuses("supplier", calls::claim("supplier", Asset::Usdc), IoMarketError::NothingToClaim);
    }
    assert_eq!(world.tills(Asset::Usdc), before);
}

#[test]
fn a_donation_to_the_escrow_is_nobodys() {
    let mut world = World::rented_for(Asset::Usdc, LENGTH);
    world.issue_usdc(escrow(Asset::Usdc), 1_000);
    world.by("supplier", calls::claim("supplier", Asset::Usdc));
    assert_eq!(world.balance(escrow(Asset::Usdc)), 1_000);
}
