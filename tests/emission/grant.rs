//! Attestors lease devices for the first time, or anew.

use anchor_lang::prelude::Pubkey;
use io_app::{
    emission::{self, ID, lease_address},
    stake,
};
use io_economics::LAST_EPOCH;
use io_emission::{
    error::IoEmissionError,
    events::{Granted, Leased},
    state::Lease,
};
use io_tests::{
    World, address,
    emission::{CPU_POOL, GPU_POOL, NEIGHBOURS, RIG, SPARE, VERIFIED, calls, mac, start_of},
    stake::{CPU, calls as staking, class_args, device_args, neighbours, rig, text},
};

use crate::expected::{rigs_lease, settled};

const SIGNERS: [&str; 3] = ["attestor 1", "attestor 2", "payer"];

#[test]
fn a_lease_begins_with_the_next_epoch() {
    let mut world = World::emitting();
    world.reach(7);
    let purse = world.lamports(address("payer"));

    let receipt = world.grant(rig(), 12);

    let lease = world.lease(rig());
    let (derived, bump) = Pubkey::find_program_address(&[b"lease", rig().as_ref()], &ID);
    assert_eq!((lease.version, lease.bump, lease.pool, lease.device), (1, bump, GPU_POOL, rig()));
    assert_eq!((lease.start, lease.end, lease.settled, lease.weighed), (8, 12, 7, 8));
    assert_eq!((lease.weight, lease.previous_weight, lease.falls), (RIG, 0, 0));
    assert_eq!((lease.owed, lease.penalty, lease.earned, lease.paid, lease.lost, lease.fined), (0, 0, 0, 0, 0, 0));
    assert_eq!(
        (lease.owner, lease.payout, lease.rent_payer),
        (address("supplier"), Pubkey::default(), address("payer"))
    );
    assert_eq!(lease.registered_at, world.device(rig()).registered_at);
    assert_eq!(purse - world.lamports(address("payer")), world.rent(Lease::SIZE));
    assert_eq!(world.lamports(derived), world.rent(Lease::SIZE));
    let granted = Granted { start: 8, end: 12, weight: RIG, settlement: settled(0, 0), ..rigs_lease() };
    assert_eq!(receipt.event::<Leased>(&ID), Leased { pool: GPU_POOL, epoch: 7, leases: vec![granted] });
    assert_eq!(world.pool(GPU_POOL).weight, 0, "not in the running epoch");
    world.reach(8);
    assert_eq!(world.pool(GPU_POOL).weight, RIG);
    world.reach(13);
    assert_eq!(world.pool(GPU_POOL).weight, 0, "and no longer than to its end");
    assert_eq!(world.claim(rig()).amount, crate::expected::earning(RIG, RIG, 8..=12));
    world.audit(&[rig()]);
}

#[test]
fn the_hour_it_is_granted_in_never_counts() {
    for time in [start_of(5), start_of(5) + 1, start_of(6) - 1] {
        let mut world = World::emitting();
        world.reach(5);
        world.set_time(time);
        world.grant(rig(), 20);
        world.reach(6);
        assert_eq!(world.unsettled(&world.pool(GPU_POOL), &world.lease(rig())), 0);
        assert_eq!(world.pool(GPU_POOL).distributed, 0, "at {}", time - start_of(5));
    }
}

