//! Anyone burns what a case froze, once nothing can save it any more.

use anchor_lang::error::ErrorCode;
use io_app::{
    stake::{self, AUTHORITY, ID, Role, vault_address},
    token::{self, BURNS, MINT},
};
use io_stake::{error::IoStakeError, events::Executed, state::Case};
use io_tests::{
    World, address,
    forgery::exchanged,
    keypair,
    stake::{Books, COOLDOWN, NEIGHBOURS_STAKE, STAKE, TODAY, WINDOW, calls, case, neighbours, purse, rig},
};
use io_token::{BurnKind, error::IoTokenError, events::Burned};

#[test]
fn burns_through_the_ledger_under_the_cases_name() {
    let mut world = World::accused(300);
    let (before, minted, lamports) = (world.books(), world.config().minted, world.lamports(address("slasher")));
    world.set_time(TODAY + WINDOW);

    let receipt = world.accept(calls::execute(0), &[]);

    let expected = Executed { case: case(0), device: rig(), burned: 300, costake: 0, active: STAKE - 300 };
    assert_eq!(receipt.event::<Executed>(&ID), expected);
    let burned = Burned {
        kind: BurnKind::Slash,
        amount: 300,
        reference: case(0),
        authority: AUTHORITY,
        kind_total: 300,
        total: 300,
    };
    assert_eq!(receipt.event::<Burned>(&token::ID), burned);
    let ledger = world.burn_ledger();
    assert_eq!((ledger.burned_under(BurnKind::Slash), ledger.total), (300, 300));
    let after =
        Books { active: STAKE - 300, frozen: 0, vault: before.vault - 300, supply: before.supply - 300, ..before };
    assert_eq!(world.books(), after);
    assert_eq!(world.config().minted, minted, "what was burned is not minted again");
    let device = world.device(rig());
    assert_eq!((device.open_cases, device.cases), (0, 1));
    assert!(world.is_gone(case(0)));
    assert_eq!(world.lamports(address("slasher")), lamports + world.rent(Case::SIZE));
    assert_eq!(world.balance(vault_address(neighbours())), NEIGHBOURS_STAKE);
}

#[test]
fn the_first_second_after_the_time_for_an_appeal_is_late_enough_and_none_before() {
    let mut world = World::accused(300);
    for time in [TODAY, TODAY + 1, TODAY + WINDOW - 1] {
        world.set_time(time);
        world.refuse(calls::execute(0), &[], IoStakeError::NotExecutable);
    }
    world.set_time(TODAY + WINDOW);
    world.accept(calls::execute(0), &[]);
}

#[test]
fn nobody_executes_early_whatever_its_role() {
    let mut world = World::accused(300);
    world.set_time(TODAY + WINDOW - 1);
    for name in ["admin", "slasher", "arbiter", "pauser", "neighbour"] {
        let mut signed = calls::execute(0);
        signed.accounts.push(anchor_lang::prelude::AccountMeta::new_readonly(address(name), true));
        world.not_by(name, signed, IoStakeError::NotExecutable);
    }
    // Nor does the admin by taking over both other roles, one after the other.
    world.by("admin", stake::set_role(address("admin"), Role::Arbiter, address("admin")));
    let resolve = stake::resolve(address("admin"), rig(), case(0), address("slasher"), 300);
    world.not_by("admin", resolve, IoStakeError::NotAppealed);
    world.refuse(calls::execute(0), &[], IoStakeError::NotExecutable);
}

#[test]
fn an_appeal_stops_it_for_good_unless_the_case_is_upheld() {
    let mut world = World::appealed(300);
    for time in [TODAY, TODAY + WINDOW - 1, TODAY + WINDOW, TODAY + 10 * WINDOW] {
        world.set_time(time);
        world.refuse(calls::execute(0), &[], IoStakeError::NotExecutable);
    }
}

