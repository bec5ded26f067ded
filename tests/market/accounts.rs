//! For every instruction and each of its accounts: with what error another one in its place is refused. Each case starts
//! from a call that goes through, and exchanges one account.

use anchor_lang::{error::ErrorCode, prelude::Pubkey};
use io_app::{
    market::{self, AUTHORITY, Asset, CONFIG},
    stake::{self, CLASSES},
    token, usdc,
};
use io_market::{EVENT_AUTHORITY_AND_BUMP, error::IoMarketError};
use io_tests::{
    Specimen, World, address, keypair,
    market::{ASSETS, account_of, device, escrow, fee_vault, list_args, listing, reservation, specimens},
    specimen::{self, custom},
    stake::{device_args, purse},
};

/// Hands each specimen that has the account to `check`; there have to be so many of them.
#[track_caller]
fn each_with(account: Pubkey, expected: usize, check: impl Fn(Specimen)) {
    specimen::each_with(specimens(), account, expected, check);
}

/// A device of the heir's, listed too, and its listing.
fn another_device(world: &mut World) -> (Pubkey, Pubkey) {
    let id = device_args("another", 0);
    let another = stake::device_address(address("heir"), &id.id);
    world.by("heir", stake::register(address("heir"), None, id));
    if !world.market_config().is_paused() {
        world.by_both("heir", market::list(address("heir"), address("rent payer"), another, list_args()));
    }
    (another, market::listing_address(another))
}

#[test]
fn the_settings_are_this_programs_own() {
    each_with(CONFIG, 13, |mut specimen| {
        if specimen.name == "initialize" {
            let substitute = address("another address");
            specimen.refuses_in_place_of(CONFIG, substitute, custom(ErrorCode::ConstraintAddress));
            return;
        }
        let forged = specimen.world.forged(CONFIG);
        specimen.refuses_in_place_of(CONFIG, forged, custom(ErrorCode::AccountOwnedByWrongProgram));
        let doubled = specimen.world.doubled(CONFIG);
        specimen.refuses_in_place_of(CONFIG, doubled, custom(ErrorCode::ConstraintAddress));
        specimen.refuses_in_place_of(CONFIG, stake::CONFIG, custom(ErrorCode::AccountOwnedByWrongProgram));
    });
}

#[test]
fn the_classes_are_the_staking_programs() {
    each_with(CLASSES, 2, |mut specimen| {
        let forged = specimen.world.forged(CLASSES);
        specimen.refuses_in_place_of(CLASSES, forged, custom(ErrorCode::AccountOwnedByWrongProgram));
        let doubled = specimen.world.doubled(CLASSES);
        specimen.refuses_in_place_of(CLASSES, doubled, custom(ErrorCode::ConstraintAddress));
    });
}

#[test]
fn devices_are_the_staking_programs() {
    each_with(device(), 7, |mut specimen| {
        if specimen.name == "delist" {
            return;
        }
        let forged = specimen.world.forged(device());
        let (another, _) = another_device(&mut specimen.world);
        let reason = match specimen.name {
            "list" | "start" => custom(IoMarketError::NotOwner),
            "extend" | "extend in IO" => custom(IoMarketError::ReservationOfAnotherDevice),
            // The address of the reservation follows from that of the device, and is checked first.
            _ => custom(ErrorCode::ConstraintSeeds),
        };
        specimen.refuses_in_place_of(device(), another, reason);
        specimen.refuses_in_place_of(device(), forged, custom(ErrorCode::AccountOwnedByWrongProgram));
        specimen.refuses_in_place_of(device(), CLASSES, custom(ErrorCode::AccountDiscriminatorMismatch));
    });
}

#[test]
fn listings_are_this_programs_own() {
    each_with(listing(), 9, |mut specimen| {
        if specimen.name == "list" {
            return;
        }
        let forged = specimen.world.forged(listing());
        specimen.refuses_in_place_of(listing(), forged, custom(ErrorCode::AccountOwnedByWrongProgram));
        let (_, another) = another_device(&mut specimen.world);
        let reason = match specimen.name {
            "delist" => custom(IoMarketError::ListingOfAnotherDevice),
            _ => custom(IoMarketError::NotTheListing),
        };
        specimen.refuses_in_place_of(listing(), another, reason);
        if !specimen.has(CONFIG) {
            specimen.refuses_in_place_of(listing(), CONFIG, custom(ErrorCode::AccountDiscriminatorMismatch));
        }
    });
}

