//! Co-stake that no sequence of calls leads to. If it came about all the same, nothing could be done with it.

use std::mem::offset_of;

use io_app::costake;
use io_stake::{
    error::IoStakeError::InvariantViolated,
    state::{Costake, Device, Position, Rewards},
};
use io_tests::{
    World,
    costake::{COSTAKE, HOLDER, SECONDS_COSTAKE, calls, position_of},
    stake::rig,
};

#[test]
fn shares_that_no_position_knows_of() {
    let mut world = World::open_to_costake();
    let shares = offset_of!(Device, costake) + offset_of!(Costake, shares);
    world.overwrite(rig(), shares, &1u64.to_le_bytes());
    world.not_by("supplier", calls::close(), InvariantViolated);
}

#[test]
fn rewards_for_other_shares_than_there_are() {
    let mut world = World::costaked();
    let more = (COSTAKE + SECONDS_COSTAKE + 1).to_le_bytes();
    world.overwrite(costake::rewards_address(rig()), offset_of!(Rewards, shares), &more);
    world.not_by(HOLDER, calls::add(HOLDER, 1), InvariantViolated);
    world.not_by(HOLDER, calls::unstake(HOLDER, 1), InvariantViolated);
}

#[test]
fn a_position_of_another_layout() {
    let mut world = World::costaked();
    world.overwrite(position_of(HOLDER), offset_of!(Position, version), &[2]);
    world.not_by(HOLDER, calls::add(HOLDER, 1), InvariantViolated);
}
