//! The slasher opens a case, which freezes stake at once.

use anchor_lang::{error::ErrorCode, prelude::Pubkey};
use io_app::stake::{self, ID, OpenCaseArgs};
use io_stake::{
    error::IoStakeError,
    events::CaseOpened,
    state::{Case, Stage},
};
use io_tests::{
    World, address,
    forgery::exchanged,
    keypair,
    stake::{Books, NEIGHBOURS_STAKE, STAKE, TODAY, WINDOW, calls, case, neighbours, rig, text},
};
use solana_account::Account;

#[test]
fn freezes_what_it_is_about() {
    let mut world = World::staked();
    let (before, lamports) = (world.books(), world.lamports(address("slasher")));

    let receipt = world.by("slasher", calls::open(0, 300));

    let expected = CaseOpened {
        case: case(0),
        device: rig(),
        number: 0,
        asked: 300,
        frozen: 300,
        costake: 0,
        reason: 7,
        evidence: text("evidence"),
        appeal_ends_at: TODAY + WINDOW,
    };
    assert_eq!(receipt.event::<CaseOpened>(&ID), expected);
    assert_eq!(world.books(), Books { frozen: 300, ..before });

    let opened = world.case(0);
    let derived = Pubkey::find_program_address(&[b"case", rig().as_ref(), &0u32.to_le_bytes()], &ID);
    assert_eq!((case(0), opened.bump), derived);
    assert_eq!((opened.version, opened.stage(), opened.suspends), (1, Some(Stage::Opened), 0));
    assert_eq!((opened.number, opened.reason, opened.frozen), (0, 7, 300));
    assert_eq!((opened.opened_at, opened.appealed_at), (TODAY, 0));
    assert_eq!((opened.device, opened.opener), (rig(), address("slasher")));
    assert_eq!((opened.evidence, opened.defence, opened.reserved), (text("evidence"), [0; 32], [0; 56]));

    let device = world.device(rig());
    assert_eq!((device.cases, device.open_cases, device.suspensions), (1, 1, 0));
    assert_eq!(device.falls, 0, "stake that is frozen still counts");
    assert_eq!(world.lamports(address("slasher")), lamports - world.rent(Case::SIZE));
    assert_eq!(world.device(neighbours()).frozen, 0);
}

#[test]
fn freezes_what_is_left_where_it_asks_for_more() {
    for (asked, frozen) in [(STAKE, STAKE), (STAKE + 1, STAKE), (u64::MAX, STAKE)] {
        let mut world = World::staked();
        let event: CaseOpened = world.by("slasher", calls::open(0, asked)).event(&ID);
        assert_eq!((event.asked, event.frozen), (asked, frozen));
        assert_eq!((world.books().frozen, world.case(0).frozen), (frozen, frozen));
    }
}

#[test]
fn several_freeze_together_no_more_than_there_is() {
    let mut world = World::staked();
    world.by("supplier", calls::unstake(400));
    world.by("slasher", calls::open(0, STAKE - 500));
    let second: CaseOpened = world.by("slasher", calls::open(1, 200)).event(&ID);
    assert_eq!((second.number, second.frozen), (1, 200));
    let third: CaseOpened = world.by("slasher", calls::open(2, 1_000)).event(&ID);
    assert_eq!((third.number, third.asked, third.frozen), (2, 1_000, 300));
    let device = world.device(rig());
    assert_eq!((device.frozen, device.cases, device.open_cases), (STAKE, 3, 3));

    world.not_by("slasher", calls::open(3, 1), IoStakeError::NothingToFreeze);
    // A base unit more of stake can be frozen too.
    world.by("supplier", calls::stake(1));
    let fourth: CaseOpened = world.by("slasher", calls::open(3, 2)).event(&ID);
    assert_eq!(fourth.frozen, 1);
}

