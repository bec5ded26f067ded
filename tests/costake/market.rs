//! What the market pays co-stakers: their rate of the rent, in the asset that it is paid in, when the supplier claims.

use std::mem::offset_of;

use anchor_lang::solana_program::instruction::Instruction;
use anchor_spl::token::spl_token;
use io_app::{
    costake::{self, Sharing},
    market::{self, Asset, ID},
    stake, usdc,
};
use io_market::{
    error::IoMarketError,
    events::{Claimed, Completed, Terminated},
    state::Stage,
};
use io_stake::{OpenCaseArgs, events::RewardDeposited, state::Config};
use io_tests::{
    World, address,
    costake::{HOLDER, SECOND, market_claim, reward_vault},
    forgery::exchanged,
    keypair,
    market::{
        ASSETS, HOUR, HOURS, LISTED, REQUIRED, account_of, bill, calls, device, escrow, initialize_args, rental,
        reservation,
    },
    stake::{COOLDOWN, GPU, purse, text},
    treasury::io_of,
};

const LENGTH: i64 = HOURS as i64 * HOUR;

/// What is due after so many seconds: what was earned, rounded down, without a tenth of it, rounded up.
fn due(cost: u64, seconds: i64) -> u64 {
    let earned = u64::try_from(u128::from(cost) * u128::try_from(seconds).unwrap() / LENGTH as u128).unwrap();
    earned - earned.div_ceil(10)
}

fn number_of(asset: Asset) -> u8 {
    if asset == Asset::Io { 0 } else { 1 }
}

/// The device has a co-staker and was rented, and that many seconds have passed.
fn rented_for(asset: Asset, seconds: i64) -> World {
    let mut world = World::listed_with_costakers();
    world.by_both("renter", calls::reserve(asset, HOURS));
    world.by("supplier", calls::start(asset));
    world.set_time(LISTED + seconds);
    world
}

/// The supplier's claim that names the device alone.
fn device_alone(asset: Asset) -> Instruction {
    let claim = market_claim(asset);
    let Sharing { rewards, vault } = Sharing::of(device(), market::mint_of(asset, usdc::MINT));
    [rewards, vault, stake::ID].into_iter().fold(claim, |claim, account| exchanged(&claim, account, ID))
}

fn costakers_leave(world: &mut World) {
    world.by(HOLDER, costake::unstake(address(HOLDER), device(), REQUIRED / 10));
}

/// All that was behind the device leaves, and it is closed.
fn close_device(world: &mut World) {
    costakers_leave(world);
    world.by("supplier", stake::request_unstake(address("supplier"), device(), REQUIRED));
    let now = world.time() + COOLDOWN;
    world.set_time(now);
    world.by(HOLDER, costake::withdraw(address(HOLDER), device(), io_of(HOLDER)));
    world.by(HOLDER, costake::close_position(address(HOLDER), device()));
    world.by("supplier", costake::close(address("supplier"), device(), None));
    world.by("supplier", stake::withdraw(address("supplier"), device(), purse("supplier")));
    world.by("supplier", stake::close_device(address("supplier"), device(), None));
}

#[test]
fn pays_the_co_stakers_1_of_100_in_the_asset_of_the_rent() {
    for asset in ASSETS {
        let mut world = rented_for(asset, HOUR + 1_234);
        let before = world.tills(asset);

        let receipt = world.by("supplier", market_claim(asset));

        let earned = due(bill(asset).0, HOUR + 1_234);
        let shared = earned / 100;
        assert!(shared > 0 && !earned.is_multiple_of(100), "nothing comes out even");
        let expected = Claimed {
            reservation: reservation(),
            device: device(),
            claimant: address("supplier"),
            destination: account_of("supplier", asset),
            asset,
            earned,
            shared,
            refunded: 0,
            closed: false,
        };
        assert_eq!(receipt.event::<Claimed>(&ID), expected);
        assert_eq!(receipt.events::<RewardDeposited>(&stake::ID), [], "the claim tells of it");
        let after = world.tills(asset);
        assert_eq!(after.supplier, before.supplier + earned - shared);
        assert_eq!(after.escrow, before.escrow - earned);
        assert_eq!(world.balance(reward_vault(number_of(asset))), shared);
        assert_eq!(world.balance(reward_vault(1 - number_of(asset))), 0);
        world.market_refuses("supplier", market_claim(asset), IoMarketError::NothingToClaim);
    }
}

