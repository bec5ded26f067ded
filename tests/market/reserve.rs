//! A renter reserves a device: the cost and the fees go into the escrow.

use anchor_lang::prelude::Pubkey;
use anchor_spl::token::spl_token::error::TokenError;
use io_app::{
    market::{self, Asset, ID, Payment, ReserveArgs},
    oracle::Posted,
    stake, usdc,
};
use io_market::{
    error::IoMarketError,
    events::Reserved,
    state::{Reservation, Stage},
};
use io_tests::{
    World, address,
    dollars::price_account,
    forgery::exchanged,
    keypair,
    market::{
        ASSETS, CONFIDENCE, HOUR, HOURS, IO_COST, IO_PRICE, LISTED, MAX_HOURS, MIN_HOURS, PRICE_PER_HOUR, REQUIRED,
        START_WINDOW, Tills, account_of, bill, calls, device, escrow, listing, number, reservation,
    },
    stake::{GPU, text},
};

fn refused(world: &mut World, asset: Asset, hours: u16, error: IoMarketError) {
    world.not_by_both("renter", calls::reserve(asset, hours), error);
}

#[test]
fn takes_the_cost_and_the_fees_into_the_escrow() {
    for asset in ASSETS {
        let mut world = World::listed();
        let before = world.tills(asset);
        let lamports = world.lamports(address("rent payer"));
        let (cost, fees) = bill(asset);

        let receipt = world.by_both("renter", calls::reserve(asset, HOURS));

        let (reservation_fee, facilitation_fee) = match asset {
            Asset::Usdc => (58_642, 469_136),
            Asset::Io => (2_355_100, 0),
        };
        let expected = Reserved {
            reservation: reservation(),
            device: device(),
            number: number(0),
            renter: address("renter"),
            cluster: text("cluster"),
            asset,
            hours: HOURS,
            price_per_hour: PRICE_PER_HOUR,
            cost,
            reservation_fee,
            facilitation_fee,
            network_fee: 0,
            start_ends_at: LISTED + START_WINDOW,
        };
        assert_eq!(receipt.event::<Reserved>(&ID), expected);
        let total = cost + fees;
        assert_eq!(world.tills(asset), Tills { escrow: total, renter: before.renter - total, ..before });
        let rent = world.rent(Reservation::SIZE);
        assert_eq!(world.lamports(address("rent payer")), lamports - rent);

        let made = world.reservation();
        let derived = Pubkey::find_program_address(&[b"reservation", device().as_ref(), &number(0).to_le_bytes()], &ID);
        assert_eq!((reservation(), made.bump), derived);
        assert_eq!((made.version, made.stage(), made.asset()), (1, Some(Stage::Reserved), asset));
        assert_eq!((made.number, made.hours, made.segment_count), (number(0), HOURS, 1));
        let rates = (made.reservation_bps, made.facilitation_bps, made.network_bps, made.failure_bps);
        assert_eq!(rates, (25, if asset == Asset::Usdc { 200 } else { 0 }, 0, 1_000));
        assert_eq!((made.cost, made.fees, made.held()), (cost, fees, total));
        assert_eq!((made.reserved_at, made.started_at, made.ends_at()), (LISTED, 0, None));
        assert_eq!((made.claimed, made.supplier_due, made.renter_due), (0, 0, 0));
        assert_eq!((made.device, made.renter), (device(), address("renter")));
        assert_eq!((made.supplier, made.rent_payer), (Pubkey::default(), address("rent payer")));
        assert_eq!((made.escrow, made.fee_vault), (escrow(asset), io_tests::market::fee_vault(asset)));
        assert_eq!(made.cluster, text("cluster"));

        let taken = world.listing();
        assert_eq!(
            (taken.busy_until, taken.reservation, taken.next),
            (LISTED + START_WINDOW, reservation(), number(1))
        );
    }
}

#[test]
fn costs_no_more_than_the_renter_signed_for() {
    for asset in ASSETS {
        let (cost, fees) = bill(asset);
        let within = |max_total| calls::reserve_with(ReserveArgs { max_total, ..calls::reserve_args(asset, HOURS) });
        let mut world = World::listed();
        for too_little in [0, cost, cost + fees - 1] {
            world.not_by_both("renter", within(too_little), IoMarketError::ExceedsMaxTotal);
        }
        world.by_both("renter", within(cost + fees));
    }
}