#[test]
fn a_device_without_stake_has_nothing_to_freeze() {
    let mut world = World::staked();
    world.cool_down();
    world.by("supplier", calls::withdraw());
    world.donate(1_000);
    world.not_by("slasher", calls::open(0, 1), IoStakeError::NothingToFreeze);
    assert_eq!(world.device(rig()).cases, 0, "no number is used up");
    assert!(world.is_gone(case(0)));
}

#[test]
fn what_cools_is_frozen_too_even_after_its_end() {
    let mut world = World::staked();
    world.cool_down();
    world.by("slasher", calls::open(0, STAKE));
    assert_eq!(world.books().frozen, STAKE);
    world.not_by("supplier", calls::withdraw(), IoStakeError::NothingToWithdraw);
}

#[test]
fn a_case_is_about_something() {
    World::staked().not_by("slasher", calls::open(0, 0), IoStakeError::ZeroAmount);
}

#[test]
fn cases_are_numbered_without_gaps() {
    let mut world = World::staked();
    for number in [1, 2, u32::MAX] {
        world.not_by("slasher", calls::open(number, 1), IoStakeError::NotTheNextCase);
    }
    world.by("slasher", calls::open(0, 1));
    for number in [0, 2] {
        world.not_by("slasher", calls::open(number, 1), IoStakeError::NotTheNextCase);
    }
    world.by("slasher", calls::open(1, 1));
}

#[test]
fn the_number_of_an_ended_case_is_not_used_again() {
    let mut world = World::ruled(300, 0);
    assert!(world.is_gone(case(0)));
    world.not_by("slasher", calls::open(0, 1), IoStakeError::NotTheNextCase);
    world.by("slasher", calls::open(1, 1));
}

#[test]
fn each_device_counts_its_own_cases() {
    let mut world = World::accused(300);
    let args = OpenCaseArgs { number: 0, amount: u64::MAX, reason: 1, evidence: [9; 32] };
    world.by("slasher", stake::open_case(address("slasher"), neighbours(), args));
    assert_eq!((world.device(neighbours()).frozen, world.device(rig()).frozen), (NEIGHBOURS_STAKE, 300));
}

#[test]
fn the_case_lies_at_the_address_of_its_device_and_number() {
    let mut world = World::staked();
    for another in [case(1), stake::case_address(neighbours(), 0), address("nobody")] {
        let forgery = exchanged(&calls::open(0, 1), case(0), another);
        world.refuse_code(forgery, &[&keypair("slasher")], ErrorCode::ConstraintSeeds);
    }
}

#[test]
fn only_the_slasher_opens() {
    let mut world = World::staked();
    let args = OpenCaseArgs { number: 0, amount: 1, reason: 7, evidence: text("evidence") };
    for name in ["admin", "arbiter", "pauser", "supplier", "neighbour"] {
        world.fund(address(name), 1_000_000_000);
        let attempt = stake::open_case(address(name), rig(), args.clone());
        world.not_by(name, attempt, IoStakeError::NotSlasher);
    }
}

#[test]
fn a_pause_is_no_way_out_from_under_it() {
    let mut world = World::staked();
    world.pause_staking();
    world.cool_down();
    world.by("slasher", calls::open(0, STAKE));
    assert_eq!(world.books().frozen, STAKE);
    world.not_by("supplier", calls::withdraw(), IoStakeError::NothingToWithdraw);
}

#[test]
fn lamports_sent_ahead_do_not_stand_in_the_way() {
    let rent = World::staked().rent(Case::SIZE);
    for gift in [1, rent, rent + 777] {
        let mut world = World::staked();
        world.put(case(0), Account { lamports: gift, ..Account::default() });
        let lamports = world.lamports(address("slasher"));
        world.by("slasher", calls::open(0, 300));
        assert_eq!(world.lamports(address("slasher")), lamports - rent.saturating_sub(gift));
        // All of it goes to the slasher in the end.
        world.set_time(TODAY + WINDOW);
        world.accept(calls::execute(0), &[]);
        assert_eq!(world.lamports(address("slasher")), lamports + gift);
    }
}
