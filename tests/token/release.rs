//! Anyone has what is due paid to its beneficiary.

use anchor_lang::error::ErrorCode;
use io_app::token::{self, ID, VAULT};
use io_tests::{
    World, address, keypair,
    token::{GENESIS, MONTH, beneficiary},
};
use io_token::{error::IoTokenError, events::Released};
use solana_instruction::error::InstructionError;
use solana_signer::Signer;

const SUPPLY: u64 = 500_000_000 * 100_000_000;

/// Allocation 0: this much at genesis, then 12 tranches.
const AT_GENESIS: u64 = 333_333_333_333_337;
const TRANCHE: u64 = (3_333_333_333_333_333 - AT_GENESIS) / 12;

#[test]
fn pays_what_vested_at_genesis_then_tranche_by_tranche() {
    let mut world = World::after_genesis();
    let owner = beneficiary(0).pubkey();
    let (first, second) = (world.token_account(owner), world.token_account(owner));

    let receipt = world.accept(token::release(0, first), &[]);

    assert_eq!((world.balance(first), world.balance(VAULT)), (AT_GENESIS, SUPPLY - AT_GENESIS));
    assert_eq!((world.allocation(0).released, world.config().released), (AT_GENESIS, AT_GENESIS));
    let expected = Released {
        id: 0,
        beneficiary: owner,
        destination: first,
        amount: AT_GENESIS,
        allocation_released: AT_GENESIS,
        released: AT_GENESIS,
    };
    assert_eq!(receipt.event::<Released>(&ID), expected);

    // Three tranches at once, into another account of the beneficiary; another allocation has been paid meanwhile.
    let other = world.token_account(beneficiary(1).pubkey());
    world.accept(token::release(1, other), &[]);
    world.set_time(GENESIS + 3 * MONTH);
    let receipt = world.accept(token::release(0, second), &[]);

    assert_eq!((world.balance(first), world.balance(second)), (AT_GENESIS, 3 * TRANCHE));
    let all = AT_GENESIS + 3 * TRANCHE + 1_234_567_890_123_457;
    let expected = Released {
        id: 0,
        beneficiary: owner,
        destination: second,
        amount: 3 * TRANCHE,
        allocation_released: AT_GENESIS + 3 * TRANCHE,
        released: all,
    };
    assert_eq!(receipt.event::<Released>(&ID), expected);
    assert_eq!(world.balance(VAULT), SUPPLY - all);
    assert_eq!(world.supply(), SUPPLY, "a release moves IO and creates none");
}

#[test]
fn pays_nothing_twice() {
    let mut world = World::after_genesis();
    let destination = world.token_account(beneficiary(0).pubkey());
    world.accept(token::release(0, destination), &[]);
    world.refuse(token::release(0, destination), &[], IoTokenError::NothingToRelease);
    world.set_time(GENESIS + MONTH - 1);
    world.refuse(token::release(0, destination), &[], IoTokenError::NothingToRelease);
    world.set_time(GENESIS + MONTH);
    world.accept(token::release(0, destination), &[]);
    world.refuse(token::release(0, destination), &[], IoTokenError::NothingToRelease);
}

#[test]
fn ends_with_the_last_tranche() {
    let mut world = World::after_genesis();
    let destination = world.token_account(beneficiary(0).pubkey());
    world.set_time(GENESIS + 100 * MONTH);
    world.accept(token::release(0, destination), &[]);
    assert_eq!(world.balance(destination), world.allocation(0).total);
    world.set_time(GENESIS + 1_000 * MONTH);
    world.refuse(token::release(0, destination), &[], IoTokenError::NothingToRelease);
}

#[test]
fn nothing_is_due_before_genesis() {
    let mut world = World::planned();
    let destination = world.token_account(beneficiary(1).pubkey());
    world.refuse(token::release(1, destination), &[], IoTokenError::BeforeGenesis);
}

#[test]
fn only_the_beneficiary_is_paid() {
    let mut world = World::after_genesis();
    for other in [address("thief"), address("admin"), beneficiary(1).pubkey()] {
        let destination = world.token_account(other);
        world.refuse(token::release(0, destination), &[], IoTokenError::DestinationNotTheBeneficiarys);
    }
    world.refuse(token::release(0, VAULT), &[], IoTokenError::DestinationNotTheBeneficiarys);
}

#[test]
fn a_signature_of_the_beneficiary_changes_nothing_about_the_destination() {
    let mut world = World::after_genesis();
    let destination = world.token_account(address("thief"));
    let mut release = token::release(0, destination);
    release.accounts.push(anchor_lang::prelude::AccountMeta::new_readonly(beneficiary(0).pubkey(), true));
    world.refuse(release, &[&beneficiary(0)], IoTokenError::DestinationNotTheBeneficiarys);
}

#[test]
fn pays_io_only() {
    let mut world = World::after_genesis();
    let mint = world.foreign_mint(address("thief"));
    let destination = world.token_account_of(mint, beneficiary(0).pubkey());
    world.refuse(token::release(0, destination), &[], IoTokenError::NotTheMint);
}

#[test]
fn pays_to_a_token_account_only() {
    let mut world = World::after_genesis();
    let genuine = world.token_account(beneficiary(0).pubkey());
    let forged = world.forged(genuine);
    world.refuse_code(token::release(0, forged), &[], ErrorCode::AccountOwnedByWrongProgram);
    let wallet = beneficiary(0).pubkey();
    world.fund(wallet, 1_000_000_000);
    world.refuse_code(token::release(0, wallet), &[], ErrorCode::AccountOwnedByWrongProgram);
    world.refuse_code(token::release(0, address("nobody")), &[], ErrorCode::AccountNotInitialized);
    world.refuse_with(token::release(0, token::MINT), &[], InstructionError::InvalidAccountData);
}

#[test]
fn a_pause_does_not_stop_it() {
    let mut world = World::after_genesis();
    world.pause();
    let destination = world.token_account(beneficiary(0).pubkey());
    world.accept(token::release(0, destination), &[]);
    assert_eq!(world.balance(destination), AT_GENESIS);
}

#[test]
fn a_clock_that_steps_back_pays_nothing_and_takes_nothing() {
    let mut world = World::after_genesis();
    let destination = world.token_account(beneficiary(0).pubkey());
    world.set_time(GENESIS + 2 * MONTH);
    world.accept(token::release(0, destination), &[]);
    for time in [GENESIS + MONTH, GENESIS, GENESIS - 1, 0] {
        world.set_time(time);
        world.refuse(token::release(0, destination), &[], IoTokenError::NothingToRelease);
    }
    world.set_time(GENESIS + 3 * MONTH);
    world.accept(token::release(0, destination), &[]);
    assert_eq!(world.balance(destination), AT_GENESIS + 3 * TRANCHE);
}

#[test]
fn io_that_strangers_send_to_the_vault_is_nobodys() {
    let mut world = World::after_genesis();
    let destination = world.token_account(beneficiary(0).pubkey());
    let donated = token::mint_emission(address("emission minter"), VAULT, 1_000);
    world.accept(donated, &[&keypair("emission minter")]);
    world.set_time(GENESIS + 12 * MONTH);
    world.accept(token::release(0, destination), &[]);
    assert_eq!(world.balance(destination), world.allocation(0).total);
    world.refuse(token::release(0, destination), &[], IoTokenError::NothingToRelease);
}
