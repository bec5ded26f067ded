//! What an owner may try to save its stake from a case, and a slasher to catch what is not there.

use anchor_lang::{
    error::ErrorCode,
    prelude::{AccountMeta, Pubkey, system_program},
    solana_program::instruction::Instruction,
};
use io_app::stake::{self, ID, vault_address};
use io_stake::{
    error::IoStakeError,
    events::{CaseOpened, Executed},
    state::{Cooling, Device},
};
use io_tests::{
    World, address, keypair,
    stake::{COOLDOWN, CPU, FUNDS, STAKE, TODAY, WINDOW, calls, case, device_args, purse, rig},
};
use solana_instruction::error::InstructionError;
use solana_transaction_error::TransactionError;

/// Several people send one transaction.
#[track_caller]
fn together(world: &mut World, names: &[&str], instructions: &[Instruction]) -> Option<TransactionError> {
    let keys: Vec<_> = names.iter().map(|name| keypair(name)).collect();
    world.send(instructions, &keys.iter().collect::<Vec<_>>()).err().map(|refusal| refusal.error)
}

fn refused(place: u8, error: IoStakeError) -> Option<TransactionError> {
    Some(TransactionError::InstructionError(place, InstructionError::Custom(error.into())))
}

/// The supplier sends lamports.
fn gift(to: Pubkey, lamports: u64) -> Instruction {
    // The system program's transfer is its third instruction.
    let data = [2u32.to_le_bytes().as_slice(), &lamports.to_le_bytes()].concat();
    let accounts = vec![AccountMeta::new(address("supplier"), true), AccountMeta::new(to, false)];
    Instruction { program_id: system_program::ID, accounts, data }
}

/// All of the stake was unstaked and a case opened in the second [`TODAY`]: it is frozen, stays so, and is burned.
#[track_caller]
fn is_caught(mut world: World) {
    let books = world.books();
    assert_eq!((books.active, books.cooling, books.frozen), (0, STAKE, STAKE));
    for time in [TODAY + COOLDOWN, TODAY + WINDOW - 1, TODAY + WINDOW] {
        world.set_time(time);
        world.not_by("supplier", calls::withdraw(), IoStakeError::NothingToWithdraw);
        world.not_by("supplier", calls::close(), IoStakeError::CaseIsOpen);
    }
    let receipt = world.accept(calls::execute(0), &[]);
    assert_eq!(receipt.event::<Executed>(&ID).burned, STAKE);
    assert_eq!((world.books().vault, world.books().purse), (0, FUNDS - STAKE));
}

#[test]
fn unstaking_everything_just_before_a_case_opens() {
    let mut world = World::staked();
    world.by("supplier", calls::unstake(STAKE));
    world.by("slasher", calls::open(0, STAKE));
    is_caught(world);

    let mut world = World::staked();
    let both = [calls::unstake(STAKE), calls::open(0, STAKE)];
    assert_eq!(together(&mut world, &["supplier", "slasher"], &both), None);
    is_caught(world);
}

#[test]
fn unstaking_everything_just_after_a_case_has_opened() {
    let mut world = World::staked();
    world.by("slasher", calls::open(0, STAKE));
    world.by("supplier", calls::unstake(STAKE));
    is_caught(world);

    let mut world = World::staked();
    let both = [calls::open(0, STAKE), calls::unstake(STAKE)];
    assert_eq!(together(&mut world, &["slasher", "supplier"], &both), None);
    is_caught(world);
}

#[test]
fn withdrawing_in_the_second_in_which_a_case_opens() {
    // The withdrawal is first: what is gone is gone, and the case takes what is left.
    let mut world = World::staked();
    world.by("supplier", calls::unstake(STAKE - 100));
    world.set_time(TODAY + COOLDOWN);
    let mut second = world.clone();
    world.by("supplier", calls::withdraw());
    let opened: CaseOpened = world.by("slasher", calls::open(0, STAKE)).event(&ID);
    assert_eq!((opened.asked, opened.frozen), (STAKE, 100));

    // The case is first: nothing leaves.
    second.by("slasher", calls::open(0, STAKE));
    second.not_by("supplier", calls::withdraw(), IoStakeError::NothingToWithdraw);
    assert_eq!(second.books().frozen, STAKE);
}

#[test]
fn withdrawing_everything_before_a_case_opens_leaves_nothing_to_freeze() {
    let mut world = World::staked();
    world.cool_down();
    let both = [calls::withdraw(), calls::open(0, STAKE)];
    let none_left = refused(1, IoStakeError::NothingToFreeze);
    assert_eq!(together(&mut world, &["supplier", "slasher"], &both), none_left);
}

#[test]
fn splitting_the_way_out_into_eight() {
    let mut world = World::accused(STAKE - 7);
    for second in 0..8 {
        world.set_time(TODAY + second);
        let amount = if second == 7 { world.books().active } else { STAKE / 8 };
        world.by("supplier", calls::unstake(amount));
    }
    world.set_time(TODAY + COOLDOWN + 7);
    world.by("supplier", calls::withdraw());
    let books = world.books();
    assert_eq!((books.vault, books.cooling, books.frozen), (STAKE - 7, STAKE - 7, STAKE - 7));
    world.not_by("supplier", calls::withdraw(), IoStakeError::NothingToWithdraw);
}

