//! The owner is paid what was released while nobody shared it.

use io_app::{
    costake::{self, IO},
    stake::{self, ID},
    token,
};
use io_stake::{error::IoStakeError, events::UnsharedClaimed};
use io_tests::{
    World, address,
    costake::{
        ASSETS, COSTAKE, DAY, HOLDER, LATE, RELEASES, REWARD, SECOND, SECONDS_COSTAKE, account_of, calls, part,
        released, reward_vault,
    },
    forgery::exchanged,
    stake::{COOLDOWN, rig},
};

const BOTH: u64 = COSTAKE + SECONDS_COSTAKE;

/// All have left in the middle of the day over which [`REWARD`] is released.
fn left() -> World {
    let mut world = World::rewarded();
    world.set_time(RELEASES + DAY / 2);
    world.by(HOLDER, calls::unstake(HOLDER, COSTAKE));
    world.by(SECOND, calls::unstake(SECOND, SECONDS_COSTAKE));
    world
}

const FIRST_HALF: u64 = REWARD / 2;

#[test]
fn pays_what_nobody_shared() {
    for asset in ASSETS {
        let mut world = left();
        world.not_by("supplier", calls::claim_unshared(asset), IoStakeError::NothingToClaim);
        world.set_time(RELEASES + DAY);
        let before = world.balance(account_of("supplier", asset));

        let receipt = world.by("supplier", calls::claim_unshared(asset));

        let amount = REWARD - FIRST_HALF;
        let destination = account_of("supplier", asset);
        let expected = UnsharedClaimed { device: rig(), owner: address("supplier"), destination, asset, amount };
        assert_eq!(receipt.event::<UnsharedClaimed>(&ID), expected);
        assert_eq!(world.balance(destination), before + amount);
        assert_eq!(world.stream(asset).held, FIRST_HALF);
        world.not_by("supplier", calls::claim_unshared(asset), IoStakeError::NothingToClaim);
        // What the holders earned is theirs.
        assert_eq!(world.claims(HOLDER, asset), part(FIRST_HALF, COSTAKE, BOTH));
        assert_eq!(world.claims(SECOND, asset), part(FIRST_HALF, SECONDS_COSTAKE, BOTH));
    }
}

#[test]
fn by_the_second_as_it_is_released() {
    let mut world = left();
    let mut paid = 0;
    for seconds in [1, 2, 1_000, DAY / 2 - 1, DAY / 2, DAY] {
        world.set_time(RELEASES + DAY / 2 + seconds);
        let now = released(REWARD, RELEASES, RELEASES + DAY / 2 + seconds) - FIRST_HALF;
        if now > paid {
            let receipt = world.by("supplier", calls::claim_unshared(IO));
            assert_eq!(receipt.event::<UnsharedClaimed>(&ID).amount, now - paid);
            paid = now;
        }
    }
    assert_eq!(paid, REWARD - FIRST_HALF);
}

#[test]
fn whoever_comes_again_shares_from_then_on() {
    let mut world = left();
    world.set_time(RELEASES + DAY * 3 / 4);
    world.by(LATE, calls::add(LATE, 7));
    world.set_time(RELEASES + 2 * DAY);
    let third = released(REWARD, RELEASES, RELEASES + DAY * 3 / 4) - FIRST_HALF;
    let receipt = world.by("supplier", calls::claim_unshared(IO));
    assert_eq!(receipt.event::<UnsharedClaimed>(&ID).amount, third);
    let last = REWARD - FIRST_HALF - third;
    assert_eq!(world.claims(LATE, IO), part(last, 7, 7));
}

#[test]
fn while_somebody_shares_there_is_nothing() {
    let mut world = World::rewarded();
    for seconds in [0, 1, DAY / 2, DAY, 400 * DAY] {
        world.set_time(RELEASES + seconds);
        world.not_by("supplier", calls::claim_unshared(IO), IoStakeError::NothingToClaim);
    }
}

#[test]
fn once_nobody_has_a_position_all_that_is_left_is_the_owners() {
    // What rounding left, and what has yet to be released.
    let mut world = left();
    world.set_time(RELEASES + DAY / 2 + 10);
    world.by("supplier", calls::claim_unshared(IO));
    world.set_time(RELEASES + DAY / 2 + COOLDOWN);
    for name in [HOLDER, SECOND] {
        world.by(name, calls::withdraw(name));
        for asset in ASSETS {
            world.by(name, calls::claim(name, asset));
        }
        world.by(name, calls::close_position(name));
    }
    for asset in ASSETS {
        let held = world.stream(asset).held;
        assert!(held > 0);
        let receipt = world.by("supplier", calls::claim_unshared(asset));
        assert_eq!(receipt.event::<UnsharedClaimed>(&ID).amount, held);
        let stream = world.stream(asset);
        assert_eq!((stream.held, stream.unshared, stream.rest, stream.paid_in), (0, 0, 0, [0; 25]));
        assert_eq!(world.balance(reward_vault(asset)), 0, "every base unit has gone to somebody");
    }
    world.by("supplier", calls::close());
}

#[test]
fn only_the_owner_of_the_day_claims() {
    let mut world = left();
    world.set_time(RELEASES + DAY);
    for name in ["neighbour", "admin", HOLDER] {
        let claim = costake::claim_unshared(address(name), rig(), account_of("thief", IO), token::MINT, IO);
        world.not_by(name, claim, IoStakeError::NotOwner);
    }
    world.by("supplier", stake::propose_owner(address("supplier"), rig(), address("heir")));
    world.by("heir", stake::accept_owner(address("heir"), rig()));
    world.not_by("supplier", calls::claim_unshared(IO), IoStakeError::NotOwner);
    world.by("heir", costake::claim_unshared(address("heir"), rig(), account_of("heir", IO), token::MINT, IO));
    assert_eq!(world.balance(account_of("heir", IO)), REWARD - FIRST_HALF);
}

#[test]
fn from_the_vault_of_its_asset() {
    let mut world = left();
    world.set_time(RELEASES + DAY);
    for another in [reward_vault(1), costake::vault_address(rig()), stake::vault_address(rig())] {
        let forgery = exchanged(&calls::claim_unshared(IO), reward_vault(IO), another);
        world.not_by("supplier", forgery, IoStakeError::NotTheVault);
    }
    let circle = costake::claim_unshared(address("supplier"), rig(), reward_vault(IO), token::MINT, IO);
    world.not_by("supplier", circle, IoStakeError::NotTheVault);
    for number in [2, 255] {
        let claim =
            costake::claim_unshared(address("supplier"), rig(), account_of("supplier", IO), token::MINT, number);
        world.not_by("supplier", claim, IoStakeError::NoSuchAsset);
    }
}

#[test]
fn a_pause_does_not_stop_it() {
    let mut world = left();
    world.pause_staking();
    world.set_time(RELEASES + DAY);
    world.by("supplier", calls::claim_unshared(IO));
}
