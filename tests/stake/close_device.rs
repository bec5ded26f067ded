//! The owner closes an empty device.

use anchor_lang::{error::ErrorCode, prelude::Pubkey, solana_program::instruction::Instruction};
use anchor_spl::token::spl_token::{self, error::TokenError};
use io_app::{
    stake::{self, ID, vault_address},
    token::MINT,
};
use io_stake::{error::IoStakeError, events::DeviceClosed, state::Device};
use io_tests::{
    World, address,
    forgery::exchanged,
    keypair,
    stake::{COOLDOWN, FUNDS, STAKE, TODAY, WINDOW, calls, device_args, neighbours, purse, rig},
};
use solana_instruction::error::InstructionError;
use solana_program_pack::Pack;

/// The supplier has withdrawn everything.
fn empty() -> World {
    let mut world = World::staked();
    world.cool_down();
    world.by("supplier", calls::withdraw());
    world
}

fn close_into(destination: Pubkey) -> Instruction {
    stake::close_device(address("supplier"), rig(), Some(destination))
}

fn rent(world: &World) -> u64 {
    world.rent(Device::SIZE) + world.rent(spl_token::state::Account::LEN)
}

#[test]
fn returns_the_rent_of_the_device_and_of_its_vault() {
    let mut world = empty();
    let lamports = world.lamports(address("supplier"));

    let receipt = world.by("supplier", calls::close());

    let expected = DeviceClosed { device: rig(), owner: address("supplier"), surplus: 0 };
    assert_eq!(receipt.event::<DeviceClosed>(&ID), expected);
    assert!(world.is_gone(rig()) && world.is_gone(vault_address(rig())));
    assert_eq!(world.lamports(address("supplier")), lamports + rent(&world));
    assert_eq!(world.balance(purse("supplier")), FUNDS);
}

#[test]
fn a_device_that_never_had_stake_can_be_closed() {
    let mut world = World::staking();
    let lamports = world.lamports(address("supplier"));
    world.by("supplier", stake::register(address("supplier"), None, device_args("rig 2", 0)));
    world.set_time(TODAY + 1);
    world.by("supplier", calls::close());
    assert_eq!(world.lamports(address("supplier")), lamports, "it has cost nothing");
}

#[test]
fn two_devices_of_one_address_are_never_of_the_same_second() {
    let mut world = World::staking();
    let register = || stake::register(address("supplier"), None, device_args("rig 2", 0));
    world.by("supplier", register());
    // Nor may a clock that steps back bring the same second twice.
    for now in [TODAY, TODAY - 1] {
        world.set_time(now);
        world.not_by("supplier", calls::close(), IoStakeError::JustRegistered);
    }
    world.set_time(TODAY + 1);
    world.by("supplier", calls::close());
    world.by("supplier", register());
    assert_eq!(world.device(rig()).registered_at, TODAY + 1);
    world.not_by("supplier", calls::close(), IoStakeError::JustRegistered);
}

#[test]
fn lamports_that_others_have_sent_go_to_the_owner_too() {
    let mut world = empty();
    world.fund(rig(), 1_000_000);
    world.fund(vault_address(rig()), 2_000_000);
    let lamports = world.lamports(address("supplier"));
    world.by("supplier", calls::close());
    assert_eq!(world.lamports(address("supplier")), lamports + rent(&world) + 3_000_000);
}

#[test]
fn the_owner_of_the_day_receives_the_rent() {
    let mut world = empty();
    world.by("supplier", stake::propose_owner(address("supplier"), rig(), address("heir")));
    world.by("heir", stake::accept_owner(address("heir"), rig()));
    let (supplier, heir) = (world.lamports(address("supplier")), world.lamports(address("heir")));

    world.not_by("supplier", calls::close(), IoStakeError::NotOwner);
    let receipt = world.by("heir", stake::close_device(address("heir"), rig(), None));

    assert_eq!(receipt.event::<DeviceClosed>(&ID).owner, address("heir"));
    assert_eq!(world.lamports(address("supplier")), supplier);
    assert_eq!(world.lamports(address("heir")), heir + rent(&world));
}