#[test]
fn reservations_are_this_programs_own() {
    each_with(reservation(), 10, |mut specimen| {
        if specimen.name.starts_with("reserve") {
            let substitute = address("another address");
            specimen.refuses_in_place_of(reservation(), substitute, custom(ErrorCode::ConstraintSeeds));
            return;
        }
        let forged = specimen.world.forged(reservation());
        specimen.refuses_in_place_of(reservation(), forged, custom(ErrorCode::AccountOwnedByWrongProgram));
        if !specimen.has(listing()) {
            specimen.refuses_in_place_of(reservation(), listing(), custom(ErrorCode::AccountDiscriminatorMismatch));
        }
    });
}

#[test]
fn the_escrow_is_that_of_the_asset() {
    for asset in ASSETS {
        let expected = if asset == Asset::Usdc { 9 } else { 3 };
        each_with(escrow(asset), expected, |mut specimen| {
            let genuine = escrow(asset);
            if specimen.name == "initialize" {
                let another = address("another address");
                let reason = match asset {
                    Asset::Usdc => custom(ErrorCode::ConstraintSeeds),
                    Asset::Io => custom(IoMarketError::NotTheEscrow),
                };
                specimen.refuses_in_place_of(genuine, another, reason);
                return;
            }
            let (doubled, forged) = (specimen.world.doubled(genuine), specimen.world.forged(genuine));
            let mint = market::mint_of(asset, usdc::MINT);
            let of_the_authority = specimen.world.token_account_of(mint, AUTHORITY);
            for another in [doubled, forged, of_the_authority, account_of("thief", asset), purse("heir")] {
                specimen.refuses_in_place_of(genuine, another, custom(IoMarketError::NotTheEscrow));
            }
        });
    }
}

#[test]
fn the_fees_go_to_the_treasury() {
    for (asset, expected) in [(Asset::Usdc, 2), (Asset::Io, 1)] {
        each_with(fee_vault(asset), expected, |mut specimen| {
            let genuine = fee_vault(asset);
            let doubled = specimen.world.doubled(genuine);
            for another in [doubled, account_of("thief", asset), account_of("supplier", asset)] {
                specimen.refuses_in_place_of(genuine, another, custom(IoMarketError::NotTheFeeVault));
            }
        });
    }
}

#[test]
fn the_authority_is_the_authority() {
    each_with(AUTHORITY, 6, |mut specimen| {
        for another in [address("thief"), stake::AUTHORITY, EVENT_AUTHORITY_AND_BUMP.0] {
            if !specimen.has(another) {
                specimen.refuses_in_place_of(AUTHORITY, another, custom(IoMarketError::NotTheAuthority));
            }
        }
    });
}

#[test]
fn the_rent_returns_to_whoever_paid_it() {
    for name in ["claim", "complete", "terminate", "report_failure", "expire", "delist"] {
        let mut specimen = specimens().into_iter().find(|specimen| specimen.name == name).expect("a specimen");
        for another in [address("thief"), address("admin"), address("heir")] {
            specimen.refuses_in_place_of(address("rent payer"), another, custom(IoMarketError::NotTheRentPayer));
        }
    }
}

#[test]
fn the_mints_are_the_mints() {
    each_with(token::MINT, 1, |mut specimen| {
        let doubled = specimen.world.doubled(token::MINT);
        specimen.refuses_in_place_of(token::MINT, doubled, custom(IoMarketError::NotTheMint));
    });
}

#[test]
fn nobody_forges_an_event() {
    let mut world = World::listed();
    let mut forgery = market::set_paused(address("thief"), true);
    forgery.data = anchor_lang::event::EVENT_IX_TAG_LE.to_vec();
    // Signed by the wrong key, then not signed by the right one.
    world.refuse_code(forgery.clone(), &[&keypair("thief")], ErrorCode::ConstraintSeeds);
    forgery.accounts.retain(|meta| meta.pubkey == EVENT_AUTHORITY_AND_BUMP.0);
    world.refuse_code(forgery, &[], ErrorCode::ConstraintSigner);
}
