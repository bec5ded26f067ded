//! States that no sequence of calls leads to. If one came about all the same, nothing could be done with it.

use std::mem::offset_of;

use anchor_spl::token::spl_token::state::Mint;
use io_app::{
    token,
    treasury::{self, CONFIG, Terms},
};
use io_tests::{
    World, address, keypair,
    treasury::{DOLLAR, IO, sell},
};
use io_treasury::{
    error::IoTreasuryError::{self, *},
    state::{Books, Config},
};

/// Anchor's discriminator comes before the fields.
const DISCRIMINATOR: usize = 8;

/// Writes a field of the settings where only the program can write.
fn write(world: &mut World, field: usize, bytes: &[u8]) {
    let mut stored = world.account(CONFIG).expect("the account exists");
    let start = DISCRIMINATOR + field;
    stored.data[start..start + bytes.len()].copy_from_slice(bytes);
    world.put(CONFIG, stored);
}

const fn of_books(field: usize) -> usize {
    offset_of!(Config, books) + field
}

const fn of_terms(field: usize) -> usize {
    offset_of!(Config, terms) + field
}

#[track_caller]
fn refused(world: &mut World, error: IoTreasuryError) {
    world.refuse(sell(100 * IO), &[&keypair("seller")], error);
}

#[test]
fn settings_that_no_instruction_writes() {
    for (field, byte) in [(offset_of!(Config, version), 2), (offset_of!(Config, paused), 2)] {
        let mut world = World::treasury();
        write(&mut world, field, &[byte]);
        let offer = treasury::propose_admin(address("admin"), address("heir"));
        world.refuse(offer, &[&keypair("admin")], InvariantViolated);
    }
    let mut world = World::treasury();
    write(&mut world, of_books(offset_of!(Books, spent_today)), &1u64.to_le_bytes());
    write(&mut world, of_books(offset_of!(Books, day)), &i64::MAX.to_le_bytes());
    world.refuse(treasury::burn_fees(), &[], InvariantViolated);
}

#[test]
fn terms_beyond_their_bounds_buy_nothing() {
    for (field, bytes, error) in [
        (offset_of!(Terms, ceiling_bps), 501i16.to_le_bytes().to_vec(), AuctionOutOfBounds),
        (offset_of!(Terms, start_bps), 1i16.to_le_bytes().to_vec(), AuctionOutOfBounds),
        (offset_of!(Terms, ramp), 0u32.to_le_bytes().to_vec(), AuctionOutOfBounds),
        (offset_of!(Terms, max_confidence_bps), 10_001u16.to_le_bytes().to_vec(), OracleLimitsOutOfBounds),
        (offset_of!(Terms, max_age), 301u32.to_le_bytes().to_vec(), OracleLimitsOutOfBounds),
        (offset_of!(Terms, swap_floor_bps), (-501i16).to_le_bytes().to_vec(), FloorOutOfBounds),
        (offset_of!(Terms, min_fill), 0u64.to_le_bytes().to_vec(), CapsOutOfOrder),
    ] {
        let mut world = World::treasury();
        write(&mut world, of_terms(field), &bytes);
        refused(&mut world, error);
    }
}

#[test]
fn totals_beyond_what_can_be_counted() {
    for field in [offset_of!(Books, usdc_spent), offset_of!(Books, io_bought)] {
        let mut world = World::treasury();
        write(&mut world, of_books(field), &(u64::MAX - DOLLAR).to_le_bytes());
        refused(&mut world, Overflow);
    }
    let mut world = World::treasury();
    write(&mut world, of_books(offset_of!(Books, io_fees_burned)), &u64::MAX.to_le_bytes());
    world.refuse(treasury::burn_fees(), &[], Overflow);
}

#[test]
fn an_auction_that_starts_at_the_end_of_time() {
    let mut world = World::treasury();
    write(&mut world, of_books(offset_of!(Books, auction_started_at)), &i64::MAX.to_le_bytes());
    let before = world.money();
    world.sells(100 * IO);
    assert_eq!(before.usdc_vault - world.money().usdc_vault, 244_020_000, "it shows the start");

    write(&mut world, of_books(offset_of!(Books, auction_started_at)), &i64::MIN.to_le_bytes());
    let before = world.money();
    world.sells(100 * IO);
    assert_eq!(before.usdc_vault - world.money().usdc_vault, 251_490_000, "and the ceiling");
}

#[test]
fn a_supply_smaller_than_what_is_sold() {
    let mut world = World::treasury();
    let state: Mint = world.packed(token::MINT);
    world.put_packed(token::MINT, Mint { supply: 1, ..state });
    refused(&mut world, Unbalanced);
}