#[test]
fn a_price_that_rose_meanwhile_is_not_paid() {
    let mut world = World::listed();
    let total = bill(Asset::Usdc).0 + bill(Asset::Usdc).1;
    world.relist(|terms| terms.price_per_hour += 1);
    let args = ReserveArgs { max_total: total, ..calls::reserve_args(Asset::Usdc, HOURS) };
    world.not_by_both("renter", calls::reserve_with(args), IoMarketError::ExceedsMaxTotal);
}

#[test]
fn takes_as_many_hours_as_the_listing_allows() {
    for (hours, error) in [
        (0, IoMarketError::TooFewHours),
        (MIN_HOURS - 1, IoMarketError::TooFewHours),
        (MAX_HOURS + 1, IoMarketError::TooManyHours),
        (u16::MAX, IoMarketError::TooManyHours),
    ] {
        refused(&mut World::listed(), Asset::Usdc, hours, error);
    }
    for hours in [MIN_HOURS, MAX_HOURS] {
        let mut world = World::listed();
        world.by_both("renter", calls::reserve(Asset::Usdc, hours));
        assert_eq!(world.reservation().cost, PRICE_PER_HOUR * u64::from(hours));
    }
}

#[test]
fn a_device_is_reserved_once() {
    let mut world = World::reserved(Asset::Usdc);
    let next = ReserveArgs { number: number(1), ..calls::reserve_args(Asset::Usdc, HOURS) };
    for time in [LISTED, LISTED + START_WINDOW - 1] {
        world.set_time(time);
        world.not_by_both("renter", calls::reserve_with(next.clone()), IoMarketError::Occupied);
    }
    // From the second in which the first one cannot be started any more, whoever has or has not expired it.
    world.set_time(LISTED + START_WINDOW);
    world.by_both("renter", calls::reserve_with(next));
    assert_eq!(world.listing().reservation, market::reservation_address(device(), number(1)));
    world.market_refuses("supplier", calls::start(Asset::Usdc), IoMarketError::StartTooLate);
    world.accept(calls::expire(Asset::Usdc), &[]);
}

#[test]
fn a_device_that_runs_is_free_at_its_end_without_anybodys_doing() {
    let end = LISTED + i64::from(HOURS) * HOUR;
    let mut world = World::renting(Asset::Usdc);
    let next = ReserveArgs { number: number(1), ..calls::reserve_args(Asset::Usdc, HOURS) };
    world.set_time(end - 1);
    world.not_by_both("renter", calls::reserve_with(next.clone()), IoMarketError::Occupied);
    world.set_time(end);
    world.by_both("renter", calls::reserve_with(next));
    // The first one is paid as if nothing had happened.
    world.accept(calls::complete(Asset::Usdc), &[]);
    assert_eq!(world.listing().busy_until, end + START_WINDOW);
}

#[test]
fn reservations_are_numbered_without_gaps() {
    for wrong in [number(1), number(0) - 1, 0, u32::MAX] {
        let args = ReserveArgs { number: wrong, ..calls::reserve_args(Asset::Usdc, HOURS) };
        let reserve = calls::reserve_with(args);
        World::listed().not_by_both("renter", reserve, IoMarketError::NotTheNextReservation);
    }
}

#[test]
fn a_listing_that_is_closed_takes_none() {
    let mut world = World::listed();
    world.relist(|terms| terms.open = false);
    refused(&mut world, Asset::Usdc, HOURS, IoMarketError::ListingClosed);
    world.relist(|terms| terms.open = true);
    world.by_both("renter", calls::reserve(Asset::Usdc, HOURS));
}

#[test]
fn a_device_that_was_sold_has_to_be_listed_by_its_new_owner() {
    let mut world = World::listed();
    world.sell_device();
    refused(&mut world, Asset::Usdc, HOURS, IoMarketError::ListedByAnother);
    let list = market::list(address("heir"), address("rent payer"), device(), io_tests::market::list_args());
    world.by_both("heir", list);
    world.by_both("renter", calls::reserve(Asset::Usdc, HOURS));
}

#[test]
fn a_suspended_device_is_not_reserved() {
    let mut world = World::listed();
    world.suspend_device();
    refused(&mut world, Asset::Usdc, HOURS, IoMarketError::DeviceSuspended);
}

