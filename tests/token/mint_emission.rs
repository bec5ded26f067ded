//! The emission program mints, and can never mint more than 300,000,000 IO.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use anchor_spl::token::spl_token::error::TokenError;
use io_app::token::{self, ID};
use io_tests::{World, address, keypair, token::burn_args};
use io_token::{BurnKind, error::IoTokenError, events::EmissionMinted};
use solana_instruction::error::InstructionError;

const GENESIS_SUPPLY: u64 = 500_000_000 * 100_000_000;
const EMISSION_SUPPLY: u64 = 300_000_000 * 100_000_000;

fn mint(destination: Pubkey, amount: u64) -> Instruction {
    token::mint_emission(address("emission minter"), destination, amount)
}

#[test]
fn mints_to_any_token_account() {
    let mut world = World::after_genesis();
    let (first, second) = (world.token_account(address("reward vault")), world.token_account(address("anyone")));
    let minter = keypair("emission minter");

    let receipt = world.accept(mint(first, 456_621_004_566), &[&minter]);
    assert_eq!(world.balance(first), 456_621_004_566);
    let expected = EmissionMinted {
        destination: first,
        amount: 456_621_004_566,
        emission_minted: 456_621_004_566,
        minted: GENESIS_SUPPLY + 456_621_004_566,
    };
    assert_eq!(receipt.event::<EmissionMinted>(&ID), expected);

    let receipt = world.accept(mint(second, 1), &[&minter]);
    assert_eq!((world.balance(first), world.balance(second)), (456_621_004_566, 1));
    let expected = EmissionMinted {
        destination: second,
        amount: 1,
        emission_minted: 456_621_004_567,
        minted: GENESIS_SUPPLY + 456_621_004_567,
    };
    assert_eq!(receipt.event::<EmissionMinted>(&ID), expected);

    let config = world.config();
    assert_eq!((config.emission_minted, config.minted), (456_621_004_567, GENESIS_SUPPLY + 456_621_004_567));
    assert_eq!(world.supply(), GENESIS_SUPPLY + 456_621_004_567);
}

#[test]
fn three_hundred_million_io_can_be_minted_and_not_one_base_unit_more() {
    let mut world = World::after_genesis();
    let destination = world.token_account(address("reward vault"));
    let minter = keypair("emission minter");

    world.refuse(mint(destination, EMISSION_SUPPLY + 1), &[&minter], IoTokenError::EmissionExceeded);
    world.refuse(mint(destination, u64::MAX), &[&minter], IoTokenError::EmissionExceeded);
    world.accept(mint(destination, EMISSION_SUPPLY), &[&minter]);
    world.refuse(mint(destination, 1), &[&minter], IoTokenError::EmissionExceeded);
    world.refuse(mint(destination, u64::MAX), &[&minter], IoTokenError::EmissionExceeded);

    assert_eq!(world.supply(), 800_000_000 * 100_000_000);
    assert_eq!(world.config().minted, 800_000_000 * 100_000_000);
}

#[test]
fn nor_in_many_steps() {
    let mut world = World::after_genesis();
    let destination = world.token_account(address("reward vault"));
    let minter = keypair("emission minter");
    let step = EMISSION_SUPPLY / 7;
    for _ in 0..7 {
        world.accept(mint(destination, step), &[&minter]);
    }
    let left = EMISSION_SUPPLY - 7 * step;
    world.refuse(mint(destination, left + 1), &[&minter], IoTokenError::EmissionExceeded);
    world.accept(mint(destination, left), &[&minter]);
    world.refuse(mint(destination, 1), &[&minter], IoTokenError::EmissionExceeded);
    assert_eq!(world.balance(destination), EMISSION_SUPPLY);
}

