//! One call of each instruction that goes through, in a world where it does.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_app::{
    emission::{self, POOLS},
    stake,
};
use io_stake::RegisterArgs;

use super::{CPU_POOL, GPU_POOL, calls, mac, settings};
use crate::{
    Specimen, World, address, keypair,
    stake::{COOLDOWN, GPU, device_args, purse, rig, text},
};

/// Ids of devices of the supplier whose leases' addresses are found at the first attempt, as are their own.
const RACKS: [u16; 20] = [2, 3, 6, 7, 9, 10, 13, 16, 23, 29, 32, 41, 46, 47, 51, 57, 64, 66, 69, 72];

/// Stake behind each of those devices, of one processor: what it requires.
const RACK: u64 = 2_000 * io_economics::BASE_UNITS_PER_IO;

/// One of each, in the order in which an emission lives.
pub fn specimens() -> Vec<Specimen> {
    let (admin, payer, supplier, heir) = (address("admin"), address("payer"), address("supplier"), address("heir"));
    let (emitting, leased) = (World::emitting(), World::leased());

    let mut behind = leased.clone();
    behind.reach(3);
    behind.enter(4);

    // Hours behind it that are not settled.
    let mut earning = leased.clone();
    earning.reach(5);

    let mut remembered = leased.clone();
    remembered.reach(300);

    let mut revoked = earning.clone();
    revoked.revoke(rig());

    let mut offered = emitting.clone();
    offered.by("admin", emission::propose_admin(admin, heir));

    let mut gone = emitting.clone();
    gone.grant(mac(), 2);
    gone.by("supplier", stake::request_unstake(supplier, mac(), super::MAC));
    gone.set_time(super::BEGAN + COOLDOWN);
    gone.by("supplier", stake::withdraw(supplier, mac(), purse("supplier")));
    gone.by("supplier", stake::close_device(supplier, mac(), None));
    for _ in 0..3 {
        gone.catch_up(CPU_POOL);
    }
    gone.all_by(&[], gone.settlement_of(mac()));

    let mut shares = [0; POOLS];
    shares[..2].copy_from_slice(&[9_000, 1_000]);
    let attestors = ["attestor 1", "attestor 4"].map(address).to_vec();
    let signed = ["attestor 1", "attestor 2"];
    let specimen = |name, world: &World, instruction: Instruction, signers: &[&str]| Specimen {
        name,
        world: world.clone(),
        instruction,
        signers: signers.iter().map(|name| keypair(name)).collect(),
    };
    vec![
        specimen(
            "initialize",
            &World::before_emission(),
            emission::initialize(admin, payer, settings()),
            &["admin", "payer"],
        ),
        specimen("create_pool", &emitting, emission::create_pool(admin, payer, 2), &["admin", "payer"]),
        specimen("set_shares", &emitting, emission::set_shares(admin, 2, shares), &["admin"]),
        specimen("genesis", &World::ready_to_emit(), emission::genesis(admin, super::BEGAN), &["admin"]),
        specimen("set_attestors", &emitting, emission::set_attestors(admin, attestors, 1), &["admin"]),
        specimen("set_terms", &emitting, emission::set_terms(admin, 48, 20_000, 600), &["admin"]),
        specimen("set_pauser", &emitting, emission::set_pauser(admin, heir), &["admin"]),
        specimen("set_paused", &emitting, emission::set_paused(address("pauser"), true), &["pauser"]),
        specimen("propose_admin", &emitting, emission::propose_admin(admin, heir), &["admin"]),
        specimen("accept_admin", &offered, emission::accept_admin(heir), &["heir"]),
        specimen("advance", &behind, behind.advance_of(GPU_POOL, 1), &["payer"]),
        specimen("grant", &emitting, calls::grant(rig(), 25), &["attestor 1", "attestor 2", "payer"]),
        specimen("renew", &earning, calls::renew(rig(), 29), &signed),
        specimen("revoke", &earning, calls::revoke(rig()), &signed),
        specimen("end", &earning, calls::end(rig()), &["supplier"]),
        specimen("sync", &earning, calls::sync(rig()), &[]),
        specimen("settle", &remembered, remembered.settlement_of(rig()), &[]),
        specimen("claim", &earning, calls::claim(rig()), &[]),
        specimen("set_payout", &leased, calls::set_payout(rig(), heir), &["supplier"]),
        specimen("burn_losses", &revoked, emission::burn_losses(GPU_POOL), &[]),
        specimen("close_lease", &gone, calls::close(mac()), &[]),
    ]
}

/// Calls that do more than one of a kind, or what is needed only now and then.
pub fn many() -> Vec<Specimen> {
    vec![new_page(), week_of_epochs(), batch_of_twenty()]
}

/// The first epoch of a page.
pub fn new_page() -> Specimen {
    let mut world = World::emitting();
    world.reach(512);
    world.grant(rig(), 530);
    world.reach(513);
    world.enter(514);
    let instruction = world.advance_of(GPU_POOL, 1);
    Specimen { name: "advance, new page", world, instruction, signers: vec![keypair("payer")] }
}

/// An outage of a week, made good in one call.
pub fn week_of_epochs() -> Specimen {
    let mut world = World::leased();
    world.reach(2);
    world.enter(170);
    let instruction = world.advance_of(GPU_POOL, 168);
    Specimen { name: "advance, 168 epochs", world, instruction, signers: vec![keypair("payer")] }
}

/// Twenty leases, renewed in one call, with hours behind them to settle.
fn batch_of_twenty() -> Specimen {
    let mut world = World::emitting();
    let supplier = address("supplier");
    for rack in RACKS {
        let args = RegisterArgs { class: GPU, processors: 1, ..device_args(&format!("rack {rack}"), RACK) };
        world.fund(supplier, 1_000_000_000);
        world.by("supplier", stake::register(supplier, Some(purse("supplier")), args));
    }
    let devices: Vec<Pubkey> =
        RACKS.iter().map(|rack| stake::device_address(supplier, &text(&format!("rack {rack}")))).collect();
    let (first, others) = devices.split_first().expect("there are twenty");
    let grant = emission::grant(&calls::quorum(), address("payer"), GPU_POOL, *first, others, 25, super::VERIFIED);
    world.all_by(&["attestor 1", "attestor 2", "payer"], grant);
    world.reach(5);
    let instruction = emission::renew(&calls::quorum(), GPU_POOL, *first, others, 29);
    let signers = ["attestor 1", "attestor 2"].map(keypair).into();
    Specimen { name: "renew, batch of 20", world, instruction, signers }
}
