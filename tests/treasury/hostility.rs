//! A swap program that is allowed and means harm. It has the trader's signature, and nothing else.

use anchor_lang::{
    prelude::{AccountMeta, Pubkey, system_program},
    solana_program::instruction::Instruction,
};
use anchor_spl::token::spl_token::{self, error::TokenError, instruction::AuthorityType};
use io_app::{
    treasury::{self, AUTHORITY, CONFIG, IO_PURSE, IO_VAULT, TRADER},
    usdc,
};
use io_tests::{
    World, address,
    specimen::custom,
    treasury::{
        DOLLAR, IO, io_of,
        swaps::{bring, floor, forbidden_vaults, hostile, swap, take, till_of_usdc, transfer},
        usdc_of, usdc_purse, usdc_vault,
    },
};
use io_treasury::error::IoTreasuryError::{self, *};
use solana_instruction::error::InstructionError;

const SPENT: u64 = 100 * DOLLAR;

/// The program trades as it should, does these things besides, and the treasury has to refuse.
#[track_caller]
fn refused_besides_a_fair_trade(error: IoTreasuryError, calls: &[Instruction]) {
    let mut world = World::swapping();
    let (money, accounts) = (world.money(), accounts(&world));
    let fair = [take(SPENT), bring(2 * floor(SPENT))];
    world.refuse(swap(SPENT, 0, &[&fair, calls].concat()), &[], error);
    world.refuse(swap(SPENT, 0, &[calls, &fair].concat()), &[], error);
    assert_eq!(world.money(), money);
    assert_eq!(self::accounts(&world), accounts);
}

#[track_caller]
fn stopped_by_the_runtime(reason: InstructionError, calls: &[Instruction]) {
    let mut world = World::swapping();
    let money = world.money();
    let fair = [take(SPENT), bring(2 * floor(SPENT))];
    world.refuse_with(swap(SPENT, 0, &[&fair, calls].concat()), &[], reason);
    assert_eq!(world.money(), money);
}

/// The treasury's four token accounts.
fn accounts(world: &World) -> [spl_token::state::Account; 4] {
    [usdc_vault(), IO_VAULT, usdc_purse(), IO_PURSE].map(|account| world.packed(account))
}

fn approve(account: Pubkey) -> Instruction {
    spl_token::instruction::approve(&spl_token::ID, &account, &address("thief"), &TRADER, &[], u64::MAX)
        .expect("an instruction")
}

fn revoke(account: Pubkey) -> Instruction {
    spl_token::instruction::revoke(&spl_token::ID, &account, &TRADER, &[]).expect("an instruction")
}

fn give_away(account: Pubkey, what: AuthorityType) -> Instruction {
    let heir = address("thief");
    spl_token::instruction::set_authority(&spl_token::ID, &account, Some(&heir), what, &TRADER, &[])
        .expect("an instruction")
}

fn close(account: Pubkey) -> Instruction {
    spl_token::instruction::close_account(&spl_token::ID, &account, &address("thief"), &TRADER, &[])
        .expect("an instruction")
}

#[test]
fn keeps_the_money() {
    let mut world = World::swapping();
    let before = world.money();
    for calls in [
        vec![take(SPENT)],
        vec![take(SPENT), bring(1)],
        vec![take(SPENT), bring(floor(SPENT) - 1)],
        vec![transfer(usdc_purse(), usdc_of("thief"), TRADER, SPENT)],
    ] {
        let error = if calls.len() == 1 { NothingBought } else { BelowFloor };
        world.refuse(swap(SPENT, 0, &calls), &[], error);
    }
    assert_eq!(world.money(), before);
}

#[test]
fn burns_the_money() {
    let burn = spl_token::instruction::burn(&spl_token::ID, &usdc_purse(), &usdc::MINT, &TRADER, &[], SPENT);
    World::swapping().refuse(swap(SPENT, 0, &[burn.expect("an instruction")]), &[], NothingBought);
}

#[test]
fn pays_with_the_purses_own_io() {
    let mut world = World::swapping();
    world.give_io(IO_PURSE, 500 * IO);
    let steal = transfer(IO_PURSE, io_of("thief"), TRADER, 500 * IO);
    world.refuse(swap(SPENT, 0, &[take(SPENT), steal.clone()]), &[], NothingBought);
    world.refuse(swap(SPENT, 0, &[take(SPENT), steal, bring(floor(SPENT))]), &[], NothingBought);
    let part = transfer(IO_PURSE, io_of("thief"), TRADER, 1);
    world.refuse(swap(SPENT, 0, &[take(SPENT), part, bring(floor(SPENT))]), &[], BelowFloor);
}

#[test]
fn takes_more_than_it_was_lent() {
    let mut world = World::swapping();
    world.refuse_code(swap(SPENT, 0, &[take(SPENT + 1)]), &[], TokenError::InsufficientFunds as u32);
    world.issue_usdc(usdc_purse(), 5);
    let greedy = [take(SPENT + 1), bring(2 * floor(SPENT))];
    world.refuse(swap(SPENT, 0, &greedy), &[], SpendsMore);
}

#[test]
fn makes_itself_the_owner_of_a_purse() {
    refused_besides_a_fair_trade_at_the_end(&[give_away(usdc_purse(), AuthorityType::AccountOwner)]);
    refused_besides_a_fair_trade_at_the_end(&[give_away(IO_PURSE, AuthorityType::AccountOwner)]);
}

/// As [`refused_besides_a_fair_trade`], for what can only be done once the trade is over.
#[track_caller]
fn refused_besides_a_fair_trade_at_the_end(calls: &[Instruction]) {
    let mut world = World::swapping();
    let money = world.money();
    let fair = [take(SPENT), bring(2 * floor(SPENT))];
    world.refuse(swap(SPENT, 0, &[&fair, calls].concat()), &[], PurseTouched);
    assert_eq!(world.money(), money);
}

