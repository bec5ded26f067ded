//! IO is burned, and the ledger knows under which kind.

use anchor_lang::{error::ErrorCode, prelude::Pubkey, solana_program::instruction::Instruction};
use anchor_spl::token::spl_token::{self, error::TokenError};
use io_app::token::{self, BURNS, ID, MINT};
use io_tests::{
    World, address,
    forgery::exchanged,
    keypair,
    token::{beneficiary, burn_args},
};
use io_token::{BurnArgs, BurnKind, error::IoTokenError, events::Burned};
use solana_signer::Signer;

const GENESIS_SUPPLY: u64 = 500_000_000 * 100_000_000;

/// Every kind but credits, with the name of its burner.
const RESERVED: [(BurnKind, &str); 4] = [
    (BurnKind::Buyback, "treasury"),
    (BurnKind::Slash, "stake"),
    (BurnKind::Penalty, "emission"),
    (BurnKind::Fee, "fees"),
];

/// Each kind has its burner, each burner has 1,000 base units.
fn with_burners() -> (World, [Pubkey; 4]) {
    let mut world = World::after_genesis();
    let sources = RESERVED.map(|(kind, name)| {
        world.accept(token::set_burner(address("admin"), kind, address(name)), &[&keypair("admin")]);
        world.mint_to_new(address(name), 1_000)
    });
    (world, sources)
}

fn burn(name: &str, source: Pubkey, kind: BurnKind, amount: u64) -> Instruction {
    token::burn(address(name), source, burn_args(kind, amount))
}

#[test]
fn each_kind_keeps_its_own_total() {
    let (mut world, sources) = with_burners();
    let minted = world.config().minted;
    let mut total = 0;
    let mut totals = [0; 5];
    // Twice each, so that totals go on from where they were.
    for round in 1..=2 {
        for ((kind, name), source) in RESERVED.into_iter().zip(sources) {
            let amount = 100 * round + u64::from(kind.number());
            let (balance, supply) = (world.balance(source), world.supply());

            let receipt = world.accept(burn(name, source, kind, amount), &[&keypair(name)]);

            total += amount;
            totals[usize::from(kind.number())] += amount;
            assert_eq!((world.balance(source), world.supply()), (balance - amount, supply - amount));
            let ledger = world.burn_ledger();
            assert_eq!((ledger.total, ledger.burned), (total, totals));
            let expected = Burned {
                kind,
                amount,
                reference: address("reference"),
                authority: address(name),
                kind_total: totals[usize::from(kind.number())],
                total,
            };
            assert_eq!(receipt.event::<Burned>(&ID), expected);
        }
    }
    assert_eq!(world.config().minted, minted, "what was minted stays minted");
    assert_eq!(world.supply(), minted - total);
}

#[test]
fn anyone_burns_its_own_io_for_credits() {
    let mut world = World::after_genesis();
    let source = world.token_account(beneficiary(1).pubkey());
    world.accept(token::release(1, source), &[]);
    let balance = world.balance(source);
    let args = BurnArgs { amount: 77, kind: BurnKind::Credits, reference: address("invoice") };

    let receipt = world.accept(token::burn(beneficiary(1).pubkey(), source, args), &[&beneficiary(1)]);

    assert_eq!((world.balance(source), world.supply()), (balance - 77, GENESIS_SUPPLY - 77));
    let expected = Burned {
        kind: BurnKind::Credits,
        amount: 77,
        reference: address("invoice"),
        authority: beneficiary(1).pubkey(),
        kind_total: 77,
        total: 77,
    };
    assert_eq!(receipt.event::<Burned>(&ID), expected);
}

#[test]
fn all_of_a_balance_can_be_burned_and_not_more() {
    let mut world = World::after_genesis();
    let source = world.mint_to_new(address("anyone"), 1_000);
    let too_much = burn("anyone", source, BurnKind::Credits, 1_001);
    world.refuse_code(too_much, &[&keypair("anyone")], TokenError::InsufficientFunds as u32);
    assert_eq!(world.burn_ledger().total, 0, "a refused burn is not booked");
    world.accept(burn("anyone", source, BurnKind::Credits, 1_000), &[&keypair("anyone")]);
    assert_eq!((world.balance(source), world.burn_ledger().total), (0, 1_000));
}

#[test]
fn a_kind_belongs_to_its_burner() {
    let (mut world, _) = with_burners();
    for (kind, registered) in RESERVED {
        for name in ["treasury", "stake", "emission", "fees", "admin", "anyone"] {
            if name == registered {
                continue;
            }
            let source = world.token_account(address(name));
            let attempt = burn(name, source, kind, 1);
            world.refuse(attempt, &[&keypair(name)], IoTokenError::NotBurner);
        }
    }
}

