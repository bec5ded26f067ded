//! For every instruction and each of its accounts: with what error another one in its place is refused. Each case starts
//! from a call that goes through, and exchanges one account.

use anchor_lang::{error::ErrorCode, prelude::Pubkey};
use io_app::{
    stake::{self, AUTHORITY, CLASSES, CONFIG, OpenCaseArgs, device_address, vault_address},
    token::{self, MINT},
};
use io_stake::{EVENT_AUTHORITY_AND_BUMP, error::IoStakeError};
use io_tests::{
    Specimen, World, address, keypair,
    specimen::{self, custom},
    stake::{case, neighbours, purse, rig, specimens, text},
};
use io_token::error::IoTokenError;

/// Hands each specimen that has the account to `check`; there have to be so many of them.
#[track_caller]
fn each_with(account: Pubkey, expected: usize, check: impl Fn(Specimen)) {
    specimen::each_with(specimens(), account, expected, check);
}

#[test]
fn the_settings_are_this_programs_own() {
    each_with(CONFIG, 12, |mut specimen| {
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
        specimen.refuses_in_place_of(CONFIG, token::CONFIG, custom(ErrorCode::AccountOwnedByWrongProgram));
        specimen.refuses_in_place_of(CONFIG, CLASSES, custom(ErrorCode::AccountDiscriminatorMismatch));
    });
}

#[test]
fn the_classes_are_this_programs_own() {
    each_with(CLASSES, 3, |mut specimen| {
        if specimen.name == "initialize" {
            let substitute = address("another address");
            specimen.refuses_in_place_of(CLASSES, substitute, custom(ErrorCode::ConstraintAddress));
            return;
        }
        let forged = specimen.world.forged(CLASSES);
        specimen.refuses_in_place_of(CLASSES, forged, custom(ErrorCode::AccountOwnedByWrongProgram));
        let doubled = specimen.world.doubled(CLASSES);
        specimen.refuses_in_place_of(CLASSES, doubled, custom(ErrorCode::ConstraintAddress));
        specimen.refuses_in_place_of(CLASSES, address("nobody"), custom(ErrorCode::AccountOwnedByWrongProgram));
        specimen.refuses_in_place_of(CLASSES, CONFIG, custom(ErrorCode::AccountDiscriminatorMismatch));
    });
}

#[test]
fn devices_are_this_programs_own() {
    each_with(rig(), 13, |mut specimen| {
        let forged = specimen.world.forged(rig());
        specimen.refuses_in_place_of(rig(), forged, custom(ErrorCode::AccountOwnedByWrongProgram));
        specimen.refuses_in_place_of(rig(), address("nobody"), custom(ErrorCode::AccountOwnedByWrongProgram));
        specimen.refuses_in_place_of(rig(), CLASSES, custom(ErrorCode::AccountDiscriminatorMismatch));
        // A device of its own, and not the one it is about.
        let reason = match specimen.name {
            "open_case" => custom(ErrorCode::ConstraintSeeds),
            "suspend" | "resolve" | "execute" | "expire" => custom(IoStakeError::CaseOfAnotherDevice),
            "accept_owner" => custom(IoStakeError::NotPendingOwner),
            _ => custom(IoStakeError::NotOwner),
        };
        specimen.refuses_in_place_of(rig(), neighbours(), reason);
    });
}

#[test]
fn a_device_is_registered_at_its_own_address() {
    let mut specimen = specimens().into_iter().find(|specimen| specimen.name == "register").expect("a specimen");
    let genuine = device_address(address("supplier"), &text("second rig"));
    let of_another = device_address(address("neighbour"), &text("second rig"));
    for substitute in [rig(), neighbours(), of_another, address("another address")] {
        specimen.refuses_in_place_of(genuine, substitute, custom(ErrorCode::ConstraintSeeds));
    }
}

#[test]
fn cases_are_this_programs_own() {
    each_with(case(0), 6, |mut specimen| {
        if specimen.name == "open_case" {
            let substitute = address("another address");
            specimen.refuses_in_place_of(case(0), substitute, custom(ErrorCode::ConstraintSeeds));
            return;
        }
        let forged = specimen.world.forged(case(0));
        specimen.refuses_in_place_of(case(0), forged, custom(ErrorCode::AccountOwnedByWrongProgram));
        specimen.refuses_in_place_of(case(0), case(1), custom(ErrorCode::AccountOwnedByWrongProgram));
        specimen.refuses_in_place_of(case(0), CONFIG, custom(ErrorCode::AccountDiscriminatorMismatch));
        specimen.refuses_in_place_of(case(0), neighbours(), custom(ErrorCode::AccountDiscriminatorMismatch));
        let args = OpenCaseArgs { number: 0, amount: 1, reason: 0, evidence: [0; 32] };
        specimen.world.by("slasher", stake::open_case(address("slasher"), neighbours(), args));
        let theirs = stake::case_address(neighbours(), 0);
        specimen.refuses_in_place_of(case(0), theirs, custom(IoStakeError::CaseOfAnotherDevice));
    });
}

#[test]
fn the_vault_is_the_devices_own() {
    let vault = vault_address(rig());
    each_with(vault, 4, |mut specimen| {
        let (doubled, forged) = (specimen.world.doubled(vault), specimen.world.forged(vault));
        let of_the_authority = specimen.world.token_account(AUTHORITY);
        for another in [vault_address(neighbours()), doubled, forged, of_the_authority, purse("heir"), MINT] {
            if !specimen.has(another) {
                specimen.refuses_in_place_of(vault, another, custom(IoStakeError::NotTheVault));
            }
        }
    });
}

#[test]
fn the_mint_is_the_io_mint() {
    each_with(MINT, 2, |mut specimen| {
        let (foreign, doubled) = (specimen.world.foreign_mint(token::CONFIG), specimen.world.doubled(MINT));
        let reason = match specimen.name {
            "register" => custom(IoStakeError::NotTheMint),
            _ => custom(IoTokenError::NotTheMint),
        };
        for another in [foreign, doubled, address("nobody")] {
            specimen.refuses_in_place_of(MINT, another, reason.clone());
        }
    });
}

#[test]
fn the_authority_is_the_authority() {
    each_with(AUTHORITY, 3, |mut specimen| {
        for another in [address("thief"), address("admin"), EVENT_AUTHORITY_AND_BUMP.0] {
            if !specimen.has(another) {
                specimen.refuses_in_place_of(AUTHORITY, another, custom(IoStakeError::NotTheAuthority));
            }
        }
    });
}

#[test]
fn the_rent_of_a_case_is_its_openers() {
    for name in ["resolve", "execute", "expire"] {
        let mut specimen = specimens().into_iter().find(|specimen| specimen.name == name).expect("a specimen");
        for another in [address("thief"), address("admin"), address("supplier"), neighbours()] {
            specimen.refuses_in_place_of(address("slasher"), another, custom(IoStakeError::NotTheRentPayer));
        }
    }
}

#[test]
fn nobody_forges_an_event() {
    let mut world = World::staked();
    let mut forgery = stake::set_paused(address("thief"), true);
    forgery.data = anchor_lang::event::EVENT_IX_TAG_LE.to_vec();
    // Signed by the wrong key, then not signed by the right one.
    world.refuse_code(forgery.clone(), &[&keypair("thief")], ErrorCode::ConstraintSeeds);
    forgery.accounts.retain(|meta| meta.pubkey == EVENT_AUTHORITY_AND_BUMP.0);
    world.refuse_code(forgery, &[], ErrorCode::ConstraintSigner);
}