#[test]
fn handing_the_device_over() {
    let mut world = World::accused(STAKE);
    world.by("supplier", calls::unstake(STAKE));
    world.by("supplier", stake::propose_owner(address("supplier"), rig(), address("heir")));
    world.by("heir", stake::accept_owner(address("heir"), rig()));
    world.set_time(TODAY + WINDOW);
    let withdraw = stake::withdraw(address("heir"), rig(), purse("heir"));
    world.not_by("heir", withdraw, IoStakeError::NothingToWithdraw);
    world.not_by("heir", stake::close_device(address("heir"), rig(), None), IoStakeError::CaseIsOpen);
    world.accept(calls::execute(0), &[]);
    assert_eq!((world.balance(purse("heir")), world.balance(purse("supplier"))), (FUNDS, FUNDS - STAKE));
}

#[test]
fn registering_the_device_again() {
    let mut world = World::accused(300);
    let stored = world.account(rig());
    let again = |args| stake::register(address("supplier"), Some(purse("supplier")), args);
    // As it is: nothing happens. As something else: it is refused.
    world.by("supplier", again(device_args("rig 2", STAKE)));
    let other_class = io_stake::RegisterArgs { class: CPU, ..device_args("rig 2", STAKE) };
    world.not_by("supplier", again(other_class), IoStakeError::AlreadyRegistered);
    assert_eq!(world.account(rig()), stored);
    // Another id is another device, and leaves the first where it is.
    world.by("supplier", again(device_args("second rig", 1)));
    assert_eq!(world.account(rig()), stored);
}

#[test]
fn closing_and_registering_again_in_one_transaction() {
    let close_and_register =
        [calls::close(), stake::register(address("supplier"), Some(purse("supplier")), device_args("rig 2", 500))];

    let mut accused = World::accused(300);
    let stays = refused(0, IoStakeError::CaseIsOpen);
    assert_eq!(together(&mut accused, &["supplier"], &close_and_register), stays);

    // After the case the device is a fresh one.
    let mut world = World::accused(STAKE);
    world.by("slasher", calls::suspend(0));
    world.set_time(TODAY + WINDOW);
    world.accept(calls::execute(0), &[]);
    assert_eq!(together(&mut world, &["supplier"], &close_and_register), None);

    let device = world.device(rig());
    assert_eq!((device.active, device.frozen, device.cooling), (500, 0, Cooling::default()));
    assert_eq!((device.cases, device.open_cases, device.suspensions), (0, 0, 0));
    assert_eq!((device.falls, device.fell_at, device.registered_at), (0, [0; 8], TODAY + WINDOW));
    assert_eq!(world.books().vault, 500);
    // No ended case comes back to life: the slasher opens a new one, of which nothing is known.
    world.refuse_code(calls::execute(0), &[], ErrorCode::AccountOwnedByWrongProgram);
    world.by("slasher", calls::open(0, 100));
    assert_eq!((world.case(0).opened_at, world.case(0).is_suspending()), (TODAY + WINDOW, false));
    world.refuse(calls::execute(0), &[], IoStakeError::NotExecutable);
}

#[test]
fn keeping_a_closed_device_alive_with_lamports() {
    let mut world = World::staked();
    world.cool_down();
    world.by("supplier", calls::withdraw());
    let rent = world.rent(Device::SIZE);
    let keep = |to| gift(to, rent);
    let revive = [calls::close(), keep(rig()), keep(vault_address(rig()))];
    assert_eq!(together(&mut world, &["supplier"], &revive), None);

    for address in [rig(), vault_address(rig())] {
        let kept = world.account(address).expect("it was given lamports");
        assert_eq!((kept.lamports, kept.owner, kept.data.len()), (rent, system_program::ID, 0));
    }
    world.refuse_code(calls::stake(1), &[&keypair("supplier")], ErrorCode::AccountOwnedByWrongProgram);
    world.by("supplier", stake::register(address("supplier"), Some(purse("supplier")), device_args("rig 2", 500)));
    assert_eq!((world.books().active, world.books().vault), (500, 500));
}

#[test]
fn a_case_kept_alive_with_lamports_is_no_case() {
    let mut world = World::ruled(300, 300);
    let rent = world.rent(io_stake::state::Case::SIZE);
    let keep = gift(case(0), rent);
    assert_eq!(together(&mut world, &["supplier"], &[calls::execute(0), keep]), None);
    world.refuse_code(calls::execute(0), &[], ErrorCode::AccountOwnedByWrongProgram);
    assert_eq!((world.books().active, world.books().frozen), (STAKE - 300, 0));
}

#[test]
fn staking_more_to_save_what_cools() {
    // What was frozen at the opening is what burns; new stake only changes which part of it.
    let mut world = World::staked();
    world.by("supplier", calls::unstake(STAKE));
    world.by("slasher", calls::open(0, 400));
    world.by("supplier", calls::stake(400));
    world.set_time(TODAY + COOLDOWN);
    world.by("supplier", calls::withdraw());
    let books = world.books();
    assert_eq!((books.active, books.cooling, books.frozen), (400, 0, 400));
    world.set_time(TODAY + WINDOW);
    world.accept(calls::execute(0), &[]);
    assert_eq!((world.books().vault, world.books().purse), (0, FUNDS - 400));
}
