//! The owner is paid what has cooled down and no case freezes.

use anchor_spl::token::spl_token::error::TokenError;
use io_app::{
    stake::{self, AUTHORITY, ID, vault_address},
    token::MINT,
};
use io_stake::{error::IoStakeError, events::Withdrawn};
use io_tests::{
    World, address,
    forgery::exchanged,
    keypair,
    stake::{Books, COOLDOWN, FUNDS, NEIGHBOURS_STAKE, STAKE, TODAY, calls, neighbours, purse, rig},
};
use solana_instruction::error::InstructionError;

/// The supplier has `amount` on its way out, since [`TODAY`].
fn cooling(amount: u64) -> World {
    let mut world = World::staked();
    world.by("supplier", calls::unstake(amount));
    world
}

#[test]
fn pays_in_the_second_in_which_the_cooldown_ends() {
    let mut world = cooling(400);
    let before = world.books();
    for time in [TODAY, TODAY + 1, TODAY + COOLDOWN - 1] {
        world.set_time(time);
        world.not_by("supplier", calls::withdraw(), IoStakeError::NothingToWithdraw);
    }
    world.set_time(TODAY + COOLDOWN);

    let receipt = world.by("supplier", calls::withdraw());

    let expected = Withdrawn { device: rig(), owner: address("supplier"), destination: purse("supplier"), amount: 400 };
    assert_eq!(receipt.event::<Withdrawn>(&ID), expected);
    let after = Books { cooling: 0, vault: before.vault - 400, purse: before.purse + 400, ..before };
    assert_eq!(world.books(), after);
    assert_eq!(world.cooldowns(), []);
    world.not_by("supplier", calls::withdraw(), IoStakeError::NothingToWithdraw);
}

#[test]
fn pays_later_too() {
    for late in [1, COOLDOWN, 100 * 365 * 86_400] {
        let mut world = cooling(400);
        world.set_time(TODAY + COOLDOWN + late);
        world.by("supplier", calls::withdraw());
        assert_eq!((world.books().cooling, world.books().purse), (0, FUNDS - STAKE + 400));
    }
}

#[test]
fn pays_each_cooldown_in_its_own_time_and_ended_ones_together() {
    let mut world = World::staked();
    for (second, amount) in [(0, 100), (10, 20), (20, 3)] {
        world.set_time(TODAY + second);
        world.by("supplier", calls::unstake(amount));
    }
    world.set_time(TODAY + COOLDOWN + 9);
    world.by("supplier", calls::withdraw());
    assert_eq!(world.cooldowns(), [(20, TODAY + COOLDOWN + 10), (3, TODAY + COOLDOWN + 20)]);
    world.not_by("supplier", calls::withdraw(), IoStakeError::NothingToWithdraw);
    world.set_time(TODAY + COOLDOWN + 20);
    let receipt = world.by("supplier", calls::withdraw());
    assert_eq!(receipt.event::<Withdrawn>(&ID).amount, 23);
    assert_eq!(world.balance(purse("supplier")), FUNDS - STAKE + 123);
}

#[test]
fn active_stake_is_not_paid() {
    let mut world = World::staked();
    world.set_time(TODAY + 10 * COOLDOWN);
    world.not_by("supplier", calls::withdraw(), IoStakeError::NothingToWithdraw);
}

#[test]
fn only_the_owner_withdraws() {
    let mut world = cooling(400);
    world.set_time(TODAY + COOLDOWN);
    for name in ["neighbour", "admin", "slasher", "heir"] {
        // Not even for the owner's good.
        for destination in [purse("supplier"), purse("neighbour")] {
            world.not_by(name, stake::withdraw(address(name), rig(), destination), IoStakeError::NotOwner);
        }
    }
}

#[test]
fn the_owner_says_where_to() {
    let mut world = cooling(400);
    world.set_time(TODAY + COOLDOWN);
    let receipt = world.by("supplier", stake::withdraw(address("supplier"), rig(), purse("heir")));
    assert_eq!(receipt.event::<Withdrawn>(&ID).destination, purse("heir"));
    assert_eq!((world.balance(purse("heir")), world.balance(purse("supplier"))), (FUNDS + 400, FUNDS - STAKE));
}

#[test]
fn pays_out_of_the_devices_own_vault() {
    let mut world = cooling(400);
    world.set_time(TODAY + COOLDOWN);
    let vault = vault_address(rig());
    let (doubled, forged) = (world.doubled(vault), world.forged(vault));
    for another in [vault_address(neighbours()), doubled, forged, MINT, address("nobody")] {
        world.not_by("supplier", exchanged(&calls::withdraw(), vault, another), IoStakeError::NotTheVault);
    }
    assert_eq!(world.balance(vault_address(neighbours())), NEIGHBOURS_STAKE);
}