#[test]
fn all_of_the_rent_is_shared_at_the_same_rate() {
    for asset in ASSETS {
        let mut world = rented_for(asset, HOUR);
        let (cost, number) = (bill(asset).0, number_of(asset));
        world.by("supplier", market_claim(asset));
        world.set_time(LISTED + LENGTH);
        let event = world.by("supplier", market_claim(asset)).event::<Claimed>(&ID);
        assert!(event.closed && world.is_gone(reservation()));
        assert_eq!(event.earned, cost - due(cost, HOUR));
        let shared = due(cost, HOUR) / 100 + event.earned / 100;
        assert_eq!(world.balance(reward_vault(number)), shared);
        assert_eq!(world.tills(asset).supplier, cost - shared);
        assert_eq!(world.tills(asset).escrow, 0);
        // A day later the co-staker is paid all of it.
        let paid_by = world.time();
        world.set_time(paid_by + 26 * HOUR);
        let mint = market::mint_of(asset, usdc::MINT);
        let before = world.balance(account_of(HOLDER, asset));
        world.by(HOLDER, costake::claim(address(HOLDER), device(), account_of(HOLDER, asset), mint, number));
        let paid = world.balance(account_of(HOLDER, asset)) - before;
        assert!((shared - 1..=shared).contains(&paid), "{paid} of {shared}");
    }
}

#[test]
fn names_the_accounts_of_the_co_stakers() {
    let mut world = rented_for(Asset::Usdc, HOUR);
    for claim in [calls::claim("supplier", Asset::Usdc), device_alone(Asset::Usdc)] {
        world.market_refuses("supplier", claim, IoMarketError::CostakersMissing);
    }
    for left_out in [costake::rewards_address(device()), reward_vault(1), stake::ID] {
        let forgery = exchanged(&market_claim(Asset::Usdc), left_out, ID);
        world.market_refuses("supplier", forgery, IoMarketError::CostakersMissing);
    }
    // Another device, which has none.
    let another = exchanged(&device_alone(Asset::Usdc), device(), address("nobody"));
    world.market_refuses("supplier", another, IoMarketError::ReservationOfAnotherDevice);
    let forged = world.forged(device());
    let another = exchanged(&device_alone(Asset::Usdc), device(), forged);
    world.market_refuses("supplier", another, IoMarketError::ReservationOfAnotherDevice);
}

#[test]
fn once_all_have_left_all_of_it_is_the_suppliers() {
    for claim in [device_alone(Asset::Usdc), market_claim(Asset::Usdc)] {
        let mut world = rented_for(Asset::Usdc, HOUR);
        costakers_leave(&mut world);
        let event = world.by("supplier", claim).event::<Claimed>(&ID);
        assert_eq!((event.earned, event.shared), (due(bill(Asset::Usdc).0, HOUR), 0));
        assert_eq!(world.tills(Asset::Usdc).supplier, event.earned);
        // Even then the device is named: nobody else's absence counts.
        world.set_time(LISTED + 2 * HOUR);
        world.market_refuses("supplier", calls::claim("supplier", Asset::Usdc), IoMarketError::CostakersMissing);
    }
}

#[test]
fn a_device_opened_after_it_was_reserved_shares_nothing_of_that_rent() {
    let mut world = World::rented_for(Asset::Usdc, HOUR);
    world.by("supplier", costake::open(address("supplier"), device(), u64::MAX));
    world.fund(address(HOLDER), 1_000_000_000);
    world.put_token_account(io_of(HOLDER), io_app::token::MINT, address(HOLDER));
    world.give_io(io_of(HOLDER), 1_000);
    world.by(HOLDER, costake::add(address(HOLDER), device(), io_of(HOLDER), 1_000));
    let event = world.by("supplier", calls::claim("supplier", Asset::Usdc)).event::<Claimed>(&ID);
    assert_eq!((event.earned, event.shared), (due(bill(Asset::Usdc).0, HOUR), 0));
    // And is still sent to the supplier at its end.
    world.set_time(LISTED + LENGTH);
    let event = world.accept(calls::complete(Asset::Usdc), &[]).event::<Completed>(&ID);
    assert_eq!((event.paid, event.closed), (bill(Asset::Usdc).0 - due(bill(Asset::Usdc).0, HOUR), true));
}

/// What two claims of the supplier share: one now, and one an hour later.
fn two_claims(world: &mut World) -> [(u64, u64); 2] {
    let first = world.by("supplier", market_claim(Asset::Usdc)).event::<Claimed>(&ID);
    let later = world.time() + HOUR;
    world.set_time(later);
    let second = world.by("supplier", market_claim(Asset::Usdc)).event::<Claimed>(&ID);
    [first, second].map(|claimed| (claimed.earned, claimed.shared))
}

fn joins(world: &mut World, name: &str) {
    world.give_io(io_of(name), 1_000);
    world.by(name, costake::add(address(name), device(), io_of(name), 1_000));
}

