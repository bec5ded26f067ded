//! The device's owner starts what was reserved, within 20 minutes.

use io_app::market::{self, Asset, ID};
use io_market::{error::IoMarketError, events::Started, state::Stage};
use io_tests::{
    World, address,
    forgery::exchanged,
    market::{
        ASSETS, HOUR, HOURS, LISTED, START_WINDOW, Tills, account_of, bill, calls, device, escrow, fee_vault, rental,
        reservation,
    },
    stake::text,
};

#[test]
fn pays_the_fees_to_the_treasury_and_runs_from_now_on() {
    for asset in ASSETS {
        let mut world = World::reserved(asset);
        let before = world.tills(asset);
        let (cost, fees) = bill(asset);
        let now = LISTED + START_WINDOW - 1;
        world.set_time(now);

        let receipt = world.by("supplier", calls::start(asset));

        let ends_at = now + i64::from(HOURS) * HOUR;
        let expected = Started {
            reservation: reservation(),
            device: device(),
            renter: address("renter"),
            supplier: address("supplier"),
            cluster: text("cluster"),
            asset,
            cost,
            fees,
            ends_at,
        };
        assert_eq!(receipt.event::<Started>(&ID), expected);
        assert_eq!(world.tills(asset), Tills { escrow: cost, fee_vault: before.fee_vault + fees, ..before });
        let started = world.reservation();
        assert_eq!((started.stage(), started.supplier), (Some(Stage::Running), address("supplier")));
        assert_eq!((started.started_at, started.segments_from), (now, now));
        assert_eq!(started.ends_at().map(|end| end.get()), Some(ends_at));
        assert_eq!((started.held(), started.fees), (cost, fees));
        assert_eq!(world.listing().busy_until, ends_at);
    }
}

#[test]
fn is_too_late_from_the_second_on_in_which_it_can_expire() {
    for late in [0, 1, 86_400] {
        let mut world = World::reserved(Asset::Usdc);
        world.set_time(LISTED + START_WINDOW + late);
        world.market_refuses("supplier", calls::start(Asset::Usdc), IoMarketError::StartTooLate);
    }
}

#[test]
fn is_done_once() {
    let mut world = World::renting(Asset::Usdc);
    world.market_refuses("supplier", calls::start(Asset::Usdc), IoMarketError::NotReserved);
    world.set_time(LISTED + 5_000);
    world.market_refuses("supplier", calls::start(Asset::Usdc), IoMarketError::NotReserved);
}

#[test]
fn only_the_owner_of_the_device_starts() {
    let mut world = World::reserved(Asset::Usdc);
    for name in ["renter", "heir", "admin", "thief"] {
        let start = market::start(address(name), &rental(Asset::Usdc));
        world.market_refuses(name, start, IoMarketError::NotOwner);
    }
}

#[test]
fn a_device_that_was_sold_is_started_by_its_new_owner_who_is_paid() {
    let mut world = World::reserved(Asset::Usdc);
    world.sell_device();
    world.market_refuses("supplier", calls::start(Asset::Usdc), IoMarketError::NotOwner);
    world.by("heir", market::start(address("heir"), &rental(Asset::Usdc)));
    assert_eq!(world.reservation().supplier, address("heir"));
    world.set_time(LISTED + i64::from(HOURS) * HOUR);
    let refused = calls::complete(Asset::Usdc);
    world.market_refuses_anyone(refused, IoMarketError::NotTheSuppliersAccount);
    let heirs = account_of("heir", Asset::Usdc);
    world.accept(market::complete(&rental(Asset::Usdc), Some(heirs)), &[]);
    assert_eq!(world.balance(heirs), bill(Asset::Usdc).0);
}

#[test]
fn a_suspended_device_is_not_started() {
    let mut world = World::reserved(Asset::Usdc);
    world.suspend_device();
    world.market_refuses("supplier", calls::start(Asset::Usdc), IoMarketError::DeviceSuspended);
    // The renter gets everything back.
    world.set_time(LISTED + START_WINDOW);
    world.accept(calls::expire(Asset::Usdc), &[]);
}

#[test]
fn a_device_that_was_registered_since_is_another() {
    let mut world = World::reserved(Asset::Usdc);
    let mut account = world.account(device()).expect("the device");
    // Registered a second after it was reserved: the field lies behind 8 bytes of discriminator and 24 of others.
    account.data[32..40].copy_from_slice(&(LISTED + 1).to_le_bytes());
    world.put(device(), account.clone());
    assert_eq!(world.device(device()).registered_at, LISTED + 1);
    world.market_refuses("supplier", calls::start(Asset::Usdc), IoMarketError::DeviceIsGone);
    account.data[32..40].copy_from_slice(&LISTED.to_le_bytes());
    world.put(device(), account);
    world.by("supplier", calls::start(Asset::Usdc));
}

#[test]
fn the_fees_go_to_the_treasury_and_nowhere_else() {
    let mut world = World::reserved(Asset::Usdc);
    for another in [account_of("supplier", Asset::Usdc), fee_vault(Asset::Io), escrow(Asset::Usdc)] {
        let forgery = exchanged(&calls::start(Asset::Usdc), fee_vault(Asset::Usdc), another);
        // Where it stands twice, both have been exchanged.
        world.market_refuses("supplier", forgery, IoMarketError::NotTheFeeVault);
    }
    let doubled = world.doubled(escrow(Asset::Usdc));
    for another in [escrow(Asset::Io), doubled] {
        let forgery = exchanged(&calls::start(Asset::Usdc), escrow(Asset::Usdc), another);
        world.market_refuses("supplier", forgery, IoMarketError::NotTheEscrow);
    }
}

#[test]
fn without_fees_no_vault_is_paid() {
    let mut world = World::listed();
    world.with_market_terms(|terms| (terms.reservation_bps, terms.facilitation_usdc_bps) = (0, 0));
    world.by_both("renter", calls::reserve(Asset::Usdc, HOURS));
    let before = world.tills(Asset::Usdc);
    world.by("supplier", calls::start(Asset::Usdc));
    assert_eq!(world.tills(Asset::Usdc), before);
}

#[test]
fn a_pause_does_not_stop_it() {
    let mut world = World::reserved(Asset::Usdc);
    world.pause_market();
    world.by("supplier", calls::start(Asset::Usdc));
}

#[test]
fn terms_changed_since_do_not_matter() {
    let mut world = World::reserved(Asset::Usdc);
    world.with_market_terms(|terms| {
        (terms.reservation_bps, terms.facilitation_usdc_bps, terms.network_bps) = (500, 500, 500)
    });
    world.relist(|terms| terms.price_per_hour *= 2);
    world.by("supplier", calls::start(Asset::Usdc));
    assert_eq!((world.reservation().cost, world.reservation().fees), bill(Asset::Usdc));
}