#[test]
fn never_pays_into_the_vault_it_pays_from() {
    let mut world = cooling(400);
    world.set_time(TODAY + COOLDOWN);
    let circle = stake::withdraw(address("supplier"), rig(), vault_address(rig()));
    world.not_by("supplier", circle, IoStakeError::NotTheVault);
    assert_eq!(world.books().cooling, 400);
}

#[test]
fn pays_io_into_a_token_account_only() {
    let mut world = cooling(400);
    world.set_time(TODAY + COOLDOWN);
    let supplier = [&keypair("supplier")];
    let to = |destination| stake::withdraw(address("supplier"), rig(), destination);
    let mint = world.foreign_mint(address("supplier"));
    let worthless = world.token_account_of(mint, address("supplier"));
    world.refuse_code(to(worthless), &supplier, TokenError::MintMismatch as u32);
    let forged = world.forged(purse("supplier"));
    world.refuse_with(to(forged), &supplier, InstructionError::ExternalAccountDataModified);
    for no_token_account in [MINT, address("nobody"), address("heir")] {
        world.refuse_with(to(no_token_account), &supplier, InstructionError::InvalidAccountData);
    }
    assert_eq!(world.books().cooling, 400);
    world.by("supplier", calls::withdraw());
}

#[test]
fn only_the_authority_signs_for_the_vault() {
    let mut world = cooling(400);
    world.set_time(TODAY + COOLDOWN);
    for another in [address("thief"), address("admin")] {
        let forgery = exchanged(&calls::withdraw(), AUTHORITY, another);
        world.not_by("supplier", forgery, IoStakeError::NotTheAuthority);
    }
}

#[test]
fn a_donation_is_not_paid() {
    let mut world = cooling(400);
    world.donate(5_000);
    world.not_by("supplier", calls::withdraw(), IoStakeError::NothingToWithdraw);
    world.set_time(TODAY + COOLDOWN);
    let receipt = world.by("supplier", calls::withdraw());
    assert_eq!(receipt.event::<Withdrawn>(&ID).amount, 400);
    assert_eq!(world.books().vault, STAKE - 400 + 5_000);
    world.not_by("supplier", calls::withdraw(), IoStakeError::NothingToWithdraw);
}

#[test]
fn what_a_case_freezes_stays_behind() {
    // All but 100 cools and has ended; a case freezes 30,100: all that is active, and 30,000 of what cools.
    let mut world = cooling(STAKE - 100);
    world.by("slasher", calls::open(0, 30_100));
    world.set_time(TODAY + COOLDOWN);

    let receipt = world.by("supplier", calls::withdraw());

    assert_eq!(receipt.event::<Withdrawn>(&ID).amount, STAKE - 30_100);
    let books = world.books();
    assert_eq!((books.active, books.cooling, books.frozen, books.vault), (100, 30_000, 30_100, 30_100));
    world.not_by("supplier", calls::withdraw(), IoStakeError::NothingToWithdraw);
    // New stake takes the place of what is frozen.
    world.by("supplier", calls::stake(10_000));
    let receipt = world.by("supplier", calls::withdraw());
    assert_eq!(receipt.event::<Withdrawn>(&ID).amount, 10_000);
    assert_eq!(world.books().vault, 30_100);
}

#[test]
fn active_stake_is_frozen_before_what_cools() {
    let mut world = cooling(400);
    world.by("slasher", calls::open(0, STAKE - 400));
    world.set_time(TODAY + COOLDOWN);
    let receipt = world.by("supplier", calls::withdraw());
    assert_eq!(receipt.event::<Withdrawn>(&ID).amount, 400, "the case freezes exactly what is active");
}

#[test]
fn pays_the_earliest_first_where_not_all_can_go() {
    let mut world = cooling(1_000);
    world.set_time(TODAY + 5);
    world.by("supplier", calls::unstake(STAKE - 1_000));
    world.by("slasher", calls::open(0, STAKE - 1_200));
    world.set_time(TODAY + COOLDOWN + 5);
    world.by("supplier", calls::withdraw());
    assert_eq!(world.cooldowns(), [(STAKE - 1_200, TODAY + COOLDOWN + 5)]);
}

#[test]
fn a_pause_does_not_stop_it() {
    let mut world = cooling(400);
    world.pause_staking();
    world.pause();
    world.set_time(TODAY + COOLDOWN);
    world.by("supplier", calls::withdraw());
    assert_eq!(world.books().cooling, 0);
}

#[test]
fn a_clock_that_steps_back_pays_nothing_and_takes_nothing() {
    let mut world = cooling(400);
    for time in [TODAY - 1, 0, i64::MIN] {
        world.set_time(time);
        world.not_by("supplier", calls::withdraw(), IoStakeError::NothingToWithdraw);
    }
    world.set_time(TODAY + COOLDOWN);
    world.by("supplier", calls::withdraw());
}
