//! For every instruction and each of its accounts: what happens if it is unsigned, read-only or another one.
//! Each case starts from a call that goes through, and changes one thing. The accounts behind the named ones of a batch
//! are in `batches`.

use anchor_lang::{
    error::ErrorCode,
    prelude::{Pubkey, system_program},
};
use anchor_spl::token::spl_token;
use io_app::{
    emission::{self, AUTHORITY, CONFIG, ID, VAULT, lease_address, page_address, pool_address},
    stake::{self, CLASSES},
    token::{self, BURNS, MINT},
};
use io_emission::{EVENT_AUTHORITY_AND_BUMP, error::IoEmissionError};
use io_tests::{
    Specimen, World, address,
    emission::{CPU_POOL, GPU_POOL, specimens},
    forgery::read_only,
    keypair,
    specimen::{self, custom},
    stake::{neighbours, purse, rig},
};
use io_token::error::IoTokenError;
use solana_instruction::error::InstructionError;

/// Hands each specimen that has the account to `check`; there have to be so many of them.
#[track_caller]
fn each_with(account: Pubkey, expected: usize, check: impl Fn(Specimen)) {
    specimen::each_with(specimens(), account, expected, check);
}

#[test]
fn every_specimen_goes_through() {
    assert_eq!(specimen::send_all(specimens()), 21);
}

#[test]
fn every_signer_must_sign() {
    let mut cases = 0;
    for mut specimen in specimens() {
        for signer in specimen.signed() {
            println!("{}: without {signer}", specimen.name);
            let forgery = io_tests::forgery::unsigned(&specimen.instruction, signer);
            let others: Vec<_> =
                specimen.signers.iter().filter(|key| solana_signer::Signer::pubkey(key) != signer).collect();
            // The second attestor stands behind the named accounts: unsigned, it is half of a pair.
            let reason = if signer == address("attestor 2") {
                custom(IoEmissionError::PairIncomplete)
            } else {
                custom(ErrorCode::AccountNotSigner)
            };
            specimen.world.refuse_with(forgery, &others, reason);
            cases += 1;
        }
    }
    assert_eq!(cases, 22);
}

#[test]
fn every_account_that_changes_must_be_writable() {
    let mut cases = 0;
    for mut specimen in specimens() {
        for account in specimen.written() {
            println!("{}: {account} read-only", specimen.name);
            // What Anchor creates itself fails in the call that creates it, and so does the payer.
            let created = [pool_address(2), address("payer")].contains(&account);
            let reason = match specimen.name {
                "create_pool" if created => InstructionError::PrivilegeEscalation,
                _ => custom(ErrorCode::ConstraintMut),
            };
            let forgery = read_only(&specimen.instruction, account);
            specimen.world.refuse_with(forgery, &specimen.signers.iter().collect::<Vec<_>>(), reason);
            cases += 1;
        }
    }
    assert_eq!(cases, 44);
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
fn the_programs_that_are_called_are_what_they_are_called() {
    each_with(spl_token::ID, 4, |mut specimen| {
        let another = "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb".parse().expect("the newer token program");
        for substitute in [another, ID, address("nobody")] {
            specimen.refuses_in_place_of(spl_token::ID, substitute, custom(ErrorCode::InvalidProgramId));
        }
    });
    each_with(token::ID, 2, |mut specimen| {
        for substitute in [stake::ID, ID, address("nobody")] {
            specimen.refuses_in_place_of(token::ID, substitute, custom(ErrorCode::InvalidProgramId));
        }
    });
    each_with(system_program::ID, 4, |mut specimen| {
        specimen.refuses_in_place_of(system_program::ID, ID, custom(ErrorCode::InvalidProgramId));
    });
}

#[test]
fn nobody_else_signs_events() {
    each_with(EVENT_AUTHORITY_AND_BUMP.0, 21, |mut specimen| {
        let genuine = EVENT_AUTHORITY_AND_BUMP.0;
        specimen.refuses_in_place_of(genuine, address("thief"), custom(ErrorCode::ConstraintAddress));
    });
    each_with(token::EVENT_AUTHORITY, 2, |mut specimen| {
        let genuine = token::EVENT_AUTHORITY;
        specimen.refuses_in_place_of(genuine, address("thief"), custom(ErrorCode::ConstraintAddress));
    });
}

#[test]
fn events_come_from_this_program() {
    each_with(ID, 21, |mut specimen| {
        // Its address also stands for every account that may be left out, and is then among them all the same.
        if specimen.leaves_out_accounts() {
            return;
        }
        // Without the program among the accounts nothing can be called that carries the event.
        specimen.refuses_in_place_of(ID, stake::ID, InstructionError::MissingAccount);
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
