//! The fees that were paid in IO are burned, by anyone.

use io_app::{
    token::{self, ID as TOKEN},
    treasury::{self, AUTHORITY, IO_VAULT},
};
use io_tests::{World, address, treasury::FEES};
use io_token::{BurnKind, error::IoTokenError, events::Burned};
use io_treasury::error::IoTreasuryError;

#[test]
fn all_of_them() {
    let mut world = World::treasury();
    let before = world.money();

    let receipt = world.accept(treasury::burn_fees(), &[]);

    let after = world.money();
    assert_eq!((after.io_vault, after.supply), (0, before.supply - FEES));
    assert_eq!(after.usdc_vault, before.usdc_vault);
    let books = world.treasury_config().books;
    assert_eq!((books.io_fees_burned, books.io_bought, books.usdc_spent), (FEES, 0, 0));
    let burned = Burned {
        kind: BurnKind::Fee,
        amount: FEES,
        reference: IO_VAULT,
        authority: AUTHORITY,
        kind_total: FEES,
        total: FEES,
    };
    assert_eq!(receipt.event::<Burned>(&TOKEN), burned);
    assert_eq!(world.burn_ledger().burned_under(BurnKind::Fee), FEES);
}

#[test]
fn nothing_there_nothing_burned() {
    let mut world = World::treasury();
    world.accept(treasury::burn_fees(), &[]);
    world.refuse(treasury::burn_fees(), &[], IoTreasuryError::NothingToBurn);
    world.give_io(IO_VAULT, 1);
    let receipt = world.accept(treasury::burn_fees(), &[]);
    let burned: Burned = receipt.event(&TOKEN);
    assert_eq!((burned.amount, burned.kind_total), (1, FEES + 1));
    assert_eq!(world.treasury_config().books.io_fees_burned, FEES + 1);
}

#[test]
fn neither_pause_stops_it() {
    let mut world = World::treasury();
    world.pause_treasury();
    world.pause();
    world.accept(treasury::burn_fees(), &[]);
}

#[test]
fn the_auction_and_the_day_know_nothing_of_it() {
    let mut world = World::treasury();
    let before = world.treasury_config().books;
    world.wait(100);
    world.accept(treasury::burn_fees(), &[]);
    let after = world.treasury_config().books;
    assert_eq!(after.auction_started_at, before.auction_started_at);
    assert_eq!((after.day, after.spent_today), (before.day, before.spent_today));
}

#[test]
fn only_the_registered_burner_of_fees_burns_fees() {
    let mut world = World::treasury();
    world.by("admin", token::set_burner(address("admin"), BurnKind::Fee, address("somebody else")));
    world.refuse(treasury::burn_fees(), &[], IoTokenError::NotBurner);
    assert_eq!(world.money().io_vault, FEES);
}
