//! The admin begins the first epoch.

use io_app::{
    emission::{self, ID},
    token,
};
use io_emission::{error::IoEmissionError, events::GenesisSet};
use io_tests::{
    World, address,
    emission::{BEGAN, CPU_POOL, GPU_POOL, HOUR, RIG, SHARES, calls, mac, settings},
    stake::{calls as staking, neighbours, rig},
    token::GENESIS,
};

fn genesis() -> anchor_lang::solana_program::instruction::Instruction {
    emission::genesis(address("admin"), BEGAN)
}

#[test]
fn the_first_epoch_begins_now() {
    let mut world = World::ready_to_emit();

    let receipt = world.by("admin", genesis());

    assert_eq!(world.emission_config().genesis, BEGAN);
    assert_eq!(receipt.event::<GenesisSet>(&ID), GenesisSet { begins_at: BEGAN });
    for (time, completed) in [(BEGAN, 0), (BEGAN + HOUR - 1, 0), (BEGAN + HOUR, 1), (BEGAN + HOUR + 1, 1)] {
        world.set_time(time);
        world.catch_up(GPU_POOL);
        assert_eq!(world.pool(GPU_POOL).completed, completed, "at {}", time - BEGAN);
    }
}

#[test]
fn happens_once() {
    let mut world = World::emitting();
    world.refused(&["admin"], genesis(), IoEmissionError::AlreadyBegun);
    world.set_time(BEGAN + 1);
    world.refused(&["admin"], genesis(), IoEmissionError::AlreadyBegun);
    assert_eq!(world.emission_config().genesis, BEGAN);
}

#[test]
fn only_the_admin_begins() {
    let mut world = World::ready_to_emit();
    for name in ["pauser", "attestor 1", "thief"] {
        world.refused(&[name], emission::genesis(address(name), BEGAN), IoEmissionError::NotAdmin);
    }
}

#[test]
fn the_shares_have_to_be_set() {
    let mut world = World::without_pools();
    world.refused(&["admin"], genesis(), IoEmissionError::NoShares);
    world.all_by(&["admin", "payer"], emission::create_pool(address("admin"), address("payer"), 0));
    world.refused(&["admin"], genesis(), IoEmissionError::NoShares);
}

/// A world whose token is as it is, with the emission ready.
fn ready(mut world: World) -> World {
    world.all_by(&["admin", "payer"], emission::initialize(address("admin"), address("payer"), settings()));
    for number in [0, 1] {
        world.all_by(&["admin", "payer"], emission::create_pool(address("admin"), address("payer"), number));
    }
    world.by("admin", emission::set_shares(address("admin"), 2, SHARES));
    world
}

#[test]
fn io_has_to_have_begun() {
    let mut token = World::minted_by(emission::AUTHORITY);
    token.allocate_all();
    token.set_time(GENESIS);
    let mut world = ready(token);
    world.refused(&["admin"], genesis(), IoEmissionError::TokenNotBegun);
    world.by("admin", token::genesis(address("admin")));
    world.by("admin", genesis());
}

#[test]
fn io_has_to_be_minted_by_this_program() {
    let mut world = ready(World::staking());
    world.refused(&["admin"], genesis(), IoEmissionError::NotTheMinter);
}

#[test]
fn nothing_earns_before_it() {
    let mut world = World::ready_to_emit();
    world.refused(&["payer"], world.advance_of(GPU_POOL, 1), IoEmissionError::BeforeGenesis);
    let signers = ["attestor 1", "attestor 2", "payer"];
    world.refused(&signers, calls::grant(rig(), 1), IoEmissionError::BeforeGenesis);
}

#[test]
fn now_or_within_thirty_days() {
    let month = 30 * 86_400;
    for (begins_at, accepted) in [
        (BEGAN - 1, false),
        (0, false),
        (i64::MIN, false),
        (BEGAN, true),
        (BEGAN + 1, true),
        (BEGAN + month, true),
        (BEGAN + month + 1, false),
        (i64::MAX, false),
    ] {
        let mut world = World::ready_to_emit();
        let genesis = emission::genesis(address("admin"), begins_at);
        if accepted {
            let receipt = world.by("admin", genesis);
            assert_eq!(receipt.event::<GenesisSet>(&ID), GenesisSet { begins_at });
        } else {
            world.refused(&["admin"], genesis, IoEmissionError::InvalidGenesis);
        }
    }
}

