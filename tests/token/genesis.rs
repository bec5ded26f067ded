//! The admin mints the genesis supply, and the vesting clock starts.

use io_app::token::{self, ID, VAULT};
use io_tests::{World, address, keypair, token::GENESIS, token::plan};
use io_token::{AllocateArgs, error::IoTokenError, events::GenesisMinted};

const SUPPLY: u64 = 500_000_000 * 100_000_000;

fn ready() -> World {
    let mut world = World::planned();
    world.set_time(GENESIS);
    world
}

#[test]
fn mints_exactly_500_million_io_into_the_vault() {
    let mut world = ready();
    assert_eq!((world.supply(), world.balance(VAULT)), (0, 0));
    let before = world.config();

    let receipt = world.accept(token::genesis(address("admin")), &[&keypair("admin")]);

    assert_eq!(world.supply(), SUPPLY);
    assert_eq!(world.balance(VAULT), SUPPLY);
    let config = world.config();
    assert_eq!(config.genesis_time, GENESIS);
    assert_eq!((config.minted, config.emission_minted, config.released), (SUPPLY, 0, 0));
    assert_eq!((config.allocated, config.allocations), (before.allocated, before.allocations));

    let event: GenesisMinted = receipt.event(&ID);
    let expected = GenesisMinted { amount: SUPPLY, genesis_time: GENESIS, allocations: plan().len() as u32 };
    assert_eq!(event, expected);
}

#[test]
fn happens_once() {
    let mut world = World::after_genesis();
    world.refuse(token::genesis(address("admin")), &[&keypair("admin")], IoTokenError::AfterGenesis);
    assert_eq!(world.supply(), SUPPLY);
}

#[test]
fn only_the_admin_runs_it() {
    let mut world = ready();
    for name in ["pauser", "emission minter", "beneficiary 0"] {
        world.refuse(token::genesis(address(name)), &[&keypair(name)], IoTokenError::NotAdmin);
    }
}

#[test]
fn a_pause_stops_it() {
    let mut world = ready();
    world.pause();
    world.refuse(token::genesis(address("admin")), &[&keypair("admin")], IoTokenError::Paused);
}

#[test]
fn one_base_unit_missing_in_any_category_is_too_much() {
    for id in [0, 10, 23, 30, 42] {
        let mut world = ready();
        world.accept(token::deallocate(address("admin"), id, address("payer")), &[&keypair("admin")]);
        let genesis = || token::genesis(address("admin"));
        world.refuse(genesis(), &[&keypair("admin")], IoTokenError::BudgetNotAllocated);

        let args = plan().into_iter().find(|args| args.id == id).expect("the number is in the plan");
        let short = AllocateArgs { total: args.total - 1, ..args.clone() };
        allocate(&mut world, short);
        world.refuse(genesis(), &[&keypair("admin")], IoTokenError::BudgetNotAllocated);

        let unit = AllocateArgs { total: 48, id: 1_000, ..args.clone() };
        world.accept(token::deallocate(address("admin"), id, address("payer")), &[&keypair("admin")]);
        allocate(&mut world, AllocateArgs { total: args.total - 48, ..args.clone() });
        allocate(&mut world, AllocateArgs { at_genesis: 0, ..unit });
        world.accept(genesis(), &[&keypair("admin")]);
        assert_eq!(world.supply(), SUPPLY);
    }
}

fn allocate(world: &mut World, args: AllocateArgs) {
    world.accept(token::allocate(address("admin"), address("payer"), args), &[&keypair("admin"), &keypair("payer")]);
}

#[test]
fn nothing_allocated_is_not_enough() {
    let mut world = World::initialized();
    world.refuse(token::genesis(address("admin")), &[&keypair("admin")], IoTokenError::BudgetNotAllocated);
}

#[test]
fn a_clock_that_was_never_set_starts_nothing() {
    for unset in [0, -1] {
        let mut world = ready();
        world.set_time(unset);
        world.refuse(token::genesis(address("admin")), &[&keypair("admin")], IoTokenError::InvariantViolated);
    }
}
