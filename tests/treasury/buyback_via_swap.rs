//! The treasury has an allowed program swap USDC for IO, which is burned.

use io_app::{
    token::ID as TOKEN,
    treasury::{AUTHORITY, ID, IO_PURSE},
};
use io_tests::{
    World, address,
    treasury::{
        DOLLAR, IO, Money, OPENING, RAMP, REVENUE, TERMS,
        swaps::{Pool, bring, constant_product, floor, give_back, hostile, swap, take, till_of_io, till_of_usdc},
        usdc_purse,
    },
};
use io_token::{BurnKind, events::Burned};
use io_treasury::{
    error::IoTreasuryError::{BelowFloor, BringsLess, ExceedsVault, NothingBought, ZeroAmount},
    events::Swapped,
};

/// What most of these swaps spend.
const SPENT: u64 = 100 * DOLLAR;

/// The least IO for it: 100 / 2.49 × 0.99 = 39.759… IO.
const FLOOR: u64 = 3_975_903_615;

#[test]
fn what_it_takes_is_spent_and_what_it_brings_is_burned() {
    let mut world = World::swapping();
    world.wait(1_000);
    let (before, books) = (world.money(), world.treasury_config().books);
    let (sold, earned) = (world.balance(till_of_io()), world.balance(till_of_usdc()));
    assert_eq!(floor(SPENT), FLOOR);
    let io = FLOOR + 12_345;

    let receipt = world.swaps(SPENT, &[take(SPENT), bring(io)]);

    let expected = Money { usdc_vault: before.usdc_vault - SPENT, supply: before.supply - io, ..before };
    assert_eq!(world.money(), expected, "the purses are empty, and the vault of IO holds the fees that it held");
    assert_eq!((world.balance(till_of_io()), world.balance(till_of_usdc())), (sold - io, earned + SPENT));
    let after = world.treasury_config().books;
    assert_eq!((after.usdc_spent, after.io_bought, after.io_fees_burned), (SPENT, io, 0));
    assert_eq!((after.day, after.spent_today), (OPENING / 86_400, SPENT));
    assert_eq!(after.auction_started_at, books.auction_started_at, "the auction goes on as it was");
    let swapped = Swapped {
        swap_program: hostile(),
        io,
        usdc: SPENT,
        floor: FLOOR,
        price_mantissa: 249_000_000,
        price_exponent: -8,
        spent_today: SPENT,
        usdc_spent: SPENT,
        io_bought: io,
    };
    assert_eq!(receipt.event::<Swapped>(&ID), swapped);
    let burned = Burned {
        kind: BurnKind::Buyback,
        amount: io,
        reference: hostile(),
        authority: AUTHORITY,
        kind_total: io,
        total: io,
    };
    assert_eq!(receipt.event::<Burned>(&TOKEN), burned);
}

#[test]
fn at_the_floor_and_a_base_unit_below() {
    let mut world = World::swapping();
    let before = world.money();
    world.refuse(swap(SPENT, 0, &[take(SPENT), bring(FLOOR - 1)]), &[], BelowFloor);
    assert_eq!(world.money(), before);
    world.swaps(SPENT, &[take(SPENT), bring(FLOOR)]);
}

#[test]
fn the_floor_is_the_admins_within_its_bounds() {
    // 100 / 2.49 IO, rounded up, and 5% less.
    for (bps, least) in [(0, 4_016_064_258), (-500, 3_815_261_045)] {
        let mut world = World::swapping();
        world.with_terms(|terms| terms.swap_floor_bps = bps);
        world.refuse(swap(SPENT, 0, &[take(SPENT), bring(least - 1)]), &[], BelowFloor);
        let receipt = world.swaps(SPENT, &[take(SPENT), bring(least)]);
        assert_eq!(receipt.event::<Swapped>(&ID).floor, least);
    }
}

#[test]
fn no_less_than_the_caller_asks_for() {
    let mut world = World::swapping();
    let io = FLOOR + 1_000;
    world.refuse(swap(SPENT, io + 1, &[take(SPENT), bring(io)]), &[], BringsLess);
    // A caller that asks for little gets the floor all the same.
    world.refuse(swap(SPENT, 1, &[take(SPENT), bring(FLOOR - 1)]), &[], BelowFloor);
    world.accept(swap(SPENT, io, &[take(SPENT), bring(io)]), &[]);
}

