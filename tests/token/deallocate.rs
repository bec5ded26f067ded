//! The admin takes a planned allocation back.

use anchor_lang::{error::ErrorCode, solana_program::instruction::Instruction};
use io_app::token::{self, ID, allocation_address};
use io_tests::{
    World, address, keypair,
    token::{beneficiary, plan},
};
use io_token::{AllocateArgs, Category, error::IoTokenError, events::Deallocated, state::Allocation};
use solana_signer::Signer;

fn deallocate(id: u32) -> Instruction {
    token::deallocate(address("admin"), id, address("payer"))
}

#[test]
fn frees_the_budget_and_returns_the_rent() {
    let mut world = World::planned();
    let (purse, before) = (world.lamports(address("payer")), world.config());
    let total = world.allocation(30).total;

    let receipt = world.accept(deallocate(30), &[&keypair("admin")]);

    assert!(world.account(allocation_address(30)).is_none_or(|account| account.lamports == 0));
    assert_eq!(world.lamports(address("payer")), purse + world.rent(Allocation::SIZE));
    let config = world.config();
    assert_eq!(config.allocations, before.allocations - 1);
    let mut allocated = before.allocated;
    allocated[usize::from(Category::SeriesA.number())] -= total;
    assert_eq!(config.allocated, allocated);

    let event: Deallocated = receipt.event(&ID);
    let expected = Deallocated {
        id: 30,
        category: Category::SeriesA,
        beneficiary: beneficiary(30).pubkey(),
        total,
        category_allocated: allocated[3],
    };
    assert_eq!(event, expected);
}

#[test]
fn the_number_can_be_given_again() {
    let mut world = World::planned();
    world.accept(deallocate(30), &[&keypair("admin")]);
    let other = AllocateArgs { id: 30, beneficiary: address("heir"), ..plan_of(30) };
    world.accept(token::allocate(address("admin"), address("payer"), other), &[&keypair("admin"), &keypair("payer")]);
    assert_eq!(world.allocation(30).beneficiary, address("heir"));
    assert!(world.config().is_fully_allocated());
}

fn plan_of(id: u32) -> AllocateArgs {
    plan().into_iter().find(|args| args.id == id).expect("the number is in the plan")
}

#[test]
fn only_the_admin_takes_back() {
    let mut world = World::planned();
    for name in ["pauser", "payer", "beneficiary 30"] {
        let attempt = token::deallocate(address(name), 30, address("payer"));
        world.refuse(attempt, &[&keypair(name)], IoTokenError::NotAdmin);
    }
}

#[test]
fn genesis_makes_the_plan_final() {
    World::after_genesis().refuse(deallocate(30), &[&keypair("admin")], IoTokenError::AfterGenesis);
}

#[test]
fn the_rent_goes_to_whoever_paid_it() {
    let mut world = World::planned();
    for taker in [address("admin"), beneficiary(30).pubkey(), address("thief")] {
        let attempt = token::deallocate(address("admin"), 30, taker);
        world.refuse(attempt, &[&keypair("admin")], IoTokenError::NotTheRentPayer);
    }
}

#[test]
fn happens_once() {
    let mut world = World::planned();
    world.accept(deallocate(30), &[&keypair("admin")]);
    world.refuse_code(deallocate(30), &[&keypair("admin")], ErrorCode::AccountOwnedByWrongProgram);
}

#[test]
fn an_offer_to_an_heir_does_not_survive() {
    let mut world = World::planned();
    let offer = token::propose_beneficiary(beneficiary(30).pubkey(), 30, address("heir"));
    world.accept(offer, &[&beneficiary(30)]);
    world.accept(deallocate(30), &[&keypair("admin")]);
    world.accept(
        token::allocate(address("admin"), address("payer"), plan_of(30)),
        &[&keypair("admin"), &keypair("payer")],
    );
    let claim = token::accept_beneficiary(address("heir"), 30);
    world.refuse(claim, &[&keypair("heir")], IoTokenError::NotPendingBeneficiary);
}
