//! States that no sequence of calls leads to. If one came about all the same, nothing could be done with it.

use std::mem::offset_of;

use io_app::emission::{self, CONFIG, lease_address, page_address, pool_address};
use io_emission::{
    error::IoEmissionError::InvariantViolated,
    state::{Config, Lease, Page, Pool},
};
use io_tests::{
    World, address,
    emission::{GPU_POOL, calls},
    stake::rig,
};

#[test]
fn a_lease_whose_books_do_not_balance() {
    let mut sound = World::leased();
    sound.reach(5);
    sound.sync(rig());
    let lease = sound.lease(rig());
    assert!(lease.owed > 0);
    type Flaw = (usize, Vec<u8>);
    let amount = |field, amount: u64| (field, amount.to_le_bytes().to_vec());
    let flaws: [Flaw; 7] = [
        (offset_of!(Lease, version), vec![2]),
        amount(offset_of!(Lease, penalty), 1),
        amount(offset_of!(Lease, earned), lease.earned + 1),
        amount(offset_of!(Lease, owed), lease.owed - 1),
        amount(offset_of!(Lease, shared), u64::MAX),
        amount(offset_of!(Lease, paid), 1),
        amount(offset_of!(Lease, fined), 1),
    ];
    for (field, bytes) in flaws {
        let mut world = sound.clone();
        world.overwrite(lease_address(rig()), field, &bytes);
        world.refused(&["supplier"], calls::set_payout(rig(), address("heir")), InvariantViolated);
    }
}

#[test]
fn settings_that_are_not_sound() {
    let sound = World::emitting();
    for (field, bytes) in [(offset_of!(Config, version), 2), (offset_of!(Config, paused), 2)] {
        let mut world = sound.clone();
        world.overwrite(CONFIG, field, &[bytes]);
        world.refused(&["admin"], emission::set_terms(address("admin"), 24, 10_000, 500), InvariantViolated);
    }
}

#[test]
fn a_pool_whose_books_do_not_balance() {
    let mut sound = World::leased();
    sound.reach(5);
    let more = (sound.pool(GPU_POOL).distributed + 1).to_le_bytes();
    let flaws: [(usize, &[u8]); 3] =
        [(offset_of!(Pool, version), &[2]), (offset_of!(Pool, paid), &more), (offset_of!(Pool, unminted), &more)];
    for (field, bytes) in flaws {
        let mut world = sound.clone();
        world.overwrite(pool_address(GPU_POOL), field, bytes);
        world.refused(&[], calls::sync(rig()), InvariantViolated);
    }
}

#[test]
fn a_page_of_another_layout() {
    let mut world = World::leased();
    world.reach(5);
    world.enter(6);
    world.overwrite(page_address(GPU_POOL, 0), offset_of!(Page, version), &[2]);
    let advance = world.advance_of(GPU_POOL, 1);
    world.refused(&["payer"], advance, InvariantViolated);
}

#[test]
fn a_lease_that_ends_later_than_a_pool_can_plan() {
    let mut world = World::emitting();
    world.overwrite(CONFIG, offset_of!(Config, max_lease), &400u16.to_le_bytes());
    world.refused(&["attestor 1", "attestor 2", "payer"], calls::grant(rig(), 300), InvariantViolated);
}