#[test]
fn from_the_next_epoch_to_as_far_ahead_as_the_terms_allow() {
    let mut world = World::emitting();
    world.reach(7);
    for (until, error) in [
        (0, IoEmissionError::LeaseTooShort),
        (6, IoEmissionError::LeaseTooShort),
        (7, IoEmissionError::LeaseTooShort),
        (32, IoEmissionError::LeaseTooLong),
        (LAST_EPOCH, IoEmissionError::LeaseTooLong),
        (LAST_EPOCH + 1, IoEmissionError::LeaseTooLong),
        (u32::MAX, IoEmissionError::LeaseTooLong),
    ] {
        world.refused(&SIGNERS, calls::grant(rig(), until), error);
    }
    world.grant(rig(), 8);
    world.grant(neighbours(), 31);
    assert_eq!((world.lease(rig()).end, world.lease(neighbours()).end), (8, 31));
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn a_week_ahead_at_most() {
    let mut world = World::emitting();
    world.by("admin", emission::set_terms(address("admin"), 168, 10_000, 500));
    world.reach(300);
    world.refused(&SIGNERS, calls::grant(rig(), 469), IoEmissionError::LeaseTooLong);
    world.grant(rig(), 468);
    world.audit(&[rig()]);
    world.reach(470);
    assert_eq!(world.claim(rig()).amount, crate::expected::earning(RIG, RIG, 301..=468));
    world.audit(&[rig()]);
}

#[test]
fn to_the_last_epoch_and_not_beyond() {
    let mut world = World::emitting();
    world.reach(LAST_EPOCH - 2);
    world.refused(&SIGNERS, calls::grant(rig(), LAST_EPOCH + 1), IoEmissionError::LeaseTooLong);
    world.grant(rig(), LAST_EPOCH);
    world.reach(LAST_EPOCH);
    // A new lease would begin with an epoch that never comes.
    world.refused(&SIGNERS, calls::grant(neighbours(), LAST_EPOCH), IoEmissionError::LeaseTooShort);
    world.refused(&SIGNERS, calls::grant(neighbours(), LAST_EPOCH + 1), IoEmissionError::LeaseTooLong);
    world.set_time(start_of(LAST_EPOCH + 1) - 1);
    world.refused(&SIGNERS, calls::grant(neighbours(), LAST_EPOCH), IoEmissionError::LeaseTooShort);
    world.reach(LAST_EPOCH + 1);
    world.refused(&SIGNERS, calls::grant(neighbours(), LAST_EPOCH), IoEmissionError::EmissionEnded);
    assert_eq!(world.claim(rig()).amount, crate::expected::earning(RIG, RIG, LAST_EPOCH - 1..=LAST_EPOCH));
    world.audit(&[rig()]);
}

#[test]
fn the_weight_is_what_the_stake_supports() {
    let mut world = World::emitting();
    // One base unit short of what is required, and exactly that.
    world.by("supplier", staking::unstake(SPARE + 1));
    world.grant(rig(), 25);
    assert_eq!(world.lease(rig()).weight, 0);
    world.by("supplier", staking::stake(1));
    world.grant(rig(), 25);
    assert_eq!(world.lease(rig()).weight, RIG);
    world.grant(neighbours(), 25);
    assert_eq!(world.lease(neighbours()).weight, NEIGHBOURS);
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn a_suspended_device_weighs_nothing() {
    let mut world = World::emitting();
    world.by("slasher", staking::open(0, 1));
    world.by("slasher", staking::suspend(0));
    world.grant(rig(), 25);
    assert_eq!(world.lease(rig()).weight, 0);
    world.by("supplier", staking::appeal(0));
    world.by("arbiter", staking::resolve(0, 0));
    world.sync(rig());
    assert_eq!(world.lease(rig()).weight, RIG);
    world.audit(&[rig()]);
}

#[test]
fn a_device_without_stake_can_be_leased_and_earns_nothing() {
    let mut world = World::emitting();
    let args = io_stake::RegisterArgs { class: CPU, ..device_args("bare", 0) };
    world.by("supplier", stake::register(address("supplier"), None, args));
    let bare = stake::device_address(address("supplier"), &text("bare"));
    world.all_by(&SIGNERS, emission::grant(&calls::quorum(), address("payer"), CPU_POOL, bare, &[], 10, VERIFIED));
    world.reach(12);
    let claim = emission::claim(CPU_POOL, bare, io_tests::stake::purse("supplier"));
    world.refused(&[], claim, IoEmissionError::NothingToClaim);
    assert_eq!(world.pool(CPU_POOL).distributed, 0);
    world.audit(&[bare]);
}

#[test]
fn there_has_to_be_a_device() {
    let mut world = World::emitting();
    let nobody = emission::grant(&calls::quorum(), address("payer"), GPU_POOL, address("nobody"), &[], 10, VERIFIED);
    world.refused(&SIGNERS, nobody, IoEmissionError::NoDevice);
    for another in [stake::CLASSES, stake::CONFIG, address("supplier"), io_app::token::MINT] {
        let attempt = emission::grant(&calls::quorum(), address("payer"), GPU_POOL, another, &[], 10, VERIFIED);
        let keys = SIGNERS.map(io_tests::keypair);
        assert!(world.send(&[attempt], &keys.iter().collect::<Vec<_>>()).is_err());
    }
    let forged = world.forged(rig());
    let forgery = emission::grant(&calls::quorum(), address("payer"), GPU_POOL, forged, &[], 10, VERIFIED);
    world.refused(&SIGNERS, forgery, IoEmissionError::NoDevice);
}

#[test]
fn in_the_pool_of_its_class() {
    let mut world = World::emitting();
    let gpu_among_cpus = emission::grant(&calls::quorum(), address("payer"), CPU_POOL, rig(), &[], 10, VERIFIED);
    world.refused(&SIGNERS, gpu_among_cpus, IoEmissionError::NotThePool);
    let cpu_among_gpus = emission::grant(&calls::quorum(), address("payer"), GPU_POOL, mac(), &[], 10, VERIFIED);
    world.refused(&SIGNERS, cpu_among_gpus, IoEmissionError::NotThePool);
    world.grant(mac(), 10);
    assert_eq!(world.lease(mac()).pool, CPU_POOL);
}

#[test]
fn the_pool_has_to_be_advanced() {
    let mut world = World::emitting();
    world.set_time(start_of(2) - 1);
    world.grant(rig(), 10);
    world.set_time(start_of(2));
    world.refused(&SIGNERS, calls::grant(neighbours(), 10), IoEmissionError::PoolBehind);
    world.catch_up(CPU_POOL);
    world.refused(&SIGNERS, calls::grant(neighbours(), 10), IoEmissionError::PoolBehind);
    // In the same transaction.
    let keys = SIGNERS.map(io_tests::keypair);
    let both = [world.advance_of(GPU_POOL, 1), calls::grant(neighbours(), 10)];
    world.accept_all(&both, &keys.iter().collect::<Vec<_>>());
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn a_lease_lies_at_its_derived_address() {
    let mut world = World::emitting();
    let genuine = lease_address(rig());
    for another in [lease_address(neighbours()), address("lease"), rig(), emission::page_address(0, 0)] {
        if another != rig() {
            let forgery = io_tests::forgery::exchanged(&calls::grant(rig(), 10), genuine, another);
            world.refused(&SIGNERS, forgery, IoEmissionError::NotTheLease);
        }
    }
    world.grant(neighbours(), 10);
    let forgery = io_tests::forgery::exchanged(&calls::grant(rig(), 10), genuine, lease_address(neighbours()));
    world.refused(&SIGNERS, forgery, IoEmissionError::NotTheDevice);
}

#[test]
fn lamports_sent_ahead_do_not_stand_in_the_way() {
    let mut world = World::emitting();
    world.put(lease_address(rig()), solana_account::Account { lamports: 1, ..Default::default() });
    world.grant(rig(), 10);
    assert_eq!(world.lamports(lease_address(rig())), world.rent(Lease::SIZE));
}

#[test]
fn a_lease_that_exists_is_renewed() {
    let mut world = World::leased();
    world.reach(5);
    let purse = world.lamports(address("payer"));
    let receipt = world.grant(rig(), 29);
    assert_eq!(world.lamports(address("payer")), purse);
    let earned = crate::expected::rigs(2..=4);
    let granted = Granted { start: 2, end: 29, weight: RIG, settlement: settled(4, earned), ..rigs_lease() };
    assert_eq!(receipt.event::<Leased>(&ID), Leased { pool: GPU_POOL, epoch: 5, leases: vec![granted] });
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn what_was_registered_after_it_was_verified_is_refused() {
    let mut world = World::emitting();
    let verified = |at| emission::grant(&calls::quorum(), address("payer"), GPU_POOL, rig(), &[], 10, at);
    for at in [VERIFIED - 1, 0, i64::MIN] {
        world.refused(&SIGNERS, verified(at), IoEmissionError::RegisteredSince);
    }
    world.clone().all_by(&SIGNERS, verified(VERIFIED));
    let now = world.time();
    for at in [now + 1, i64::MAX] {
        world.refused(&SIGNERS, verified(at), IoEmissionError::VerifiedAhead);
    }
    world.all_by(&SIGNERS, verified(now));
}

#[test]
fn a_device_whose_class_moves_changes_its_pool_with_its_next_lease() {
    let mut world = World::leased();
    let class = class_args(io_tests::stake::GPU, "H100", CPU_POOL, 100_000);
    world.reach(5);
    world.by("admin", stake::set_class(address("admin"), class));
    let moved = |until| emission::grant(&calls::quorum(), address("payer"), CPU_POOL, rig(), &[], until, VERIFIED);
    // It stays where it is until its lease has ended, and can be synced there.
    world.refused(&SIGNERS, calls::grant(rig(), 29), IoEmissionError::NotThePool);
    world.refused(&SIGNERS, moved(29), IoEmissionError::LeaseOfAnotherPool);
    world.sync(rig());
    world.reach(26);
    world.refused(&SIGNERS, moved(50), IoEmissionError::LeaseOfAnotherPool);
    world.settle(rig());
    world.refused(&SIGNERS, moved(50), IoEmissionError::LeaseOfAnotherPool);
    world.claim(rig());
    world.all_by(&SIGNERS, moved(50));
    assert_eq!((world.lease(rig()).pool, world.lease(rig()).start, world.lease(rig()).end), (CPU_POOL, 27, 50));
    world.reach(30);
    world.refused(&[], calls::claim(rig()), IoEmissionError::NotThePool);
    world.all_by(&[], emission::claim(CPU_POOL, rig(), io_tests::stake::purse("supplier")));
    assert_eq!(world.lease(rig()).paid, world.pool(GPU_POOL).paid + world.pool(CPU_POOL).paid);
}
