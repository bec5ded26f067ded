//! An owner says who is paid.

use anchor_lang::prelude::Pubkey;
use io_app::{
    emission::{self, ID},
    stake,
};
use io_emission::{
    error::IoEmissionError,
    events::{Claimed, PayoutSet},
};
use io_tests::{
    World, address,
    emission::{GPU_POOL, calls},
    stake::{neighbours, purse, rig},
};

use crate::expected::rigs;

fn into(name: &str) -> anchor_lang::solana_program::instruction::Instruction {
    emission::claim(GPU_POOL, rig(), purse(name))
}

#[test]
fn the_payout_wallet_is_paid_and_the_owner_no_longer() {
    let mut world = World::leased();
    world.reach(5);

    let receipt = world.by("supplier", calls::set_payout(rig(), address("heir")));

    let set = PayoutSet { device: rig(), owner: address("supplier"), payout: address("heir") };
    assert_eq!(receipt.event::<PayoutSet>(&ID), set);
    let lease = world.lease(rig());
    assert_eq!(
        (lease.payout, lease.payout_by, lease.owner),
        (address("heir"), address("supplier"), address("supplier"))
    );
    world.refused(&[], into("supplier"), IoEmissionError::NotThePayee);
    let claimed = world.all_by(&[], into("heir")).event::<Claimed>(&ID);
    assert_eq!((claimed.payee, claimed.amount), (address("heir"), rigs(2..=4)));
}

#[test]
fn the_default_address_leaves_it_to_the_owner() {
    let mut world = World::leased();
    world.reach(5);
    world.by("supplier", calls::set_payout(rig(), address("heir")));
    world.by("supplier", calls::set_payout(rig(), Pubkey::default()));
    world.refused(&[], into("heir"), IoEmissionError::NotThePayee);
    world.all_by(&[], into("supplier"));
}

#[test]
fn binds_nobody_who_owns_the_device_later() {
    let mut world = World::leased();
    world.reach(5);
    world.by("supplier", calls::set_payout(rig(), address("neighbour")));
    world.by("supplier", stake::propose_owner(address("supplier"), rig(), address("heir")));
    // Not yet.
    world.clone().all_by(&[], into("neighbour"));
    world.by("heir", stake::accept_owner(address("heir"), rig()));
    world.refused(&[], into("neighbour"), IoEmissionError::NotThePayee);
    world.refused(&[], into("supplier"), IoEmissionError::NotThePayee);
    world.clone().all_by(&[], into("heir"));
    world.refused(&["supplier"], calls::set_payout(rig(), address("supplier")), IoEmissionError::NotOwner);
    world.by("heir", emission::set_payout(address("heir"), rig(), address("supplier")));
    world.all_by(&[], into("supplier"));
}

#[test]
fn only_the_owner_says_so() {
    let mut world = World::leased();
    for name in ["neighbour", "admin", "attestor 1"] {
        let theft = emission::set_payout(address(name), rig(), address(name));
        world.refused(&[name], theft, IoEmissionError::NotOwner);
    }
    // The owner of one device, about the lease of another.
    let lease = io_tests::forgery::exchanged(
        &calls::set_payout(rig(), address("supplier")),
        emission::lease_address(rig()),
        emission::lease_address(neighbours()),
    );
    world.refused(&["supplier"], lease, IoEmissionError::NotTheDevice);
}

#[test]
fn the_vault_is_never_paid_by_itself() {
    // With the program's authority as the payout wallet, the vault would be the payee's.
    let mut world = World::leased();
    world.reach(5);
    world.by("supplier", calls::set_payout(rig(), emission::AUTHORITY));
    world.refused(&[], emission::claim(GPU_POOL, rig(), emission::VAULT), IoEmissionError::NotThePayee);
    world.audit(&[rig(), neighbours()]);
}
