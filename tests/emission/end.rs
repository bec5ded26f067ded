//! An owner ends the lease of its device.

use io_app::emission::{self, ID};
use io_emission::{error::IoEmissionError, events::Ended};
use io_tests::{
    World, address,
    emission::{GPU_POOL, NEIGHBOURS, RIG, calls, start_of},
    stake::{neighbours, rig},
};

use crate::expected::{BOTH, earning, rigs, settled};

#[test]
fn it_ends_with_the_running_epoch() {
    let mut world = World::leased();
    world.reach(5);

    let receipt = world.end_lease(rig());

    let earned = rigs(2..=4);
    let ended = Ended { device: rig(), owner: address("supplier"), end: 5, settlement: settled(4, earned) };
    assert_eq!(receipt.event::<Ended>(&ID), ended);
    let lease = world.lease(rig());
    assert_eq!((lease.start, lease.end, lease.settled, lease.weight, lease.owed), (2, 5, 4, RIG, earned));
    assert_eq!(world.pool(GPU_POOL).weight, BOTH);
    world.audit(&[rig(), neighbours()]);
    world.reach(6);
    assert_eq!(world.pool(GPU_POOL).weight, NEIGHBOURS);
    world.reach(10);
    // It was leased for all of the fifth hour, and for nothing of the sixth.
    assert_eq!(world.claim(rig()).amount, earned + rigs(5..=5));
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn until_then_it_can_be_revoked() {
    let mut world = World::leased();
    world.reach(5);
    world.end_lease(rig());
    world.set_time(start_of(6) - 1);
    world.revoke(rig());
    let lease = world.lease(rig());
    assert_eq!((lease.end, lease.fined), (4, rigs(4..=4)));
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn or_be_renewed() {
    let mut world = World::leased();
    world.reach(5);
    world.end_lease(rig());
    world.renew(rig(), 20);
    assert_eq!((world.lease(rig()).start, world.lease(rig()).end), (2, 20));
    world.reach(8);
    assert_eq!(world.claim(rig()).amount, rigs(2..=4) + rigs(5..=7));
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn one_that_has_yet_to_begin_never_does() {
    let mut world = World::leased();
    world.end_lease(rig());
    let lease = world.lease(rig());
    assert_eq!((lease.start, lease.end, lease.weight), (2, 1, 0));
    world.refused(&["supplier"], calls::end(rig()), IoEmissionError::LeaseNotRunning);
    world.audit(&[rig(), neighbours()]);
    world.reach(4);
    world.refused(&[], calls::claim(rig()), IoEmissionError::NothingToClaim);
    assert_eq!(world.claim(neighbours()).amount, earning(NEIGHBOURS, NEIGHBOURS, 2..=3));
}

#[test]
fn ending_twice_is_ending_once() {
    let mut world = World::leased();
    world.reach(5);
    world.end_lease(rig());
    let before = world.account(emission::pool_address(GPU_POOL));
    world.end_lease(rig());
    assert_eq!(world.account(emission::pool_address(GPU_POOL)), before);
    world.reach(6);
    world.refused(&["supplier"], calls::end(rig()), IoEmissionError::LeaseNotRunning);
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn in_the_last_epoch_of_a_lease_it_changes_nothing() {
    let mut world = World::leased();
    world.reach(25);
    world.end_lease(rig());
    assert_eq!(world.lease(rig()).end, 25);
    world.reach(26);
    world.refused(&["supplier"], calls::end(rig()), IoEmissionError::LeaseNotRunning);
    assert_eq!(world.claim(rig()).amount, rigs(2..=24) + rigs(25..=25));
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn only_the_owner_ends_it() {
    let mut world = World::leased();
    world.reach(5);
    for name in ["neighbour", "attestor 1", "admin"] {
        world.refused(&[name], emission::end(address(name), GPU_POOL, rig()), IoEmissionError::NotOwner);
    }
    // A new owner can, and the old one no longer.
    world.by("supplier", io_app::stake::propose_owner(address("supplier"), rig(), address("heir")));
    world.by("heir", io_app::stake::accept_owner(address("heir"), rig()));
    world.refused(&["supplier"], calls::end(rig()), IoEmissionError::NotOwner);
    world.by("heir", emission::end(address("heir"), GPU_POOL, rig()));
    assert_eq!(world.lease(rig()).owner, address("heir"));
}

#[test]
fn the_pool_has_to_be_advanced() {
    let mut world = World::leased();
    world.reach(5);
    world.enter(6);
    world.refused(&["supplier"], calls::end(rig()), IoEmissionError::PoolBehind);
}