#[test]
fn a_kind_without_a_burner_stays_empty() {
    let mut world = World::after_genesis();
    let source = world.mint_to_new(address("anyone"), 1_000);
    for (kind, _) in RESERVED {
        let attempt = burn("anyone", source, kind, 1);
        world.refuse(attempt, &[&keypair("anyone")], IoTokenError::BurnerNotRegistered);
    }
}

#[test]
fn nothing_is_not_burned() {
    let (mut world, sources) = with_burners();
    for ((kind, name), source) in RESERVED.into_iter().zip(sources) {
        world.refuse(burn(name, source, kind, 0), &[&keypair(name)], IoTokenError::ZeroAmount);
    }
    let source = world.mint_to_new(address("anyone"), 1_000);
    world.refuse(burn("anyone", source, BurnKind::Credits, 0), &[&keypair("anyone")], IoTokenError::ZeroAmount);
}

#[test]
fn nobody_burns_what_belongs_to_others() {
    let (mut world, sources) = with_burners();
    let theirs = world.mint_to_new(address("anyone"), 1_000);
    let credits = burn("thief", theirs, BurnKind::Credits, 1);
    world.refuse_code(credits, &[&keypair("thief")], TokenError::OwnerMismatch as u32);
    // Not even a registered burner.
    let slash = burn("stake", theirs, BurnKind::Slash, 1);
    world.refuse_code(slash, &[&keypair("stake")], TokenError::OwnerMismatch as u32);
    let vault = burn("thief", token::VAULT, BurnKind::Credits, 1);
    world.refuse_code(vault, &[&keypair("thief")], TokenError::OwnerMismatch as u32);
    assert_eq!(world.balance(sources[0]), 1_000);
}

#[test]
fn a_delegate_burns_as_far_as_it_may() {
    let (mut world, _) = with_burners();
    let source = world.mint_to_new(address("anyone"), 1_000);
    let approve =
        spl_token::instruction::approve(&spl_token::ID, &source, &address("stake"), &address("anyone"), &[], 600)
            .expect("the token program's id");
    world.accept(approve, &[&keypair("anyone")]);
    let receipt = world.accept(burn("stake", source, BurnKind::Slash, 600), &[&keypair("stake")]);
    assert_eq!(receipt.event::<Burned>(&ID).authority, address("stake"));
    assert_eq!(world.balance(source), 400);
    let more = burn("stake", source, BurnKind::Slash, 1);
    world.refuse_code(more, &[&keypair("stake")], TokenError::OwnerMismatch as u32);
}

#[test]
fn burns_io_only() {
    let mut world = World::after_genesis();
    let mint = world.foreign_mint(address("anyone"));
    let worthless = world.token_account_of(mint, address("anyone"));
    let funded = spl_token::state::Account { amount: 1_000, ..world.packed(worthless) };
    world.put_packed(worthless, funded);
    let genuine = burn("anyone", worthless, BurnKind::Credits, 1);
    world.refuse_code(genuine.clone(), &[&keypair("anyone")], TokenError::MintMismatch as u32);
    let forged = exchanged(&genuine, MINT, mint);
    world.refuse(forged, &[&keypair("anyone")], IoTokenError::NotTheMint);
}

#[test]
fn books_into_the_ledger_only() {
    let mut world = World::after_genesis();
    let source = world.mint_to_new(address("anyone"), 1_000);
    let genuine = burn("anyone", source, BurnKind::Credits, 1);
    let forged = world.forged(BURNS);
    let forgery = exchanged(&genuine, BURNS, forged);
    world.refuse_code(forgery, &[&keypair("anyone")], ErrorCode::AccountOwnedByWrongProgram);
    let doubled = world.doubled(BURNS);
    let forgery = exchanged(&genuine, BURNS, doubled);
    world.refuse_code(forgery, &[&keypair("anyone")], ErrorCode::ConstraintAddress);
}

#[test]
fn a_pause_does_not_stop_it() {
    let (mut world, sources) = with_burners();
    let anyones = world.mint_to_new(address("anyone"), 1_000);
    world.pause();
    for ((kind, name), source) in RESERVED.into_iter().zip(sources) {
        world.accept(burn(name, source, kind, 1), &[&keypair(name)]);
    }
    world.accept(burn("anyone", anyones, BurnKind::Credits, 1), &[&keypair("anyone")]);
    assert_eq!(world.burn_ledger().total, 5);
}

#[test]
fn an_unknown_kind_is_not_understood() {
    let mut world = World::after_genesis();
    let source = world.mint_to_new(address("anyone"), 1_000);
    let mut instruction = burn("anyone", source, BurnKind::Credits, 1);
    // The discriminator (8 bytes), the amount (8), the kind.
    assert_eq!(instruction.data[16], BurnKind::Credits.number());
    instruction.data[16] = 5;
    world.refuse_code(instruction, &[&keypair("anyone")], ErrorCode::InstructionDidNotDeserialize);
}
