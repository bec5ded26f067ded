//! The admin's settings, each within its bounds, and who may touch them.

use anchor_lang::prelude::Pubkey;
use io_app::market::{self, Asset, ID, Terms};
use io_market::{
    error::IoMarketError,
    events::{AdminChanged, AdminProposed, AttestorsSet, PausedSet, PauserSet, TermsSet},
};
use io_tests::{
    World, address,
    market::{HOURS, TERMS, calls},
};

/// The terms with one of them changed.
type Change = fn(&mut Terms, u16);

/// A change, values that are good for it, values that are not, and why.
type Bounds = (Change, [u16; 2], &'static [u16], fn() -> IoMarketError);

#[test]
fn terms_have_bounds() {
    let fees: [Change; 4] = [
        |terms, bps| terms.reservation_bps = bps,
        |terms, bps| terms.facilitation_usdc_bps = bps,
        |terms, bps| terms.facilitation_io_bps = bps,
        |terms, bps| terms.network_bps = bps,
    ];
    let set = |change: Change, value| {
        let mut terms = TERMS;
        change(&mut terms, value);
        terms
    };
    let mut world = World::market();
    let accept = |world: &mut World, terms| {
        let receipt = world.by("admin", market::set_terms(address("admin"), terms));
        assert_eq!(receipt.event::<TermsSet>(&ID), TermsSet { terms });
        assert_eq!(world.market_config().terms(), terms);
    };
    for fee in fees {
        for value in [0, 500] {
            accept(&mut world, set(fee, value));
        }
        for value in [501, u16::MAX] {
            let call = market::set_terms(address("admin"), set(fee, value));
            world.market_refuses("admin", call, IoMarketError::FeeTooHigh);
        }
    }
    let others: [Bounds; 3] = [
        (|terms, bps| terms.failure_bps = bps, [0, 5_000], &[5_001, u16::MAX], || IoMarketError::FailureShareTooHigh),
        (
            |terms, bps| terms.max_confidence_bps = bps,
            [1, 500],
            &[0, 501, u16::MAX],
            || IoMarketError::OracleLimitsOutOfRange,
        ),
        (
            |terms, seconds| terms.max_age = seconds.into(),
            [1, 300],
            &[0, 301, u16::MAX],
            || IoMarketError::OracleLimitsOutOfRange,
        ),
    ];
    for (change, good, bad, error) in others {
        for value in good {
            accept(&mut world, set(change, value));
        }
        for value in bad {
            let call = market::set_terms(address("admin"), set(change, *value));
            world.market_refuses("admin", call, error());
        }
    }
}

#[test]
fn attestors_are_up_to_seven_with_a_quorum_that_can_be_met() {
    let mut world = World::market();
    let named = |count: u8| (0..count).map(|place| address(&format!("attestor {place}"))).collect::<Vec<_>>();
    for (count, quorum) in [(1, 1), (7, 7), (7, 1), (3, 2)] {
        let receipt = world.by("admin", market::set_attestors(address("admin"), named(count), quorum));
        assert_eq!(receipt.event::<AttestorsSet>(&ID), AttestorsSet { attestors: named(count), quorum });
        let config = world.market_config();
        assert_eq!((config.attestors(), config.quorum), (named(count).as_slice(), quorum));
        assert!(config.attestors[usize::from(count)..].iter().all(|key| *key == Pubkey::default()));
    }
    let twice = vec![address("a"), address("b"), address("a")];
    let nobody = vec![address("a"), Pubkey::default()];
    for (attestors, quorum, error) in [
        (vec![], 0, IoMarketError::NoAttestors),
        (vec![], 1, IoMarketError::NoAttestors),
        (named(8), 1, IoMarketError::TooManyAttestors),
        (named(3), 0, IoMarketError::InvalidQuorum),
        (named(3), 4, IoMarketError::InvalidQuorum),
        (twice, 2, IoMarketError::DuplicateAttestor),
        (nobody, 1, IoMarketError::DuplicateAttestor),
    ] {
        let call = market::set_attestors(address("admin"), attestors, quorum);
        world.market_refuses("admin", call, error);
    }
}

#[test]
fn the_pauser_and_the_admin_pause_and_resume() {
    let mut world = World::market();
    for name in ["pauser", "admin"] {
        for paused in [true, true, false, false] {
            let receipt = world.by(name, market::set_paused(address(name), paused));
            assert_eq!(receipt.event::<PausedSet>(&ID), PausedSet { paused, authority: address(name) });
            assert_eq!(world.market_config().is_paused(), paused);
        }
    }
    for name in ["supplier", "renter", "attestor 1", "thief"] {
        let call = market::set_paused(address(name), true);
        world.market_refuses(name, call, IoMarketError::NotPauser);
    }
    let receipt = world.by("admin", market::set_pauser(address("admin"), Pubkey::default()));
    assert_eq!(receipt.event::<PauserSet>(&ID), PauserSet { pauser: Pubkey::default() });
    let call = market::set_paused(address("pauser"), true);
    world.market_refuses("pauser", call, IoMarketError::NotPauser);
    world.by("admin", market::set_paused(address("admin"), true));
}

#[test]
fn the_admins_role_is_handed_over_in_two_steps() {
    let mut world = World::market();
    let (admin, heir) = (address("admin"), address("heir"));
    world.market_refuses("heir", market::accept_admin(heir), IoMarketError::NotPendingAdmin);

    let receipt = world.by("admin", market::propose_admin(admin, heir));
    assert_eq!(receipt.event::<AdminProposed>(&ID), AdminProposed { admin, pending_admin: heir });
    world.market_refuses("thief", market::accept_admin(address("thief")), IoMarketError::NotPendingAdmin);
    // Withdrawn, and offered again.
    world.by("admin", market::propose_admin(admin, Pubkey::default()));
    world.market_refuses("heir", market::accept_admin(heir), IoMarketError::NotPendingAdmin);
    world.by("admin", market::propose_admin(admin, heir));
    world.pause_market();

    let receipt = world.by("heir", market::accept_admin(heir));
    assert_eq!(receipt.event::<AdminChanged>(&ID), AdminChanged { old_admin: admin, new_admin: heir });
    let config = world.market_config();
    assert_eq!((config.admin, config.pending_admin), (heir, Pubkey::default()));
    world.market_refuses("admin", market::set_terms(admin, TERMS), IoMarketError::NotAdmin);
    world.market_refuses("heir", market::accept_admin(heir), IoMarketError::NotPendingAdmin);
    world.by("heir", market::set_terms(heir, TERMS));
}

#[test]
fn only_the_admin_changes_settings() {
    let mut world = World::market();
    for name in ["pauser", "attestor 1", "supplier", "thief"] {
        let key = address(name);
        for call in [
            market::set_terms(key, TERMS),
            market::set_attestors(key, vec![key], 1),
            market::set_pauser(key, key),
            market::propose_admin(key, key),
        ] {
            world.market_refuses(name, call, IoMarketError::NotAdmin);
        }
    }
}

#[test]
fn a_network_fee_is_charged_from_the_next_reservation_on() {
    for asset in [Asset::Usdc, Asset::Io] {
        let mut world = World::listed();
        world.with_market_terms(|terms| terms.network_bps = 500);
        world.by_both("renter", calls::reserve(asset, HOURS));
        let made = world.reservation();
        let of = |bps: u64| (made.cost * bps).div_ceil(10_000);
        let facilitation = if asset == Asset::Usdc { of(200) } else { 0 };
        assert_eq!((made.network_bps, made.fees), (500, of(25) + facilitation + of(500)));
    }
}
