//! Where the fields of the accounts lie: what indexers and other programs read, and `docs/io-token.md` says.

use std::mem::offset_of;

use io_app::token::{BURNS, CONFIG, allocation_address};
use io_tests::World;
use io_token::state::{Allocation, BurnLedger, Config};

/// Anchor's discriminator comes first.
const DISCRIMINATOR: usize = 8;

#[test]
fn sizes() {
    assert_eq!((Config::SIZE, Allocation::SIZE, BurnLedger::SIZE), (320, 208, 288));
    let world = World::planned();
    let stored = |address| world.account(address).expect("the account exists").data.len();
    assert_eq!((stored(CONFIG), stored(allocation_address(0)), stored(BURNS)), (320, 208, 288));
}

#[test]
fn config() {
    let offsets = [
        offset_of!(Config, version),
        offset_of!(Config, bump),
        offset_of!(Config, mint_bump),
        offset_of!(Config, vault_bump),
        offset_of!(Config, paused),
        offset_of!(Config, allocations),
        offset_of!(Config, genesis_time),
        offset_of!(Config, allocated),
        offset_of!(Config, minted),
        offset_of!(Config, emission_minted),
        offset_of!(Config, released),
        offset_of!(Config, admin),
        offset_of!(Config, pending_admin),
        offset_of!(Config, pauser),
        offset_of!(Config, emission_minter),
        offset_of!(Config, reserved),
    ];
    let documented = [8, 9, 10, 11, 12, 16, 24, 32, 72, 80, 88, 96, 128, 160, 192, 224];
    assert_eq!(offsets.map(|offset| offset + DISCRIMINATOR), documented);
}

#[test]
fn allocation() {
    let offsets = [
        offset_of!(Allocation, version),
        offset_of!(Allocation, bump),
        offset_of!(Allocation, category),
        offset_of!(Allocation, id),
        offset_of!(Allocation, total),
        offset_of!(Allocation, released),
        offset_of!(Allocation, at_genesis),
        offset_of!(Allocation, first_month),
        offset_of!(Allocation, last_month),
        offset_of!(Allocation, beneficiary),
        offset_of!(Allocation, pending_beneficiary),
        offset_of!(Allocation, rent_payer),
        offset_of!(Allocation, reserved),
    ];
    let documented = [8, 9, 10, 12, 16, 24, 32, 40, 42, 48, 80, 112, 144];
    assert_eq!(offsets.map(|offset| offset + DISCRIMINATOR), documented);
}

#[test]
fn burn_ledger() {
    let offsets = [
        offset_of!(BurnLedger, version),
        offset_of!(BurnLedger, bump),
        offset_of!(BurnLedger, total),
        offset_of!(BurnLedger, burned),
        offset_of!(BurnLedger, burners),
        offset_of!(BurnLedger, reserved),
    ];
    let documented = [8, 9, 16, 24, 64, 224];
    assert_eq!(offsets.map(|offset| offset + DISCRIMINATOR), documented);
}
