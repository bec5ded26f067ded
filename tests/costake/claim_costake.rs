//! A holder is paid what its shares have earned.

use anchor_spl::token::spl_token::error::TokenError;
use io_app::{
    costake::{self, IO, USDC},
    stake::{AUTHORITY, ID},
    token, usdc,
};
use io_stake::{error::IoStakeError, events::CostakeClaimed};
use io_tests::{
    World, address,
    costake::{
        ASSETS, COSTAKE, DAY, FUNDS, HOLDER, LATE, RELEASES, REWARD, SECOND, SECONDS_COSTAKE, account_of, calls,
        mint_of, part, position_of, released, reward_vault,
    },
    forgery::exchanged,
    keypair,
    stake::{TODAY, neighbours, rig},
};

const BOTH: u64 = COSTAKE + SECONDS_COSTAKE;

#[test]
fn pays_its_part_of_what_was_released() {
    for asset in ASSETS {
        let mut world = World::rewarded();
        let now = RELEASES + 30_001;
        world.set_time(now);

        let receipt = world.by(HOLDER, calls::claim(HOLDER, asset));

        // 30,001 of 86,400 seconds of 1,000,003 are 347,234.8; three quarters and a little of it are the holder's.
        let amount = part(released(REWARD, RELEASES, now), COSTAKE, BOTH);
        assert_eq!(amount, 260_425);
        let destination = account_of(HOLDER, asset);
        let expected = CostakeClaimed { device: rig(), holder: address(HOLDER), destination, asset, amount };
        assert_eq!(receipt.event::<CostakeClaimed>(&ID), expected);
        let spent = if asset == IO { COSTAKE } else { 0 };
        assert_eq!(world.balance(destination), FUNDS - spent + amount);
        assert_eq!(world.balance(reward_vault(asset)), REWARD - amount);
        assert_eq!(world.stream(asset).held, REWARD - amount);
        let earned = world.position(HOLDER).earned[usize::from(asset)];
        assert_eq!((earned.owed, earned.claimed), (0, amount));
        // Twice in a second there is nothing more.
        world.not_by(HOLDER, calls::claim(HOLDER, asset), IoStakeError::NothingToClaim);
    }
}

#[test]
fn all_that_was_paid_in_is_paid_out_but_for_a_base_unit_each() {
    let mut world = World::rewarded();
    world.set_time(RELEASES + DAY);
    for asset in ASSETS {
        let (first, second) = (world.claims(HOLDER, asset), world.claims(SECOND, asset));
        assert_eq!((first, second), (part(REWARD, COSTAKE, BOTH), part(REWARD, SECONDS_COSTAKE, BOTH)));
        let left = REWARD - first - second;
        assert!(left <= 2, "{left}");
        let stream = world.stream(asset);
        assert_eq!((stream.held, stream.unshared, stream.rest), (left, 0, 0));
    }
}

#[test]
fn often_or_once_is_the_same_to_a_base_unit_a_time() {
    let (mut often, mut once) = (World::rewarded(), World::rewarded());
    let mut paid = 0;
    let times = 24;
    for hour in 1..=times {
        often.set_time(RELEASES + hour * 3_600);
        paid += often.claims(HOLDER, IO);
    }
    once.set_time(RELEASES + DAY);
    let all = once.claims(HOLDER, IO);
    assert!(paid <= all && all - paid <= times as u64, "{paid} and {all}");
}

#[test]
fn an_asset_at_a_time() {
    let mut world = World::costaked();
    world.by("depositor", calls::deposit(USDC, REWARD));
    world.set_time(RELEASES + DAY);
    world.not_by(HOLDER, calls::claim(HOLDER, IO), IoStakeError::NothingToClaim);
    let amount = world.claims(HOLDER, USDC);
    assert_eq!(amount, part(REWARD, COSTAKE, BOTH));
}

#[test]
fn who_has_nothing_claims_nothing() {
    let mut world = World::costaked();
    world.not_by(HOLDER, calls::claim(HOLDER, IO), IoStakeError::NothingToClaim);
    for number in [2, 24, 255] {
        let claim = costake::claim(address(HOLDER), rig(), account_of(HOLDER, IO), token::MINT, number);
        world.not_by(HOLDER, claim, IoStakeError::NoSuchAsset);
    }
}

#[test]
fn what_was_earned_is_there_after_the_shares_have_left() {
    let mut world = World::rewarded();
    world.set_time(RELEASES + DAY);
    world.by(HOLDER, calls::unstake(HOLDER, COSTAKE));
    world.set_time(RELEASES + 100 * DAY);
    world.by(HOLDER, calls::withdraw(HOLDER));
    assert_eq!(world.claims(HOLDER, IO), part(REWARD, COSTAKE, BOTH));
}

