//! For every instruction and each of its accounts: with what error another one in its place is refused. Each case starts
//! from a call that goes through, and exchanges one account.

use anchor_lang::{Discriminator, error::ErrorCode, prelude::Pubkey};
use io_app::{
    costake::{self, IO},
    market,
    stake::{AUTHORITY, CLASSES, CONFIG, ID, vault_address},
    token::{self, MINT},
};
use io_stake::{error::IoStakeError, state::Rewards};
use io_tests::{
    Specimen, address,
    costake::{HOLDER, SECOND, paying, position_of, reward_vault, specimens},
    specimen::{self, custom},
    stake::{neighbours, rig},
};
use std::mem::offset_of;

/// Hands each specimen that has the account to `check`; there have to be so many of them.
#[track_caller]
fn each_with(account: Pubkey, expected: usize, check: impl Fn(Specimen)) {
    specimen::each_with(specimens(), account, expected, check);
}

/// The neighbour opens its device too, unless that cannot be.
fn open_neighbours(specimen: &mut Specimen) -> (Pubkey, Pubkey) {
    let (rewards, vault) = (costake::rewards_address(neighbours()), costake::vault_address(neighbours()));
    if specimen.world.staking_config().has_assets() && specimen.world.is_gone(rewards) {
        specimen.world.by("neighbour", costake::open(address("neighbour"), neighbours(), 1_000));
    }
    (rewards, vault)
}

#[test]
fn the_settings_are_this_programs_own() {
    each_with(CONFIG, 5, |mut specimen| {
        let forged = specimen.world.forged(CONFIG);
        specimen.refuses_in_place_of(CONFIG, forged, custom(ErrorCode::AccountOwnedByWrongProgram));
        let doubled = specimen.world.doubled(CONFIG);
        specimen.refuses_in_place_of(CONFIG, doubled, custom(ErrorCode::ConstraintAddress));
        specimen.refuses_in_place_of(CONFIG, CLASSES, custom(ErrorCode::AccountDiscriminatorMismatch));
    });
}

#[test]
fn devices_are_this_programs_own() {
    each_with(rig(), 11, |mut specimen| {
        open_neighbours(&mut specimen);
        let forged = specimen.world.forged(rig());
        if matches!(specimen.name, "claim_costake" | "close_position") {
            // Nothing of the device is read, but whose position it is.
            for another in [forged, address("nobody"), CLASSES, neighbours()] {
                specimen.refuses_in_place_of(rig(), another, custom(IoStakeError::PositionOfAnotherDevice));
            }
            return;
        }
        specimen.refuses_in_place_of(rig(), forged, custom(ErrorCode::AccountOwnedByWrongProgram));
        specimen.refuses_in_place_of(rig(), address("nobody"), custom(ErrorCode::AccountOwnedByWrongProgram));
        specimen.refuses_in_place_of(rig(), CLASSES, custom(ErrorCode::AccountDiscriminatorMismatch));
        // A device of its own, and not the one it is about.
        let reason = match specimen.name {
            "open_costake" | "add_costake" | "add_costake, more" => custom(ErrorCode::ConstraintSeeds),
            "limit_costake" | "claim_unshared" | "close_costake" => custom(IoStakeError::NotOwner),
            "execute, co-stake" => custom(IoStakeError::CaseOfAnotherDevice),
            _ => custom(IoStakeError::PositionOfAnotherDevice),
        };
        specimen.refuses_in_place_of(rig(), neighbours(), reason);
    });
}

#[test]
fn rewards_are_this_programs_own_and_the_devices() {
    let genuine = costake::rewards_address(rig());
    each_with(genuine, 11, |mut specimen| {
        let (theirs, _) = open_neighbours(&mut specimen);
        if specimen.name == "open_costake" {
            for another in [theirs, address("nobody"), position_of(HOLDER)] {
                specimen.refuses_in_place_of(genuine, another, custom(ErrorCode::ConstraintSeeds));
            }
            return;
        }
        let forged = specimen.world.forged(genuine);
        specimen.refuses_in_place_of(genuine, forged, custom(ErrorCode::AccountOwnedByWrongProgram));
        specimen.refuses_in_place_of(genuine, address("nobody"), custom(ErrorCode::AccountOwnedByWrongProgram));
        specimen.refuses_in_place_of(genuine, CLASSES, custom(ErrorCode::AccountDiscriminatorMismatch));
        specimen.refuses_in_place_of(genuine, theirs, custom(IoStakeError::RewardsOfAnotherDevice));
    });
}

