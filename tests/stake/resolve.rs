//! The arbiter rules on an appealed case.

use anchor_lang::error::ErrorCode;
use io_app::stake::{self, ID, Role};
use io_stake::{
    error::IoStakeError,
    events::Ruled,
    state::{Case, Stage},
};
use io_tests::{
    World, address, keypair,
    stake::{Books, STAKE, TODAY, WINDOW, calls, case, neighbours, rig},
};

#[test]
fn in_full() {
    let mut world = World::appealed(300);
    let (before, lamports) = (world.books(), world.lamports(address("slasher")));

    let receipt = world.by("arbiter", calls::resolve(0, 300));

    let expected = Ruled { case: case(0), device: rig(), upheld: 300, unfrozen: 0 };
    assert_eq!(receipt.event::<Ruled>(&ID), expected);
    assert_eq!((world.case(0).stage(), world.case(0).frozen), (Some(Stage::Upheld), 300));
    assert_eq!(world.books(), before, "a ruling burns nothing");
    assert_eq!(world.device(rig()).open_cases, 1);
    assert_eq!(world.lamports(address("slasher")), lamports);
}

#[test]
fn in_part() {
    for upheld in [1, 200, 299] {
        let mut world = World::appealed(300);
        let before = world.books();
        let receipt = world.by("arbiter", calls::resolve(0, upheld));
        let expected = Ruled { case: case(0), device: rig(), upheld, unfrozen: 300 - upheld };
        assert_eq!(receipt.event::<Ruled>(&ID), expected);
        assert_eq!((world.case(0).stage(), world.case(0).frozen), (Some(Stage::Upheld), upheld));
        assert_eq!(world.books(), Books { frozen: upheld, ..before });
    }
}

#[test]
fn or_dismisses() {
    let mut world = World::appealed(300);
    let (before, lamports) = (world.books(), world.lamports(address("slasher")));

    let receipt = world.by("arbiter", calls::resolve(0, 0));

    let expected = Ruled { case: case(0), device: rig(), upheld: 0, unfrozen: 300 };
    assert_eq!(receipt.event::<Ruled>(&ID), expected);
    assert!(world.is_gone(case(0)));
    assert_eq!(world.books(), Books { frozen: 0, ..before });
    let device = world.device(rig());
    assert_eq!((device.open_cases, device.cases, device.falls), (0, 1, 0));
    assert_eq!(world.lamports(address("slasher")), lamports + world.rent(Case::SIZE));
}

#[test]
fn two_cases_one_upheld_in_part() {
    let mut world = World::appealed(STAKE - 100);
    world.by("slasher", calls::open(1, 500));
    assert_eq!(world.case(1).frozen, 100);
    world.by("supplier", calls::unstake(STAKE - 1_000));

    world.by("arbiter", calls::resolve(0, 600));

    assert_eq!(world.books().frozen, 700);
    world.set_time(TODAY + WINDOW);
    // 1,000 are active and cover both cases, so all that cooled is free.
    world.by("supplier", calls::withdraw());
    let books = world.books();
    assert_eq!((books.active, books.cooling, books.frozen, books.vault), (1_000, 0, 700, 1_000));
    world.accept(calls::execute(0), &[]);
    world.accept(calls::execute(1), &[]);
    let books = world.books();
    assert_eq!((books.active, books.frozen, books.vault), (300, 0, 300));
}

#[test]
fn what_is_not_upheld_is_free_at_once() {
    let mut world = World::appealed(STAKE);
    world.cool_down();
    world.not_by("supplier", calls::withdraw(), IoStakeError::NothingToWithdraw);
    world.by("arbiter", calls::resolve(0, 1));
    world.by("supplier", calls::withdraw());
    assert_eq!((world.books().vault, world.books().frozen), (1, 1));
}

#[test]
fn the_last_second_is_soon_enough_and_the_next_is_too_late() {
    for upheld in [0, 200, 300] {
        let mut world = World::appealed(300);
        world.set_time(TODAY + WINDOW - 1);
        let mut late = world.clone();
        world.by("arbiter", calls::resolve(0, upheld));
        for time in [TODAY + WINDOW, TODAY + WINDOW + 1, TODAY + 100 * WINDOW] {
            late.set_time(time);
            late.not_by("arbiter", calls::resolve(0, upheld), IoStakeError::RulingTooLate);
        }
    }
}

