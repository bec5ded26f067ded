//! The attestors report that a device failed while it was rented.

use io_app::market::{self, Asset, ID};
use io_market::{
    error::IoMarketError,
    events::{Claimed, FailureReported},
    state::Stage,
};
use io_tests::{
    World, address,
    forgery::{exchanged, unsigned},
    keypair,
    market::{ASSETS, HOUR, HOURS, LISTED, Tills, account_of, bill, calls, device, escrow, rental, reservation},
    stake::text,
};

const LENGTH: i64 = HOURS as i64 * HOUR;

/// What was earned after so many seconds, rounded down, and the tenth of it, rounded up.
fn earned(cost: u64, seconds: i64) -> (u64, u64) {
    let earned = u64::try_from(u128::from(cost) * u128::try_from(seconds).unwrap() / LENGTH as u128).unwrap();
    (earned, earned.div_ceil(10))
}

fn report(first: &str, further: &[&str]) -> anchor_lang::solana_program::instruction::Instruction {
    let further: Vec<_> = further.iter().map(|name| address(name)).collect();
    let renters = account_of("renter", Asset::Usdc);
    market::report_failure(address(first), &further, &rental(Asset::Usdc), Some(renters), 3, text("evidence"))
}

#[test]
fn what_did_not_run_goes_back_and_a_tenth_of_what_did() {
    for asset in ASSETS {
        for seconds in [0, 1, HOUR, 12_345, LENGTH - 1] {
            let mut world = World::rented_for(asset, seconds);
            let before = world.tills(asset);
            let (cost, _) = bill(asset);

            let receipt = world.fails(calls::fail(asset));

            let (earned, penalty) = earned(cost, seconds);
            let kept = earned - penalty;
            let expected = FailureReported {
                reservation: reservation(),
                device: device(),
                renter: address("renter"),
                supplier: address("supplier"),
                cluster: text("cluster"),
                reason: 3,
                evidence: text("evidence"),
                asset,
                kept,
                penalty,
                due: cost - kept,
                refunded: cost - kept,
                closed: kept == 0,
            };
            assert_eq!(receipt.event::<FailureReported>(&ID), expected);
            let after = Tills { escrow: kept, renter: before.renter + cost - kept, ..before };
            assert_eq!(world.tills(asset), after, "after {seconds} s");
            assert_eq!(world.listing().busy_until, LISTED + seconds);
            if kept == 0 {
                assert!(world.is_gone(reservation()));
                continue;
            }
            assert_eq!(world.reservation().stage(), Some(Stage::Failed));
            // The supplier claims the rest whenever it likes.
            world.set_time(LISTED + 10 * LENGTH);
            world.by("supplier", calls::claim("supplier", asset));
            assert_eq!(world.tills(asset), Tills { escrow: 0, supplier: before.supplier + kept, ..after });
            assert!(world.is_gone(reservation()));
        }
    }
}

#[test]
fn one_who_claimed_every_minute_has_the_same_to_lose() {
    let mut world = World::renting(Asset::Usdc);
    let before = world.tills(Asset::Usdc);
    for minute in 1..=100 {
        world.set_time(LISTED + minute * 60);
        world.by("supplier", calls::claim("supplier", Asset::Usdc));
    }
    let event: FailureReported = world.fails(calls::fail(Asset::Usdc)).event(&ID);
    let (cost, _) = bill(Asset::Usdc);
    let (earned, penalty) = earned(cost, 6_000);
    assert_eq!((event.kept, event.penalty, event.closed), (earned - penalty, penalty, true));
    assert_eq!(world.tills(Asset::Usdc).supplier, before.supplier + earned - penalty);
    assert_eq!(world.tills(Asset::Usdc).escrow, 0);
}

#[test]
fn what_is_not_pushed_stays_claimable() {
    for renter_first in [true, false] {
        let mut world = World::rented_for(Asset::Io, 5_000);
        let before = world.tills(Asset::Io);
        let (cost, _) = bill(Asset::Io);
        let (earned, penalty) = earned(cost, 5_000);
        let kept = earned - penalty;
        let further = [address("attestor 3")];
        let call = market::report_failure(address("attestor 1"), &further, &rental(Asset::Io), None, 3, [1; 32]);
        let receipt = world.accept(call, &[&keypair("attestor 1"), &keypair("attestor 3")]);
        let event: FailureReported = receipt.event(&ID);
        assert_eq!((event.due, event.refunded, event.closed), (cost - kept, 0, false));
        let names = if renter_first { ["renter", "supplier"] } else { ["supplier", "renter"] };
        let closed = names.map(|name| world.by(name, calls::claim(name, Asset::Io)).event::<Claimed>(&ID).closed);
        assert_eq!(closed, [false, true], "the last one paid closes it");
        let after =
            Tills { escrow: 0, renter: before.renter + cost - kept, supplier: before.supplier + kept, ..before };
        assert_eq!(world.tills(Asset::Io), after);
        assert!(world.is_gone(reservation()));
    }
}

