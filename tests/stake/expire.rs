//! Anyone dismisses a case on which the arbiter stays silent.

use anchor_lang::error::ErrorCode;
use io_app::stake::{self, ID, Role};
use io_stake::{error::IoStakeError, events::Expired, state::Case};
use io_tests::{
    World, address,
    stake::{Books, STAKE, TODAY, WINDOW, calls, case, neighbours, rig},
};

#[test]
fn unfreezes_everything() {
    let mut world = World::appealed(300);
    let (before, lamports) = (world.books(), world.lamports(address("slasher")));
    world.set_time(TODAY + WINDOW);

    let receipt = world.accept(calls::expire(0), &[]);

    assert_eq!(receipt.event::<Expired>(&ID), Expired { case: case(0), device: rig(), unfrozen: 300 });
    assert_eq!(world.books(), Books { frozen: 0, ..before });
    assert!(world.is_gone(case(0)));
    let device = world.device(rig());
    assert_eq!((device.open_cases, device.cases, device.falls), (0, 1, 0));
    assert_eq!(world.lamports(address("slasher")), lamports + world.rent(Case::SIZE));
}

#[test]
fn the_first_second_after_the_time_for_a_ruling_is_late_enough_and_none_before() {
    let mut world = World::accused(300);
    world.set_time(TODAY + 777);
    world.by("supplier", calls::appeal(0));
    for time in [TODAY + 777, TODAY + WINDOW, TODAY + 777 + WINDOW - 1] {
        world.set_time(time);
        world.refuse(calls::expire(0), &[], IoStakeError::RulingStillPossible);
    }
    world.set_time(TODAY + 777 + WINDOW);
    world.accept(calls::expire(0), &[]);
}

#[test]
fn a_silent_arbiter_cannot_keep_stake_from_its_owner() {
    let mut world = World::accused(STAKE);
    world.set_time(TODAY + WINDOW - 1);
    world.by("supplier", calls::appeal(0));
    world.by("supplier", calls::unstake(STAKE));
    world.set_time(TODAY + 2 * WINDOW - 2);
    world.not_by("supplier", calls::withdraw(), IoStakeError::NothingToWithdraw);
    world.refuse(calls::expire(0), &[], IoStakeError::RulingStillPossible);
    world.set_time(TODAY + 2 * WINDOW - 1);
    world.not_by("arbiter", calls::resolve(0, STAKE), IoStakeError::RulingTooLate);
    world.refuse(calls::execute(0), &[], IoStakeError::NotExecutable);
    world.accept(calls::expire(0), &[]);
    world.by("supplier", calls::withdraw());
    assert_eq!((world.books().vault, world.books().cooling), (0, 0));
    world.by("supplier", calls::close());
}

#[test]
fn only_what_was_appealed_expires() {
    let mut world = World::accused(300);
    world.set_time(TODAY + 100 * WINDOW);
    world.refuse(calls::expire(0), &[], IoStakeError::NotAppealed);
    let mut world = World::ruled(300, 200);
    world.set_time(TODAY + 100 * WINDOW);
    world.refuse(calls::expire(0), &[], IoStakeError::NotAppealed);
}

#[test]
fn unfreezes_its_own_part_only() {
    let mut world = World::appealed(300);
    world.by("slasher", calls::open(1, 40));
    world.set_time(TODAY + WINDOW);
    world.accept(calls::expire(0), &[]);
    assert_eq!((world.books().frozen, world.device(rig()).open_cases), (40, 1));
}

#[test]
fn happens_once() {
    let mut world = World::appealed(300);
    world.set_time(TODAY + WINDOW);
    world.accept(calls::expire(0), &[]);
    world.refuse_code(calls::expire(0), &[], ErrorCode::AccountOwnedByWrongProgram);
}

#[test]
fn the_rent_goes_to_whoever_opened_the_case() {
    let mut world = World::appealed(300);
    world.set_time(TODAY + WINDOW);
    for taker in [address("arbiter"), address("supplier"), address("slasher 2"), address("thief")] {
        world.refuse(stake::expire(rig(), case(0), taker), &[], IoStakeError::NotTheRentPayer);
    }
    // Though another is the slasher by now.
    world.by("admin", stake::set_role(address("admin"), Role::Slasher, address("slasher 2")));
    let (first, second) = (world.lamports(address("slasher")), world.lamports(address("slasher 2")));
    world.accept(calls::expire(0), &[]);
    let rent = world.rent(Case::SIZE);
    assert_eq!((world.lamports(address("slasher")), world.lamports(address("slasher 2"))), (first + rent, second));
}

#[test]
fn a_case_is_about_its_own_device() {
    let mut world = World::appealed(300);
    world.set_time(TODAY + WINDOW);
    let attempt = stake::expire(neighbours(), case(0), address("slasher"));
    world.refuse(attempt, &[], IoStakeError::CaseOfAnotherDevice);
}

#[test]
fn a_pause_does_not_stop_it() {
    let mut world = World::appealed(300);
    world.pause_staking();
    world.set_time(TODAY + WINDOW);
    world.accept(calls::expire(0), &[]);
    assert_eq!(world.books().frozen, 0);
}