#[test]
fn an_upheld_case_is_executed_at_once_as_far_as_it_was_upheld() {
    let mut world = World::ruled(300, 200);
    let supply = world.supply();

    let receipt = world.accept(calls::execute(0), &[]);

    assert_eq!(receipt.event::<Executed>(&ID).burned, 200);
    assert_eq!(receipt.event::<Burned>(&token::ID).amount, 200);
    let books = world.books();
    assert_eq!((books.active, books.frozen, books.vault), (STAKE - 200, 0, STAKE - 200));
    assert_eq!(world.supply(), supply - 200);
}

#[test]
fn an_upheld_case_never_lapses() {
    let mut world = World::ruled(300, 300);
    world.set_time(TODAY + 100 * WINDOW);
    world.refuse(calls::expire(0), &[], IoStakeError::NotAppealed);
    world.accept(calls::execute(0), &[]);
}

#[test]
fn happens_once() {
    let mut world = World::ruled(300, 300);
    world.accept(calls::execute(0), &[]);
    world.refuse_code(calls::execute(0), &[], ErrorCode::AccountOwnedByWrongProgram);
    // Nor twice in one transaction.
    let mut world = World::ruled(300, 300);
    let twice = world.send(&[calls::execute(0), calls::execute(0)], &[]);
    let reason = solana_instruction::error::InstructionError::Custom(ErrorCode::AccountOwnedByWrongProgram.into());
    let second = solana_transaction_error::TransactionError::InstructionError(1, reason);
    assert_eq!(twice.expect_err("the case is gone").error, second);
    assert_eq!(world.books().active, STAKE);
}

#[test]
fn burns_active_stake_first_then_what_cools_last() {
    let mut world = World::staked();
    for (second, amount) in [(0, 100), (1, 200), (2, STAKE - 350)] {
        world.set_time(TODAY + second);
        world.by("supplier", calls::unstake(amount));
    }
    // 50 are active; the case takes them, the last cooldown, and 20 of the second.
    world.by("slasher", calls::open(0, STAKE - 280));
    world.set_time(TODAY + 2 + WINDOW);

    let receipt = world.accept(calls::execute(0), &[]);

    assert_eq!(receipt.event::<Executed>(&ID).active, 0);
    assert_eq!(world.cooldowns(), [(100, TODAY + COOLDOWN), (180, TODAY + 1 + COOLDOWN)]);
    world.by("supplier", calls::withdraw());
    assert_eq!((world.books().vault, world.books().cooling), (0, 0));
    world.by("supplier", calls::close());
}

#[test]
fn everything_can_be_burned() {
    let mut world = World::accused(u64::MAX);
    world.cool_down();
    world.set_time(TODAY + WINDOW);
    let supply = world.supply();
    world.accept(calls::execute(0), &[]);
    let books = world.books();
    assert_eq!((books.active, books.cooling, books.frozen, books.vault), (0, 0, 0, 0));
    assert_eq!(world.supply(), supply - STAKE);
    world.not_by("supplier", calls::withdraw(), IoStakeError::NothingToWithdraw);
}

#[test]
fn a_donation_is_not_burned() {
    let mut world = World::accused(u64::MAX);
    world.donate(5_000);
    world.set_time(TODAY + WINDOW);
    let receipt = world.accept(calls::execute(0), &[]);
    assert_eq!(receipt.event::<Executed>(&ID).burned, STAKE);
    assert_eq!(world.books().vault, 5_000);
}

#[test]
fn several_cases_burn_each_its_own_and_the_totals_go_on() {
    let mut world = World::accused(300);
    world.by("slasher", calls::open(1, 40));
    world.set_time(TODAY + WINDOW);
    let second: Burned = world.accept(calls::execute(1), &[]).event(&token::ID);
    assert_eq!((second.reference, second.amount, second.kind_total), (case(1), 40, 40));
    assert_eq!((world.books().frozen, world.device(rig()).open_cases), (300, 1));
    let first: Burned = world.accept(calls::execute(0), &[]).event(&token::ID);
    assert_eq!((first.reference, first.amount, first.kind_total), (case(0), 300, 340));
    assert_eq!(world.books().active, STAKE - 340);
}

