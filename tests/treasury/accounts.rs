//! For every instruction and each of its accounts: with what error another one in its place is refused. Each case starts
//! from a call that goes through, and exchanges one account.

use anchor_lang::{
    error::ErrorCode,
    prelude::{Pubkey, system_program},
};
use anchor_spl::token::spl_token;
use io_app::{
    token,
    treasury::{AUTHORITY, CONFIG, IO_PURSE, IO_VAULT, TRADER},
};
use io_tests::{
    Specimen, address,
    specimen::{self, custom},
    treasury::{specimens, usdc_purse, usdc_vault},
};
use io_token::error::IoTokenError;
use io_treasury::error::IoTreasuryError::{self, *};

/// Hands each specimen that has the account to `check`; there have to be so many of them. Accounts that stand in the swap
/// too are exchanged there as well.
#[track_caller]
fn each_with(account: Pubkey, expected: usize, check: impl Fn(Specimen)) {
    specimen::each_with(specimens(), account, expected, check);
}

/// The specimens but for the swap, whose accounts stand twice in it.
fn of_name(name: &str) -> Specimen {
    specimens().into_iter().find(|specimen| specimen.name == name).expect("a specimen")
}

/// Exchanges the first of the places that the account has.
#[track_caller]
fn refuses_first(specimen: &mut Specimen, genuine: Pubkey, substitute: Pubkey, error: impl Into<u32>) {
    println!("{}: {substitute} in the place of {genuine}", specimen.name);
    let mut forgery = specimen.instruction.clone();
    let place = forgery.accounts.iter().position(|meta| meta.pubkey == genuine).expect("it has the account");
    forgery.accounts[place].pubkey = substitute;
    let keys: Vec<_> = specimen.signers.iter().collect();
    specimen.world.refuse_with(forgery, &keys, custom(error));
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
        specimen.refuses_in_place_of(CONFIG, token::CONFIG, custom(ErrorCode::AccountOwnedByWrongProgram));
    });
}

#[test]
fn the_vaults_are_the_treasurys_own() {
    for (name, vaults) in [
        ("burn_fees", vec![IO_VAULT]),
        ("buyback_and_burn", vec![IO_VAULT, usdc_vault()]),
        ("buyback_via_swap", vec![IO_VAULT, usdc_vault()]),
    ] {
        for vault in vaults {
            let mut specimen = of_name(name);
            let (doubled, forged) = (specimen.world.doubled(vault), specimen.world.forged(vault));
            let of_the_authority = specimen.world.token_account(AUTHORITY);
            for another in [doubled, forged, of_the_authority, token::MINT, usdc_purse(), IO_PURSE] {
                refuses_first(&mut specimen, vault, another, NotTheVault);
            }
        }
    }
}

#[test]
fn vaults_and_purses_are_created_at_their_own_addresses() {
    let mut specimen = of_name("initialize");
    for (genuine, reason) in [
        (usdc_vault(), custom(ErrorCode::ConstraintSeeds)),
        (IO_VAULT, custom(NotTheVault)),
        (usdc_purse(), custom(ErrorCode::ConstraintSeeds)),
        (IO_PURSE, custom(NotThePurse)),
    ] {
        for substitute in [address("another address"), AUTHORITY, TRADER] {
            specimen.refuses_in_place_of(genuine, substitute, reason.clone());
        }
    }
}

#[test]
fn the_purses_and_the_trader_are_the_treasurys_own() {
    for (genuine, error) in [(usdc_purse(), NotThePurse), (IO_PURSE, NotThePurse), (TRADER, NotTheTrader)] {
        let mut specimen = of_name("buyback_via_swap");
        let of_the_trader = specimen.world.token_account(TRADER);
        for another in [of_the_trader, usdc_vault(), IO_VAULT, AUTHORITY, address("thief")] {
            refuses_first(&mut specimen, genuine, another, error);
        }
    }
}

#[test]
fn the_authority_is_the_authority() {
    each_with(AUTHORITY, 3, |mut specimen| {
        for another in [address("thief"), address("admin"), TRADER] {
            if !specimen.has(another) {
                specimen.refuses_in_place_of(AUTHORITY, another, custom(NotTheAuthority));
            }
        }
    });
}

#[test]
fn the_mint_is_the_io_mint() {
    each_with(token::MINT, 4, |mut specimen| {
        let (foreign, doubled) = (specimen.world.foreign_mint(token::CONFIG), specimen.world.doubled(token::MINT));
        let reason = match specimen.name {
            "initialize" | "buyback_via_swap" => custom(IoTreasuryError::NotTheMint),
            _ => custom(IoTokenError::NotTheMint),
        };
        for another in [foreign, doubled] {
            specimen.refuses_in_place_of(token::MINT, another, reason.clone());
        }
        let reason = match specimen.name {
            // The supply is read first, and there is none.
            "buyback_and_burn" => custom(NotATokenAccount),
            _ => reason,
        };
        specimen.refuses_in_place_of(token::MINT, address("nobody"), reason);
    });
}

#[test]
fn the_burn_ledger_is_the_io_tokens_own() {
    each_with(token::BURNS, 3, |mut specimen| {
        let (forged, doubled) = (specimen.world.forged(token::BURNS), specimen.world.doubled(token::BURNS));
        specimen.refuses_in_place_of(token::BURNS, forged, custom(ErrorCode::AccountOwnedByWrongProgram));
        specimen.refuses_in_place_of(token::BURNS, doubled, custom(ErrorCode::ConstraintAddress));
    });
}

#[test]
fn the_swap_program_is_an_allowed_one() {
    let mut specimen = of_name("buyback_via_swap");
    let hostile = io_tests::treasury::swaps::hostile();
    for another in [io_tests::treasury::swaps::constant_product(), spl_token::ID, system_program::ID, address("nobody")]
    {
        refuses_first(&mut specimen, hostile, another, SwapNotAllowed);
    }
}
