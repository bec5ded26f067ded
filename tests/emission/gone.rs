//! Devices that are closed, sold and registered anew, and whom their rewards belong to.

use io_app::{
    emission::{self, ID},
    stake,
};
use io_emission::{
    error::IoEmissionError,
    events::{Claimed, Leased, Synced},
};
use io_stake::RegisterArgs;
use io_tests::{
    World, address,
    emission::{CPU_POOL, GPU_POOL, MAC, calls, mac},
    stake::{COOLDOWN, CPU, GPU, device_args, neighbours, purse, rig, text},
};

const SIGNERS: [&str; 2] = ["attestor 1", "attestor 2"];

/// Its owner unstakes all that is behind the Mac, and waits for the end of the cooldown.
pub fn unstake_mac(world: &mut World) {
    let owner = owner_of_mac(world);
    world.by(owner, stake::request_unstake(address(owner), mac(), MAC));
    world.set_time(world.time() + COOLDOWN);
    world.catch_up(GPU_POOL);
    world.catch_up(CPU_POOL);
}

/// Its owner withdraws and closes the Mac.
pub fn close_mac(world: &mut World) {
    let owner = owner_of_mac(world);
    world.by(owner, stake::withdraw(address(owner), mac(), purse(owner)));
    world.by(owner, stake::close_device(address(owner), mac(), None));
    assert!(world.is_gone(mac()));
}

/// The supplier registers the Mac once more, at the same address.
pub fn register_mac(world: &mut World, name: &str) {
    let args = RegisterArgs { class: CPU, processors: 3, ..device_args("mac 3", MAC) };
    world.by(name, stake::register(address(name), Some(purse(name)), args));
}

fn owner_of_mac(world: &World) -> &'static str {
    if world.device(mac()).owner == address("heir") { "heir" } else { "supplier" }
}

/// The supplier sells the Mac to the heir.
fn sell_mac(world: &mut World) {
    world.by("supplier", stake::propose_owner(address("supplier"), mac(), address("heir")));
    world.by("heir", stake::accept_owner(address("heir"), mac()));
}

/// The attestors lease the Mac, as they find it now, for five epochs.
fn grant_mac(world: &World) -> anchor_lang::solana_program::instruction::Instruction {
    let until = world.pool(CPU_POOL).completed + 6;
    emission::grant(&calls::quorum(), address("payer"), CPU_POOL, mac(), &[], until, world.time())
}

fn claim_mac(name: &str) -> anchor_lang::solana_program::instruction::Instruction {
    emission::claim(CPU_POOL, mac(), purse(name))
}

/// The Mac is leased through epoch 25, which is over.
fn leased() -> World {
    let mut world = World::leased();
    world.grant(mac(), 25);
    world.reach(26);
    world
}

#[test]
fn what_was_settled_before_is_paid_to_the_last_owner() {
    let mut world = leased();
    sell_mac(&mut world);
    world.settle(mac());
    unstake_mac(&mut world);
    close_mac(&mut world);
    world.refused(&[], claim_mac("supplier"), IoEmissionError::NotThePayee);
    let owed = world.lease(mac()).owed;
    let before = world.balance(purse("heir"));
    let claimed = world.all_by(&[], claim_mac("heir")).event::<Claimed>(&ID);
    assert_eq!((claimed.payee, claimed.amount), (address("heir"), owed));
    assert_eq!(world.balance(purse("heir")), before + owed);
    world.audit(&[rig(), neighbours(), mac()]);
}

#[test]
fn what_was_not_settled_before_is_lost() {
    let mut world = leased();
    unstake_mac(&mut world);
    close_mac(&mut world);
    world.settle(mac());
    let lease = world.lease(mac());
    let share = crate::expected::shares_of(CPU_POOL, 2..=25);
    assert!(lease.earned == 0 && share - lease.lost <= 1);
    world.refused(&[], claim_mac("supplier"), IoEmissionError::NothingToClaim);
    world.audit(&[rig(), neighbours(), mac()]);
}

#[test]
fn nobody_takes_what_is_owed_to_a_former_owner() {
    let mut world = leased();
    sell_mac(&mut world);
    world.settle(mac());
    let owed = world.lease(mac()).owed;
    unstake_mac(&mut world);
    close_mac(&mut world);
    // Only who registered it first can do so again, at that address.
    register_mac(&mut world, "supplier");
    world.refused(&[], claim_mac("supplier"), IoEmissionError::NotThePayee);
    world.refused(&["supplier"], calls::set_payout(mac(), address("supplier")), IoEmissionError::NotTheDevice);
    let grant = grant_mac(&world);
    world.refused(&["attestor 1", "attestor 2", "payer"], grant.clone(), IoEmissionError::OwedToFormerOwner);
    assert_eq!(world.all_by(&[], claim_mac("heir")).event::<Claimed>(&ID).amount, owed);
    world.all_by(&["attestor 1", "attestor 2", "payer"], grant);
    assert_eq!(world.lease(mac()).owner, address("supplier"));
    world.audit(&[rig(), neighbours(), mac()]);
}

