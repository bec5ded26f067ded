//! A lease takes note of its device's stake.

use io_app::emission::{ID, lease_address};
use io_emission::{events::Synced, state::Settlement};
use io_tests::{
    World,
    emission::{GPU_POOL, NEIGHBOURS, RIG, SPARE, calls, start_of},
    stake::{calls as staking, neighbours, rig},
};

use crate::expected::{BOTH, earning, neighbours_earning, rigs, settled};

#[test]
fn in_the_transaction_of_the_fall_it_costs_no_hour_before_it() {
    let mut world = World::leased();
    world.reach(5);
    let supplier = [io_tests::keypair("supplier")];
    let together = [staking::unstake(SPARE + 1), calls::sync(rig())];

    let receipt = world.accept_all(&together, &supplier.iter().collect::<Vec<_>>());

    let earned = rigs(2..=4);
    let synced = Synced { device: rig(), epoch: 5, weight: 0, end: 25, settlement: settled(4, earned) };
    assert_eq!(receipt.event::<Synced>(&ID), synced);
    let lease = world.lease(rig());
    assert_eq!((lease.weight, lease.previous_weight, lease.weighed, lease.falls), (0, RIG, 5, 1));
    assert_eq!((lease.owed, lease.lost), (earned, 0));
    assert_eq!(world.pool(GPU_POOL).weight, NEIGHBOURS);
    world.audit(&[rig(), neighbours()]);
    world.reach(7);
    // The neighbour has all of the fifth and the sixth hour.
    let alone = earning(NEIGHBOURS, NEIGHBOURS, 5..=6);
    let amount = world.claim(neighbours()).amount;
    assert!((neighbours_earning(2..=4) + alone..=neighbours_earning(2..=4) + alone + 1).contains(&amount));
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn without_it_what_was_distributed_since_the_fall_is_lost() {
    let mut world = World::leased();
    world.reach(5);
    world.set_time(start_of(6) - 1);
    world.by("supplier", staking::unstake(1));
    world.reach(9);

    let receipt = world.sync(rig());

    let (earned, lost) = (rigs(2..=4), rigs(5..=8));
    let settlement = Settlement { through: 8, earned, shared: 0, lost, fined: 0 };
    // The stake that is left is enough: it weighs what it did, from now on.
    let synced = Synced { device: rig(), epoch: 9, weight: RIG, end: 25, settlement };
    assert_eq!(receipt.event::<Synced>(&ID), synced);
    let pool = world.pool(GPU_POOL);
    assert_eq!((pool.owed, pool.lost, pool.weight), (earned, lost, BOTH));
    world.audit(&[rig(), neighbours()]);
    world.reach(10);
    assert_eq!(world.claim(rig()).amount, earned + rigs(9..=9));
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn a_fall_belongs_to_the_epoch_it_happens_in() {
    for (time, first_lost) in [(start_of(6) - 1, 5), (start_of(6), 6), (start_of(6) + 1, 6)] {
        let mut world = World::leased();
        world.reach(5);
        world.set_time(time);
        world.by("supplier", staking::unstake(1));
        world.reach(9);
        world.sync(rig());
        let lease = world.lease(rig());
        assert_eq!((lease.earned, lease.lost), (rigs(2..=first_lost - 1), rigs(first_lost..=8)));
        world.audit(&[rig(), neighbours()]);
    }
}

#[test]
fn of_many_falls_the_first_counts() {
    let mut world = World::leased();
    for epoch in [5, 7, 8] {
        world.reach(epoch);
        world.by("supplier", staking::unstake(1));
    }
    world.reach(10);
    world.sync(rig());
    assert_eq!((world.lease(rig()).earned, world.lease(rig()).lost), (rigs(2..=4), rigs(5..=9)));
    // The next one counts anew.
    world.reach(12);
    world.by("supplier", staking::unstake(1));
    world.reach(13);
    world.sync(rig());
    assert_eq!(world.lease(rig()).earned, rigs(2..=4) + rigs(10..=11));
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn after_more_than_eight_falls_nobody_can_tell_the_first() {
    for (falls, earned, lost) in [(8, rigs(2..=8), 0), (9, 0, rigs(2..=8))] {
        let mut world = World::leased();
        world.reach(9);
        for _ in 0..falls {
            world.by("supplier", staking::unstake(1));
        }
        world.sync(rig());
        assert_eq!((world.lease(rig()).earned, world.lease(rig()).lost), (earned, lost), "{falls} falls");
        world.audit(&[rig(), neighbours()]);
    }
}

#[test]
fn stake_that_is_back_counts_from_the_running_epoch_on() {
    let mut world = World::leased();
    world.reach(5);
    world.by("supplier", staking::unstake(SPARE + 1));
    world.sync(rig());
    world.reach(7);
    world.by("supplier", staking::stake(1));
    world.reach(8);
    assert_eq!(world.lease(rig()).weight, 0);
    world.sync(rig());
    assert_eq!(world.pool(GPU_POOL).weight, BOTH);
    world.reach(9);
    assert_eq!(world.claim(rig()).amount, rigs(2..=4) + rigs(8..=8));
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn a_suspension_and_its_end() {
    let mut world = World::leased();
    world.reach(5);
    world.by("slasher", staking::open(0, 1));
    // A case alone takes nothing.
    world.sync(rig());
    assert_eq!(world.lease(rig()).weight, RIG);
    world.by("slasher", staking::suspend(0));
    world.reach(7);
    world.sync(rig());
    assert_eq!((world.lease(rig()).weight, world.lease(rig()).lost), (0, rigs(5..=6)));
    world.by("supplier", staking::appeal(0));
    world.by("arbiter", staking::resolve(0, 0));
    assert_eq!(world.lease(rig()).weight, 0);
    world.sync(rig());
    assert_eq!(world.lease(rig()).weight, RIG);
    world.reach(8);
    assert_eq!(world.claim(rig()).amount, rigs(2..=4) + rigs(7..=7));
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn a_slash_takes_the_hour_it_happens_in() {
    let mut world = World::emitting();
    world.by("slasher", staking::open(0, SPARE));
    world.set_time(start_of(1) + io_tests::stake::WINDOW);
    world.reach(721);
    world.grant(rig(), 740);
    world.grant(neighbours(), 740);
    world.reach(724);
    world.accept(staking::execute(0), &[]);
    world.reach(726);
    // What is left is exactly what is required.
    let receipt = world.sync(rig());
    let settlement = Settlement { through: 725, earned: rigs(722..=723), shared: 0, lost: rigs(724..=725), fined: 0 };
    let synced = Synced { device: rig(), epoch: 726, weight: RIG, end: 740, settlement };
    assert_eq!(receipt.event::<Synced>(&ID), synced);
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn does_nothing_where_no_lease_is_running() {
    let mut world = World::leased();
    world.reach(30);
    let before = (world.account(lease_address(rig())), world.pool(GPU_POOL).owed);
    let receipt = world.sync(rig());
    assert_eq!(receipt.events::<Synced>(&ID), []);
    assert_eq!((world.account(lease_address(rig())), world.pool(GPU_POOL).owed), before);
    // Not even where the pool is behind, or the emission over.
    world.enter(40);
    world.sync(rig());
    world.enter(io_economics::LAST_EPOCH + 1);
    world.sync(rig());
}

#[test]
fn the_pool_has_to_be_advanced() {
    let mut world = World::leased();
    world.reach(5);
    world.enter(6);
    world.refused(&[], calls::sync(rig()), io_emission::error::IoEmissionError::PoolBehind);
}

#[test]
fn in_the_hour_before_a_lease_begins() {
    let mut world = World::leased();
    world.by("supplier", staking::unstake(SPARE + 1));
    world.sync(rig());
    world.audit(&[rig(), neighbours()]);
    assert_eq!((world.lease(rig()).weight, world.pool(GPU_POOL).weight), (0, 0));
    world.by("supplier", staking::stake(1));
    world.sync(rig());
    world.audit(&[rig(), neighbours()]);
    world.reach(3);
    assert_eq!(world.claim(rig()).amount, rigs(2..=2));
}

#[test]
fn stake_of_the_last_second_counts_for_the_hour() {
    // A change of a running lease's weight holds from the running epoch on, whatever part of it is over.
    let mut world = World::leased();
    world.by("supplier", staking::unstake(SPARE + 1));
    world.sync(rig());
    world.reach(5);
    world.set_time(start_of(6) - 1);
    world.by("supplier", staking::stake(1));
    world.sync(rig());
    world.reach(6);
    assert_eq!(world.claim(rig()).amount, rigs(5..=5));
    world.audit(&[rig(), neighbours()]);
}
