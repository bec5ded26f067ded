//! The owner closes the co-stake of its device once everybody has left.

use anchor_lang::error::ErrorCode;
use anchor_spl::token::spl_token::{self, error::TokenError};
use io_app::{
    costake::{self, IO, USDC},
    stake::{self, ID},
};
use io_stake::{
    error::IoStakeError,
    events::CostakeClosed,
    state::{Costake, Rewards},
};
use io_tests::{
    World, address,
    costake::{
        ASSETS, COSTAKE, DAY, HOLDER, LIMIT, RELEASES, SECOND, SECONDS_COSTAKE, account_of, calls, reward_vault,
    },
    forgery::exchanged,
    keypair,
    stake::{COOLDOWN, STAKE, TODAY, calls as staking, neighbours, rig},
    treasury::io_of,
};
use solana_program_pack::Pack;

#[test]
fn returns_the_rent_of_the_books_and_of_the_vault() {
    let mut world = World::open_to_costake();
    let lamports = world.lamports(address("supplier"));

    let receipt = world.by("supplier", calls::close());

    let expected = CostakeClosed { device: rig(), owner: address("supplier"), surplus: 0 };
    assert_eq!(receipt.event::<CostakeClosed>(&ID), expected);
    assert!(world.is_gone(costake::rewards_address(rig())) && world.is_gone(costake::vault_address(rig())));
    assert_eq!(world.costake(), Costake::default());
    let rent = world.rent(Rewards::SIZE) + world.rent(spl_token::state::Account::LEN);
    assert_eq!(world.lamports(address("supplier")), lamports + rent);
    world.not_by("supplier", calls::limit(LIMIT), IoStakeError::CostakeIsClosed);
    world.refuse_code(calls::close(), &[&keypair("supplier")], ErrorCode::AccountOwnedByWrongProgram);
}

#[test]
fn not_before_everybody_has_closed_its_position() {
    let mut world = World::costaked();
    world.not_by("supplier", calls::close(), IoStakeError::CostakersRemain);
    for (name, shares) in [(HOLDER, COSTAKE), (SECOND, SECONDS_COSTAKE)] {
        world.by(name, calls::unstake(name, shares));
    }
    world.not_by("supplier", calls::close(), IoStakeError::CostakersRemain);
    world.set_time(TODAY + COOLDOWN);
    for name in [HOLDER, SECOND] {
        world.by(name, calls::withdraw(name));
        world.not_by("supplier", calls::close(), IoStakeError::CostakersRemain);
        world.by(name, calls::close_position(name));
    }
    world.by("supplier", calls::close());
}

#[test]
fn not_before_the_last_rewards_are_claimed() {
    let mut world = World::rewarded();
    world.set_time(RELEASES + DAY);
    for (name, shares) in [(HOLDER, COSTAKE), (SECOND, SECONDS_COSTAKE)] {
        world.by(name, calls::unstake(name, shares));
    }
    world.set_time(RELEASES + DAY + COOLDOWN);
    for name in [HOLDER, SECOND] {
        world.by(name, calls::withdraw(name));
        for asset in ASSETS {
            world.by(name, calls::claim(name, asset));
        }
        world.by(name, calls::close_position(name));
    }
    // A base unit of each asset is left by rounding.
    assert_eq!([world.stream(IO).held, world.stream(USDC).held], [1, 1]);
    world.not_by("supplier", calls::close(), IoStakeError::RewardsRemain);
    for asset in ASSETS {
        world.by("supplier", calls::claim_unshared(asset));
        assert_eq!(world.balance(reward_vault(asset)), 0);
    }
    world.by("supplier", calls::close());
}

#[test]
fn a_gift_goes_where_the_owner_says() {
    let mut world = World::open_to_costake();
    world.donate_costake(77);
    world.not_by("supplier", calls::close(), IoStakeError::SurplusWithoutDestination);
    let into = |destination| costake::close(address("supplier"), rig(), Some(destination));
    let supplier = [&keypair("supplier")];
    world.refuse_code(into(account_of("supplier", USDC)), &supplier, TokenError::MintMismatch as u32);
    let circle = into(costake::vault_address(rig()));
    world.refuse_code(circle, &supplier, TokenError::NonNativeHasBalance as u32);

    let receipt = world.by("supplier", into(io_of("heir")));

    assert_eq!(receipt.event::<CostakeClosed>(&ID).surplus, 77);
    assert_eq!(world.balance(io_of("heir")), 77);
}

#[test]
fn only_the_owner_closes() {
    let mut world = World::open_to_costake();
    for name in ["neighbour", "admin", HOLDER] {
        world.not_by(name, costake::close(address(name), rig(), None), IoStakeError::NotOwner);
    }
}

#[test]
fn closes_the_devices_own_books_and_vault() {
    let mut world = World::open_to_costake();
    world.by("neighbour", costake::open(address("neighbour"), neighbours(), 1_000));
    let (rewards, vault) = (costake::rewards_address(rig()), costake::vault_address(rig()));
    let theirs = exchanged(&calls::close(), rewards, costake::rewards_address(neighbours()));
    world.not_by("supplier", theirs, IoStakeError::RewardsOfAnotherDevice);
    for another in [costake::vault_address(neighbours()), stake::vault_address(rig()), reward_vault(IO)] {
        world.not_by("supplier", exchanged(&calls::close(), vault, another), IoStakeError::NotTheVault);
    }
}

#[test]
fn the_device_outlives_it_and_not_the_other_way_round() {
    let mut world = World::open_to_costake();
    world.by("supplier", staking::unstake(STAKE));
    world.set_time(TODAY + COOLDOWN);
    world.by("supplier", staking::withdraw());
    world.not_by("supplier", staking::close(), IoStakeError::CostakeIsOpen);
    world.by("supplier", calls::close());
    world.by("supplier", staking::close());
    assert!(world.is_gone(rig()));
}

#[test]
fn a_pause_and_a_case_against_the_owner_do_not_stop_it() {
    let mut world = World::open_to_costake();
    world.by("slasher", staking::open(0, STAKE));
    world.pause_staking();
    world.by("supplier", calls::close());
    assert_eq!(world.device(rig()).frozen, STAKE);
}