#[test]
fn the_rent_goes_to_whoever_opened_the_case() {
    let mut world = World::ruled(300, 300);
    for taker in [address("arbiter"), address("supplier"), address("slasher 2"), address("thief")] {
        let attempt = stake::execute(rig(), case(0), taker, false);
        world.refuse(attempt, &[], IoStakeError::NotTheRentPayer);
    }
    // Though another is the slasher by now.
    world.by("admin", stake::set_role(address("admin"), Role::Slasher, address("slasher 2")));
    let (first, second) = (world.lamports(address("slasher")), world.lamports(address("slasher 2")));
    world.accept(calls::execute(0), &[]);
    let rent = world.rent(Case::SIZE);
    assert_eq!((world.lamports(address("slasher")), world.lamports(address("slasher 2"))), (first + rent, second));
}

#[test]
fn a_case_burns_the_stake_of_its_own_device() {
    let mut world = World::ruled(300, 300);
    let attempt = stake::execute(neighbours(), case(0), address("slasher"), false);
    world.refuse(attempt, &[], IoStakeError::CaseOfAnotherDevice);
    let vault = vault_address(rig());
    let (doubled, forged) = (world.doubled(vault), world.forged(vault));
    for another in [vault_address(neighbours()), doubled, forged, purse("supplier"), address("nobody")] {
        let forgery = exchanged(&calls::execute(0), vault, another);
        world.refuse(forgery, &[], IoStakeError::NotTheVault);
    }
}

#[test]
fn burns_io_in_the_ledger_of_io() {
    let mut world = World::ruled(300, 300);
    let foreign = world.foreign_mint(address("thief"));
    world.refuse(exchanged(&calls::execute(0), MINT, foreign), &[], IoTokenError::NotTheMint);
    let doubled = world.doubled(BURNS);
    world.refuse_code(exchanged(&calls::execute(0), BURNS, doubled), &[], ErrorCode::ConstraintAddress);
    let forged = world.forged(BURNS);
    let forgery = exchanged(&calls::execute(0), BURNS, forged);
    world.refuse_code(forgery, &[], ErrorCode::AccountOwnedByWrongProgram);
    let forgery = exchanged(&calls::execute(0), token::EVENT_AUTHORITY, address("thief"));
    world.refuse_code(forgery, &[], ErrorCode::ConstraintAddress);
    let forgery = exchanged(&calls::execute(0), AUTHORITY, address("thief"));
    world.refuse(forgery, &[], IoStakeError::NotTheAuthority);
}

#[test]
fn a_case_waits_where_the_burner_is_not_registered() {
    let mut world = World::ruled(300, 300);
    let set = |burner| token::set_burner(address("admin"), BurnKind::Slash, burner);
    world.by("admin", set(address("somebody else")));
    world.refuse(calls::execute(0), &[], IoTokenError::NotBurner);
    assert_eq!((world.books().frozen, world.books().vault), (300, STAKE));
    world.by("admin", set(AUTHORITY));
    world.accept(calls::execute(0), &[]);
}

#[test]
fn a_pause_of_the_token_does_not_stop_it_and_one_of_the_stake_does() {
    let mut world = World::ruled(300, 300);
    world.pause();
    let mut paused = world.clone();
    world.accept(calls::execute(0), &[]);
    paused.pause_staking();
    paused.refuse(calls::execute(0), &[], IoStakeError::Paused);
}

#[test]
fn the_owner_may_execute_too() {
    let mut world = World::ruled(300, 300);
    let receipt = world.send(&[calls::execute(0), calls::unstake(STAKE - 300)], &[&keypair("supplier")]);
    assert_eq!(receipt.expect("both go through").event::<Burned>(&token::ID).amount, 300);
    assert_eq!((world.books().active, world.books().cooling), (0, STAKE - 300));
}