#[test]
fn whoever_comes_after_all_have_left_shares_what_is_earned_from_then_on() {
    let mut world = rented_for(Asset::Usdc, HOUR);
    costakers_leave(&mut world);
    joins(&mut world, SECOND);
    let (first, second) = (due(bill(Asset::Usdc).0, HOUR), due(bill(Asset::Usdc).0, 2 * HOUR));
    assert_eq!(two_claims(&mut world), [(first, 0), (second - first, (second - first) / 100)]);
    // Whoever joins those who are there shares with them.
    let mut world = rented_for(Asset::Usdc, HOUR);
    joins(&mut world, SECOND);
    assert_eq!(two_claims(&mut world), [first, second - first].map(|earned| (earned, earned / 100)));
}

#[test]
fn the_first_to_come_after_it_was_reserved_shares_what_is_earned_from_then_on() {
    let mut world = World::listed_with_costakers();
    costakers_leave(&mut world);
    world.by_both("renter", calls::reserve(Asset::Usdc, HOURS));
    world.by("supplier", calls::start(Asset::Usdc));
    world.set_time(LISTED + HOUR);
    joins(&mut world, SECOND);
    let (first, second) = (due(bill(Asset::Usdc).0, HOUR), due(bill(Asset::Usdc).0, 2 * HOUR));
    assert_eq!(two_claims(&mut world), [(first, 0), (second - first, (second - first) / 100)]);
}

#[test]
fn a_co_stake_of_which_slashes_have_left_next_to_nothing_has_no_part() {
    let mut world = rented_for(Asset::Usdc, HOUR);
    let case = stake::case_address(device(), 0);
    let args = OpenCaseArgs { number: 0, amount: u64::MAX, reason: 7, evidence: text("evidence") };
    world.by("slasher", stake::open_case(address("slasher"), device(), args));
    world.by("supplier", stake::appeal(address("supplier"), device(), case, text("defence")));
    let all = world.device(device()).total() + REQUIRED / 10;
    world.by("arbiter", stake::resolve(address("arbiter"), device(), case, address("slasher"), all));
    world.accept(stake::execute(device(), case, address("slasher"), true), &[]);
    assert_eq!((world.device(device()).costake.amount, world.device(device()).costake.shares), (0, REQUIRED / 10));
    let first = due(bill(Asset::Usdc).0, HOUR);
    let event = world.by("supplier", device_alone(Asset::Usdc)).event::<Claimed>(&ID);
    assert_eq!((event.earned, event.shared), (first, 0));
}

#[test]
fn the_rate_is_that_of_the_day_it_was_reserved() {
    let mut world = rented_for(Asset::Usdc, HOUR);
    world.with_market_terms(|terms| terms.costake_bps = 1_000);
    let event = world.by("supplier", market_claim(Asset::Usdc)).event::<Claimed>(&ID);
    assert_eq!(event.shared, event.earned / 100);
}

#[test]
fn completing_sends_nothing_and_leaves_it_to_be_claimed() {
    let mut world = rented_for(Asset::Usdc, LENGTH);
    let cost = bill(Asset::Usdc).0;
    let event = world.accept(calls::complete(Asset::Usdc), &[]).event::<Completed>(&ID);
    assert_eq!((event.earned, event.paid, event.closed), (cost, 0, false));
    assert_eq!(world.tills(Asset::Usdc).supplier, 0);
    assert_eq!(world.reservation().stage(), Some(Stage::Completed));
    let event = world.by("supplier", market_claim(Asset::Usdc)).event::<Claimed>(&ID);
    assert_eq!((event.earned, event.shared, event.closed), (cost, cost / 100, true));
    assert_eq!(world.tills(Asset::Usdc).supplier, cost - cost / 100);
}

#[test]
fn terminating_pays_the_renter_and_leaves_the_rest_to_be_claimed() {
    let mut world = rented_for(Asset::Usdc, 2 * HOUR);
    let (cost, renter) = (bill(Asset::Usdc).0, world.tills(Asset::Usdc).renter);
    let receipt = world.by("renter", calls::terminate(Asset::Usdc));
    let event = receipt.event::<Terminated>(&ID);
    let earned = cost.div_ceil(5);
    assert_eq!((event.earned, event.closed), (earned, false));
    assert_eq!(world.tills(Asset::Usdc).renter, renter + cost - earned);
    assert_eq!(world.tills(Asset::Usdc).supplier, 0);
    assert_eq!(world.reservation().supplier_due, earned);
    let event = world.by("supplier", market_claim(Asset::Usdc)).event::<Claimed>(&ID);
    assert_eq!((event.earned, event.shared, event.closed), (earned, earned / 100, true));
}