#[test]
fn the_failure_share_is_that_of_the_reservation() {
    let mut world = World::rented_for(Asset::Usdc, HOUR);
    world.with_market_terms(|terms| terms.failure_bps = 5_000);
    let event: FailureReported = world.fails(calls::fail(Asset::Usdc)).event(&ID);
    assert_eq!(event.penalty, earned(bill(Asset::Usdc).0, HOUR).1);
}

#[test]
fn a_quorum_signs() {
    let mut world = World::rented_for(Asset::Usdc, HOUR);
    let signed = |world: &mut World, first: &str, further: &[&str], error| {
        let keys: Vec<_> = [first].iter().chain(further).map(|name| keypair(name)).collect();
        let mut distinct: Vec<_> = vec![];
        for key in &keys {
            if !distinct.contains(&key) {
                distinct.push(key);
            }
        }
        world.refuse(report(first, further), &distinct, error);
    };
    signed(&mut world, "attestor 1", &[], IoMarketError::QuorumShort);
    signed(&mut world, "attestor 1", &["attestor 1"], IoMarketError::DuplicateAttestor);
    signed(&mut world, "attestor 1", &["attestor 2", "attestor 2"], IoMarketError::DuplicateAttestor);
    signed(&mut world, "attestor 1", &["thief"], IoMarketError::NotAttestor);
    signed(&mut world, "attestor 1", &["attestor 2", "thief"], IoMarketError::NotAttestor);
    signed(&mut world, "thief", &["attestor 1", "attestor 2"], IoMarketError::NotAttestor);
    signed(&mut world, "admin", &["supplier"], IoMarketError::NotAttestor);
    // One that is named and does not sign is no attestor of anything.
    let forgery = unsigned(&report("attestor 1", &["attestor 2"]), address("attestor 2"));
    world.refuse(forgery, &[&keypair("attestor 1")], IoMarketError::AttestorMustSign);
    // More than enough is enough.
    let keys = ["attestor 3", "attestor 1", "attestor 2"].map(keypair);
    world.accept(report("attestor 3", &["attestor 1", "attestor 2"]), &keys.iter().collect::<Vec<_>>());
}

#[test]
fn an_attestor_that_was_replaced_reports_nothing() {
    let mut world = World::rented_for(Asset::Usdc, HOUR);
    world.by("admin", market::set_attestors(address("admin"), vec![address("heir")], 1));
    let two = [&keypair("attestor 1"), &keypair("attestor 2")];
    world.refuse(calls::fail(Asset::Usdc), &two, IoMarketError::NotAttestor);
    world.by("heir", report("heir", &[]));
}

#[test]
fn only_what_runs_can_fail() {
    let two = [&keypair("attestor 1"), &keypair("attestor 2")];
    let mut world = World::reserved(Asset::Usdc);
    world.refuse(calls::fail(Asset::Usdc), &two, IoMarketError::NotRunning);
    let mut world = World::renting(Asset::Usdc);
    for late in [0, 1, 86_400] {
        world.set_time(LISTED + LENGTH + late);
        world.refuse(calls::fail(Asset::Usdc), &two, IoMarketError::AlreadyOver);
    }
    // Twice is once.
    let mut world = World::rented_for(Asset::Usdc, HOUR);
    world.fails(calls::fail(Asset::Usdc));
    world.refuse(calls::fail(Asset::Usdc), &two, IoMarketError::NotRunning);
}

#[test]
fn pays_the_renter_and_nobody_else() {
    let two = [&keypair("attestor 1"), &keypair("attestor 2")];
    let mut world = World::rented_for(Asset::Usdc, HOUR);
    let own = account_of("renter", Asset::Usdc);
    for another in [account_of("thief", Asset::Usdc), account_of("supplier", Asset::Usdc)] {
        let forgery = exchanged(&calls::fail(Asset::Usdc), own, another);
        world.refuse(forgery, &two, IoMarketError::NotTheRentersAccount);
    }
    let forgery = exchanged(&calls::fail(Asset::Usdc), escrow(Asset::Usdc), escrow(Asset::Io));
    world.refuse(forgery, &two, IoMarketError::NotTheEscrow);
    let forgery = exchanged(&calls::fail(Asset::Usdc), address("rent payer"), address("thief"));
    world.refuse(forgery, &two, IoMarketError::NotTheRentPayer);
}

#[test]
fn a_pause_does_not_stop_it() {
    let mut world = World::rented_for(Asset::Usdc, HOUR);
    world.pause_market();
    world.fails(calls::fail(Asset::Usdc));
}
