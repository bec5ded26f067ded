//! Where the fields of the account lie: what indexers and other programs read.

use std::mem::offset_of;

use io_app::treasury::{CONFIG, Terms};
use io_tests::World;
use io_treasury::{
    error::IoTreasuryError,
    state::{Books, Config},
};

/// Anchor's discriminator comes first.
const DISCRIMINATOR: usize = 8;

#[test]
fn sizes() {
    assert_eq!((Config::SIZE, size_of::<Terms>(), size_of::<Books>()), (680, 40, 48));
    let stored = World::treasury().account(CONFIG).expect("the account exists").data.len();
    assert_eq!(stored, 680);
}

#[test]
fn config() {
    let offsets = [
        offset_of!(Config, version),
        offset_of!(Config, bump),
        offset_of!(Config, paused),
        offset_of!(Config, usdc_vault_bump),
        offset_of!(Config, usdc_purse_bump),
        offset_of!(Config, admin),
        offset_of!(Config, pending_admin),
        offset_of!(Config, pauser),
        offset_of!(Config, usdc_mint),
        offset_of!(Config, usdc_vault),
        offset_of!(Config, usdc_purse),
        offset_of!(Config, terms),
        offset_of!(Config, books),
        offset_of!(Config, swaps),
        offset_of!(Config, reserved),
    ];
    let documented = [8, 9, 10, 11, 12, 16, 48, 80, 112, 144, 176, 208, 248, 296, 552];
    assert_eq!(offsets.map(|offset| offset + DISCRIMINATOR), documented);
}

#[test]
fn terms() {
    let offsets = [
        offset_of!(Terms, min_fill),
        offset_of!(Terms, fill_cap),
        offset_of!(Terms, day_cap),
        offset_of!(Terms, ramp),
        offset_of!(Terms, max_age),
        offset_of!(Terms, start_bps),
        offset_of!(Terms, ceiling_bps),
        offset_of!(Terms, swap_floor_bps),
        offset_of!(Terms, max_confidence_bps),
    ];
    assert_eq!(offsets, [0, 8, 16, 24, 28, 32, 34, 36, 38]);
}

#[test]
fn books() {
    let offsets = [
        offset_of!(Books, usdc_spent),
        offset_of!(Books, io_bought),
        offset_of!(Books, io_fees_burned),
        offset_of!(Books, auction_started_at),
        offset_of!(Books, day),
        offset_of!(Books, spent_today),
    ];
    assert_eq!(offsets, [0, 8, 16, 24, 32, 40]);
}

#[test]
fn error_numbers() {
    let first_and_last = [IoTreasuryError::NotUpgradeAuthority, IoTreasuryError::InvariantViolated].map(u32::from);
    assert_eq!(first_and_last, [6_000, 6_045]);
}