#[test]
fn only_the_holder_claims_and_says_where_to() {
    let mut world = World::rewarded();
    world.set_time(RELEASES + DAY);
    for name in ["supplier", "admin", SECOND] {
        for whose in [HOLDER, "thief"] {
            let claim = costake::claim(address(name), rig(), account_of(whose, IO), token::MINT, IO);
            let theft = exchanged(&claim, costake::position_address(rig(), address(name)), position_of(HOLDER));
            world.not_by(name, theft, IoStakeError::NotHolder);
        }
    }
    world.by(HOLDER, costake::claim(address(HOLDER), rig(), account_of("heir", IO), token::MINT, IO));
    assert_eq!(world.balance(account_of("heir", IO)), part(REWARD, COSTAKE, BOTH));
}

#[test]
fn from_the_vault_of_its_asset_into_an_account_of_it() {
    let mut world = World::rewarded();
    world.set_time(RELEASES + DAY);
    for (asset, mint) in [(IO, usdc::MINT), (USDC, token::MINT)] {
        // Owed in one asset, it would like the other.
        let claim = costake::claim(address(HOLDER), rig(), account_of(HOLDER, 1 - asset), mint, asset);
        world.not_by(HOLDER, claim, IoStakeError::NotTheVault);
        let into_another = costake::claim(address(HOLDER), rig(), account_of(HOLDER, 1 - asset), mint_of(asset), asset);
        world.refuse_code(into_another, &[&keypair(HOLDER)], TokenError::MintMismatch as u32);
        let circle = costake::claim(address(HOLDER), rig(), reward_vault(asset), mint_of(asset), asset);
        world.not_by(HOLDER, circle, IoStakeError::NotTheVault);
    }
    for vault in [costake::vault_address(rig()), io_app::stake::vault_address(rig()), world.doubled(reward_vault(IO))] {
        let forgery = exchanged(&calls::claim(HOLDER, IO), reward_vault(IO), vault);
        world.not_by(HOLDER, forgery, IoStakeError::NotTheVault);
    }
    let forgery = exchanged(&calls::claim(HOLDER, IO), AUTHORITY, address("thief"));
    world.not_by(HOLDER, forgery, IoStakeError::NotTheAuthority);
}

#[test]
fn devices_do_not_pay_for_each_other() {
    // Both devices' rewards are in one vault. The neighbour's co-staker earns nothing of the rig's.
    let mut world = World::rewarded();
    world.by("neighbour", costake::open(address("neighbour"), neighbours(), 1_000_000));
    world.by(LATE, costake::add(address(LATE), neighbours(), account_of(LATE, IO), 1_000));
    world.set_time(RELEASES + DAY);
    let theirs = costake::claim(address(LATE), neighbours(), account_of(LATE, IO), token::MINT, IO);
    world.not_by(LATE, theirs.clone(), IoStakeError::NothingToClaim);
    // Not by naming the other device's books either.
    for (genuine, other, error) in [
        (costake::rewards_address(neighbours()), costake::rewards_address(rig()), IoStakeError::RewardsOfAnotherDevice),
        (neighbours(), rig(), IoStakeError::PositionOfAnotherDevice),
    ] {
        world.not_by(LATE, exchanged(&theirs, genuine, other), error);
    }
    let mut both = exchanged(&theirs, neighbours(), rig());
    both = exchanged(&both, costake::rewards_address(neighbours()), costake::rewards_address(rig()));
    world.not_by(LATE, both, IoStakeError::PositionOfAnotherDevice);
    assert_eq!(world.claims(HOLDER, IO), part(REWARD, COSTAKE, BOTH));
}

#[test]
fn a_pause_and_an_open_case_do_not_stop_it() {
    let mut world = World::rewarded();
    world.by("slasher", io_tests::stake::calls::open(0, u64::MAX));
    world.pause_staking();
    world.pause();
    world.set_time(RELEASES + DAY);
    assert_eq!(world.claims(HOLDER, IO), part(REWARD, COSTAKE, BOTH));
}

#[test]
fn a_clock_that_steps_back_pays_nothing_and_takes_nothing() {
    let mut world = World::rewarded();
    world.set_time(RELEASES + 1_000);
    let first = world.claims(HOLDER, IO);
    for time in [RELEASES + 999, TODAY, 0, i64::MIN] {
        world.set_time(time);
        world.not_by(HOLDER, calls::claim(HOLDER, IO), IoStakeError::NothingToClaim);
    }
    world.set_time(RELEASES + DAY);
    let all = first + world.claims(HOLDER, IO);
    let once = part(REWARD, COSTAKE, BOTH);
    assert!((once - 1..=once).contains(&all), "{all}");
    assert_eq!(released(REWARD, RELEASES, RELEASES + DAY), REWARD);
}