#[test]
fn the_stake_that_is_required_has_to_be_active() {
    let mut world = World::listed();
    assert_eq!(world.device(device()).active, REQUIRED);
    world.by("supplier", stake::request_unstake(address("supplier"), device(), 1));
    refused(&mut world, Asset::Usdc, HOURS, IoMarketError::StakeTooLow);
    world.give_io(io_tests::stake::purse("supplier"), 1);
    world.by("supplier", stake::stake(address("supplier"), device(), io_tests::stake::purse("supplier"), 1));
    // A class that became heavier requires more at once.
    let heavier = io_tests::stake::class_args(GPU, "H100", 0, 100_001);
    world.by("admin", stake::set_class(address("admin"), heavier));
    refused(&mut world, Asset::Usdc, HOURS, IoMarketError::StakeTooLow);
    let again = io_tests::stake::class_args(GPU, "H100", 0, 100_000);
    world.by("admin", stake::set_class(address("admin"), again));
    world.by_both("renter", calls::reserve(Asset::Usdc, HOURS));
}

#[test]
fn a_pause_stops_it() {
    let mut world = World::listed();
    world.pause_market();
    refused(&mut world, Asset::Usdc, HOURS, IoMarketError::Paused);
    world.by("admin", market::set_paused(address("admin"), false));
    world.by_both("renter", calls::reserve(Asset::Usdc, HOURS));
}

#[test]
fn the_owner_may_rent_its_own_device() {
    let mut world = World::listed();
    world.issue_usdc(account_of("supplier", Asset::Usdc), 100_000_000);
    let payment = Payment { source: account_of("supplier", Asset::Usdc), price: None };
    let args = calls::reserve_args(Asset::Usdc, HOURS);
    let supplier = address("supplier");
    world.by_both("supplier", market::reserve(supplier, address("rent payer"), device(), usdc::MINT, payment, args));
    world.by("supplier", calls::start(Asset::Usdc));
    world.set_time(LISTED + HOUR);
    let destination = account_of("supplier", Asset::Usdc);
    let terminate = market::terminate(supplier, &io_tests::market::rental(Asset::Usdc), destination, Some(destination));
    world.by("supplier", terminate);
    assert_eq!(world.balance(destination), 100_000_000 - io_tests::market::USDC_FEES);
    assert_eq!(world.balance(escrow(Asset::Usdc)), 0);
}

#[test]
fn io_costs_what_the_lower_end_of_the_interval_says_rounded_up() {
    for (price, confidence, cost) in [
        // 23.456790 dollars at 2.49, at 2.50, at 2.525 less 1%.
        (IO_PRICE, CONFIDENCE, IO_COST),
        (IO_PRICE, 0, 938_271_600),
        (252_500_000, 2_525_000, 938_365_437),
    ] {
        let mut world = World::listed();
        world.post_price(price, confidence);
        world.by_both("renter", calls::reserve(Asset::Io, HOURS));
        let low = u128::from(price.unsigned_abs() - confidence);
        assert_eq!(u128::from(cost), (23_456_790u128 * 10_000_000_000).div_ceil(low));
        assert_eq!(world.reservation().cost, cost);
    }
}

#[test]
fn paying_in_io_takes_a_price_that_can_be_believed() {
    let posted =
        |world: &World| Posted { price: IO_PRICE, confidence: CONFIDENCE, exponent: -8, published_at: world.time() };
    let cases: [(&dyn Fn(Posted) -> Posted, IoMarketError); 8] = [
        (&|posted| Posted { published_at: posted.published_at - 61, ..posted }, IoMarketError::PriceStale),
        (&|posted| Posted { published_at: i64::MIN, ..posted }, IoMarketError::PriceStale),
        (&|posted| Posted { published_at: posted.published_at + 61, ..posted }, IoMarketError::PriceFromTheFuture),
        (&|posted| Posted { price: 0, ..posted }, IoMarketError::PriceNotPositive),
        (&|posted| Posted { price: -IO_PRICE, ..posted }, IoMarketError::PriceNotPositive),
        (&|posted| Posted { confidence: 2_500_001, ..posted }, IoMarketError::PriceTooUncertain),
        (&|posted| Posted { exponent: 1, ..posted }, IoMarketError::PriceExponentOutOfRange),
        (&|posted| Posted { exponent: -13, ..posted }, IoMarketError::PriceExponentOutOfRange),
    ];
    for (change, error) in cases {
        let mut world = World::listed();
        let genuine = posted(&world);
        world.post(change(genuine));
        refused(&mut world, Asset::Io, HOURS, error);
        // Dollars do not ask the oracle.
        world.by_both("renter", calls::reserve(Asset::Usdc, HOURS));
    }
    for change in [
        &(|posted: Posted| Posted { published_at: posted.published_at - 60, ..posted }) as &dyn Fn(Posted) -> Posted,
        &|posted| Posted { published_at: posted.published_at + 60, ..posted },
        &|posted| Posted { confidence: 2_500_000, ..posted },
    ] {
        let mut world = World::listed();
        let genuine = posted(&world);
        world.post(change(genuine));
        world.by_both("renter", calls::reserve(Asset::Io, HOURS));
    }
}

