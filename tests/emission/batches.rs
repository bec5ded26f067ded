//! Many devices in one instruction, and the quorum that signs for them.

use anchor_lang::{
    error::ErrorCode,
    prelude::Pubkey,
    solana_program::instruction::{AccountMeta, Instruction},
};
use io_app::emission::{self, ID, lease_address, pool_address};
use io_emission::{
    error::IoEmissionError,
    events::{Leased, Revoked},
};
use io_tests::{
    World, address,
    emission::{CPU_POOL, GPU_POOL, NEIGHBOURS, RIG, VERIFIED, calls, mac},
    keypair,
    stake::{neighbours, rig},
};
use solana_instruction::error::InstructionError;

use crate::expected::{neighbours_earning, rigs};

const SIGNERS: [&str; 2] = ["attestor 1", "attestor 2"];

fn attestors(numbers: &[u8]) -> Vec<Pubkey> {
    numbers.iter().map(|number| address(&format!("attestor {number}"))).collect()
}

fn both(until: u32) -> Instruction {
    emission::renew(&calls::quorum(), GPU_POOL, rig(), &[neighbours()], until)
}

/// Grant, renew and revoke, of the rig first, of those devices behind it, by those attestors.
fn each(attestors: &[Pubkey], further: &[Pubkey]) -> [Instruction; 3] {
    [
        emission::grant(attestors, address("payer"), GPU_POOL, rig(), further, 20, VERIFIED),
        emission::renew(attestors, GPU_POOL, rig(), further, 20),
        emission::revoke(attestors, GPU_POOL, rig(), further),
    ]
}

/// Sends it, signed by whoever it says signs.
fn refusal(world: &World, instruction: &Instruction) -> InstructionError {
    let names = ["payer", "attestor 1", "attestor 2", "attestor 3", "thief", "supplier"];
    let keys: Vec<_> = names
        .into_iter()
        .map(keypair)
        .filter(|key| {
            let address = solana_signer::Signer::pubkey(key);
            instruction.accounts.iter().any(|meta| meta.is_signer && meta.pubkey == address)
        })
        .collect();
    let keys = keys.iter().collect::<Vec<_>>();
    let refusal = world.clone().send(std::slice::from_ref(instruction), &keys).expect_err("it is refused");
    refusal.reason().clone()
}

#[track_caller]
fn refused(world: &World, instruction: &Instruction, error: impl Into<u32>) {
    assert_eq!(refusal(world, instruction), InstructionError::Custom(error.into()));
}

