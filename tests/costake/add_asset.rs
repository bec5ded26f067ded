//! The admin adds what co-stakers are paid in: IO, then USDC.

use anchor_lang::{error::ErrorCode, prelude::Pubkey, solana_program::instruction::Instruction};
use anchor_spl::token::spl_token;
use io_app::{
    costake::{self, IO, USDC},
    stake::{AUTHORITY, ID},
    token, usdc,
};
use io_stake::{error::IoStakeError, events::AssetAdded, state::Asset};
use io_tests::{
    World, address,
    costake::{mint_of, reward_vault},
    keypair,
};
use solana_account::Account;
use solana_program_pack::Pack;

fn of(mint: Pubkey) -> Instruction {
    costake::add_asset(address("admin"), address("payer"), mint)
}

#[track_caller]
fn refused(world: &mut World, mint: Pubkey, error: IoStakeError) {
    world.refuse(of(mint), &[&keypair("admin"), &keypair("payer")], error);
}

/// There is USDC, and no asset has been added.
fn without_assets() -> World {
    let mut world = World::staked();
    world.found_usdc();
    world
}

#[test]
fn creates_a_vault_for_each_and_numbers_them() {
    let mut world = without_assets();
    let rent = world.rent(spl_token::state::Account::LEN);
    for asset in [IO, USDC] {
        let (mint, vault, lamports) = (mint_of(asset), reward_vault(asset), world.lamports(address("payer")));
        assert!(!world.staking_config().has_assets());

        let receipt = world.all_by(&["admin", "payer"], of(mint));

        assert_eq!(receipt.event::<AssetAdded>(&ID), AssetAdded { asset, mint, vault });
        assert_eq!(world.staking_config().asset(asset), Some(&Asset { mint, vault }));
        let held: spl_token::state::Account = world.packed(vault);
        assert_eq!((held.mint, held.owner, held.amount), (mint, AUTHORITY, 0));
        assert_eq!((held.delegate, held.close_authority), (None.into(), None.into()));
        assert_eq!(world.lamports(address("payer")), lamports - rent);
        assert_eq!(Pubkey::find_program_address(&[b"reward_vault", mint.as_ref()], &ID).0, vault);
    }
    assert!(world.staking_config().has_assets());
}

#[test]
fn io_comes_first_and_once() {
    let mut world = without_assets();
    refused(&mut world, usdc::MINT, IoStakeError::IoComesFirst);
    world.all_by(&["admin", "payer"], of(token::MINT));
    refused(&mut world, token::MINT, IoStakeError::IoComesFirst);
    world.all_by(&["admin", "payer"], of(usdc::MINT));
    refused(&mut world, token::MINT, IoStakeError::IoComesFirst);
}

#[test]
fn there_are_two_at_most_and_none_is_ever_exchanged() {
    let mut world = World::before_costake();
    let before = world.staking_config().assets;
    let another = world.foreign_mint(address("admin"));
    refused(&mut world, another, IoStakeError::TooManyAssets);
    refused(&mut world, usdc::MINT, IoStakeError::TooManyAssets);
    assert_eq!(world.staking_config().assets, before);
}

#[test]
fn only_the_admin_adds() {
    for name in ["thief", "pauser", "slasher", "supplier"] {
        let mut world = without_assets();
        let theft = costake::add_asset(address(name), address("payer"), token::MINT);
        world.refuse(theft, &[&keypair(name), &keypair("payer")], IoStakeError::NotAdmin);
    }
}

#[test]
fn what_is_no_mint_is_no_asset() {
    let mut world = without_assets();
    world.all_by(&["admin", "payer"], of(token::MINT));
    let forged = world.forged(usdc::MINT);
    let signers = [&keypair("admin"), &keypair("payer")];
    world.refuse_code(of(forged), &signers, ErrorCode::AccountOwnedByWrongProgram);
    world.refuse_code(of(address("nobody")), &signers, ErrorCode::AccountNotInitialized);
}

#[test]
fn lamports_sent_ahead_do_not_stand_in_the_way() {
    let mut world = without_assets();
    world.put(reward_vault(IO), Account { lamports: 1, ..Account::default() });
    world.all_by(&["admin", "payer"], of(token::MINT));
    assert_eq!(world.balance(reward_vault(IO)), 0);
}

#[test]
fn a_pause_does_not_stop_it() {
    let mut world = without_assets();
    world.pause_staking();
    world.all_by(&["admin", "payer"], of(token::MINT));
}
