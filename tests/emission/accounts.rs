//! For every instruction and each of its accounts: with what error another one in its place is refused. Each case starts
//! from a call that goes through, and exchanges one account. The accounts behind the named ones of a batch
//! are in `batches`.

use anchor_lang::{error::ErrorCode, prelude::Pubkey};
use io_app::{
    emission::{self, AUTHORITY, CONFIG, VAULT, lease_address, page_address, pool_address},
    stake::{self, CLASSES},
    token::{self, BURNS, MINT},
};
use io_emission::{EVENT_AUTHORITY_AND_BUMP, error::IoEmissionError};
use io_tests::{
    Specimen, World, address,
    emission::{CPU_POOL, GPU_POOL, specimens},
    keypair,
    specimen::{self, custom},
    stake::{neighbours, purse, rig},
};
use io_token::error::IoTokenError;

/// Hands each specimen that has the account to `check`; there have to be so many of them.
#[track_caller]
fn each_with(account: Pubkey, expected: usize, check: impl Fn(Specimen)) {
    specimen::each_with(specimens(), account, expected, check);
}

#[test]
fn the_settings_are_this_programs_own() {
    each_with(CONFIG, 19, |mut specimen| {
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
        specimen.refuses_in_place_of(CONFIG, stake::CONFIG, custom(ErrorCode::AccountOwnedByWrongProgram));
        if !specimen.has(pool_address(CPU_POOL)) {
            specimen.refuses_in_place_of(
                CONFIG,
                pool_address(CPU_POOL),
                custom(ErrorCode::AccountDiscriminatorMismatch),
            );
        }
    });
}

#[test]
fn the_classes_are_the_staking_programs() {
    each_with(CLASSES, 3, |mut specimen| {
        let forged = specimen.world.forged(CLASSES);
        specimen.refuses_in_place_of(CLASSES, forged, custom(ErrorCode::AccountOwnedByWrongProgram));
        let doubled = specimen.world.doubled(CLASSES);
        specimen.refuses_in_place_of(CLASSES, doubled, custom(ErrorCode::ConstraintAddress));
        specimen.refuses_in_place_of(CLASSES, stake::CONFIG, custom(ErrorCode::AccountDiscriminatorMismatch));
    });
}

#[test]
fn pools_are_this_programs_own_and_the_right_ones() {
    let gpu = pool_address(GPU_POOL);
    each_with(gpu, 10, |mut specimen| {
        let forged = specimen.world.forged(gpu);
        specimen.refuses_in_place_of(gpu, forged, custom(ErrorCode::AccountOwnedByWrongProgram));
        specimen.refuses_in_place_of(gpu, address("nobody"), custom(ErrorCode::AccountOwnedByWrongProgram));
        if specimen.name != "set_shares" {
            let lease = lease_address(neighbours());
            let reason = if specimen.name == "grant" {
                ErrorCode::AccountOwnedByWrongProgram
            } else {
                ErrorCode::AccountDiscriminatorMismatch
            };
            specimen.refuses_in_place_of(gpu, lease, custom(reason));
        }
        let reason = match specimen.name {
            "set_shares" => return,
            "advance" => IoEmissionError::NotThePage,
            "burn_losses" => IoEmissionError::NothingToBurn,
            "renew" => IoEmissionError::LeaseOfAnotherPool,
            _ => IoEmissionError::NotThePool,
        };
        specimen.refuses_in_place_of(gpu, pool_address(CPU_POOL), custom(reason));
    });
}

#[test]
fn leases_are_this_programs_own() {
    let genuine = lease_address(rig());
    each_with(genuine, 8, |mut specimen| {
        let foreign = match specimen.name {
            "grant" => custom(IoEmissionError::NotTheLease),
            _ => custom(ErrorCode::AccountOwnedByWrongProgram),
        };
        if specimen.name != "grant" {
            let forged = specimen.world.forged(genuine);
            specimen.refuses_in_place_of(genuine, forged, foreign.clone());
            let neighbours = lease_address(neighbours());
            specimen.refuses_in_place_of(genuine, neighbours, custom(IoEmissionError::NotTheDevice));
        }
        specimen.refuses_in_place_of(genuine, address("nobody"), foreign.clone());
        specimen.refuses_in_place_of(genuine, purse("heir"), foreign);
        let page = page_address(CPU_POOL, 0);
        if specimen.name != "grant" && specimen.name != "set_payout" {
            specimen.refuses_in_place_of(genuine, page, custom(ErrorCode::AccountDiscriminatorMismatch));
        }
    });
}