#[test]
fn a_burn_reopens_no_headroom() {
    let mut world = World::after_genesis();
    let owner = keypair("burning owner");
    let minter = keypair("emission minter");
    let source = world.mint_to_new(address("burning owner"), EMISSION_SUPPLY);
    for amount in [1, EMISSION_SUPPLY / 2, EMISSION_SUPPLY / 2 - 1] {
        let burn = token::burn(address("burning owner"), source, burn_args(BurnKind::Credits, amount));
        world.accept(burn, &[&owner]);
        world.refuse(mint(source, 1), &[&minter], IoTokenError::EmissionExceeded);
    }
    assert_eq!((world.balance(source), world.supply()), (0, GENESIS_SUPPLY));
    assert_eq!(world.config().minted, 800_000_000 * 100_000_000);
    assert_eq!(world.config().emission_minted, EMISSION_SUPPLY);
}

#[test]
fn a_burn_outside_the_ledger_reopens_none_either() {
    let mut world = World::after_genesis();
    let source = world.mint_to_new(address("burning owner"), EMISSION_SUPPLY);
    let plain = anchor_spl::token::spl_token::instruction::burn(
        &anchor_spl::token::ID,
        &source,
        &token::MINT,
        &address("burning owner"),
        &[],
        EMISSION_SUPPLY,
    )
    .expect("the token program's id");
    world.accept(plain, &[&keypair("burning owner")]);
    assert_eq!((world.supply(), world.burn_ledger().total), (GENESIS_SUPPLY, 0));
    world.refuse(mint(source, 1), &[&keypair("emission minter")], IoTokenError::EmissionExceeded);
}

#[test]
fn only_the_emission_minter_mints() {
    let mut world = World::after_genesis();
    let destination = world.token_account(address("thief"));
    for name in ["admin", "pauser", "thief", "beneficiary 0"] {
        let attempt = token::mint_emission(address(name), destination, 1);
        world.refuse(attempt, &[&keypair(name)], IoTokenError::NotEmissionMinter);
    }
}

#[test]
fn the_mint_authority_mints_for_nobody_else() {
    let mut world = World::after_genesis();
    let destination = world.token_account(address("thief"));
    for authority in ["admin", "emission minter"] {
        let direct = anchor_spl::token::spl_token::instruction::mint_to(
            &anchor_spl::token::ID,
            &token::MINT,
            &destination,
            &address(authority),
            &[],
            1,
        )
        .expect("the token program's id");
        world.refuse_code(direct, &[&keypair(authority)], TokenError::OwnerMismatch as u32);
    }
}

#[test]
fn not_before_genesis() {
    let mut world = World::planned();
    let destination = world.token_account(address("reward vault"));
    world.refuse(mint(destination, 1), &[&keypair("emission minter")], IoTokenError::BeforeGenesis);
}

#[test]
fn a_pause_stops_it_until_it_is_resumed() {
    let mut world = World::after_genesis();
    let destination = world.token_account(address("reward vault"));
    world.pause();
    world.refuse(mint(destination, 1), &[&keypair("emission minter")], IoTokenError::Paused);
    world.accept(token::set_paused(address("pauser"), false), &[&keypair("pauser")]);
    world.accept(mint(destination, 1), &[&keypair("emission minter")]);
}

#[test]
fn nothing_is_not_minted() {
    let mut world = World::after_genesis();
    let destination = world.token_account(address("reward vault"));
    world.refuse(mint(destination, 0), &[&keypair("emission minter")], IoTokenError::ZeroAmount);
}

#[test]
fn the_destination_is_a_token_account_of_the_mint() {
    let mut world = World::after_genesis();
    let minter = keypair("emission minter");
    let foreign = world.foreign_mint(address("thief"));
    let destination = world.token_account_of(foreign, address("thief"));
    world.refuse_code(mint(destination, 1), &[&minter], TokenError::MintMismatch as u32);

    let wallet = address("thief");
    world.fund(wallet, 1_000_000_000);
    for other in [token::BURNS, token::CONFIG, wallet] {
        world.refuse_with(mint(other, 1), &[&minter], InstructionError::InvalidAccountData);
    }
    let genuine = world.token_account(address("reward vault"));
    let forged = world.forged(genuine);
    world.refuse_with(mint(forged, 1), &[&minter], InstructionError::ExternalAccountDataModified);
    assert_eq!(world.config().emission_minted, 0);
}
