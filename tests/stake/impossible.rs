//! States that no sequence of calls leads to. If one came about all the same, nothing could be done with it.

use std::mem::offset_of;

use anchor_spl::token::spl_token;
use io_app::stake::{self, vault_address};
use io_stake::{
    error::IoStakeError,
    seeds::{CLASSES, CONFIG},
    state::{COOLDOWNS, Case, Classes, Config, Cooldown, Device},
};
use io_tests::{
    World, address,
    stake::{COOLDOWN, STAKE, TODAY, WINDOW, calls, case, class_args, rig},
};

fn rename() -> anchor_lang::solana_program::instruction::Instruction {
    stake::update_device(address("supplier"), rig(), [1; 32])
}

#[test]
fn a_cooldown_beyond_the_end_of_time() {
    let mut world = World::staked();
    world.set_time(i64::MAX - COOLDOWN + 1);
    world.not_by("supplier", calls::unstake(1), IoStakeError::Overflow);
    world.set_time(i64::MAX - COOLDOWN);
    world.by("supplier", calls::unstake(1));
    assert_eq!(world.cooldowns(), [(1, i64::MAX)]);
}

#[test]
fn a_case_beyond_the_end_of_time() {
    let mut world = World::staked();
    world.set_time(i64::MAX - WINDOW + 1);
    world.not_by("slasher", calls::open(0, 300), IoStakeError::Overflow);
    world.set_time(i64::MAX - WINDOW);
    world.by("slasher", calls::open(0, 300));
    world.set_time(i64::MAX - WINDOW + 1);
    world.not_by("supplier", calls::appeal(0), IoStakeError::Overflow);
    world.set_time(i64::MAX);
    world.accept(calls::execute(0), &[]);
}

#[test]
fn more_stake_than_can_be_counted() {
    let mut world = World::staked();
    world.overwrite(rig(), offset_of!(Device, active), &u64::MAX.to_le_bytes());
    world.not_by("supplier", calls::stake(1), IoStakeError::Overflow);

    let mut world = World::staked();
    let full = [u64::MAX.to_le_bytes(), (TODAY + COOLDOWN).to_le_bytes()].concat();
    world.overwrite(rig(), offset_of!(Device, cooling), &full);
    world.not_by("supplier", calls::unstake(1), IoStakeError::Overflow);
}

#[test]
fn more_cases_than_can_be_counted() {
    let mut world = World::staked();
    world.overwrite(rig(), offset_of!(Device, cases), &u32::MAX.to_le_bytes());
    world.not_by("slasher", calls::open(u32::MAX, 1), IoStakeError::Overflow);

    let mut world = World::accused(1);
    world.overwrite(rig(), offset_of!(Device, open_cases), &u16::MAX.to_le_bytes());
    world.not_by("slasher", calls::open(1, 1), IoStakeError::Overflow);
    world.overwrite(rig(), offset_of!(Device, suspensions), &u16::MAX.to_le_bytes());
    world.not_by("slasher", calls::suspend(0), IoStakeError::Overflow);
}

#[test]
fn the_count_of_falls_begins_anew_and_the_ring_goes_on() {
    let mut world = World::staked();
    world.overwrite(rig(), offset_of!(Device, falls), &u32::MAX.to_le_bytes());
    world.by("supplier", calls::unstake(1));
    let device = world.device(rig());
    assert_eq!((device.falls, device.fell_at), (0, [0, 0, 0, 0, 0, 0, 0, TODAY]));
    world.by("supplier", calls::unstake(1));
    let device = world.device(rig());
    assert_eq!((device.falls, device.fell_at), (1, [TODAY, 0, 0, 0, 0, 0, 0, TODAY]));
}

#[test]
fn a_vault_that_does_not_cover_the_stake() {
    let short_by_one = |mut world: World| {
        let vault = vault_address(rig());
        let held: spl_token::state::Account = world.packed(vault);
        world.put_packed(vault, spl_token::state::Account { amount: held.amount - 1, ..held });
        world
    };
    let mut world = short_by_one(World::staked());
    world.not_by("supplier", calls::stake(5), IoStakeError::InvariantViolated);
    world.by("supplier", calls::unstake(STAKE - 1));
    world.set_time(TODAY + COOLDOWN);
    world.not_by("supplier", calls::withdraw(), IoStakeError::InvariantViolated);

    let mut world = short_by_one(World::ruled(300, 300));
    world.refuse(calls::execute(0), &[], IoStakeError::InvariantViolated);
    // A gift makes up for it.
    world.donate(1);
    world.accept(calls::execute(0), &[]);
}

#[test]
fn a_device_whose_books_do_not_balance() {
    type Flaw = (usize, Vec<u8>);
    let flaws: [Flaw; 4] = [
        (offset_of!(Device, version), vec![2]),
        (offset_of!(Device, frozen), 1u64.to_le_bytes().to_vec()),
        (offset_of!(Device, frozen), (STAKE + 1).to_le_bytes().to_vec()),
        (offset_of!(Device, suspensions), 1u16.to_le_bytes().to_vec()),
    ];
    for (field, bytes) in flaws {
        let mut world = World::staked();
        world.overwrite(rig(), field, &bytes);
        world.not_by("supplier", rename(), IoStakeError::InvariantViolated);
        world.not_by("supplier", calls::unstake(1), IoStakeError::InvariantViolated);
        world.not_by("supplier", calls::stake(1), IoStakeError::InvariantViolated);
    }
}