#[test]
fn devices_are_those_of_their_leases() {
    each_with(rig(), 8, |mut specimen| {
        let reason = match specimen.name {
            "grant" => custom(IoEmissionError::NotTheLease),
            // Somebody else's.
            "set_payout" => custom(IoEmissionError::NotOwner),
            _ => custom(IoEmissionError::NotTheDevice),
        };
        specimen.refuses_in_place_of(rig(), neighbours(), reason);
        let forged = specimen.world.forged(rig());
        let reason = match specimen.name {
            "grant" => custom(IoEmissionError::NotTheLease),
            "set_payout" => custom(ErrorCode::AccountOwnedByWrongProgram),
            _ => custom(IoEmissionError::NotTheDevice),
        };
        specimen.refuses_in_place_of(rig(), forged, reason);
    });
}

#[test]
fn pages_are_this_programs_own_and_the_right_ones() {
    let genuine = page_address(GPU_POOL, 0);
    each_with(genuine, 2, |mut specimen| {
        if specimen.name == "settle" {
            return; // Has two of them, and stories of its own about them.
        }
        let forged = specimen.world.forged(genuine);
        for another in [forged, address("nobody"), page_address(GPU_POOL, 1), page_address(CPU_POOL, 0)] {
            specimen.refuses_in_place_of(genuine, another, custom(IoEmissionError::NotThePage));
        }
        let lease = lease_address(rig());
        specimen.refuses_in_place_of(genuine, lease, custom(ErrorCode::AccountDiscriminatorMismatch));
    });
}

#[test]
fn the_vault_is_the_vault() {
    each_with(VAULT, 4, |mut specimen| {
        let of_the_authority = specimen.world.token_account(AUTHORITY);
        if specimen.name != "initialize" {
            let doubled = specimen.world.doubled(VAULT);
            specimen.refuses_in_place_of(VAULT, doubled, custom(IoEmissionError::NotTheVault));
        }
        for another in [of_the_authority, purse("heir"), address("nobody")] {
            specimen.refuses_in_place_of(VAULT, another, custom(IoEmissionError::NotTheVault));
        }
    });
}

#[test]
fn the_authority_is_the_authority() {
    each_with(AUTHORITY, 3, |mut specimen| {
        for another in [address("thief"), address("admin"), EVENT_AUTHORITY_AND_BUMP.0] {
            if !specimen.has(another) {
                specimen.refuses_in_place_of(AUTHORITY, another, custom(IoEmissionError::NotTheAuthority));
            }
        }
    });
}

#[test]
fn the_mint_is_the_io_mint() {
    each_with(MINT, 3, |mut specimen| {
        let (foreign, doubled) = (specimen.world.foreign_mint(token::CONFIG), specimen.world.doubled(MINT));
        let reason = match specimen.name {
            "initialize" => custom(IoEmissionError::NotTheMint),
            _ => custom(IoTokenError::NotTheMint),
        };
        for another in [foreign, doubled, address("nobody")] {
            specimen.refuses_in_place_of(MINT, another, reason.clone());
        }
    });
}

#[test]
fn the_tokens_settings_are_the_tokens() {
    each_with(token::CONFIG, 2, |mut specimen| {
        let forged = specimen.world.forged(token::CONFIG);
        specimen.refuses_in_place_of(token::CONFIG, forged, custom(ErrorCode::AccountOwnedByWrongProgram));
        let doubled = specimen.world.doubled(token::CONFIG);
        specimen.refuses_in_place_of(token::CONFIG, doubled, custom(ErrorCode::ConstraintAddress));
        specimen.refuses_in_place_of(token::CONFIG, BURNS, custom(ErrorCode::AccountDiscriminatorMismatch));
    });
}

#[test]
fn the_burn_ledger_is_the_tokens() {
    each_with(BURNS, 1, |mut specimen| {
        let forged = specimen.world.forged(BURNS);
        specimen.refuses_in_place_of(BURNS, forged, custom(ErrorCode::AccountOwnedByWrongProgram));
        let doubled = specimen.world.doubled(BURNS);
        specimen.refuses_in_place_of(BURNS, doubled, custom(ErrorCode::ConstraintAddress));
    });
}

#[test]
fn nobody_forges_an_event() {
    let mut world = World::leased();
    let mut forgery = emission::set_paused(address("thief"), true);
    forgery.data = anchor_lang::event::EVENT_IX_TAG_LE.to_vec();
    // Signed by the wrong key, then not signed by the right one.
    world.refuse_code(forgery.clone(), &[&keypair("thief")], ErrorCode::ConstraintSeeds);
    forgery.accounts.retain(|meta| meta.pubkey == EVENT_AUTHORITY_AND_BUMP.0);
    world.refuse_code(forgery, &[], ErrorCode::ConstraintSigner);
}