#[test]
fn positions_are_this_programs_own_and_the_holders() {
    let genuine = position_of(HOLDER);
    each_with(genuine, 6, |mut specimen| {
        let theirs = position_of(SECOND);
        if specimen.name.starts_with("add_costake") {
            for another in [theirs, address("nobody"), costake::position_address(neighbours(), address(HOLDER))] {
                specimen.refuses_in_place_of(genuine, another, custom(ErrorCode::ConstraintSeeds));
            }
            return;
        }
        let forged = specimen.world.forged(genuine);
        specimen.refuses_in_place_of(genuine, forged, custom(ErrorCode::AccountOwnedByWrongProgram));
        specimen.refuses_in_place_of(genuine, address("nobody"), custom(ErrorCode::AccountOwnedByWrongProgram));
        specimen.refuses_in_place_of(genuine, CLASSES, custom(ErrorCode::AccountDiscriminatorMismatch));
        specimen.refuses_in_place_of(genuine, theirs, custom(IoStakeError::NotHolder));
    });
}

#[test]
fn the_vault_of_the_co_stake_is_the_devices_own() {
    let genuine = costake::vault_address(rig());
    each_with(genuine, 6, |mut specimen| {
        let (_, theirs) = open_neighbours(&mut specimen);
        let doubled = match specimen.world.account(genuine) {
            Some(_) => specimen.world.doubled(genuine),
            None => address("nobody"),
        };
        let of_the_authority = specimen.world.token_account(AUTHORITY);
        let reason = match specimen.name {
            "open_costake" => custom(ErrorCode::ConstraintSeeds),
            _ => custom(IoStakeError::NotTheVault),
        };
        for another in [theirs, doubled, of_the_authority, reward_vault(IO), vault_address(neighbours())] {
            specimen.refuses_in_place_of(genuine, another, reason.clone());
        }
    });
}

#[test]
fn the_vault_of_an_asset_is_the_programs_own() {
    each_with(reward_vault(IO), 4, |mut specimen| {
        if specimen.name == "add_asset" {
            let another = reward_vault(1);
            specimen.refuses_in_place_of(reward_vault(IO), another, custom(ErrorCode::ConstraintSeeds));
            return;
        }
        let doubled = specimen.world.doubled(reward_vault(IO));
        let of_the_authority = specimen.world.token_account(AUTHORITY);
        for another in [reward_vault(1), doubled, of_the_authority, costake::vault_address(rig())] {
            specimen.refuses_in_place_of(reward_vault(IO), another, custom(IoStakeError::NotTheVault));
        }
    });
}

#[test]
fn the_authority_is_the_authority() {
    each_with(AUTHORITY, 5, |mut specimen| {
        for another in [address("thief"), address("admin"), MINT] {
            if !specimen.has(another) {
                specimen.refuses_in_place_of(AUTHORITY, another, custom(IoStakeError::NotTheAuthority));
            }
        }
    });
}

#[test]
fn the_mint_is_the_io_mint() {
    let mut specimen = specimens().into_iter().find(|specimen| specimen.name == "open_costake").expect("a specimen");
    let doubled = specimen.world.doubled(MINT);
    for another in [doubled, io_app::usdc::MINT, address("nobody")] {
        specimen.refuses_in_place_of(MINT, another, custom(IoStakeError::NotTheMint));
    }
}

/// What the emission and the market hand on is checked by the staking program.
#[test]
fn whoever_pays_co_stakers_pays_those_of_the_device() {
    for mut specimen in paying() {
        let (device, asset) = match specimen.instruction.program_id == market::ID {
            true if specimen.name == "claim, co-stakers" => (io_tests::market::device(), 1),
            true => (io_tests::market::device(), IO),
            false => (rig(), IO),
        };
        let rewards = costake::rewards_address(device);
        let forged = specimen.world.forged(rewards);
        specimen.refuses_in_place_of(rewards, forged, custom(ErrorCode::AccountOwnedByWrongProgram));
        let doubled_vault = specimen.world.doubled(reward_vault(asset));
        for another in [reward_vault(1 - asset), doubled_vault, costake::vault_address(device)] {
            specimen.refuses_in_place_of(reward_vault(asset), another, custom(IoStakeError::NotTheVault));
        }
        // Anybody may claim for a supplier: not to the co-stakers of another device.
        let mut account = specimen.world.account(rewards).expect("rewards");
        let whose = Rewards::DISCRIMINATOR.len() + offset_of!(Rewards, device);
        account.data[whose..whose + 32].copy_from_slice(neighbours().as_ref());
        let others = address("the rewards of others");
        specimen.world.put(others, account);
        specimen.refuses_in_place_of(rewards, others, custom(IoStakeError::RewardsOfAnotherDevice));
        specimen.refuses_in_place_of(ID, token::ID, custom(ErrorCode::InvalidProgramId));
    }
}