#[test]
fn a_case_that_freezes_more_than_all_cooldowns_hold() {
    let mut world = World::staked();
    for second in 0..COOLDOWNS as i64 {
        world.set_time(TODAY + second);
        world.by("supplier", calls::unstake(1));
    }
    let rest = world.device(rig()).active;
    world.by("supplier", calls::unstake(rest));
    world.by("slasher", calls::open(0, STAKE));
    for (account, field) in [(rig(), offset_of!(Device, frozen)), (case(0), offset_of!(Case, frozen))] {
        world.overwrite(account, field, &(STAKE + 1).to_le_bytes());
    }
    // There would be enough to burn.
    world.donate(1);
    world.set_time(TODAY + COOLDOWNS as i64 + WINDOW);
    world.refuse(calls::execute(0), &[], IoStakeError::InvariantViolated);
}

#[test]
fn classes_of_another_layout() {
    let mut world = World::staking();
    world.overwrite(CLASSES, offset_of!(Classes, version), &[2]);
    let args = class_args(9, "H200", 1, 10_000);
    world.not_by("admin", stake::set_class(address("admin"), args), IoStakeError::InvariantViolated);
}

#[test]
fn a_case_that_freezes_more_than_its_device_knows_of() {
    for frozen in [299u64, 0] {
        let mut world = World::ruled(300, 300);
        world.overwrite(rig(), offset_of!(Device, frozen), &frozen.to_le_bytes());
        world.refuse(calls::execute(0), &[], IoStakeError::InvariantViolated);

        let mut world = World::appealed(300);
        world.overwrite(rig(), offset_of!(Device, frozen), &frozen.to_le_bytes());
        world.not_by("arbiter", calls::resolve(0, 0), IoStakeError::InvariantViolated);
        world.set_time(TODAY + WINDOW);
        world.refuse(calls::expire(0), &[], IoStakeError::InvariantViolated);
    }
}

#[test]
fn a_case_that_its_device_does_not_count() {
    for (field, suspends) in [(offset_of!(Device, open_cases), 0), (offset_of!(Device, suspensions), 1)] {
        let mut world = World::ruled(300, 300);
        world.overwrite(rig(), field, &0u16.to_le_bytes());
        world.overwrite(case(0), offset_of!(Case, suspends), &[suspends]);
        world.refuse(calls::execute(0), &[], IoStakeError::InvariantViolated);
    }
}

#[test]
fn a_case_of_an_unknown_stage() {
    let mut world = World::accused(300);
    world.overwrite(case(0), offset_of!(Case, stage), &[3]);
    assert_eq!(world.case(0).stage(), None);
    world.not_by("supplier", calls::appeal(0), IoStakeError::AlreadyAppealed);
    world.not_by("arbiter", calls::resolve(0, 0), IoStakeError::NotAppealed);
    world.not_by("slasher", calls::suspend(0), IoStakeError::InvariantViolated);
    world.set_time(TODAY + 10 * WINDOW);
    world.refuse(calls::execute(0), &[], IoStakeError::NotExecutable);
    world.refuse(calls::expire(0), &[], IoStakeError::NotAppealed);
}

#[test]
fn a_case_whose_times_do_not_fit_its_stage() {
    type Flaw = (usize, Vec<u8>);
    let flaws: [Flaw; 4] = [
        (offset_of!(Case, version), vec![2]),
        (offset_of!(Case, frozen), vec![0; 8]),
        (offset_of!(Case, appealed_at), TODAY.to_le_bytes().to_vec()),
        (offset_of!(Case, stage), vec![1]),
    ];
    for (field, bytes) in flaws {
        let mut world = World::accused(300);
        world.overwrite(case(0), field, &bytes);
        world.not_by("slasher", calls::suspend(0), IoStakeError::InvariantViolated);
    }
}

#[test]
fn an_appeal_after_the_window_for_appeals() {
    let appealed = |second: i64| {
        let mut world = World::appealed(300);
        world.overwrite(case(0), offset_of!(Case, appealed_at), &(TODAY + second).to_le_bytes());
        world
    };
    appealed(WINDOW - 1).by("slasher", calls::suspend(0));
    appealed(WINDOW).not_by("slasher", calls::suspend(0), IoStakeError::InvariantViolated);
}

#[test]
fn settings_of_another_version() {
    for (field, bytes) in [(offset_of!(Config, version), [2]), (offset_of!(Config, paused), [2])] {
        let mut world = World::staked();
        world.overwrite(CONFIG, field, &bytes);
        let offer = stake::propose_admin(address("admin"), address("heir"));
        world.not_by("admin", offer, IoStakeError::InvariantViolated);
        // Leaving reads no settings.
        world.cool_down();
        world.by("supplier", calls::withdraw());
    }
}

#[test]
fn the_slots_are_as_many_as_the_tests_say() {
    assert_eq!((COOLDOWNS, size_of::<Cooldown>()), (8, 16));
}
