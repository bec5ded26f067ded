//! A holder starts the cooldown of shares: they neither count nor earn any more.

use io_app::{
    costake,
    costake::{IO, USDC},
    stake::ID,
};
use io_stake::{error::IoStakeError, events::CostakeUnstaked, state::Cooldown};
use io_tests::{
    World, address,
    costake::{COSTAKE, DAY, HOLDER, RELEASES, REWARD, SECOND, SECONDS_COSTAKE, Shared, calls, part, released},
    stake::{COOLDOWN, STAKE, TODAY, calls as staking, rig},
};

const BOTH: u64 = COSTAKE + SECONDS_COSTAKE;

#[test]
fn shares_are_on_their_way_out_and_stay_in_the_sum() {
    let mut world = World::costaked();
    let before = world.shared();

    let receipt = world.by(HOLDER, calls::unstake(HOLDER, 100));

    let expected =
        CostakeUnstaked { device: rig(), holder: address(HOLDER), shares: 100, worth: 100, ends_at: TODAY + COOLDOWN };
    assert_eq!(receipt.event::<CostakeUnstaked>(&ID), expected);
    assert_eq!(world.shared(), Shared { cooling: 100, ..before });
    let position = world.position(HOLDER);
    assert_eq!((position.shares, position.cooling.total()), (COSTAKE - 100, 100));
    assert_eq!(position.cooling.cooldowns[0], Cooldown { amount: 100, ends_at: TODAY + COOLDOWN });
}

#[test]
fn is_no_fall_of_the_device() {
    let mut world = World::costaked();
    world.by(HOLDER, calls::unstake(HOLDER, COSTAKE));
    let device = world.device(rig());
    assert_eq!((device.falls, device.fell_at), (0, [0; 8]));
    assert_eq!(device.counted(), STAKE + SECONDS_COSTAKE);
}

#[test]
fn what_was_earned_by_then_is_kept_and_nothing_is_earned_afterwards() {
    let mut world = World::rewarded();
    let half = RELEASES + DAY / 2;
    world.set_time(half);
    world.by(HOLDER, calls::unstake(HOLDER, COSTAKE));
    let first = released(REWARD, RELEASES, half);
    world.set_time(RELEASES + 2 * DAY);
    for asset in [IO, USDC] {
        assert_eq!(world.claims(HOLDER, asset), part(first, COSTAKE, BOTH));
        // The second half is the other's alone.
        let both = [part(first, SECONDS_COSTAKE, BOTH), REWARD - first];
        let all = world.claims(SECOND, asset);
        assert!((both[0] + both[1] - 1..=both[0] + both[1]).contains(&all), "{all} of {both:?}");
    }
}

#[test]
fn no_more_than_there_is_and_not_nothing() {
    let mut world = World::costaked();
    world.not_by(HOLDER, calls::unstake(HOLDER, 0), IoStakeError::ZeroAmount);
    for shares in [COSTAKE + 1, BOTH, u64::MAX] {
        world.not_by(HOLDER, calls::unstake(HOLDER, shares), IoStakeError::ExceedsShares);
    }
    world.by(HOLDER, calls::unstake(HOLDER, COSTAKE));
    world.not_by(HOLDER, calls::unstake(HOLDER, 1), IoStakeError::ExceedsShares);
}

#[test]
fn eight_cooldowns_run_side_by_side_for_each_position() {
    let mut world = World::costaked();
    for second in 0..8 {
        world.set_time(TODAY + second);
        world.by(HOLDER, calls::unstake(HOLDER, 10));
    }
    // Another of the last second extends that one.
    world.by(HOLDER, calls::unstake(HOLDER, 1));
    world.set_time(TODAY + 8);
    world.not_by(HOLDER, calls::unstake(HOLDER, 1), IoStakeError::TooManyCooldowns);
    // Somebody else's are its own.
    world.by(SECOND, calls::unstake(SECOND, 1));
    // The first has ended, and holds its place until it is withdrawn.
    world.set_time(TODAY + COOLDOWN);
    world.not_by(HOLDER, calls::unstake(HOLDER, 1), IoStakeError::TooManyCooldowns);
    world.by(HOLDER, calls::withdraw(HOLDER));
    world.by(HOLDER, calls::unstake(HOLDER, 1));
    assert_eq!(world.position(HOLDER).cooling.total(), 72);
}

#[test]
fn goes_on_while_a_case_is_open_and_during_a_pause() {
    let mut world = World::costaked();
    world.by("slasher", staking::open(0, STAKE));
    world.by(HOLDER, calls::unstake(HOLDER, 10));
    world.pause_staking();
    world.by(HOLDER, calls::unstake(HOLDER, 10));
    assert_eq!(world.costake().cooling, 20);
}

#[test]
fn only_the_holder_unstakes() {
    let mut world = World::costaked();
    for name in ["supplier", "admin", "slasher"] {
        let theft = io_tests::forgery::exchanged(
            &costake::unstake(address(name), rig(), 1),
            costake::position_address(rig(), address(name)),
            io_tests::costake::position_of(HOLDER),
        );
        world.not_by(name, theft, IoStakeError::NotHolder);
    }
}
