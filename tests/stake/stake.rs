//! The owner adds stake to its device.

use anchor_spl::token::spl_token::{self, error::TokenError};
use io_app::{
    stake::{self, AUTHORITY, ID, vault_address},
    token::MINT,
};
use io_stake::{error::IoStakeError, events::Staked};
use io_tests::{
    World, address,
    forgery::exchanged,
    keypair,
    stake::{Books, FUNDS, NEIGHBOURS_STAKE, STAKE, calls, neighbours, purse, rig},
};
use solana_instruction::error::InstructionError;

#[test]
fn adds_to_what_is_active() {
    let mut world = World::staked();
    let before = world.books();

    let receipt = world.by("supplier", calls::stake(12_345));

    let expected = Staked { device: rig(), owner: address("supplier"), amount: 12_345, active: STAKE + 12_345 };
    assert_eq!(receipt.event::<Staked>(&ID), expected);
    let after = Books {
        active: before.active + 12_345,
        vault: before.vault + 12_345,
        purse: before.purse - 12_345,
        ..before.clone()
    };
    assert_eq!(world.books(), after);
    assert_eq!(world.device(rig()).falls, 0, "more stake is no fall");

    world.by("supplier", calls::stake(FUNDS - STAKE - 12_345));
    assert_eq!((world.books().active, world.books().purse), (FUNDS, 0));
}

#[test]
fn nothing_is_not_staked() {
    World::staked().not_by("supplier", calls::stake(0), IoStakeError::ZeroAmount);
}

#[test]
fn only_the_owner_stakes() {
    let mut world = World::staked();
    for name in ["neighbour", "heir"] {
        let attempt = stake::stake(address(name), rig(), purse(name), 1);
        world.not_by(name, attempt, IoStakeError::NotOwner);
    }
}

#[test]
fn a_pause_stops_it() {
    let mut world = World::staked();
    world.pause_staking();
    world.not_by("supplier", calls::stake(1), IoStakeError::Paused);
}

#[test]
fn stakes_into_the_devices_own_vault() {
    let mut world = World::staked();
    let vault = vault_address(rig());
    let (doubled, forged) = (world.doubled(vault), world.forged(vault));
    let of_the_authority = world.token_account(AUTHORITY);
    for another in [vault_address(neighbours()), doubled, forged, of_the_authority, MINT, address("nobody")] {
        let forgery = exchanged(&calls::stake(1), vault, another);
        world.not_by("supplier", forgery, IoStakeError::NotTheVault);
    }
    assert_eq!(world.balance(vault_address(neighbours())), NEIGHBOURS_STAKE);
}

#[test]
fn stakes_io_of_the_owners() {
    let mut world = World::staked();
    let supplier = [&keypair("supplier")];
    let from = |source| stake::stake(address("supplier"), rig(), source, 1);
    for theirs in [purse("neighbour"), vault_address(neighbours())] {
        world.refuse_code(from(theirs), &supplier, TokenError::OwnerMismatch as u32);
    }
    let mint = world.foreign_mint(address("supplier"));
    let worthless = world.token_account_of(mint, address("supplier"));
    world.put_packed(worthless, spl_token::state::Account { amount: 1, ..world.packed(worthless) });
    world.refuse_code(from(worthless), &supplier, TokenError::MintMismatch as u32);
    // A token account that another program wrote, and no token accounts at all.
    let forged = world.forged(purse("supplier"));
    world.refuse_with(from(forged), &supplier, InstructionError::ExternalAccountDataModified);
    for no_token_account in [MINT, address("nobody"), address("heir")] {
        world.refuse_with(from(no_token_account), &supplier, InstructionError::InvalidAccountData);
    }
    let too_much = calls::stake(FUNDS - STAKE + 1);
    world.refuse_code(too_much, &supplier, TokenError::InsufficientFunds as u32);
}

#[test]
fn the_vault_does_not_stake_itself() {
    let mut world = World::staked();
    let attempt = stake::stake(address("supplier"), rig(), vault_address(rig()), 1);
    world.refuse_code(attempt, &[&keypair("supplier")], TokenError::OwnerMismatch as u32);
}

#[test]
fn a_donation_is_no_stake() {
    let mut world = World::staked();
    world.donate(5_000);
    assert_eq!((world.books().active, world.books().vault), (STAKE, STAKE + 5_000));

    let receipt = world.by("supplier", calls::stake(1));

    assert_eq!(receipt.event::<Staked>(&ID).active, STAKE + 1);
    assert_eq!((world.books().active, world.books().vault), (STAKE + 1, STAKE + 5_001));
}

#[test]
fn new_stake_is_not_frozen_by_an_old_case() {
    let mut world = World::accused(STAKE);
    world.by("supplier", calls::stake(1_000));
    let device = world.device(rig());
    assert_eq!((device.frozen, device.unfrozen()), (STAKE, 1_000));
}
