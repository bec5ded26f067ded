//! Nothing leaves the treasury but USDC for IO that is burned, and IO by being burned.

use anchor_spl::token::spl_token::{self, error::TokenError, instruction::AuthorityType};
use io_app::{
    token,
    treasury::{AUTHORITY, IO_PURSE, IO_VAULT, TRADER},
    usdc,
};
use io_tests::{
    World, address, keypair,
    treasury::{io_of, specimens, usdc_of, usdc_purse, usdc_vault},
};
use io_token::{BurnArgs, BurnKind};
use serde_json::Value;

#[test]
fn only_what_buys_lowers_the_vault_of_usdc_and_what_is_bought_is_burned() {
    let mut buying = vec![];
    let mut burning = vec![];
    for mut specimen in specimens() {
        if specimen.name == "initialize" {
            continue;
        }
        let before = specimen.world.money();
        let keys: Vec<_> = specimen.signers.iter().collect();
        specimen.world.accept(specimen.instruction.clone(), &keys);
        let after = specimen.world.money();
        if after.usdc_vault < before.usdc_vault {
            buying.push(specimen.name);
            assert!(after.supply < before.supply && after.io_vault == before.io_vault);
        } else {
            assert_eq!(after.usdc_vault, before.usdc_vault);
            if after.io_vault < before.io_vault {
                burning.push(specimen.name);
                assert_eq!(before.supply - after.supply, before.io_vault - after.io_vault);
            } else {
                assert_eq!(after, before, "{}", specimen.name);
            }
        }
    }
    assert_eq!((buying, burning), (vec!["buyback_and_burn", "buyback_via_swap"], vec!["burn_fees"]));
}

#[test]
fn the_interface_has_no_other_instruction() {
    let idl: Value = serde_json::from_str(io_app::program::IO_TREASURY.idl).expect("an IDL");
    let instructions = idl["instructions"].as_array().expect("a list");
    let mut listed: Vec<&str> = instructions.iter().map(|one| one["name"].as_str().expect("a name")).collect();
    let mut tested: Vec<&str> = specimens().iter().map(|specimen| specimen.name).collect();
    listed.sort_unstable();
    tested.sort_unstable();
    assert_eq!(listed, tested);
}

#[test]
fn nobody_moves_the_tokens_by_themselves() {
    let mut world = World::treasury();
    world.issue_usdc(usdc_purse(), 10);
    world.give_io(IO_PURSE, 10);
    let before = world.money();
    for name in ["admin", "pauser", "seller", "thief", "payer"] {
        let (who, key) = (address(name), keypair(name));
        for (account, destination, mint) in [
            (usdc_vault(), usdc_of("thief"), usdc::MINT),
            (IO_VAULT, io_of("thief"), token::MINT),
            (usdc_purse(), usdc_of("thief"), usdc::MINT),
            (IO_PURSE, io_of("thief"), token::MINT),
        ] {
            let id = &spl_token::ID;
            let attempts = [
                spl_token::instruction::transfer(id, &account, &destination, &who, &[], 1),
                spl_token::instruction::approve(id, &account, &who, &who, &[], 1),
                spl_token::instruction::burn(id, &account, &mint, &who, &[], 1),
                spl_token::instruction::set_authority(id, &account, Some(&who), AuthorityType::AccountOwner, &who, &[]),
                spl_token::instruction::set_authority(id, &account, Some(&who), AuthorityType::CloseAccount, &who, &[]),
            ];
            for attempt in attempts {
                let refused = TokenError::OwnerMismatch as u32;
                world.refuse_code(attempt.expect("an instruction"), &[&key], refused);
            }
            let close = spl_token::instruction::close_account(id, &account, &who, &who, &[]).expect("an instruction");
            world.refuse_code(close, &[&key], TokenError::NonNativeHasBalance as u32);
        }
    }
    assert_eq!(world.money(), before);
}

#[test]
fn nobody_burns_in_the_treasurys_name() {
    let mut world = World::treasury();
    for kind in [BurnKind::Buyback, BurnKind::Fee] {
        let args = BurnArgs { amount: 1, kind, reference: IO_VAULT };
        let theft = token::burn(address("seller"), io_of("seller"), args);
        world.refuse(theft, &[&keypair("seller")], io_token::error::IoTokenError::NotBurner);
        assert_eq!(world.burn_ledger().burner_of(kind), &AUTHORITY);
    }
    assert!(
        world.account(AUTHORITY).is_none() && world.account(TRADER).is_none(),
        "they are addresses, and nothing else"
    );
}
