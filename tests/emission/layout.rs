//! Where the fields of the accounts lie: what indexers and other programs read.

use std::mem::offset_of;

use io_app::emission::{CONFIG, lease_address, page_address, pool_address};
use io_emission::{
    error::IoEmissionError,
    state::{Config, Lease, Page, Pool, Wide},
};
use io_tests::{World, emission::GPU_POOL, stake::rig};

/// Anchor's discriminator comes first.
const DISCRIMINATOR: usize = 8;

#[test]
fn sizes() {
    assert_eq!((Config::SIZE, Pool::SIZE, Page::SIZE, Lease::SIZE), (624, 6_384, 8_208, 400));
    let mut world = World::leased();
    world.reach(2);
    let stored = |address| world.account(address).expect("the account exists").data.len();
    let (pool, page) = (pool_address(GPU_POOL), page_address(GPU_POOL, 0));
    let found = (stored(CONFIG), stored(pool), stored(page), stored(lease_address(rig())));
    assert_eq!(found, (Config::SIZE, Pool::SIZE, Page::SIZE, Lease::SIZE));
}

#[test]
fn config() {
    let offsets = [
        offset_of!(Config, version),
        offset_of!(Config, bump),
        offset_of!(Config, paused),
        offset_of!(Config, pools),
        offset_of!(Config, attestor_count),
        offset_of!(Config, quorum),
        offset_of!(Config, max_lease),
        offset_of!(Config, weight_cap_bps),
        offset_of!(Config, costake_bps),
        offset_of!(Config, genesis),
        offset_of!(Config, shares),
        offset_of!(Config, admin),
        offset_of!(Config, pending_admin),
        offset_of!(Config, pauser),
        offset_of!(Config, attestors),
        offset_of!(Config, reserved),
    ];
    let documented = [8, 9, 10, 11, 12, 13, 14, 16, 20, 24, 32, 48, 80, 112, 144, 368];
    assert_eq!(offsets.map(|offset| offset + DISCRIMINATOR), documented);
}

#[test]
fn pool() {
    let offsets = [
        offset_of!(Pool, version),
        offset_of!(Pool, bump),
        offset_of!(Pool, number),
        offset_of!(Pool, completed),
        offset_of!(Pool, weight),
        offset_of!(Pool, distributed),
        offset_of!(Pool, unminted),
        offset_of!(Pool, forfeited),
        offset_of!(Pool, owed),
        offset_of!(Pool, paid),
        offset_of!(Pool, lost),
        offset_of!(Pool, burned),
        offset_of!(Pool, dust),
        offset_of!(Pool, earned),
        offset_of!(Pool, reserved),
        offset_of!(Pool, changes),
        offset_of!(Pool, history),
    ];
    let documented = [8, 9, 10, 12, 16, 24, 32, 40, 48, 56, 64, 72, 80, 96, 112, 240, 2_288];
    assert_eq!(offsets.map(|offset| offset + DISCRIMINATOR), documented);
    assert_eq!((offset_of!(Wide, low), offset_of!(Wide, high), size_of::<Wide>()), (0, 8, 16));
}

#[test]
fn page() {
    let offsets = [
        offset_of!(Page, version),
        offset_of!(Page, bump),
        offset_of!(Page, pool),
        offset_of!(Page, number),
        offset_of!(Page, earned),
    ];
    assert_eq!(offsets.map(|offset| offset + DISCRIMINATOR), [8, 9, 10, 12, 16]);
}

#[test]
fn lease() {
    let offsets = [
        offset_of!(Lease, version),
        offset_of!(Lease, bump),
        offset_of!(Lease, pool),
        offset_of!(Lease, start),
        offset_of!(Lease, end),
        offset_of!(Lease, settled),
        offset_of!(Lease, rightful),
        offset_of!(Lease, costake_bps),
        offset_of!(Lease, weighed),
        offset_of!(Lease, falls),
        offset_of!(Lease, weight),
        offset_of!(Lease, previous_weight),
        offset_of!(Lease, owed),
        offset_of!(Lease, penalty),
        offset_of!(Lease, earned),
        offset_of!(Lease, paid),
        offset_of!(Lease, lost),
        offset_of!(Lease, fined),
        offset_of!(Lease, registered_at),
        offset_of!(Lease, device),
        offset_of!(Lease, owner),
        offset_of!(Lease, payout),
        offset_of!(Lease, payout_by),
        offset_of!(Lease, rent_payer),
        offset_of!(Lease, shared),
        offset_of!(Lease, company),
        offset_of!(Lease, reserved),
    ];
    let documented = [
        8, 9, 10, 12, 16, 20, 24, 28, 32, 36, 40, 48, 56, 64, 72, 80, 88, 96, 104, 112, 144, 176, 208, 240, 272, 280,
        284,
    ];
    assert_eq!(offsets.map(|offset| offset + DISCRIMINATOR), documented);
}

#[test]
fn error_numbers() {
    let first_and_last = [IoEmissionError::NotUpgradeAuthority, IoEmissionError::VerifiedAhead].map(u32::from);
    assert_eq!(first_and_last, [6_000, 6_057]);
}