#[test]
fn the_same_owner_keeps_what_is_owed() {
    let mut world = leased();
    world.settle(mac());
    let owed = world.lease(mac()).owed;
    unstake_mac(&mut world);
    close_mac(&mut world);
    register_mac(&mut world, "supplier");
    let grant = grant_mac(&world);
    world.all_by(&["attestor 1", "attestor 2", "payer"], grant);
    assert_eq!(world.claim(mac()).amount, owed);
    world.audit(&[rig(), neighbours(), mac()]);
}

#[test]
fn a_penalty_waits_for_the_device_to_come_back() {
    let mut world = World::leased();
    world.grant(mac(), 25);
    world.reach(5);
    world.claim(mac());
    world.revoke(mac());
    let penalty = world.lease(mac()).penalty;
    unstake_mac(&mut world);
    close_mac(&mut world);
    register_mac(&mut world, "supplier");
    let grant = grant_mac(&world);
    world.all_by(&["attestor 1", "attestor 2", "payer"], grant);
    assert_eq!(world.lease(mac()).penalty, penalty);
    let next = world.pool(CPU_POOL).completed + 3;
    world.reach(next);
    world.refused(&[], claim_mac("supplier"), IoEmissionError::NothingToClaim);
    world.reach(next + 1);
    world.all_by(&[], claim_mac("supplier"));
    assert_eq!((world.lease(mac()).penalty, world.lease(mac()).fined), (0, penalty));
    world.audit(&[rig(), neighbours(), mac()]);
}

#[test]
fn a_renewal_never_passes_to_a_device_that_was_registered_anew() {
    let mut world = leased();
    world.claim(mac());
    unstake_mac(&mut world);
    close_mac(&mut world);
    register_mac(&mut world, "supplier");
    let until = world.pool(CPU_POOL).completed + 6;
    let receipt = world.all_by(&SIGNERS, emission::renew(&calls::quorum(), CPU_POOL, mac(), &[], until));
    let told = &receipt.event::<Leased>(&ID).leases[0];
    assert_eq!((told.end, world.lease(mac()).end), (25, 25), "nothing was extended");
    // Attestors who verified the one that is gone cannot grant it either.
    let stale = world.device(mac()).registered_at - 1;
    let grant = emission::grant(&calls::quorum(), address("payer"), CPU_POOL, mac(), &[], until, stale);
    world.refused(&["attestor 1", "attestor 2", "payer"], grant, IoEmissionError::RegisteredSince);
    world.audit(&[rig(), neighbours(), mac()]);
}

/// A device without stake, which can be closed while its lease runs: it weighs nothing.
fn bare() -> anchor_lang::prelude::Pubkey {
    stake::device_address(address("supplier"), &text("bare"))
}

fn register_bare(world: &mut World, class: u16) {
    let args = RegisterArgs { class, ..device_args("bare", 0) };
    world.by("supplier", stake::register(address("supplier"), None, args));
}

fn leased_bare() -> World {
    let mut world = World::leased();
    register_bare(&mut world, GPU);
    let grant = emission::grant(&calls::quorum(), address("payer"), GPU_POOL, bare(), &[], 20, world.time());
    world.all_by(&["attestor 1", "attestor 2", "payer"], grant);
    world.reach(5);
    world
}

#[test]
fn the_running_lease_of_a_device_that_is_gone_is_ended_by_whoever_syncs_or_renews_it() {
    for registered_anew in [false, true] {
        let mut world = leased_bare();
        world.by("supplier", stake::close_device(address("supplier"), bare(), None));
        if registered_anew {
            // Another device, with stake, of another second.
            let args = RegisterArgs { class: GPU, processors: 1, ..device_args("bare", 2_000 * 100_000_000) };
            world.by("supplier", stake::register(address("supplier"), Some(purse("supplier")), args));
            let end = emission::end(address("supplier"), GPU_POOL, bare());
            world.refused(&["supplier"], end, IoEmissionError::NoDevice);
        }
        let mut synced = world.clone();
        let receipt = synced.all_by(&[], emission::sync(GPU_POOL, bare()));
        let told = receipt.event::<Synced>(&ID);
        assert_eq!((told.weight, told.end, synced.lease(bare()).weight), (0, 4, 0));
        synced.audit(&[rig(), neighbours(), bare()]);
        world.all_by(&SIGNERS, emission::renew(&calls::quorum(), GPU_POOL, rig(), &[bare()], 20));
        assert_eq!(world.lease(bare()).end, 4);
        world.audit(&[rig(), neighbours(), bare()]);
    }
}
