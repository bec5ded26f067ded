//! A beneficiary offers its allocation.

use anchor_lang::prelude::Pubkey;
use io_app::token::{self, ID};
use io_tests::{World, address, keypair, token::beneficiary};
use io_token::{error::IoTokenError, events::BeneficiaryProposed};
use solana_signer::Signer;

fn propose(id: u32, offered: Pubkey) -> anchor_lang::solana_program::instruction::Instruction {
    token::propose_beneficiary(beneficiary(id).pubkey(), id, offered)
}

#[test]
fn an_offer_changes_nothing_until_it_is_accepted() {
    for mut world in [World::planned(), World::after_genesis()] {
        let receipt = world.accept(propose(1, address("heir")), &[&beneficiary(1)]);

        let allocation = world.allocation(1);
        assert_eq!(allocation.beneficiary, beneficiary(1).pubkey());
        assert_eq!(allocation.pending_beneficiary, address("heir"));
        assert_eq!(world.allocation(2).pending_beneficiary, Pubkey::default(), "the others are untouched");
        let expected =
            BeneficiaryProposed { id: 1, beneficiary: beneficiary(1).pubkey(), pending_beneficiary: address("heir") };
        assert_eq!(receipt.event::<BeneficiaryProposed>(&ID), expected);
    }
    let mut world = World::after_genesis();
    world.accept(propose(1, address("heir")), &[&beneficiary(1)]);
    let heirs = world.token_account(address("heir"));
    world.refuse(token::release(1, heirs), &[], IoTokenError::DestinationNotTheBeneficiarys);
    let own = world.token_account(beneficiary(1).pubkey());
    world.accept(token::release(1, own), &[]);
}

#[test]
fn a_later_offer_replaces_it_and_the_default_address_withdraws_it() {
    let mut world = World::after_genesis();
    for offered in [address("heir"), address("heir 2"), Pubkey::default()] {
        let receipt = world.accept(propose(1, offered), &[&beneficiary(1)]);
        assert_eq!(receipt.event::<BeneficiaryProposed>(&ID).pending_beneficiary, offered);
        assert_eq!(world.allocation(1).pending_beneficiary, offered);
    }
    for name in ["heir", "heir 2"] {
        let claim = token::accept_beneficiary(address(name), 1);
        world.refuse(claim, &[&keypair(name)], IoTokenError::NotPendingBeneficiary);
    }
}

#[test]
fn only_the_beneficiary_offers() {
    let mut world = World::after_genesis();
    for name in ["admin", "pauser", "thief", "beneficiary 2"] {
        let attempt = token::propose_beneficiary(address(name), 1, address(name));
        world.refuse(attempt, &[&keypair(name)], IoTokenError::NotBeneficiary);
    }
}
