//! The owner appeals, within 30 days of the opening.

use anchor_lang::error::ErrorCode;
use io_app::stake::{self, ID};
use io_stake::{error::IoStakeError, events::Appealed, state::Stage};
use io_tests::{
    World, address, keypair,
    stake::{TODAY, WINDOW, calls, case, neighbours, rig, text},
};

#[test]
fn the_arbiters_clock_starts() {
    let mut world = World::accused(300);
    let (books, device) = (world.books(), world.account(rig()));
    world.set_time(TODAY + 1_000);

    let receipt = world.by("supplier", calls::appeal(0));

    let expected =
        Appealed { case: case(0), device: rig(), defence: text("defence"), ruling_ends_at: TODAY + 1_000 + WINDOW };
    assert_eq!(receipt.event::<Appealed>(&ID), expected);
    let appealed = world.case(0);
    assert_eq!((appealed.stage(), appealed.opened_at), (Some(Stage::Appealed), TODAY));
    assert_eq!((appealed.appealed_at, appealed.defence), (TODAY + 1_000, text("defence")));
    assert_eq!((appealed.frozen, appealed.evidence), (300, text("evidence")));
    assert_eq!((world.books(), world.account(rig())), (books, device), "an appeal unfreezes nothing");
}

#[test]
fn the_last_second_is_soon_enough_and_the_next_is_too_late() {
    let mut world = World::accused(300);
    world.set_time(TODAY + WINDOW - 1);
    let mut late = world.clone();
    world.by("supplier", calls::appeal(0));
    assert_eq!(world.case(0).ruling_ends_at().expect("no overflow").get(), TODAY + 2 * WINDOW - 1);

    for time in [TODAY + WINDOW, TODAY + WINDOW + 1, TODAY + 100 * WINDOW] {
        late.set_time(time);
        late.not_by("supplier", calls::appeal(0), IoStakeError::AppealTooLate);
    }
}

#[test]
fn a_case_is_appealed_once() {
    let mut world = World::appealed(300);
    world.not_by("supplier", calls::appeal(0), IoStakeError::AlreadyAppealed);
    world.set_time(TODAY + WINDOW);
    world.not_by("supplier", calls::appeal(0), IoStakeError::AlreadyAppealed);
    // Nor can a ruling be appealed.
    let mut world = World::ruled(300, 200);
    world.not_by("supplier", calls::appeal(0), IoStakeError::AlreadyAppealed);
}

#[test]
fn each_case_is_appealed_alone() {
    let mut world = World::accused(300);
    world.set_time(TODAY + 10);
    world.by("slasher", calls::open(1, 200));
    world.by("supplier", calls::appeal(1));
    assert_eq!((world.case(0).stage(), world.case(1).stage()), (Some(Stage::Opened), Some(Stage::Appealed)));
    // The clock of each runs from its own opening.
    world.set_time(TODAY + WINDOW);
    world.not_by("supplier", calls::appeal(0), IoStakeError::AppealTooLate);
    world.accept(calls::execute(0), &[]);
}

#[test]
fn only_the_owner_appeals() {
    let mut world = World::accused(300);
    for name in ["neighbour", "admin", "slasher", "arbiter", "heir"] {
        let attempt = stake::appeal(address(name), rig(), case(0), [1; 32]);
        world.not_by(name, attempt, IoStakeError::NotOwner);
    }
}

#[test]
fn nobody_appeals_by_way_of_another_device() {
    let mut world = World::accused(300);
    let attempt = stake::appeal(address("neighbour"), neighbours(), case(0), [1; 32]);
    world.not_by("neighbour", attempt, IoStakeError::CaseOfAnotherDevice);
}

#[test]
fn a_pause_does_not_stop_it() {
    let mut world = World::accused(300);
    world.pause_staking();
    world.set_time(TODAY + WINDOW - 1);
    world.by("supplier", calls::appeal(0));
}

#[test]
fn an_ended_case_is_not_appealed() {
    for mut world in [World::ruled(300, 0), World::staked()] {
        world.refuse_code(calls::appeal(0), &[&keypair("supplier")], ErrorCode::AccountOwnedByWrongProgram);
    }
}