#[test]
fn each_device_as_if_alone() {
    let mut world = World::emitting();
    let grant = emission::grant(&calls::quorum(), address("payer"), GPU_POOL, rig(), &[neighbours()], 25, VERIFIED);
    let receipt = world.all_by(&["attestor 1", "attestor 2", "payer"], grant);
    let told = receipt.event::<Leased>(&ID);
    assert_eq!((told.pool, told.epoch, told.leases.len()), (GPU_POOL, 1, 2));
    assert_eq!((told.leases[0].device, told.leases[1].device), (rig(), neighbours()));
    assert_eq!((told.leases[0].weight, told.leases[1].weight), (RIG, NEIGHBOURS));
    let mut apart = World::leased();
    assert_eq!(world.account(lease_address(rig())), apart.account(lease_address(rig())));
    assert_eq!(world.account(pool_address(GPU_POOL)), apart.account(pool_address(GPU_POOL)));

    for there in [&mut world, &mut apart] {
        there.reach(5);
    }
    world.all_by(&SIGNERS, both(29));
    apart.renew(rig(), 29);
    apart.renew(neighbours(), 29);
    assert_eq!(world.account(lease_address(neighbours())), apart.account(lease_address(neighbours())));
    assert_eq!(world.account(pool_address(GPU_POOL)), apart.account(pool_address(GPU_POOL)));

    let receipt = world.all_by(&SIGNERS, emission::revoke(&calls::quorum(), GPU_POOL, rig(), &[neighbours()]));
    let penalties: Vec<u64> = receipt.event::<Revoked>(&ID).leases.iter().map(|lease| lease.penalty).collect();
    assert_eq!(penalties, [rigs(4..=4), neighbours_earning(4..=4)]);
    assert_eq!(world.pool(GPU_POOL).weight, 0);
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn a_quorum_signs() {
    let mut world = World::leased();
    world.reach(5);
    for who in [&[1, 2][..], &[2, 1], &[3, 1], &[1, 2, 3], &[3, 2, 1]] {
        for (place, instruction) in each(&attestors(who), &[neighbours()]).into_iter().enumerate() {
            let mut names: Vec<String> = who.iter().map(|number| format!("attestor {number}")).collect();
            if place == 0 {
                names.push("payer".into());
            }
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            world.clone().all_by(&names, instruction);
        }
    }
}

#[test]
fn less_than_a_quorum_does_not() {
    let mut world = World::leased();
    world.reach(5);
    for number in 1..=3 {
        for instruction in each(&attestors(&[number]), &[neighbours()]) {
            refused(&world, &instruction, IoEmissionError::QuorumShort);
        }
    }
}

#[test]
fn one_attestor_counts_once() {
    let mut world = World::leased();
    world.reach(5);
    for who in [&[1, 1][..], &[1, 2, 1], &[1, 2, 2], &[1, 1, 1]] {
        for instruction in each(&attestors(who), &[]) {
            refused(&world, &instruction, IoEmissionError::DuplicateAttestor);
        }
    }
}

#[test]
fn nobody_else_signs_along() {
    let mut world = World::leased();
    world.reach(5);
    let stranger = address("thief");
    let one = address("attestor 1");
    for who in [vec![stranger], vec![stranger, one], vec![one, stranger], vec![one, address("attestor 2"), stranger]] {
        for instruction in each(&who, &[]) {
            refused(&world, &instruction, IoEmissionError::NotAttestor);
        }
    }
}

#[test]
fn who_does_not_sign_does_not_count() {
    let mut world = World::leased();
    world.reach(5);
    // The second attestor is named, and has not signed: it is taken for a device.
    for mut instruction in each(&attestors(&[1, 2]), &[]) {
        let named = instruction.accounts.iter_mut().rfind(|meta| meta.pubkey == address("attestor 2"));
        named.expect("it is there").is_signer = false;
        refused(&world, &instruction, IoEmissionError::PairIncomplete);
    }
    for mut instruction in each(&attestors(&[1, 2]), &[neighbours()]) {
        let named = instruction.accounts.iter_mut().rfind(|meta| meta.pubkey == address("attestor 2"));
        named.expect("it is there").is_signer = false;
        instruction.accounts.push(AccountMeta::new(lease_address(neighbours()), false));
        refused(&world, &instruction, IoEmissionError::QuorumShort);
    }
}

#[test]
fn an_odd_number_of_accounts_is_refused() {
    let mut world = World::leased();
    world.reach(5);
    for instruction in each(&calls::quorum(), &[neighbours()]) {
        let mut short = instruction.clone();
        short.accounts.pop();
        refused(&world, &short, IoEmissionError::PairIncomplete);
        let mut long = instruction.clone();
        long.accounts.push(AccountMeta::new_readonly(rig(), false));
        refused(&world, &long, IoEmissionError::PairIncomplete);
    }
}

#[test]
fn every_lease_is_this_programs_and_about_its_device() {
    let mut world = World::leased();
    world.grant(mac(), 25);
    world.reach(5);
    let forged = world.forged(lease_address(neighbours()));
    let wrong_owner: u32 = ErrorCode::AccountOwnedByWrongProgram.into();
    for (place, instruction) in each(&calls::quorum(), &[neighbours()]).into_iter().enumerate() {
        let last = instruction.accounts.len() - 1;
        let with = |lease: Pubkey| {
            let mut forgery = instruction.clone();
            forgery.accounts[last].pubkey = lease;
            forgery
        };
        refused(&world, &with(lease_address(mac())), IoEmissionError::NotTheDevice);
        // The named one's, which is not in use any more when the next is looked at.
        refused(&world, &with(lease_address(rig())), IoEmissionError::NotTheDevice);
        let foreign = if place == 0 { IoEmissionError::NotTheLease.into() } else { wrong_owner };
        refused(&world, &with(forged), foreign);
        refused(&world, &with(address("nobody")), foreign);
        // Another account of this program, and one that the instruction itself holds.
        refused(&world, &with(emission::page_address(GPU_POOL, 0)), ErrorCode::AccountDiscriminatorMismatch);
        assert_eq!(refusal(&world, &with(pool_address(GPU_POOL))), InstructionError::AccountBorrowFailed);
        // Its lease, and another device.
        let mut swapped = instruction.clone();
        swapped.accounts[last - 1].pubkey = mac();
        refused(&world, &swapped, IoEmissionError::NotTheDevice);
    }
}

#[test]
fn a_device_of_another_pool_is_refused() {
    let mut world = World::leased();
    world.grant(mac(), 25);
    world.reach(5);
    let [grant, renew, revoke] = each(&calls::quorum(), &[mac()]);
    refused(&world, &grant, IoEmissionError::LeaseOfAnotherPool);
    refused(&world, &renew, IoEmissionError::LeaseOfAnotherPool);
    refused(&world, &revoke, IoEmissionError::NotThePool);
}

#[test]
fn one_that_is_refused_takes_the_others_with_it_and_nothing_has_happened() {
    let mut world = World::leased();
    world.reach(5);
    let before = (world.account(lease_address(rig())), world.account(pool_address(GPU_POOL)));
    let grant =
        emission::grant(&calls::quorum(), address("payer"), GPU_POOL, rig(), &[address("nobody")], 20, VERIFIED);
    world.refused(&["attestor 1", "attestor 2", "payer"], grant, IoEmissionError::NoDevice);
    assert_eq!((world.account(lease_address(rig())), world.account(pool_address(GPU_POOL))), before);
}

#[test]
fn twice_in_a_batch_is_once() {
    let mut world = World::leased();
    world.reach(5);
    let mut once = world.clone();
    once.renew(rig(), 29);
    let mut twice = world.clone();
    let receipt = twice.all_by(&SIGNERS, emission::renew(&calls::quorum(), GPU_POOL, rig(), &[rig(), rig()], 29));
    let earned: Vec<u64> = receipt.event::<Leased>(&ID).leases.iter().map(|lease| lease.settlement.earned).collect();
    assert_eq!(earned, [rigs(2..=4), 0, 0]);
    assert_eq!(twice.account(lease_address(rig())), once.account(lease_address(rig())));
    assert_eq!(twice.account(pool_address(GPU_POOL)), once.account(pool_address(GPU_POOL)));
    let receipt = world.all_by(&SIGNERS, emission::revoke(&calls::quorum(), GPU_POOL, rig(), &[rig()]));
    assert_eq!(receipt.event::<Revoked>(&ID).leases.len(), 1, "fined once");
    assert_eq!(world.lease(rig()).fined, rigs(4..=4));
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn one_that_ended_does_not_save_the_others_from_their_revocation() {
    let mut world = World::leased();
    world.end_lease(rig());
    world.reach(5);
    let receipt = world.all_by(&SIGNERS, emission::revoke(&calls::quorum(), GPU_POOL, rig(), &[neighbours()]));
    let told = receipt.event::<Revoked>(&ID).leases;
    assert_eq!(told.iter().map(|lease| lease.device).collect::<Vec<_>>(), [neighbours()]);
    let none = emission::revoke(&calls::quorum(), GPU_POOL, rig(), &[neighbours()]);
    world.refused(&SIGNERS, none, IoEmissionError::LeaseNotRunning);
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn attestors_of_the_named_pool_only_touch_that_pool() {
    let mut world = World::leased();
    world.grant(mac(), 25);
    world.reach(5);
    let before = world.account(pool_address(CPU_POOL));
    world.all_by(&SIGNERS, both(29));
    assert_eq!(world.account(pool_address(CPU_POOL)), before);
    world.audit(&[rig(), neighbours(), mac()]);
}
