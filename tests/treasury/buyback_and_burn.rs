//! Somebody sells IO to the treasury, and it is burned.

use anchor_spl::token::spl_token::{self, error::TokenError};
use io_app::{
    token::{self, ID as TOKEN},
    treasury::{self, AUTHORITY, ID, Sale},
    usdc,
};
use io_tests::{
    World, address, keypair,
    treasury::{DOLLAR, IO, Money, OPENING, RAMP, io_of, sale, sell, usdc_of, usdc_vault},
};
use io_token::{BurnKind, error::IoTokenError, events::Burned};
use io_treasury::{
    error::IoTreasuryError::{ExceedsVault, FillTooSmall, NotTheVault, Overflow, PaysLess, ZeroAmount},
    events::BoughtBack,
};

/// 100 IO at 2.49 dollars, the lower side of the price, less 2%.
const PAID: u64 = 244_020_000;

#[test]
fn the_seller_is_paid_and_the_io_is_gone() {
    let mut world = World::treasury();
    let before = world.money();

    let receipt = world.by("seller", sell(100 * IO));

    let expected = Money {
        usdc_vault: before.usdc_vault - PAID,
        sellers_usdc: before.sellers_usdc + PAID,
        sellers_io: before.sellers_io - 100 * IO,
        supply: before.supply - 100 * IO,
        ..before
    };
    assert_eq!(world.money(), expected, "the vault of IO holds what it held: the fees");
    let books = world.treasury_config().books;
    assert_eq!((books.usdc_spent, books.io_bought, books.io_fees_burned), (PAID, 100 * IO, 0));
    assert_eq!((books.day, books.spent_today), (OPENING / 86_400, PAID));
    assert_eq!(books.auction_started_at, OPENING);
    let bought = BoughtBack {
        seller: address("seller"),
        destination: usdc_of("seller"),
        io: 100 * IO,
        usdc: PAID,
        price_mantissa: 249_000_000,
        price_exponent: -8,
        factor_numerator: 9_800,
        factor_denominator: 10_000,
        spent_today: PAID,
        usdc_spent: PAID,
        io_bought: 100 * IO,
    };
    assert_eq!(receipt.event::<BoughtBack>(&ID), bought);
    let burned = Burned {
        kind: BurnKind::Buyback,
        amount: 100 * IO,
        reference: address("seller"),
        authority: AUTHORITY,
        kind_total: 100 * IO,
        total: 100 * IO,
    };
    assert_eq!(receipt.event::<Burned>(&TOKEN), burned);
}

#[test]
fn totals_go_on_from_where_they_were() {
    let mut world = World::treasury();
    world.sells(100 * IO);
    world.wait(RAMP / 2);
    // Half the way up: 0.5% below.
    let receipt = world.sells(200 * IO);
    let bought: BoughtBack = receipt.event(&ID);
    assert_eq!((bought.factor_numerator, bought.factor_denominator), (9_950 * 3_600, 36_000_000));
    assert_eq!(bought.usdc, 495_510_000);
    assert_eq!((bought.spent_today, bought.usdc_spent), (PAID + 495_510_000, PAID + 495_510_000));
    assert_eq!(bought.io_bought, 300 * IO);
    assert_eq!(world.treasury_config().books.auction_started_at, OPENING + RAMP / 2, "each fill starts it again");
    assert_eq!(world.burn_ledger().burned_under(BurnKind::Buyback), 300 * IO);
}

#[test]
fn no_less_than_the_seller_asks_for() {
    let mut world = World::treasury();
    let asking = |min_usdc| treasury::buyback_and_burn(&Sale { min_usdc, ..sale(100 * IO) });
    world.refuse(asking(PAID + 1), &[&keypair("seller")], PaysLess);
    world.refuse(asking(u64::MAX), &[&keypair("seller")], PaysLess);
    world.by("seller", asking(PAID));
}

#[test]
fn nothing_too_little_and_more_than_can_be_computed_with() {
    let mut world = World::treasury();
    world.sells_not(0, ZeroAmount);
    world.sells_not(1, FillTooSmall);
    world.sells_not(u64::MAX, io_treasury::error::IoTreasuryError::ExceedsFillCap);
    world.post(io_app::oracle::Posted { price: i64::MAX / 2, confidence: 1, exponent: 0, published_at: OPENING });
    world.sells_not(u64::MAX, Overflow);
}

