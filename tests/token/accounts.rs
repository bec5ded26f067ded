//! For every instruction and each of its accounts: what happens if it is unsigned, read-only or another one.
//! Each case starts from a call that goes through, and changes one thing.

use anchor_lang::{
    error::ErrorCode,
    prelude::{Pubkey, system_program},
};
use anchor_spl::token::spl_token;
use io_app::token::{BURNS, CONFIG, ID, MINT, VAULT, allocation_address};
use io_tests::{
    Specimen, World, address,
    forgery::read_only,
    specimen::{self, custom},
    token::specimens,
};
use io_token::{EVENT_AUTHORITY_AND_BUMP, error::IoTokenError};
use solana_instruction::error::InstructionError;

/// Hands each specimen that has the account to `check`; there have to be so many of them.
#[track_caller]
fn each_with(account: Pubkey, expected: usize, check: impl Fn(Specimen)) {
    specimen::each_with(specimens(), account, expected, check);
}

#[test]
fn every_specimen_goes_through() {
    assert_eq!(specimen::send_all(specimens()), 14);
}

#[test]
fn every_signer_must_sign() {
    assert_eq!(specimen::send_all_unsigned(specimens()), 15);
}

#[test]
fn every_account_that_changes_must_be_writable() {
    let mut cases = 0;
    for mut specimen in specimens() {
        for account in specimen.written() {
            println!("{}: {account} read-only", specimen.name);
            // What Anchor creates itself fails in the call that creates it, and so does the payer.
            let created = specimen.name == "allocate"
                && (account == address("payer") || specimen.world.account(account).is_none());
            let reason = match created {
                true => InstructionError::PrivilegeEscalation,
                false => custom(ErrorCode::ConstraintMut),
            };
            let forgery = read_only(&specimen.instruction, account);
            specimen.world.refuse_with(forgery, &specimen.signers.iter().collect::<Vec<_>>(), reason);
            cases += 1;
        }
    }
    assert_eq!(cases, 31);
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
fn the_token_program_is_the_token_program() {
    each_with(spl_token::ID, 5, |mut specimen| {
        let another = "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb".parse().expect("the newer token program");
        for substitute in [another, ID, address("nobody")] {
            specimen.refuses_in_place_of(spl_token::ID, substitute, custom(ErrorCode::InvalidProgramId));
        }
    });
}

#[test]
fn the_system_program_is_the_system_program() {
    each_with(system_program::ID, 2, |mut specimen| {
        specimen.refuses_in_place_of(system_program::ID, spl_token::ID, custom(ErrorCode::InvalidProgramId));
    });
}

#[test]
fn nobody_else_signs_events() {
    let event_authority = EVENT_AUTHORITY_AND_BUMP.0;
    each_with(event_authority, 14, |mut specimen| {
        specimen.refuses_in_place_of(event_authority, address("thief"), custom(ErrorCode::ConstraintAddress));
    });
}

#[test]
fn events_come_from_this_program() {
    each_with(ID, 14, |mut specimen| {
        specimen.refuses_in_place_of(ID, spl_token::ID, InstructionError::MissingAccount);
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
