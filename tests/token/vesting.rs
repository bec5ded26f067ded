//! Every tranche of every allocation of all five categories, at the second before it vests, at that second, and at
//! the second after. The amounts expected are written out tranche by tranche, unlike the program computes them.

use std::collections::BTreeMap;

use anchor_lang::prelude::Pubkey;
use io_app::token::{self, VAULT};
use io_tests::{
    World,
    token::{GENESIS, MONTH, plan, schedule},
};
use io_token::{AllocateArgs, Category, error::IoTokenError};

const SUPPLY: u64 = 500_000_000 * 100_000_000;

/// Releases if something is due by now, and is refused if not.
#[track_caller]
fn settle(world: &mut World, args: &AllocateArgs, destination: Pubkey, due: u64) {
    match due - world.balance(destination) {
        0 => world.refuse(token::release(args.id, destination), &[], IoTokenError::NothingToRelease),
        _ => {
            world.accept(token::release(args.id, destination), &[]);
        }
    }
    assert_eq!(world.balance(destination), due, "allocation {} at {}", args.id, world.time() - GENESIS);
}

/// Walks one category's allocations through all their boundaries.
fn every_boundary(category: Category) {
    let mut world = World::after_genesis();
    let mut paid = 0;
    for args in plan().iter().filter(|args| args.category == category) {
        let destination = world.token_account(args.beneficiary);
        let mut vested = 0;
        for (month, tranche) in schedule(args) {
            let boundary = GENESIS + month * MONTH;
            world.set_time(boundary - 1);
            settle(&mut world, args, destination, vested);
            vested += tranche;
            world.set_time(boundary);
            settle(&mut world, args, destination, vested);
            world.set_time(boundary + 1);
            settle(&mut world, args, destination, vested);
        }
        assert_eq!(vested, args.total);
        paid += vested;
    }
    assert_eq!(paid, category.budget().get());
    assert_eq!((world.config().released, world.balance(VAULT)), (paid, SUPPLY - paid));
}

#[test]
fn community() {
    every_boundary(Category::Community);
}

#[test]
fn research() {
    every_boundary(Category::Research);
}

#[test]
fn seed() {
    every_boundary(Category::Seed);
}

#[test]
fn series_a() {
    every_boundary(Category::SeriesA);
}

#[test]
fn core() {
    every_boundary(Category::Core);
}

#[test]
fn fixed_terms_are_the_published_ones() {
    for args in plan() {
        let tranches = schedule(&args).into_iter().filter(|(month, _)| *month > 0).count();
        match args.category {
            Category::Seed | Category::SeriesA => {
                assert_eq!((tranches, args.first_month, args.last_month, args.at_genesis), (24, 13, 36, 0));
            }
            Category::Core => {
                assert_eq!((tranches, args.first_month, args.last_month, args.at_genesis), (36, 13, 48, 0));
            }
            Category::Community | Category::Research => {}
        }
    }
}

#[test]
fn in_the_end_every_base_unit_is_with_its_beneficiary() {
    let mut world = World::after_genesis();
    assert_eq!((world.supply(), world.balance(VAULT)), (SUPPLY, SUPPLY));
    let mut received = BTreeMap::new();
    let destinations: Vec<Pubkey> = plan().iter().map(|args| world.token_account(args.beneficiary)).collect();
    // Some collect late, some at odd moments, some twice.
    for months in [1, 7, 13, 40, 600] {
        world.set_time(GENESIS + months * MONTH + 12_345);
        for (args, destination) in plan().iter().zip(&destinations) {
            if i64::from(args.id) % months < 3 || months == 600 {
                let _nothing_may_be_due = world.send(&[token::release(args.id, *destination)], &[]);
            }
        }
    }
    for (args, destination) in plan().iter().zip(&destinations) {
        assert_eq!(world.balance(*destination), args.total, "allocation {}", args.id);
        assert_eq!(world.allocation(args.id).released, args.total);
        *received.entry(args.category).or_insert(0) += world.balance(*destination);
    }
    for category in Category::ALL {
        assert_eq!(received[&category], category.budget().get());
    }
    assert_eq!(world.balance(VAULT), 0);
    assert_eq!((world.config().released, world.supply()), (SUPPLY, SUPPLY));
}
