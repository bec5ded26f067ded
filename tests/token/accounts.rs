//! For every instruction and each of its accounts: with what error another one in its place is refused. Each case starts
//! from a call that goes through, and exchanges one account.

use anchor_lang::{error::ErrorCode, prelude::Pubkey};
use io_app::token::{BURNS, CONFIG, MINT, VAULT, allocation_address};
use io_tests::{
    Specimen, World, address,
    specimen::{self, custom},
    token::specimens,
};
use io_token::{EVENT_AUTHORITY_AND_BUMP, error::IoTokenError};

/// Hands each specimen that has the account to `check`; there have to be so many of them.
#[track_caller]
fn each_with(account: Pubkey, expected: usize, check: impl Fn(Specimen)) {
    specimen::each_with(specimens(), account, expected, check);
}

#[test]
fn the_settings_are_this_programs_own() {
    each_with(CONFIG, 11, |mut specimen| {
        if specimen.name == "initialize" {
            let substitute = address("another address");
            specimen.refuses_in_place_of(CONFIG, substitute, custom(ErrorCode::ConstraintAddress));
            return;
        }
        let forged = specimen.world.forged(CONFIG);
        specimen.refuses_in_place_of(CONFIG, forged, custom(ErrorCode::AccountOwnedByWrongProgram));
        let doubled = specimen.world.doubled(CONFIG);
        specimen.refuses_in_place_of(CONFIG, doubled, custom(ErrorCode::ConstraintAddress));
        specimen.refuses_in_place_of(CONFIG, address("nobody"), custom(ErrorCode::AccountOwnedByWrongProgram));
        let another_type = allocation_address(3);
        specimen.refuses_in_place_of(CONFIG, another_type, custom(ErrorCode::AccountDiscriminatorMismatch));
    });
}

#[test]
fn allocations_are_this_programs_own() {
    for (name, id) in [("deallocate", 42), ("release", 0), ("propose_beneficiary", 23), ("accept_beneficiary", 23)] {
        let mut specimen = specimens().into_iter().find(|specimen| specimen.name == name).expect("a specimen");
        let genuine = allocation_address(id);
        let forged = specimen.world.forged(genuine);
        specimen.refuses_in_place_of(genuine, forged, custom(ErrorCode::AccountOwnedByWrongProgram));
        specimen.refuses_in_place_of(genuine, address("nobody"), custom(ErrorCode::AccountOwnedByWrongProgram));
        specimen.refuses_in_place_of(genuine, BURNS, custom(ErrorCode::AccountDiscriminatorMismatch));
    }
}

#[test]
fn another_allocation_is_another_beneficiarys() {
    for (name, id, error) in [
        ("release", 0, IoTokenError::DestinationNotTheBeneficiarys),
        ("propose_beneficiary", 23, IoTokenError::NotBeneficiary),
        ("accept_beneficiary", 23, IoTokenError::NotPendingBeneficiary),
    ] {
        let mut specimen = specimens().into_iter().find(|specimen| specimen.name == name).expect("a specimen");
        specimen.refuses_in_place_of(allocation_address(id), allocation_address(3), custom(error));
    }
}

#[test]
fn the_mint_is_the_io_mint() {
    each_with(MINT, 4, |mut specimen| {
        let foreign = specimen.world.foreign_mint(CONFIG);
        specimen.refuses_in_place_of(MINT, foreign, custom(IoTokenError::NotTheMint));
    });
}

#[test]
fn the_vault_is_the_vesting_vault() {
    each_with(VAULT, 3, |mut specimen| {
        // A token account of the mint that the program's own authority owns, and yet not the vault.
        let another = specimen.world.token_account(CONFIG);
        specimen.refuses_in_place_of(VAULT, another, custom(IoTokenError::NotTheVault));
    });
}

#[test]
fn the_burn_ledger_is_this_programs_own() {
    each_with(BURNS, 3, |mut specimen| {
        if specimen.name == "initialize" {
            let substitute = address("another address");
            specimen.refuses_in_place_of(BURNS, substitute, custom(ErrorCode::ConstraintAddress));
            return;
        }
        let forged = specimen.world.forged(BURNS);
        specimen.refuses_in_place_of(BURNS, forged, custom(ErrorCode::AccountOwnedByWrongProgram));
        let doubled = specimen.world.doubled(BURNS);
        specimen.refuses_in_place_of(BURNS, doubled, custom(ErrorCode::ConstraintAddress));
        specimen.refuses_in_place_of(BURNS, allocation_address(3), custom(ErrorCode::AccountDiscriminatorMismatch));
    });
}

#[test]
fn nobody_forges_an_event() {
    let mut world = World::after_genesis();
    let thief = io_tests::keypair("thief");
    let mut forgery = io_app::token::set_paused(address("thief"), true);
    forgery.data = anchor_lang::event::EVENT_IX_TAG_LE.to_vec();
    // Signed by the wrong key, then not signed by the right one.
    world.refuse_code(forgery.clone(), &[&thief], ErrorCode::ConstraintSeeds);
    forgery.accounts.retain(|meta| meta.pubkey == EVENT_AUTHORITY_AND_BUMP.0);
    world.refuse_code(forgery, &[], ErrorCode::ConstraintSigner);
}
