//! The admin plans who gets what at genesis.

use anchor_lang::{error::ErrorCode, prelude::Pubkey, solana_program::instruction::Instruction};
use io_app::token::{self, CONFIG, ID, allocation_address};
use io_tests::{
    World, address,
    forgery::exchanged,
    keypair,
    token::{beneficiary, plan},
};
use io_token::{AllocateArgs, Category, error::IoTokenError, events::Allocated, state::Allocation};
use solana_signer::Signer;

const IO: u64 = 100_000_000;

/// 12 tranches and something at genesis, of the community's budget.
fn community(id: u32) -> AllocateArgs {
    AllocateArgs {
        id,
        category: Category::Community,
        beneficiary: beneficiary(id).pubkey(),
        total: 1_000_003 * IO + 7,
        at_genesis: 3 * IO,
        first_month: 1,
        last_month: 12,
    }
}

/// An allocation on the terms of its category.
fn fixed(category: Category, total: u64) -> AllocateArgs {
    let last_month = if category == Category::Core { 48 } else { 36 };
    AllocateArgs { category, total, at_genesis: 0, first_month: 13, last_month, ..community(1) }
}

fn allocate(args: AllocateArgs) -> Instruction {
    token::allocate(address("admin"), address("payer"), args)
}

#[track_caller]
fn accepted(world: &mut World, args: AllocateArgs) -> io_tests::Receipt {
    world.accept(allocate(args), &[&keypair("admin"), &keypair("payer")])
}

#[track_caller]
fn refused(args: AllocateArgs, error: IoTokenError) {
    refused_in(&mut World::initialized(), args, error);
}

#[track_caller]
fn refused_in(world: &mut World, args: AllocateArgs, error: IoTokenError) {
    world.refuse(allocate(args), &[&keypair("admin"), &keypair("payer")], error);
}

#[test]
fn writes_the_allocation_and_counts_it() {
    let mut world = World::initialized();
    let purse = world.lamports(address("payer"));
    accepted(&mut world, community(7));
    let second = AllocateArgs { total: 5, at_genesis: 5, first_month: 0, last_month: 0, ..community(70_000) };

    let receipt = accepted(&mut world, second);

    let first = world.allocation(7);
    assert_eq!((first.version, first.category, first.id), (1, 0, 7));
    assert_eq!((first.total, first.released), (1_000_003 * IO + 7, 0));
    assert_eq!((first.at_genesis, first.first_month, first.last_month), (3 * IO, 1, 12));
    assert_eq!(first.beneficiary, beneficiary(7).pubkey());
    assert_eq!(first.pending_beneficiary, Pubkey::default());
    assert_eq!(first.rent_payer, address("payer"));
    let seeds = [b"allocation".as_slice(), &7u32.to_le_bytes()];
    assert_eq!(Pubkey::find_program_address(&seeds, &ID), (allocation_address(7), first.bump));

    let config = world.config();
    assert_eq!(config.allocations, 2);
    assert_eq!(config.allocated, [1_000_003 * IO + 12, 0, 0, 0, 0]);
    assert_eq!((config.minted, world.supply()), (0, 0), "a plan mints nothing");
    assert_eq!(world.lamports(address("payer")), purse - 2 * world.rent(Allocation::SIZE));

    let event: Allocated = receipt.event(&ID);
    let expected = Allocated {
        id: 70_000,
        category: Category::Community,
        beneficiary: beneficiary(70_000).pubkey(),
        total: 5,
        at_genesis: 5,
        first_month: 0,
        last_month: 0,
        category_allocated: 1_000_003 * IO + 12,
    };
    assert_eq!(event, expected);
}

#[test]
fn every_category_can_be_used_up_and_not_exceeded() {
    let mut world = World::initialized();
    for (number, (category, budget)) in
        [100_000_000, 128_000_000, 100_000_000, 81_600_000, 90_400_000].into_iter().enumerate().map(category_of)
    {
        let id = number as u32 * 10;
        accepted(&mut world, AllocateArgs { id, ..fixed(category, budget - 1_000) });
        refused_in(&mut world, AllocateArgs { id: id + 1, ..fixed(category, 1_001) }, IoTokenError::BudgetExceeded);
        refused_in(&mut world, AllocateArgs { id: id + 1, ..fixed(category, u64::MAX) }, IoTokenError::BudgetExceeded);
        accepted(&mut world, AllocateArgs { id: id + 1, ..fixed(category, 1_000) });
        refused_in(&mut world, AllocateArgs { id: id + 2, ..fixed(category, 100) }, IoTokenError::BudgetExceeded);
        assert_eq!(world.config().allocated[number], budget);
    }
    assert_eq!(world.config().allocated.iter().sum::<u64>(), 500_000_000 * IO);
}

fn category_of((number, whole): (usize, u64)) -> (usize, (Category, u64)) {
    (number, (Category::ALL[number], whole * IO))
}

#[test]
fn a_whole_budget_and_one_base_unit_is_too_much() {
    for category in Category::ALL {
        refused(fixed(category, category.budget().get() + 1), IoTokenError::BudgetExceeded);
    }
}

#[test]
fn only_the_admin_allocates() {
    let mut world = World::initialized();
    for name in ["pauser", "emission minter", "payer", "beneficiary 1"] {
        let attempt = token::allocate(address(name), address("payer"), community(1));
        world.refuse(attempt, &[&keypair(name), &keypair("payer")], IoTokenError::NotAdmin);
    }
}