#[test]
fn stake_of_any_kind_keeps_it_open() {
    let mut world = World::staked();
    world.not_by("supplier", calls::close(), IoStakeError::NotEmpty);
    world.by("supplier", calls::unstake(STAKE - 1));
    world.not_by("supplier", calls::close(), IoStakeError::NotEmpty);
    world.by("supplier", calls::unstake(1));
    world.not_by("supplier", calls::close(), IoStakeError::NotEmpty);
    world.set_time(TODAY + COOLDOWN);
    world.not_by("supplier", calls::close(), IoStakeError::NotEmpty);
    world.by("supplier", calls::withdraw());
    world.by("supplier", calls::close());
}

#[test]
fn an_open_case_keeps_it_open_at_every_stage() {
    for mut world in [World::accused(STAKE), World::appealed(STAKE), World::ruled(STAKE, 1)] {
        world.not_by("supplier", calls::close(), IoStakeError::CaseIsOpen);
        world.cool_down();
        let _ = world.send(&[calls::withdraw()], &[&keypair("supplier")]);
        world.not_by("supplier", calls::close(), IoStakeError::CaseIsOpen);
    }
}

#[test]
fn what_a_slash_has_emptied_can_be_closed() {
    let mut world = World::accused(STAKE);
    world.set_time(TODAY + WINDOW);
    world.not_by("supplier", calls::close(), IoStakeError::CaseIsOpen);
    world.accept(calls::execute(0), &[]);
    world.by("supplier", calls::close());
    assert_eq!(world.balance(purse("supplier")), FUNDS - STAKE);
}

#[test]
fn only_the_owner_closes() {
    let mut world = empty();
    for name in ["neighbour", "admin", "slasher", "heir"] {
        world.not_by(name, stake::close_device(address(name), rig(), None), IoStakeError::NotOwner);
    }
}

#[test]
fn a_donation_goes_where_the_owner_says() {
    let mut world = empty();
    world.donate(1);
    world.not_by("supplier", calls::close(), IoStakeError::SurplusWithoutDestination);
    let lamports = world.lamports(address("supplier"));

    let receipt = world.by("supplier", close_into(purse("heir")));

    assert_eq!(receipt.event::<DeviceClosed>(&ID).surplus, 1);
    assert_eq!((world.balance(purse("heir")), world.balance(purse("supplier"))), (FUNDS + 1, FUNDS));
    assert_eq!(world.lamports(address("supplier")), lamports + rent(&world));
}

#[test]
fn a_donation_goes_into_another_account_of_io() {
    let mut world = empty();
    world.donate(77);
    let supplier = [&keypair("supplier")];
    let mint = world.foreign_mint(address("supplier"));
    let worthless = world.token_account_of(mint, address("supplier"));
    world.refuse_code(close_into(worthless), &supplier, TokenError::MintMismatch as u32);
    let forged = world.forged(purse("supplier"));
    world.refuse_with(close_into(forged), &supplier, InstructionError::ExternalAccountDataModified);
    // The vault cannot be closed while it holds what it has paid to itself.
    let circle = close_into(vault_address(rig()));
    world.refuse_code(circle, &supplier, TokenError::NonNativeHasBalance as u32);
    assert!(!world.is_gone(rig()));
}

#[test]
fn a_destination_without_a_donation_receives_nothing() {
    let mut world = empty();
    world.by("supplier", close_into(purse("supplier")));
    assert_eq!(world.balance(purse("supplier")), FUNDS);
}

#[test]
fn closes_the_devices_own_vault() {
    let mut world = empty();
    let vault = vault_address(rig());
    let (doubled, forged) = (world.doubled(vault), world.forged(vault));
    for another in [vault_address(neighbours()), doubled, forged, MINT, address("nobody")] {
        world.not_by("supplier", exchanged(&calls::close(), vault, another), IoStakeError::NotTheVault);
    }
}

#[test]
fn happens_once() {
    let mut world = empty();
    world.by("supplier", calls::close());
    world.refuse_code(calls::close(), &[&keypair("supplier")], ErrorCode::AccountOwnedByWrongProgram);
    for call in [calls::stake(1), calls::unstake(1), calls::withdraw()] {
        world.refuse_code(call, &[&keypair("supplier")], ErrorCode::AccountOwnedByWrongProgram);
    }
}
