//! Nobody's payment depends on anybody else's account being open.

use anchor_spl::token::spl_token::{error::TokenError, state::AccountState};
use io_app::market::{self, Asset};
use io_tests::{
    World, address,
    market::{HOUR, HOURS, LISTED, START_WINDOW, account_of, bill, calls, rental, reservation},
};

const LENGTH: i64 = HOURS as i64 * HOUR;

/// The issuer of the dollars freezes somebody's account.
fn freeze(world: &mut World, name: &str) {
    let account = account_of(name, Asset::Usdc);
    let mut state: anchor_spl::token::spl_token::state::Account = world.packed(account);
    state.state = AccountState::Frozen;
    world.put_packed(account, state);
}

#[test]
fn a_supplier_that_is_frozen_stops_no_renter_and_no_end() {
    let mut world = World::rented_for(Asset::Usdc, HOUR);
    freeze(&mut world, "supplier");
    let frozen = TokenError::AccountFrozen as u32;
    world.refuse_code(calls::terminate(Asset::Usdc), &[&io_tests::keypair("renter")], frozen);
    let without = market::terminate(address("renter"), &rental(Asset::Usdc), account_of("renter", Asset::Usdc), None);
    world.by("renter", without);
    // Its part waits for an account that is not.
    let heirs = account_of("heir", Asset::Usdc);
    world.by("supplier", market::claim(address("supplier"), &rental(Asset::Usdc), heirs));
    assert!(world.is_gone(reservation()));

    let mut world = World::rented_for(Asset::Usdc, LENGTH);
    freeze(&mut world, "supplier");
    world.refuse_code(calls::complete(Asset::Usdc), &[], frozen);
    world.accept(market::complete(&rental(Asset::Usdc), None), &[]);
    world.by("supplier", market::claim(address("supplier"), &rental(Asset::Usdc), heirs));
    assert_eq!(world.balance(heirs), bill(Asset::Usdc).0);
}

#[test]
fn a_renter_that_is_frozen_stops_no_supplier_and_no_end() {
    let mut world = World::reserved(Asset::Usdc);
    freeze(&mut world, "renter");
    let mut late = world.clone();
    late.set_time(LISTED + START_WINDOW);
    late.refuse_code(calls::expire(Asset::Usdc), &[], TokenError::AccountFrozen as u32);
    late.accept(market::expire(&rental(Asset::Usdc), None), &[]);
    let heirs = account_of("heir", Asset::Usdc);
    late.by("renter", market::claim(address("renter"), &rental(Asset::Usdc), heirs));
    assert_eq!(late.balance(heirs), bill(Asset::Usdc).0 + bill(Asset::Usdc).1);

    world.by("supplier", calls::start(Asset::Usdc));
    world.set_time(LISTED + HOUR);
    world.by("supplier", calls::claim("supplier", Asset::Usdc));
    let (first, further) = (address("attestor 1"), [address("attestor 2")]);
    world.fails(market::report_failure(first, &further, &rental(Asset::Usdc), None, 1, [0; 32]));
    world.by("renter", market::claim(address("renter"), &rental(Asset::Usdc), heirs));
    assert!(world.is_gone(reservation()), "the supplier had claimed all that it keeps");
}