#[test]
fn what_it_leaves_or_gives_back_is_not_spent() {
    for calls in [
        vec![take(SPENT / 4), bring(floor(SPENT / 4))],
        vec![take(SPENT), bring(floor(SPENT / 4)), give_back(SPENT - SPENT / 4)],
    ] {
        let mut world = World::swapping();
        let before = world.money();
        let receipt = world.swaps(SPENT, &calls);
        assert_eq!(before.usdc_vault - world.money().usdc_vault, SPENT / 4);
        assert_eq!((world.money().usdc_purse, world.treasury_config().books.spent_today), (0, SPENT / 4));
        assert_eq!(receipt.event::<Swapped>(&ID).usdc, SPENT / 4);
    }
}

#[test]
fn what_others_sent_to_the_purses_is_neither_lent_nor_bought() {
    let mut world = World::swapping();
    world.issue_usdc(usdc_purse(), 33);
    world.give_io(IO_PURSE, 44);
    let before = world.money();
    world.refuse(swap(SPENT, 0, &[take(SPENT), bring(FLOOR - 44)]), &[], BelowFloor);

    let receipt = world.swaps(SPENT, &[take(SPENT), bring(FLOOR)]);

    let swapped: Swapped = receipt.event(&ID);
    assert_eq!((swapped.usdc, swapped.io), (SPENT, FLOOR));
    let expected = Money {
        usdc_vault: before.usdc_vault + 33 - SPENT,
        usdc_purse: 0,
        io_vault: before.io_vault + 44,
        io_purse: 0,
        supply: before.supply - FLOOR,
        ..before
    };
    assert_eq!(world.money(), expected, "it comes to the vaults");
}

#[test]
fn nothing_and_more_than_there_is() {
    let mut world = World::swapping();
    world.refuse(swap(0, 0, &[]), &[], ZeroAmount);
    world.refuse(swap(SPENT, 0, &[]), &[], NothingBought);
    world.refuse(swap(SPENT, 0, &[bring(IO)]), &[], NothingBought);
    world.refuse(swap(SPENT, 0, &[take(SPENT)]), &[], NothingBought);
    world.with_terms(|terms| (terms.fill_cap, terms.day_cap) = (u64::MAX, u64::MAX));
    world.refuse(swap(REVENUE + 1, 0, &[]), &[], ExceedsVault);
    world.refuse(swap(u64::MAX, 0, &[]), &[], ExceedsVault);
    world.swaps(REVENUE, &[take(1), bring(floor(1))]);
    assert_eq!(world.money().usdc_vault, REVENUE - 1);
}

#[test]
fn the_smallest_swap_is_a_base_unit_and_rounds_for_the_treasury() {
    let mut world = World::swapping();
    // A micro-dollar less 1% buys 39.76 base units.
    world.refuse(swap(1, 0, &[take(1), bring(39)]), &[], BelowFloor);
    world.swaps(1, &[take(1), bring(40)]);
}

#[test]
fn the_price_of_the_auction_means_nothing_to_it() {
    // At the start the auction would pay 2% less than the price, and at its end 1% more: the floor is the same.
    for seconds in [0, RAMP] {
        let mut world = World::swapping();
        world.wait(seconds);
        world.refuse(swap(SPENT, 0, &[take(SPENT), bring(FLOOR - 1)]), &[], BelowFloor);
        world.swaps(SPENT, &[take(SPENT), bring(FLOOR)]);
        world.sells(100 * IO);
    }
}

#[test]
fn a_market_maker_that_is_not_ours() {
    let mut world = World::swapping();
    world.by("admin", io_app::treasury::allow_swap(address("admin"), constant_product()));
    Pool.create(&mut world, 2_500_000 * DOLLAR, 1_000_000 * IO);
    let before = world.money();
    let (pool_usdc, pool_io) = (world.balance(Pool.usdc()), world.balance(Pool.io()));

    let receipt = world.accept(Pool.buy_for_treasury(TERMS.fill_cap, 0), &[]);

    let swapped: Swapped = receipt.event(&ID);
    // 997 of 1,000 dollars against 2,500,000: 1,000,000 × 997 / 2,500,997 IO, and the pool rounds for itself.
    assert_eq!((swapped.swap_program, swapped.usdc, swapped.io), (constant_product(), TERMS.fill_cap, 39_864_102_196));
    assert!(swapped.io > swapped.floor);
    let expected =
        Money { usdc_vault: before.usdc_vault - TERMS.fill_cap, supply: before.supply - swapped.io, ..before };
    assert_eq!(world.money(), expected);
    assert_eq!(world.balance(Pool.usdc()), pool_usdc + TERMS.fill_cap);
    assert_eq!(world.balance(Pool.io()), pool_io - swapped.io);
}