#[test]
fn no_more_than_the_vault_holds() {
    let mut world = World::treasury();
    world.with_terms(|terms| (terms.fill_cap, terms.day_cap) = (u64::MAX, u64::MAX));
    let held = world.money().usdc_vault;
    let vault: spl_token::state::Account = world.packed(usdc_vault());
    world.put_packed(usdc_vault(), spl_token::state::Account { amount: PAID - 1, ..vault });
    world.sells_not(100 * IO, ExceedsVault);
    world.put_packed(usdc_vault(), spl_token::state::Account { amount: PAID, ..vault });
    world.sells(100 * IO);
    assert_eq!(world.money().usdc_vault, 0);
    assert!(held > PAID);
}

#[test]
fn no_more_than_the_seller_has() {
    let mut world = World::treasury();
    let poor =
        Sale { seller: address("thief"), source: io_of("thief"), destination: usdc_of("thief"), ..sale(100 * IO) };
    world.refuse_code(treasury::buyback_and_burn(&poor), &[&keypair("thief")], TokenError::InsufficientFunds as u32);
}

#[test]
fn nobody_sells_what_is_anothers() {
    let mut world = World::treasury();
    let theft = Sale { seller: address("thief"), destination: usdc_of("thief"), ..sale(100 * IO) };
    world.refuse_code(treasury::buyback_and_burn(&theft), &[&keypair("thief")], TokenError::OwnerMismatch as u32);
}

#[test]
fn a_delegate_sells_what_it_was_lent() {
    let mut world = World::treasury();
    let (source, broker) = (io_of("seller"), address("broker"));
    let approve = spl_token::instruction::approve(&spl_token::ID, &source, &broker, &address("seller"), &[], 100 * IO);
    world.by("seller", approve.expect("an instruction"));
    let brokered = |io| treasury::buyback_and_burn(&Sale { seller: address("broker"), ..sale(io) });
    world.refuse_code(brokered(100 * IO + 1), &[&keypair("broker")], TokenError::InsufficientFunds as u32);
    let receipt = world.by("broker", brokered(100 * IO));
    assert_eq!(receipt.event::<BoughtBack>(&ID).seller, address("broker"));
    assert_eq!(world.money().sellers_usdc, PAID);
}

#[test]
fn only_io_is_bought_and_only_usdc_is_paid() {
    let mut world = World::treasury();
    let mismatch = TokenError::MintMismatch as u32;
    let foreign = world.foreign_mint(address("thief"));
    let of_another_mint = world.token_account_of(foreign, address("seller"));
    let seller = keypair("seller");
    for source in [of_another_mint, usdc_of("seller")] {
        world.give_to(source, 100 * IO);
        let swindle = treasury::buyback_and_burn(&Sale { source, ..sale(100 * IO) });
        world.refuse_code(swindle, &[&seller], mismatch);
    }
    for destination in [of_another_mint, io_of("seller")] {
        let swindle = treasury::buyback_and_burn(&Sale { destination, ..sale(100 * IO) });
        world.refuse_code(swindle, &[&seller], mismatch);
    }
}

#[test]
fn the_vault_does_not_pay_itself() {
    let mut world = World::treasury();
    let idle = treasury::buyback_and_burn(&Sale { destination: usdc_vault(), ..sale(100 * IO) });
    world.refuse(idle, &[&keypair("seller")], NotTheVault);
}

#[test]
fn only_the_registered_burner_of_buybacks_buys_back() {
    let mut world = World::treasury();
    world.by("admin", token::set_burner(address("admin"), BurnKind::Buyback, address("somebody else")));
    world.refuse(sell(100 * IO), &[&keypair("seller")], IoTokenError::NotBurner);
}

#[test]
fn a_pause_of_the_token_does_not_stop_it() {
    let mut world = World::treasury();
    world.pause();
    world.sells(100 * IO);
}

#[test]
fn a_vault_that_the_issuer_froze_loses_nothing() {
    let mut world = World::treasury();
    let freeze = |thaw| {
        let (vault, mint, issuer) = (usdc_vault(), usdc::MINT, address("usdc issuer"));
        match thaw {
            false => spl_token::instruction::freeze_account(&spl_token::ID, &vault, &mint, &issuer, &[]),
            true => spl_token::instruction::thaw_account(&spl_token::ID, &vault, &mint, &issuer, &[]),
        }
    };
    world.by("usdc issuer", freeze(false).expect("an instruction"));
    let before = world.money();
    world.refuse_code(sell(100 * IO), &[&keypair("seller")], TokenError::AccountFrozen as u32);
    assert_eq!(world.money(), before);
    // The IO fees are burned all the same.
    world.accept(treasury::burn_fees(), &[]);
    world.by("usdc issuer", freeze(true).expect("an instruction"));
    world.sells(100 * IO);
    assert_eq!(world.money().sellers_usdc, PAID);
    assert_eq!(PAID / DOLLAR, 244);
}