#[test]
fn no_more_than_the_case_froze() {
    let mut world = World::appealed(300);
    for upheld in [301, STAKE, u64::MAX] {
        world.not_by("arbiter", calls::resolve(0, upheld), IoStakeError::ExceedsCase);
    }
    // What was asked for in vain cannot be upheld either.
    let mut world = World::appealed(u64::MAX);
    world.not_by("arbiter", calls::resolve(0, STAKE + 1), IoStakeError::ExceedsCase);
    world.by("arbiter", calls::resolve(0, STAKE));
}

#[test]
fn only_what_was_appealed_and_once() {
    let mut world = World::accused(300);
    for upheld in [0, 300] {
        world.not_by("arbiter", calls::resolve(0, upheld), IoStakeError::NotAppealed);
    }
    let mut world = World::ruled(300, 200);
    for upheld in [0, 100, 200] {
        world.not_by("arbiter", calls::resolve(0, upheld), IoStakeError::NotAppealed);
    }
    let mut world = World::ruled(300, 0);
    world.refuse_code(calls::resolve(0, 0), &[&keypair("arbiter")], ErrorCode::AccountOwnedByWrongProgram);
}

#[test]
fn only_the_arbiter_rules() {
    let mut world = World::appealed(300);
    for name in ["slasher", "admin", "pauser", "supplier", "neighbour"] {
        for upheld in [0, 300] {
            let attempt = stake::resolve(address(name), rig(), case(0), address("slasher"), upheld);
            world.not_by(name, attempt, IoStakeError::NotArbiter);
        }
    }
}

#[test]
fn nobody_judges_what_it_prosecuted() {
    let mut world = World::appealed(300);
    world.by("admin", stake::set_role(address("admin"), Role::Slasher, address("slasher 2")));
    world.by("admin", stake::set_role(address("admin"), Role::Arbiter, address("slasher")));
    for upheld in [0, 300] {
        let attempt = stake::resolve(address("slasher"), rig(), case(0), address("slasher"), upheld);
        world.not_by("slasher", attempt, IoStakeError::ArbiterOpenedCase);
    }
    // Another arbiter can, and so can this one in the cases of its successor.
    let args = stake::OpenCaseArgs { number: 1, amount: 50, reason: 1, evidence: [2; 32] };
    world.by("slasher 2", stake::open_case(address("slasher 2"), rig(), args));
    world.by("supplier", calls::appeal(1));
    world.by("slasher", stake::resolve(address("slasher"), rig(), case(1), address("slasher 2"), 0));
    world.by("admin", stake::set_role(address("admin"), Role::Arbiter, address("arbiter")));
    world.by("arbiter", calls::resolve(0, 0));
    assert_eq!(world.books().frozen, 0);
}

#[test]
fn the_arbiter_of_the_day_rules() {
    let mut world = World::appealed(300);
    world.by("admin", stake::set_role(address("admin"), Role::Arbiter, address("arbiter 2")));
    world.not_by("arbiter", calls::resolve(0, 0), IoStakeError::NotArbiter);
    world.by("arbiter 2", stake::resolve(address("arbiter 2"), rig(), case(0), address("slasher"), 0));
}

#[test]
fn the_rent_goes_to_whoever_opened_the_case() {
    let mut world = World::appealed(300);
    for taker in [address("arbiter"), address("supplier"), address("slasher 2"), address("thief")] {
        for upheld in [0, 300] {
            let attempt = stake::resolve(address("arbiter"), rig(), case(0), taker, upheld);
            world.not_by("arbiter", attempt, IoStakeError::NotTheRentPayer);
        }
    }
    // Though another is the slasher by now.
    world.by("admin", stake::set_role(address("admin"), Role::Slasher, address("slasher 2")));
    let (first, second) = (world.lamports(address("slasher")), world.lamports(address("slasher 2")));
    world.by("arbiter", calls::resolve(0, 0));
    let rent = world.rent(Case::SIZE);
    assert_eq!((world.lamports(address("slasher")), world.lamports(address("slasher 2"))), (first + rent, second));
}

#[test]
fn a_case_is_about_its_own_device() {
    let mut world = World::appealed(300);
    let attempt = stake::resolve(address("arbiter"), neighbours(), case(0), address("slasher"), 0);
    world.not_by("arbiter", attempt, IoStakeError::CaseOfAnotherDevice);
}

#[test]
fn a_pause_does_not_stop_it() {
    for upheld in [0, 200, 300] {
        let mut world = World::appealed(300);
        world.pause_staking();
        world.by("arbiter", calls::resolve(0, upheld));
        assert_eq!(world.books().frozen, upheld);
    }
}