/// The first epoch begins in ten hours, and both rigs are leased from it on.
fn leased_ahead() -> World {
    let mut world = World::about_to_emit(10 * HOUR);
    world.grant(rig(), 24);
    world.grant(neighbours(), 24);
    world
}

#[test]
fn leases_granted_before_it_earn_the_first_epoch() {
    let mut world = leased_ahead();
    let lease = world.lease(rig());
    assert_eq!((lease.start, lease.end, lease.settled, lease.weight), (1, 24, 0, RIG));
    world.refused(&["attestor 1", "attestor 2"], calls::renew(rig(), 25), IoEmissionError::LeaseTooLong);
    world.audit(&[rig(), neighbours()]);
    let begins_at = world.emission_config().genesis;
    // Nothing is over before its end.
    for time in [begins_at - 1, begins_at, begins_at + HOUR - 1] {
        world.set_time(time);
        world.catch_up(GPU_POOL);
        assert_eq!(world.pool(GPU_POOL).completed, 0);
    }
    world.set_time(begins_at + HOUR);
    world.catch_up(GPU_POOL);
    world.catch_up(CPU_POOL);
    assert_eq!(world.claim(rig()).amount, crate::expected::rigs(1..=1));
    assert_eq!(world.claim(neighbours()).amount, crate::expected::neighbours_earning(1..=1));
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn what_ends_before_it_never_began() {
    for leave in [calls::end(rig()), calls::revoke(rig())] {
        let mut world = leased_ahead();
        let signers: &[&str] = if leave == calls::end(rig()) { &["supplier"] } else { &["attestor 1", "attestor 2"] };
        world.all_by(signers, leave.clone());
        assert_eq!(world.lease(rig()).penalty, 0);
        world.audit(&[rig(), neighbours()]);
        world.refused(signers, leave, IoEmissionError::LeaseNotRunning);
        // And can begin all the same, if it is granted once more.
        world.grant(rig(), 2);
        world.audit(&[rig(), neighbours()]);
        world.set_time(world.emission_config().genesis + 3 * HOUR);
        world.catch_up(GPU_POOL);
        world.catch_up(CPU_POOL);
        world.audit(&[rig(), neighbours()]);
        assert_eq!(world.claim(rig()).amount, crate::expected::rigs(1..=2));
    }
}

#[test]
fn what_falls_before_it_earns_nothing_until_it_is_synced() {
    let mut world = leased_ahead();
    world.by("supplier", staking::unstake(1));
    world.set_time(world.emission_config().genesis + 2 * HOUR + 7);
    world.catch_up(GPU_POOL);
    world.catch_up(CPU_POOL);
    world.sync(rig());
    let lease = world.lease(rig());
    assert_eq!((lease.owed, lease.lost, lease.weight), (0, crate::expected::rigs(1..=2), RIG));
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn a_clock_that_steps_behind_it_gives_no_hour_twice() {
    let mut world = World::leased();
    world.set_time(BEGAN - 1);
    world.renew(rig(), 24);
    // Its device was registered, and verified, a second later.
    world.refused(&["attestor 1", "attestor 2", "payer"], calls::grant(mac(), 24), IoEmissionError::VerifiedAhead);
    world.set_time(BEGAN);
    world.grant(mac(), 24);
    world.audit(&[rig(), neighbours(), mac()]);
    assert_eq!((world.lease(rig()).start, world.lease(mac()).start), (2, 2));
    world.reach(3);
    for time in [BEGAN - 1, BEGAN] {
        world.set_time(time);
        world.refused(&["attestor 1", "attestor 2"], calls::renew(rig(), 10), IoEmissionError::PoolBehind);
        world.refused(&["attestor 1", "attestor 2"], calls::revoke(rig()), IoEmissionError::PoolBehind);
        world.refused(&["supplier"], calls::end(rig()), IoEmissionError::PoolBehind);
        world.refused(&[], calls::sync(rig()), IoEmissionError::PoolBehind);
    }
    world.audit(&[rig(), neighbours(), mac()]);
}
