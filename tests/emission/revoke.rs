//! Attestors take leases away from devices that were found offline.

use io_app::emission::ID;
use io_emission::{
    error::IoEmissionError,
    events::{Leased, Revocation, Revoked},
    state::Settlement,
};
use io_tests::{
    World,
    emission::{GPU_POOL, NEIGHBOURS, RIG, SPARE, calls, start_of},
    stake::{calls as staking, neighbours, purse, rig},
};

use crate::expected::{BOTH, earning, neighbours_earning, rigs, settled};

const SIGNERS: [&str; 2] = ["attestor 1", "attestor 2"];

#[test]
fn takes_the_running_epoch_and_what_the_last_one_earned() {
    let mut world = World::leased();
    world.reach(5);
    world.set_time(start_of(6) - 1);
    let (supply, vault) = (world.supply(), world.reward_vault());

    let receipt = world.revoke(rig());

    let (earned, penalty) = (rigs(2..=4), rigs(4..=4));
    let settlement = Settlement { through: 4, earned, shared: 0, lost: 0, fined: penalty };
    let revocation = Revocation { device: rig(), end: 4, penalty, settlement };
    assert_eq!(receipt.event::<Revoked>(&ID), Revoked { pool: GPU_POOL, epoch: 5, leases: vec![revocation] });
    let lease = world.lease(rig());
    assert_eq!((lease.start, lease.end, lease.settled, lease.weight), (2, 4, 4, 0));
    assert_eq!((lease.owed, lease.penalty, lease.fined, lease.earned), (earned - penalty, 0, penalty, earned));
    let pool = world.pool(GPU_POOL);
    assert_eq!((pool.owed, pool.lost, pool.weight), (earned - penalty, penalty, NEIGHBOURS));
    assert_eq!((world.supply(), world.reward_vault()), (supply, vault), "burned later, by whoever asks for it");
    world.audit(&[rig(), neighbours()]);
    world.reach(8);
    assert_eq!(world.claim(rig()).amount, earned - penalty);
    let amount = world.claim(neighbours()).amount;
    let apart = neighbours_earning(2..=4) + earning(NEIGHBOURS, NEIGHBOURS, 5..=7);
    assert!((apart..=apart + 1).contains(&amount), "the running epoch is the neighbour's alone");
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn an_hour_that_was_paid_already_is_owed_back() {
    let mut world = World::leased();
    world.reach(5);
    let paid = world.claim(rig()).amount;
    assert_eq!(paid, rigs(2..=4));
    world.revoke(rig());
    let penalty = rigs(4..=4);
    let lease = world.lease(rig());
    assert_eq!((lease.owed, lease.penalty, lease.fined), (0, penalty, 0));
    world.audit(&[rig(), neighbours()]);
    // It is paid off from what the device earns next, before its owner sees anything of it.
    world.grant(rig(), 20);
    world.reach(7);
    let receipt = world.renew(rig(), 20);
    let first = rigs(6..=6);
    assert!(first < penalty, "emission falls, so an hour later earns less");
    assert_eq!(receipt.event::<Leased>(&ID).leases[0].settlement, Settlement { fined: first, ..settled(6, first) });
    assert_eq!((world.lease(rig()).owed, world.lease(rig()).penalty), (0, penalty - first));
    world.refused(&[], calls::claim(rig()), IoEmissionError::NothingToClaim);
    world.reach(8);
    assert_eq!(world.claim(rig()).amount, rigs(7..=7) - (penalty - first));
    assert_eq!((world.lease(rig()).penalty, world.lease(rig()).fined), (0, penalty));
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn without_a_completed_epoch_there_is_no_penalty() {
    // Before the lease begins, and in its first epoch.
    for (epoch, end) in [(1, 1), (2, 1)] {
        let mut world = World::leased();
        world.reach(epoch);
        world.revoke(rig());
        let lease = world.lease(rig());
        assert_eq!((lease.end, lease.penalty, lease.fined, lease.owed), (end, 0, 0, 0));
        world.audit(&[rig(), neighbours()]);
        world.reach(5);
        world.refused(&[], calls::claim(rig()), IoEmissionError::NothingToClaim);
        world.audit(&[rig(), neighbours()]);
    }
}

#[test]
fn a_new_lease_answers_for_none_of_the_old_ones_hours() {
    let mut world = World::leased();
    world.reach(5);
    world.revoke(rig());
    world.grant(rig(), 20);
    world.revoke(rig());
    world.grant(rig(), 20);
    world.reach(6);
    world.revoke(rig());
    assert_eq!(world.lease(rig()).fined, rigs(4..=4), "fined once, for the one hour");
    assert_eq!(world.lease(rig()).penalty, 0);
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn only_what_runs_is_revoked() {
    let mut world = World::leased();
    world.reach(25);
    world.set_time(start_of(26) - 1);
    world.clone().revoke(rig());
    world.reach(26);
    world.refused(&SIGNERS, calls::revoke(rig()), IoEmissionError::LeaseNotRunning);
    let mut world = World::leased();
    world.reach(5);
    world.revoke(rig());
    world.refused(&SIGNERS, calls::revoke(rig()), IoEmissionError::LeaseNotRunning);
}

#[test]
fn the_penalty_is_that_of_the_weight_it_earned_with() {
    // Heavier since the running epoch, and lighter since it.
    for (cap, change, weight) in [(10_000, 20_000, RIG), (20_000, 10_000, RIG + SPARE)] {
        let mut world = World::leased();
        world.by("admin", io_app::emission::set_terms(io_tests::address("admin"), 24, cap, 500));
        world.sync(rig());
        world.reach(5);
        world.by("admin", io_app::emission::set_terms(io_tests::address("admin"), 24, change, 500));
        // However often it is weighed.
        for _ in 0..3 {
            world.sync(rig());
        }
        world.revoke(rig());
        assert_eq!(world.lease(rig()).fined, earning(weight, NEIGHBOURS + weight, 4..=4));
        world.audit(&[rig(), neighbours()]);
    }
}

#[test]
fn no_fall_of_the_stake_makes_it_cheaper() {
    let penalty = rigs(4..=4);
    // Unstaked below what is required, in the running epoch, with and without taking note of it; and nine times.
    let below: &[u64] = &[SPARE + 1];
    for (amounts, synced) in [(below, false), (below, true), (&[1; 9], false), (&[1; 9], true)] {
        let mut world = World::leased();
        world.reach(5);
        world.claim(rig());
        for amount in amounts {
            world.by("supplier", staking::unstake(*amount));
        }
        if synced {
            world.sync(rig());
        }
        world.revoke(rig());
        assert_eq!((world.lease(rig()).penalty, world.lease(rig()).owed), (penalty, 0), "{amounts:?}, {synced}");
        world.audit(&[rig(), neighbours()]);
    }
}

#[test]
fn an_hour_that_was_lost_is_not_paid_for_as_well() {
    let mut world = World::leased();
    world.reach(4);
    world.by("supplier", staking::unstake(1));
    world.reach(5);
    world.revoke(rig());
    let lease = world.lease(rig());
    assert_eq!((lease.earned, lease.lost, lease.fined, lease.penalty), (rigs(2..=3), rigs(4..=4), 0, 0));
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn nine_falls_cost_at_least_the_penalty() {
    let mut world = World::leased();
    world.reach(5);
    for _ in 0..9 {
        world.by("supplier", staking::unstake(1));
    }
    world.revoke(rig());
    let lease = world.lease(rig());
    assert_eq!((lease.earned, lease.lost, lease.fined, lease.penalty), (0, rigs(2..=4), 0, 0));
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn in_the_last_epoch_of_all() {
    let last = io_economics::LAST_EPOCH;
    let mut world = World::emitting();
    world.reach(last - 3);
    world.grant(rig(), last);
    world.grant(neighbours(), last);
    world.reach(last);
    world.revoke(rig());
    assert_eq!(world.lease(rig()).fined, rigs(last - 1..=last - 1));
    world.audit(&[rig(), neighbours()]);
    world.reach(last + 1);
    world.refused(&SIGNERS, calls::revoke(neighbours()), IoEmissionError::EmissionEnded);
    assert_eq!(world.claim(rig()).amount, rigs(last - 2..=last - 1) - rigs(last - 1..=last - 1));
    world.claim(neighbours());
    world.burn_losses(GPU_POOL);
    world.audit(&[rig(), neighbours()]);
    assert!(world.reward_vault() <= 3, "nothing but dust is left");
}

#[test]
fn what_was_paid_stays_paid() {
    let mut world = World::leased();
    world.reach(5);
    let before = world.balance(purse("supplier"));
    world.claim(rig());
    world.revoke(rig());
    assert_eq!(world.balance(purse("supplier")), before + rigs(2..=4));
    assert_eq!(world.pool(GPU_POOL).weight, BOTH - RIG);
}

#[test]
fn the_pool_has_to_be_advanced() {
    let mut world = World::leased();
    world.reach(5);
    world.enter(6);
    world.refused(&SIGNERS, calls::revoke(rig()), IoEmissionError::PoolBehind);
}
