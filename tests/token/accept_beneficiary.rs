//! The proposed beneficiary takes the allocation over.

use anchor_lang::prelude::Pubkey;
use io_app::token::{self, ID};
use io_tests::{
    World, address, keypair,
    token::{GENESIS, MONTH, beneficiary},
};
use io_token::{error::IoTokenError, events::BeneficiaryChanged};
use solana_signer::Signer;

/// Allocation 0 has been paid up to genesis and is offered to the heir.
fn offered() -> (World, Pubkey) {
    let mut world = World::after_genesis();
    let own = world.token_account(beneficiary(0).pubkey());
    world.accept(token::release(0, own), &[]);
    world.accept(token::propose_beneficiary(beneficiary(0).pubkey(), 0, address("heir")), &[&beneficiary(0)]);
    (world, own)
}

#[test]
fn what_has_not_been_paid_goes_to_the_new_beneficiary() {
    let (mut world, own) = offered();
    let paid = world.balance(own);
    world.set_time(GENESIS + 5 * MONTH);

    let receipt = world.accept(token::accept_beneficiary(address("heir"), 0), &[&keypair("heir")]);

    let allocation = world.allocation(0);
    assert_eq!((allocation.beneficiary, allocation.pending_beneficiary), (address("heir"), Pubkey::default()));
    assert_eq!(allocation.released, paid, "a hand-over pays nothing");
    let expected =
        BeneficiaryChanged { id: 0, old_beneficiary: beneficiary(0).pubkey(), new_beneficiary: address("heir") };
    assert_eq!(receipt.event::<BeneficiaryChanged>(&ID), expected);

    world.refuse(token::release(0, own), &[], IoTokenError::DestinationNotTheBeneficiarys);
    world.set_time(GENESIS + 12 * MONTH);
    let heirs = world.token_account(address("heir"));
    world.accept(token::release(0, heirs), &[]);
    assert_eq!((world.balance(own), world.balance(heirs)), (paid, allocation.total - paid));
}

#[test]
fn the_old_beneficiary_has_no_say_any_more() {
    let (mut world, _) = offered();
    world.accept(token::accept_beneficiary(address("heir"), 0), &[&keypair("heir")]);
    let regret = token::propose_beneficiary(beneficiary(0).pubkey(), 0, beneficiary(0).pubkey());
    world.refuse(regret, &[&beneficiary(0)], IoTokenError::NotBeneficiary);
    let onward = token::propose_beneficiary(address("heir"), 0, address("heir 2"));
    world.accept(onward, &[&keypair("heir")]);
}

#[test]
fn only_the_one_who_was_proposed_accepts() {
    let (mut world, _) = offered();
    for name in ["admin", "thief", "beneficiary 0", "beneficiary 1"] {
        let claim = token::accept_beneficiary(address(name), 0);
        world.refuse(claim, &[&keypair(name)], IoTokenError::NotPendingBeneficiary);
    }
    // Nor for another allocation.
    let claim = token::accept_beneficiary(address("heir"), 1);
    world.refuse(claim, &[&keypair("heir")], IoTokenError::NotPendingBeneficiary);
}

#[test]
fn an_offer_is_accepted_once() {
    let (mut world, _) = offered();
    let accept = || token::accept_beneficiary(address("heir"), 0);
    world.accept(accept(), &[&keypair("heir")]);
    world.refuse(accept(), &[&keypair("heir")], IoTokenError::NotPendingBeneficiary);
}