#[test]
fn a_pause_stops_it() {
    let mut world = World::initialized();
    world.pause();
    refused_in(&mut world, community(1), IoTokenError::Paused);
}

#[test]
fn genesis_makes_the_plan_final() {
    refused_in(&mut World::after_genesis(), community(99), IoTokenError::AfterGenesis);
}

#[test]
fn a_number_is_taken_once() {
    let mut world = World::initialized();
    accepted(&mut world, community(1));
    let already_in_use = 0u32;
    world.refuse_code(allocate(community(1)), &[&keypair("admin"), &keypair("payer")], already_in_use);
}

#[test]
fn the_account_belongs_to_the_number() {
    let mut world = World::initialized();
    let mismatch = exchanged(&allocate(community(1)), allocation_address(1), allocation_address(2));
    world.refuse_code(mismatch, &[&keypair("admin"), &keypair("payer")], ErrorCode::ConstraintSeeds);
}

#[test]
fn lamports_sent_ahead_do_not_stand_in_the_way() {
    let mut world = World::initialized();
    world.fund(allocation_address(1), 890_880);
    accepted(&mut world, community(1));
    assert_eq!(world.lamports(allocation_address(1)), world.rent(Allocation::SIZE));
}

#[test]
fn the_beneficiary_must_be_able_to_receive() {
    for beneficiary in [Pubkey::default(), CONFIG] {
        refused(AllocateArgs { beneficiary, ..community(1) }, IoTokenError::InvalidBeneficiary);
    }
}

#[test]
fn two_allocations_may_have_one_beneficiary() {
    let mut world = World::initialized();
    accepted(&mut world, community(1));
    accepted(&mut world, AllocateArgs { beneficiary: beneficiary(1).pubkey(), ..community(2) });
    assert_eq!(world.allocation(1).beneficiary, world.allocation(2).beneficiary);
}

#[test]
fn terms_must_vest_all_of_it() {
    let terms = |total, at_genesis, first_month, last_month| AllocateArgs {
        total,
        at_genesis,
        first_month,
        last_month,
        ..community(1)
    };
    refused(terms(0, 0, 1, 12), IoTokenError::ZeroAmount);
    refused(terms(0, 0, 0, 0), IoTokenError::ZeroAmount);
    refused(terms(100, 101, 1, 12), IoTokenError::AtGenesisExceedsTotal);
    refused(terms(100, 99, 0, 0), IoTokenError::RestWithoutTranches);
    refused(terms(100, 100, 1, 12), IoTokenError::TranchesWithoutRest);
    refused(terms(100, 0, 0, 12), IoTokenError::FirstMonthZero);
    refused(terms(100, 0, 13, 12), IoTokenError::FirstMonthAfterLast);
    refused(terms(100, 0, 1, 0), IoTokenError::FirstMonthAfterLast);
    refused(terms(10_000, 0, 1, 601), IoTokenError::LastMonthTooLate);
    refused(terms(10_000, 0, u16::MAX, u16::MAX), IoTokenError::LastMonthTooLate);
    refused(terms(100, 89, 1, 12), IoTokenError::TrancheBelowOneUnit);
}

#[test]
fn the_tightest_terms_that_vest_are_taken() {
    let mut world = World::initialized();
    let terms = |id, total, at_genesis, first_month, last_month| AllocateArgs {
        total,
        at_genesis,
        first_month,
        last_month,
        ..community(id)
    };
    accepted(&mut world, terms(1, 1, 1, 0, 0));
    accepted(&mut world, terms(2, 1, 0, 1, 1));
    accepted(&mut world, terms(3, 600, 0, 1, 600));
    accepted(&mut world, terms(4, 100, 88, 1, 12));
    accepted(&mut world, terms(5, 1, 0, 600, 600));
}

#[test]
fn seed_series_a_and_core_vest_on_their_own_terms() {
    for category in [Category::Seed, Category::SeriesA, Category::Core] {
        let agreed = fixed(category, 1_000_000);
        let (first, last) = (agreed.first_month, agreed.last_month);
        for (at_genesis, first_month, last_month) in
            [(1, first, last), (0, first - 1, last), (0, first + 1, last), (0, first, last - 1), (0, first, last + 1)]
        {
            let others = AllocateArgs { at_genesis, first_month, last_month, ..agreed.clone() };
            refused(others, IoTokenError::TermsAreFixed);
        }
        refused(
            AllocateArgs { at_genesis: 1_000_000, first_month: 0, last_month: 0, ..agreed.clone() },
            IoTokenError::TermsAreFixed,
        );
        accepted(&mut World::initialized(), agreed);
    }
}

#[test]
fn an_unknown_category_is_not_understood() {
    let mut instruction = allocate(community(1));
    // The discriminator (8 bytes), the number of the allocation (4), the category.
    assert_eq!(instruction.data[12], Category::Community.number());
    instruction.data[12] = 5;
    let signers = [&keypair("admin"), &keypair("payer")];
    World::initialized().refuse_code(instruction, &signers, ErrorCode::InstructionDidNotDeserialize);
}

#[test]
fn the_plan_of_the_other_tests_is_complete() {
    let world = World::planned();
    assert!(world.config().is_fully_allocated());
    assert_eq!(world.config().allocations as usize, plan().len());
}
