//! What a device has earned is paid to its owner.

use anchor_lang::prelude::Pubkey;
use anchor_spl::token::spl_token;
use io_app::{
    emission::{self, ID, VAULT},
    stake,
};
use io_emission::{error::IoEmissionError, events::Claimed};
use io_tests::{
    World, address,
    emission::{CPU_POOL, GPU_POOL, MAC, calls, mac, start_of},
    stake::{calls as staking, neighbours, purse, rig},
};
use solana_instruction::error::InstructionError;

use crate::expected::{neighbours_earning, rigs, settled, shares_of};

fn into(destination: Pubkey) -> anchor_lang::solana_program::instruction::Instruction {
    emission::claim(GPU_POOL, rig(), destination)
}

#[test]
fn settles_and_pays_all_that_is_owed() {
    let mut world = World::leased();
    world.reach(3);
    let before = (world.balance(purse("supplier")), world.reward_vault(), world.supply());

    let claimed = world.claim(rig());

    // 16 of 30 thousand parts of 4,337.83930317 IO, rounded down.
    let amount = 231_351_429_502;
    assert_eq!(rigs(2..=2), amount);
    let destination = purse("supplier");
    let payee = address("supplier");
    assert_eq!(
        claimed,
        Claimed { device: rig(), payee, destination, amount, shared: 0, settlement: settled(2, amount) }
    );
    let after = (world.balance(destination), world.reward_vault(), world.supply());
    assert_eq!(after, (before.0 + amount, before.1 - amount, before.2));
    let (lease, pool) = (world.lease(rig()), world.pool(GPU_POOL));
    assert_eq!((lease.owed, lease.paid, lease.earned, lease.settled), (0, amount, amount, 2));
    assert_eq!((pool.owed, pool.paid), (0, amount));
    assert_eq!(world.claim(neighbours()).amount, 202_432_500_814);
    assert_eq!(neighbours_earning(2..=2), 202_432_500_814);
    assert_eq!(world.reward_vault(), 1, "what rounding left");
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn early_late_often_or_once_is_the_same_to_a_base_unit_a_time() {
    let (mut often, mut once) = (World::leased(), World::leased());
    let mut paid = 0;
    for epoch in 3..=26 {
        often.reach(epoch);
        paid += often.claim(rig()).amount;
        often.refused(&[], calls::claim(rig()), IoEmissionError::NothingToClaim);
    }
    once.reach(200);
    let amount = once.claim(rig()).amount;
    assert_eq!(amount, rigs(2..=25));
    assert!(paid <= amount && amount - paid <= 24, "{paid} and {amount}");
    often.audit(&[rig(), neighbours()]);
    once.audit(&[rig(), neighbours()]);
}

#[test]
fn a_device_alone_gets_the_whole_share_but_for_a_base_unit() {
    let mut world = World::emitting();
    world.grant(mac(), 20);
    world.reach(22);
    let amount = world.claim(mac()).amount;
    let share = shares_of(CPU_POOL, 2..=20);
    assert!(share - amount <= 1, "{amount} of {share}");
    assert_eq!(world.pool(CPU_POOL).weight, 0);
    assert_eq!(world.lease(mac()).weight, MAC);
    world.audit(&[mac()]);
}

#[test]
fn does_not_wait_for_the_pool() {
    let mut world = World::leased();
    world.reach(5);
    world.enter(9);
    assert_eq!(world.claim(rig()).amount, rigs(2..=4));
    world.refused(&[], calls::claim(rig()), IoEmissionError::NothingToClaim);
    world.reach(9);
    assert_eq!(world.claim(rig()).amount, rigs(5..=8));
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn the_running_epoch_pays_nothing_yet() {
    let mut world = World::leased();
    world.set_time(start_of(3) - 1);
    world.catch_up(GPU_POOL);
    world.refused(&[], calls::claim(rig()), IoEmissionError::NothingToClaim);
    world.set_time(start_of(3));
    world.refused(&[], calls::claim(rig()), IoEmissionError::NothingToClaim);
    world.catch_up(GPU_POOL);
    assert_eq!(world.claim(rig()).amount, rigs(2..=2));
}

#[test]
fn as_long_as_the_pool_remembers() {
    // Settled through epoch 1: the pool remembers that epoch until it has completed epoch 256.
    let mut world = World::leased();
    world.reach(257);
    assert_eq!(world.pool(GPU_POOL).completed, 256);
    assert_eq!(world.clone().claim(rig()).amount, rigs(2..=25));
    world.reach(258);
    world.refused(&[], calls::claim(rig()), IoEmissionError::TooLongAgo);
    world.settle(rig());
    assert_eq!(world.claim(rig()).amount, rigs(2..=25));
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn only_into_a_token_account_of_the_payee() {
    let mut world = World::leased();
    world.reach(5);
    let (thiefs, vaults) = (world.token_account(address("thief")), world.token_account(emission::AUTHORITY));
    for another in [purse("neighbour"), thiefs, vaults, VAULT, stake::vault_address(rig()), address("nobody"), rig()] {
        if another != rig() {
            world.refused(&[], into(another), IoEmissionError::NotThePayee);
        }
    }
    // Of the owner, but of another mint: the token program refuses it.
    let mint = world.foreign_mint(address("forger"));
    let foreign = world.token_account_of(mint, address("supplier"));
    world.refuse_with(into(foreign), &[], InstructionError::Custom(spl_token::error::TokenError::MintMismatch as u32));
    // What looks like a token account, and is none.
    let forged = world.forged(purse("supplier"));
    world.refuse_with(into(forged), &[], InstructionError::ExternalAccountDataModified);
}

#[test]
fn into_any_token_account_of_the_payee() {
    let mut world = World::leased();
    world.reach(5);
    let another = world.token_account(address("supplier"));
    world.all_by(&[], into(another));
    assert_eq!(world.balance(another), rigs(2..=4));
}

#[test]
fn a_new_owner_is_paid_what_the_device_has_not_been_paid() {
    let mut world = World::leased();
    world.reach(5);
    world.claim(rig());
    world.reach(7);
    world.by("supplier", stake::propose_owner(address("supplier"), rig(), address("heir")));
    world.by("heir", stake::accept_owner(address("heir"), rig()));
    world.refused(&[], calls::claim(rig()), IoEmissionError::NotThePayee);
    let before = world.balance(purse("heir"));
    let claimed = world.all_by(&[], into(purse("heir"))).event::<Claimed>(&ID);
    assert_eq!((claimed.payee, claimed.amount), (address("heir"), rigs(5..=6)));
    assert_eq!(world.balance(purse("heir")), before + rigs(5..=6));
    assert_eq!(world.lease(rig()).owner, address("heir"));
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn what_falls_is_lost_and_what_was_before_is_paid() {
    let mut world = World::leased();
    world.reach(5);
    world.by("supplier", staking::unstake(1));
    world.reach(10);
    let claimed = world.claim(rig());
    assert_eq!((claimed.amount, claimed.settlement.lost), (rigs(2..=4), rigs(5..=9)));
    // Claiming takes no note of the stake: it goes on losing until somebody does.
    world.reach(12);
    world.refused(&[], calls::claim(rig()), IoEmissionError::NothingToClaim);
    world.sync(rig());
    assert_eq!(world.lease(rig()).lost, rigs(5..=9) + rigs(10..=11));
    world.reach(13);
    assert_eq!(world.claim(rig()).amount, rigs(12..=12));
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn of_its_own_device_pool_and_lease() {
    let mut world = World::leased();
    world.grant(mac(), 20);
    world.reach(5);
    let other_pool = emission::claim(CPU_POOL, rig(), purse("supplier"));
    world.refused(&[], other_pool, IoEmissionError::NotThePool);
    let other_device = io_tests::forgery::exchanged(&calls::claim(rig()), rig(), neighbours());
    world.refused(&[], other_device, IoEmissionError::NotTheDevice);
    let lease = io_tests::forgery::exchanged(
        &calls::claim(rig()),
        emission::lease_address(rig()),
        emission::lease_address(neighbours()),
    );
    world.refused(&[], lease, IoEmissionError::NotTheDevice);
}