#[test]
fn the_account_of_the_price_is_the_oracles() {
    let mut world = World::listed();
    let without = Payment { price: None, ..calls::payment(Asset::Io) };
    let args = calls::reserve_args(Asset::Io, HOURS);
    let reserve = market::reserve(address("renter"), address("rent payer"), device(), usdc::MINT, without, args);
    world.not_by_both("renter", reserve, IoMarketError::PriceMissing);
    let forged = world.forged(price_account());
    for other in [forged, listing(), address("nobody")] {
        let forgery = exchanged(&calls::reserve(Asset::Io, HOURS), price_account(), other);
        world.not_by_both("renter", forgery, IoMarketError::PriceNotOfPyth);
    }
}

#[test]
fn the_money_goes_into_the_escrow_of_its_asset() {
    for (asset, other) in [(Asset::Usdc, Asset::Io), (Asset::Io, Asset::Usdc)] {
        let mut world = World::listed();
        world.issue_usdc(account_of("supplier", Asset::Usdc), 100_000_000);
        world.give_io(account_of("supplier", Asset::Io), 10_000_000_000);
        let doubled = world.doubled(escrow(asset));
        let own = account_of("renter", asset);
        for another in [escrow(other), doubled, own, io_tests::market::fee_vault(asset)] {
            let forgery = exchanged(&calls::reserve(asset, HOURS), escrow(asset), another);
            world.not_by_both("renter", forgery, IoMarketError::NotTheEscrow);
        }
        // Nor does another coin.
        let forgery =
            exchanged(&calls::reserve(asset, HOURS), account_of("renter", asset), account_of("renter", other));
        let signers = [&keypair("renter"), &keypair("rent payer")];
        world.refuse_code(forgery, &signers, TokenError::MintMismatch as u32);
        // Nor does somebody else's.
        let stolen =
            exchanged(&calls::reserve(asset, HOURS), account_of("renter", asset), account_of("supplier", asset));
        world.refuse_code(stolen, &signers, TokenError::OwnerMismatch as u32);
    }
}

#[test]
fn one_without_the_money_reserves_nothing() {
    let mut world = World::listed();
    world.relist(|terms| terms.price_per_hour = 1_000_000_000);
    let signers = [&keypair("renter"), &keypair("rent payer")];
    world.refuse_code(calls::reserve(Asset::Usdc, HOURS), &signers, TokenError::InsufficientFunds as u32);
    world.relist(|terms| terms.price_per_hour = u64::MAX);
    refused(&mut world, Asset::Usdc, HOURS, IoMarketError::Overflow);
    refused(&mut world, Asset::Io, HOURS, IoMarketError::Overflow);
}

#[test]
fn the_renter_may_pay_the_rent_itself() {
    let mut world = World::listed();
    let args = calls::reserve_args(Asset::Usdc, HOURS);
    let renter = address("renter");
    let reserve = market::reserve(renter, renter, device(), usdc::MINT, calls::payment(Asset::Usdc), args);
    let lamports = world.lamports(renter);
    world.by("renter", reserve);
    assert_eq!(world.lamports(renter), lamports - world.rent(Reservation::SIZE));
    assert_eq!(world.reservation().rent_payer, renter);
    let own = market::Rental { rent_payer: renter, ..io_tests::market::rental(Asset::Usdc) };
    world.by("supplier", market::start(address("supplier"), &own));
    let (renters, suppliers) = (account_of("renter", Asset::Usdc), account_of("supplier", Asset::Usdc));
    world.by("renter", market::terminate(renter, &own, renters, Some(suppliers)));
    assert_eq!(world.lamports(renter), lamports);
}

#[test]
fn lamports_that_were_sent_before_do_not_block_it() {
    for lamports in [1_000_000, 1_000_000_000] {
        let mut world = World::listed();
        world.fund(reservation(), lamports);
        world.by_both("renter", calls::reserve(Asset::Usdc, HOURS));
        assert_eq!(world.reservation().renter, address("renter"));
    }
}
