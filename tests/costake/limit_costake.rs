//! The owner says how much co-stake its device takes.

use io_app::{
    costake,
    stake::{self, ID},
};
use io_stake::{error::IoStakeError, events::CostakeLimited, state::Costake};
use io_tests::{
    World, address,
    costake::{COSTAKE, HOLDER, LATE, SECONDS_COSTAKE, calls},
    stake::rig,
};

const BOTH: u64 = COSTAKE + SECONDS_COSTAKE;

#[test]
fn sets_the_limit_and_nothing_else() {
    let mut world = World::costaked();
    let before = world.costake();

    let receipt = world.by("supplier", calls::limit(7));

    let expected = CostakeLimited { device: rig(), owner: address("supplier"), limit: 7 };
    assert_eq!(receipt.event::<CostakeLimited>(&ID), expected);
    assert_eq!(world.costake(), Costake { limit: 7, ..before });
}

#[test]
fn whoever_is_in_stays_in_and_nobody_comes() {
    let mut world = World::costaked();
    world.by("supplier", calls::limit(0));
    assert_eq!(world.costake().amount, BOTH);
    world.not_by(LATE, calls::add(LATE, 1), IoStakeError::CostakeFull);
    world.not_by(HOLDER, calls::add(HOLDER, 1), IoStakeError::CostakeFull);
    world.by(HOLDER, calls::unstake(HOLDER, 1));
}

#[test]
fn the_last_base_unit_below_it_is_taken_and_none_above() {
    let mut world = World::costaked();
    world.by("supplier", calls::limit(BOTH + 10));
    world.not_by(LATE, calls::add(LATE, 11), IoStakeError::CostakeFull);
    world.by(LATE, calls::add(LATE, 10));
    world.not_by(LATE, calls::add(LATE, 1), IoStakeError::CostakeFull);
    world.by("supplier", calls::limit(BOTH + 11));
    world.by(LATE, calls::add(LATE, 1));
}

#[test]
fn what_cools_takes_up_room_until_it_is_withdrawn() {
    let mut world = World::costaked();
    world.by("supplier", calls::limit(BOTH));
    world.by(HOLDER, calls::unstake(HOLDER, 100));
    world.not_by(LATE, calls::add(LATE, 1), IoStakeError::CostakeFull);
    world.set_time(world.time() + io_tests::stake::COOLDOWN);
    world.by(HOLDER, calls::withdraw(HOLDER));
    world.not_by(LATE, calls::add(LATE, 101), IoStakeError::CostakeFull);
    world.by(LATE, calls::add(LATE, 100));
}

#[test]
fn only_the_owner_of_the_day_limits() {
    let mut world = World::costaked();
    for name in ["neighbour", "admin", HOLDER] {
        world.not_by(name, costake::limit(address(name), rig(), 7), IoStakeError::NotOwner);
    }
    world.by("supplier", stake::propose_owner(address("supplier"), rig(), address("heir")));
    world.by("heir", stake::accept_owner(address("heir"), rig()));
    world.not_by("supplier", calls::limit(7), IoStakeError::NotOwner);
    world.by("heir", costake::limit(address("heir"), rig(), 7));
}

#[test]
fn a_device_that_is_not_open_has_none() {
    let mut world = World::before_costake();
    world.not_by("supplier", calls::limit(7), IoStakeError::CostakeIsClosed);
}

#[test]
fn a_pause_does_not_stop_it() {
    let mut world = World::costaked();
    world.pause_staking();
    world.by("supplier", calls::limit(7));
}