#[test]
fn keeps_the_right_to_close_a_purse() {
    for purse in [usdc_purse(), IO_PURSE] {
        refused_besides_a_fair_trade(PurseTouched, &[give_away(purse, AuthorityType::CloseAccount)]);
    }
}

#[test]
fn keeps_a_right_over_what_a_purse_will_hold() {
    for purse in [usdc_purse(), IO_PURSE] {
        refused_besides_a_fair_trade(PurseTouched, &[approve(purse)]);
    }
}

#[test]
fn a_right_that_was_given_and_taken_back_is_no_harm() {
    let mut world = World::swapping();
    let before = accounts(&world);
    for _ in 0..2 {
        let calls = [approve(usdc_purse()), approve(IO_PURSE), take(SPENT), bring(floor(SPENT))];
        let back = [revoke(usdc_purse()), revoke(IO_PURSE)];
        world.swaps(SPENT, &[&calls[..], &back].concat());
    }
    let after = accounts(&world);
    for (before, after) in before.iter().zip(after) {
        assert_eq!(after, spl_token::state::Account { amount: after.amount, ..*before });
    }
}

#[test]
fn closes_a_purse() {
    refused_besides_a_fair_trade_at_the_end(&[close(usdc_purse())]);
    let mut world = World::swapping();
    world.refuse(swap(SPENT, 0, &[take(SPENT), close(IO_PURSE)]), &[], PurseTouched);
    world.refuse(swap(SPENT, 0, &[take(SPENT), close(IO_PURSE), close(usdc_purse())]), &[], PurseTouched);
}

#[test]
fn closes_a_purse_and_puts_something_in_its_place() {
    let mut world = World::swapping();
    // Lamports keep the address alive, but nobody else can make it a token account again.
    world.fund(address("thief"), 1_000_000_000);
    let refill = anchor_lang::solana_program::system_instruction::transfer(&address("thief"), &IO_PURSE, 10_000_000);
    let mut attempt = swap(SPENT, 0, &[take(SPENT), close(IO_PURSE), refill]);
    for meta in attempt.accounts.iter_mut().filter(|meta| meta.pubkey == address("thief")) {
        meta.is_signer = true;
    }
    // The signature is not even passed on.
    world.refuse_with(attempt, &[&io_tests::keypair("thief")], InstructionError::PrivilegeEscalation);
}

#[test]
fn sees_neither_the_vaults_nor_their_authority_nor_the_settings() {
    for forbidden in [CONFIG, AUTHORITY, usdc_vault(), IO_VAULT] {
        let mut world = World::swapping();
        for meta in [AccountMeta::new(forbidden, false), AccountMeta::new_readonly(forbidden, false)] {
            let mut attempt = swap(SPENT, 0, &[take(SPENT), bring(2 * floor(SPENT))]);
            attempt.accounts.push(meta);
            world.refuse(attempt, &[], ForbiddenAccount);
        }
    }
    for vault in forbidden_vaults() {
        let grab = transfer(vault, till_of_usdc(), TRADER, 1);
        refused_besides_a_fair_trade(ForbiddenAccount, &[grab]);
    }
}

#[test]
fn pays_into_the_vault_to_confuse_the_count() {
    // The vault's balance cannot be moved meanwhile: it is not among the accounts.
    let gift = transfer(till_of_usdc(), usdc_vault(), TRADER, 1);
    refused_besides_a_fair_trade(ForbiddenAccount, &[gift]);
}

#[test]
fn calls_the_treasury_again() {
    // With all of its accounts it is refused for these.
    refused_besides_a_fair_trade(ForbiddenAccount, &[treasury::burn_fees()]);
    refused_besides_a_fair_trade(ForbiddenAccount, &[io_tests::treasury::sell(100 * IO)]);
    // Without them the runtime does not let it in.
    let bare = Instruction { accounts: vec![], ..treasury::burn_fees() };
    stopped_by_the_runtime(InstructionError::ReentrancyNotAllowed, &[bare]);
    let nested = Instruction { accounts: vec![], ..swap(SPENT, 0, &[]) };
    stopped_by_the_runtime(InstructionError::ReentrancyNotAllowed, &[nested]);
}

#[test]
fn makes_the_trader_its_own() {
    let assign = anchor_lang::solana_program::system_instruction::assign(&TRADER, &hostile());
    stopped_by_the_runtime(InstructionError::PrivilegeEscalation, &[assign]);
    let allocate = anchor_lang::solana_program::system_instruction::allocate(&TRADER, 1);
    stopped_by_the_runtime(InstructionError::PrivilegeEscalation, &[allocate]);
    assert_eq!(system_program::ID, Pubkey::default());
}

#[test]
fn signs_for_the_authority() {
    let grab = Instruction {
        program_id: spl_token::ID,
        accounts: vec![AccountMeta::new_readonly(AUTHORITY, true)],
        data: vec![],
    };
    refused_besides_a_fair_trade(ForbiddenAccount, &[grab]);
}

#[test]
fn fails_and_nothing_has_happened() {
    let mut world = World::swapping();
    let before = world.money();
    let mut attempt = swap(SPENT, 0, &[take(SPENT)]);
    // Data that the program does not understand.
    attempt.data.truncate(attempt.data.len() - 1);
    assert!(world.send(&[attempt], &[]).is_err());
    let broke = [take(SPENT), bring(u64::MAX)];
    world.refuse_with(swap(SPENT, 0, &broke), &[], custom(TokenError::InsufficientFunds as u32));
    assert_eq!(world.money(), before);
}