#[test]
fn of_a_failure_too_what_is_kept_is_shared() {
    let mut world = rented_for(Asset::Usdc, 2 * HOUR);
    world.fails(calls::fail(Asset::Usdc));
    let kept = world.reservation().supplier_due;
    let event = world.by("supplier", market_claim(Asset::Usdc)).event::<Claimed>(&ID);
    assert_eq!((event.earned, event.shared, event.closed), (kept, kept / 100, true));
}

#[test]
fn the_renter_claims_as_ever() {
    let mut world = rented_for(Asset::Usdc, 2 * HOUR);
    let call = market::report_failure(
        address("attestor 1"),
        &[address("attestor 2")],
        &rental(Asset::Usdc),
        None,
        3,
        text("evidence"),
    );
    world.fails(call);
    let back = world.reservation().renter_due;
    let event = world.by("renter", calls::claim("renter", Asset::Usdc)).event::<Claimed>(&ID);
    assert_eq!((event.refunded, event.earned, event.shared), (back, 0, 0));
}

#[test]
fn of_a_device_that_is_gone_all_is_the_suppliers() {
    let mut world = rented_for(Asset::Usdc, LENGTH);
    close_device(&mut world);
    world.market_refuses("supplier", calls::claim("supplier", Asset::Usdc), IoMarketError::CostakersMissing);
    let event = world.by("supplier", device_alone(Asset::Usdc)).event::<Claimed>(&ID);
    assert_eq!((event.earned, event.shared, event.closed), (bill(Asset::Usdc).0, 0, true));
}

#[test]
fn of_a_device_registered_anew_the_new_co_stakers_get_nothing_of_the_old_rent() {
    let mut world = rented_for(Asset::Usdc, LENGTH);
    close_device(&mut world);
    let args = io_stake::RegisterArgs {
        id: text("H100 17"),
        class: GPU,
        processors: 8,
        label: text("the one in the cellar"),
        amount: REQUIRED,
    };
    world.by("supplier", stake::register(address("supplier"), Some(purse("supplier")), args));
    world.by("supplier", costake::open(address("supplier"), device(), u64::MAX));
    world.give_io(io_of(SECOND), 1_000);
    world.by(SECOND, costake::add(address(SECOND), device(), io_of(SECOND), 1_000));
    let event = world.by("supplier", market_claim(Asset::Usdc)).event::<Claimed>(&ID);
    assert_eq!((event.earned, event.shared), (bill(Asset::Usdc).0, 0));
    assert_eq!(world.balance(reward_vault(1)), 0);
}

#[test]
fn a_sold_device_shares_what_its_former_owner_earned() {
    let mut world = rented_for(Asset::Usdc, HOUR);
    world.sell_device();
    let event = world.by("supplier", market_claim(Asset::Usdc)).event::<Claimed>(&ID);
    assert_eq!(event.shared, due(bill(Asset::Usdc).0, HOUR) / 100);
}

#[test]
fn so_little_that_nothing_is_shared_still_names_the_device() {
    // A second of an hour's rent earns 586 micro-dollars of which a tenth is held back; the 100th of 99 is nothing.
    let mut world = rented_for(Asset::Usdc, 1);
    world.with_market_terms(|terms| terms.costake_bps = 0);
    let event = world.by("supplier", market_claim(Asset::Usdc)).event::<Claimed>(&ID);
    assert_eq!(event.shared, event.earned / 100);
}

#[test]
fn the_market_opens_only_beside_co_stakers_that_can_be_paid_the_same() {
    let initialize = |mint| market::initialize(address("admin"), address("payer"), mint, initialize_args());
    let signers = [&keypair("admin"), &keypair("payer")];
    // Another USDC than the staking program's.
    let mut world = World::before_market();
    let mint = address("another dollar");
    let genuine: spl_token::state::Mint = world.packed(usdc::MINT);
    world.put_packed(mint, genuine);
    world.refuse(initialize(mint), &signers, IoMarketError::NotTheCostakersUsdc);
    // None at all yet.
    let mut stored = world.account(stake::CONFIG).expect("the settings");
    let second = 8 + offset_of!(Config, assets) + 64;
    stored.data[second..second + 64].fill(0);
    world.put(stake::CONFIG, stored);
    world.refuse(initialize(usdc::MINT), &signers, IoMarketError::NotTheCostakersUsdc);
    World::before_market().accept(initialize(usdc::MINT), &signers);
    // And none but the staking program's settings say so.
    let mut world = World::before_market();
    let forged = world.forged(stake::CONFIG);
    let forgery = exchanged(&initialize(usdc::MINT), stake::CONFIG, forged);
    world.refuse_code(forgery, &signers, anchor_lang::error::ErrorCode::AccountOwnedByWrongProgram);
    assert_eq!(world.balance(reward_vault(0)), 0);
    assert!(world.is_gone(escrow(Asset::Usdc)));
}
