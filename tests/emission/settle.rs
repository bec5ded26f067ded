//! A lease is settled, however late.

use io_app::emission::{self, page_address};
use io_economics::{Epoch, LAST_EPOCH};
use io_emission::{error::IoEmissionError, state::Settlement};
use io_tests::{
    World,
    emission::{CPU_POOL, GPU_POOL, RIG, calls, mac, start_of},
    forgery::exchanged,
    stake::{calls as staking, neighbours, rig},
};

use crate::expected::{rigs, settled, settlement};

#[test]
fn ten_years_late_it_loses_nothing() {
    let mut world = World::leased();
    world.reach(3);
    assert_eq!(world.claim(rig()).amount, rigs(2..=2));
    world.reach(87_660);
    world.refused(&[], calls::claim(rig()), IoEmissionError::TooLongAgo);

    let receipt = world.settle(rig());

    assert_eq!(settlement(&receipt), settled(25, rigs(3..=25)));
    assert_eq!(world.lease(rig()).owed, rigs(3..=25));
    assert_eq!(world.claim(rig()).amount, rigs(3..=25));
    assert_eq!(settlement(&world.settle(neighbours())).through, 25);
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn after_the_end_of_all() {
    let mut world = World::leased();
    world.reach(LAST_EPOCH + 1);
    world.set_time(start_of(LAST_EPOCH + 1) + 1_000_000_000);
    world.settle(rig());
    assert_eq!(world.claim(rig()).amount, rigs(2..=25));
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn across_two_pages() {
    let mut world = World::emitting();
    world.reach(500);
    world.grant(rig(), 524);
    world.grant(neighbours(), 524);
    world.reach(900);
    // Each page alone does not know both ends.
    let (first, second) = (page_address(GPU_POOL, 0), page_address(GPU_POOL, 1));
    let both = world.settlement_of(rig());
    let epoch = Epoch::saturating;
    assert_eq!(both, emission::settle(GPU_POOL, rig(), epoch(500), epoch(524)));
    world.refused(&[], exchanged(&both, first, second), IoEmissionError::TooLongAgo);
    world.refused(&[], exchanged(&both, second, first), IoEmissionError::TooLongAgo);
    world.all_by(&[], both);
    assert_eq!(world.lease(rig()).owed, rigs(501..=524));
    // In either order.
    world.all_by(&[], emission::settle(GPU_POOL, neighbours(), epoch(524), epoch(500)));
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn around_the_end_of_a_page() {
    for until in [511, 512, 513] {
        let mut world = World::emitting();
        world.reach(510);
        world.grant(rig(), until);
        world.grant(neighbours(), until);
        world.reach(1_000);
        world.settle(rig());
        assert_eq!(world.lease(rig()).owed, rigs(511..=until));
        world.audit(&[rig(), neighbours()]);
    }
}

#[test]
fn pages_of_another_pool_are_refused() {
    let mut world = World::leased();
    world.grant(mac(), 25);
    world.reach(600);
    let genuine = world.settlement_of(rig());
    for place in [4, 5] {
        let mut forgery = genuine.clone();
        forgery.accounts[place].pubkey = page_address(CPU_POOL, 0);
        world.refused(&[], forgery, IoEmissionError::NotThePage);
    }
    let wrong = emission::settle(GPU_POOL, rig(), Epoch::saturating(513), Epoch::saturating(514));
    world.refused(&[], wrong, IoEmissionError::TooLongAgo);
    assert_eq!(world.lease(rig()).settled, 1);
    world.all_by(&[], genuine);
}

#[test]
fn a_page_says_nothing_about_epochs_that_are_not_completed() {
    // The page has room for epoch 25 long before it is over.
    let mut world = World::leased();
    world.reach(5);
    let receipt = world.all_by(&[], emission::settle(GPU_POOL, rig(), Epoch::FIRST, Epoch::saturating(25)));
    assert_eq!(settlement(&receipt), settled(4, rigs(2..=4)));
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn twice_is_once() {
    let mut world = World::leased();
    world.reach(400);
    assert_eq!(settlement(&world.settle(rig())), settled(25, rigs(2..=25)));
    assert_eq!(settlement(&world.settle(rig())), settled(25, 0));
    world.claim(rig());
    world.refused(&[], calls::claim(rig()), IoEmissionError::NothingToClaim);
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn nothing_before_a_lease_begins() {
    let mut world = World::leased();
    assert_eq!(world.lease(rig()).settled, 1);
    world.reach(2);
    assert_eq!(settlement(&world.settle(rig())), settled(1, 0));
    assert_eq!(world.lease(rig()).weight, RIG);
}

#[test]
fn a_fall_is_found_however_late() {
    let mut world = World::leased();
    world.reach(10);
    world.by("supplier", staking::unstake(1));
    world.reach(5_000);
    let receipt = world.settle(rig());
    let expected = Settlement { through: 25, earned: rigs(2..=9), shared: 0, lost: rigs(10..=25), fined: 0 };
    assert_eq!(settlement(&receipt), expected);
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn a_fall_after_the_lease_takes_nothing() {
    for (epoch, lost) in [(24, rigs(24..=25)), (25, rigs(25..=25)), (26, 0), (4_000, 0)] {
        let mut world = World::leased();
        world.reach(epoch);
        world.by("supplier", staking::unstake(1));
        world.reach(5_000);
        world.settle(rig());
        assert_eq!(world.lease(rig()).lost, lost, "a fall in epoch {epoch}");
        world.audit(&[rig(), neighbours()]);
    }
}

#[test]
fn a_page_that_is_missing_is_no_page() {
    let mut world = World::leased();
    world.reach(30);
    let ahead = emission::settle(GPU_POOL, rig(), Epoch::FIRST, Epoch::saturating(600));
    world.refuse_code(ahead, &[], anchor_lang::error::ErrorCode::AccountOwnedByWrongProgram);
    let lease = exchanged(
        &emission::settle(GPU_POOL, rig(), Epoch::FIRST, Epoch::saturating(600)),
        page_address(GPU_POOL, 1),
        emission::lease_address(neighbours()),
    );
    world.refuse_code(lease, &[], anchor_lang::error::ErrorCode::AccountDiscriminatorMismatch);
}
