//! Attestors extend leases.

use io_app::emission::{ID, lease_address};
use io_emission::{
    error::IoEmissionError,
    events::{Granted, Leased},
};
use io_tests::{
    World,
    emission::{GPU_POOL, NEIGHBOURS, RIG, SPARE, calls, start_of},
    specimen::custom,
    stake::{calls as staking, neighbours, rig},
};

use crate::expected::{BOTH, earning, rigs, rigs_lease, settled, shares_of};

const SIGNERS: [&str; 2] = ["attestor 1", "attestor 2"];

#[test]
fn extends_without_a_gap_and_settles_on_the_way() {
    let mut world = World::leased();
    world.reach(5);
    let before = world.pool(GPU_POOL);

    let receipt = world.renew(rig(), 29);

    let lease = world.lease(rig());
    assert_eq!((lease.start, lease.end, lease.settled, lease.weight), (2, 29, 4, RIG));
    let earned = rigs(2..=4);
    assert_eq!((lease.owed, lease.earned, lease.paid), (earned, earned, 0));
    let pool = world.pool(GPU_POOL);
    assert_eq!((pool.owed, pool.weight, pool.distributed), (earned, before.weight, before.distributed));
    let granted = Granted { start: 2, end: 29, weight: RIG, settlement: settled(4, earned), ..rigs_lease() };
    assert_eq!(receipt.event::<Leased>(&ID), Leased { pool: GPU_POOL, epoch: 5, leases: vec![granted] });
    world.reach(31);
    // Beside the neighbour to the end of its lease, then alone.
    let amount = world.claim(rig()).amount - rigs(2..=4);
    let apart = rigs(5..=25) + earning(RIG, RIG, 26..=29);
    assert!((apart..=apart + 1).contains(&amount), "settled in one go, it is rounded down once and not twice");
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn in_the_last_epoch_of_a_lease_there_is_no_gap_and_in_the_one_after_it_there_is() {
    for (time, start) in [
        (start_of(25), 2),
        (start_of(26) - 1, 2),
        (start_of(26), 27),
        (start_of(26) + 1, 27),
        (start_of(27) - 1, 27),
        (start_of(27), 28),
    ] {
        let mut world = World::leased();
        world.reach(24);
        world.set_time(time);
        world.catch_up(GPU_POOL);
        world.renew(rig(), 40);
        assert_eq!((world.lease(rig()).start, world.lease(rig()).end), (start, 40), "at {}", time - start_of(25));
        world.reach(30);
        world.audit(&[rig(), neighbours()]);
        let alone = shares_of(GPU_POOL, start.max(26)..=29);
        let (amount, exact) = (world.claim(rig()).amount, rigs(2..=25) + alone);
        assert!((exact - 2..=exact).contains(&amount), "{amount} for {exact}");
    }
}

#[test]
fn never_shortens() {
    let mut world = World::leased();
    world.reach(5);
    for until in [6, 24, 25] {
        world.renew(rig(), until);
        assert_eq!(world.lease(rig()).end, 25);
    }
    world.renew(rig(), 26);
    assert_eq!(world.lease(rig()).end, 26);
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn a_renewal_in_the_same_second_changes_nothing() {
    let mut world = World::leased();
    world.reach(5);
    world.renew(rig(), 29);
    let before = world.account(lease_address(rig()));
    let pool = world.account(io_app::emission::pool_address(GPU_POOL));
    let receipt = world.renew(rig(), 29);
    assert_eq!(world.account(lease_address(rig())), before);
    assert_eq!(world.account(io_app::emission::pool_address(GPU_POOL)), pool);
    assert_eq!(receipt.event::<Leased>(&ID).leases[0].settlement, settled(4, 0));
}

#[test]
fn a_new_weight_holds_from_the_running_epoch_on() {
    let mut world = World::leased();
    world.by("admin", io_app::emission::set_terms(io_tests::address("admin"), 24, 20_000, 500));
    world.reach(5);
    world.set_time(start_of(6) - 1);
    world.renew(rig(), 29);
    let heavier = RIG + SPARE;
    assert_eq!(world.lease(rig()).weight, heavier);
    assert_eq!(world.pool(GPU_POOL).weight, heavier + NEIGHBOURS);
    world.reach(6);
    // Epoch 5 counts with the new weight, the ones before with the old one.
    let owed = rigs(2..=4) + earning(heavier, BOTH + SPARE, 5..=5);
    assert_eq!(world.claim(rig()).amount, owed);
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn only_what_exists_is_renewed() {
    let mut world = World::emitting();
    let keys = SIGNERS.map(io_tests::keypair);
    let reason = custom(anchor_lang::error::ErrorCode::AccountOwnedByWrongProgram);
    world.refuse_with(calls::renew(rig(), 10), &keys.iter().collect::<Vec<_>>(), reason);
}

#[test]
fn the_pool_has_to_be_advanced() {
    let mut world = World::leased();
    world.reach(5);
    world.enter(6);
    world.refused(&SIGNERS, calls::renew(rig(), 29), IoEmissionError::PoolBehind);
    // Nor is a clock that has stepped back a way around it.
    world.enter(4);
    world.refused(&SIGNERS, calls::renew(rig(), 28), IoEmissionError::PoolBehind);
}

#[test]
fn a_lease_whose_hours_the_pool_has_forgotten_is_settled_first() {
    let mut world = World::leased();
    world.reach(400);
    world.refused(&SIGNERS, calls::renew(rig(), 420), IoEmissionError::TooLongAgo);
    world.settle(rig());
    world.renew(rig(), 420);
    assert_eq!((world.lease(rig()).start, world.lease(rig()).owed), (401, rigs(2..=25)));
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn stake_added_counts_with_the_next_renewal() {
    let mut world = World::emitting();
    world.by("supplier", staking::unstake(SPARE + 1));
    world.grant(rig(), 20);
    world.reach(4);
    world.by("supplier", staking::stake(1));
    assert_eq!(world.pool(GPU_POOL).weight, 0);
    world.renew(rig(), 20);
    world.reach(5);
    assert_eq!(world.claim(rig()).amount, earning(RIG, RIG, 4..=4), "epoch 4 counts, 2 and 3 do not");
    world.audit(&[rig()]);
}
