//! Joining and leaving, second by second: no hour counts that a device was not leased for in full.

use io_tests::{
    World,
    emission::{CPU_POOL, GPU_POOL, HOUR, start_of},
    stake::{calls as staking, neighbours, rig},
};

use crate::expected::{rigs, shares_of};

/// Seconds of an hour, from its first to its last.
const SECONDS: [i64; 5] = [0, 1, HOUR / 2, HOUR - 2, HOUR - 1];

fn at(world: &mut World, epoch: u32, second: i64) {
    world.set_time(start_of(epoch) + second);
    world.catch_up(GPU_POOL);
    world.catch_up(CPU_POOL);
}

/// What a device has earned and could be paid, if it were settled now.
fn worth(world: &World) -> u64 {
    let (pool, lease) = (world.pool(GPU_POOL), world.lease(rig()));
    lease.earned + (world.unsettled(&pool, &lease) >> 64) as u64
}

#[test]
fn joining_and_leaving_within_an_hour_earns_nothing() {
    for join in SECONDS {
        for leave in SECONDS.into_iter().filter(|leave| *leave >= join) {
            for revoked in [false, true] {
                let mut world = World::emitting();
                at(&mut world, 5, join);
                world.grant(rig(), 20);
                world.set_time(start_of(5) + leave);
                if revoked {
                    world.revoke(rig())
                } else {
                    world.end_lease(rig())
                };
                at(&mut world, 30, 0);
                assert_eq!((worth(&world), world.pool(GPU_POOL).distributed), (0, 0));
                world.audit(&[rig()]);
            }
        }
    }
}

#[test]
fn joining_in_one_hour_and_leaving_in_the_next() {
    for join in SECONDS {
        for leave in SECONDS {
            let mut world = World::emitting();
            at(&mut world, 5, join);
            world.grant(rig(), 20);
            at(&mut world, 6, leave);
            let mut ended = world.clone();
            ended.end_lease(rig());
            at(&mut ended, 30, 0);
            // It was leased for all of the sixth hour, since an owner leaves at its end.
            let alone = shares_of(GPU_POOL, 6..=6);
            assert!(alone - worth(&ended) <= 1);
            ended.audit(&[rig()]);
            world.revoke(rig());
            at(&mut world, 30, 0);
            assert_eq!((worth(&world), world.pool(GPU_POOL).distributed), (0, 0), "the running hour is taken away");
            world.audit(&[rig()]);
        }
    }
}

#[test]
fn at_the_boundary_second_an_hour_belongs_to_the_next() {
    // Granted in the last second of an hour, the next one counts; a second later it does not.
    for (time, first) in [(start_of(7) - 1, 7), (start_of(7), 8), (start_of(7) + 1, 8)] {
        let mut world = World::emitting();
        world.set_time(time);
        world.catch_up(GPU_POOL);
        world.catch_up(CPU_POOL);
        world.grant(rig(), 10);
        at(&mut world, 30, 0);
        assert!(shares_of(GPU_POOL, first..=10) - worth(&world) <= 1);
        world.audit(&[rig()]);
    }
}

#[test]
fn many_times_over() {
    let mut world = World::leased();
    world.end_lease(rig());
    for epoch in 2..=24 {
        at(&mut world, epoch, 3);
        // In every hour it joins and leaves over and over; every third time it stays into the next and is revoked there.
        for _ in 0..4 {
            world.grant(rig(), epoch + 10);
            world.revoke(rig());
            world.grant(rig(), epoch + 1);
            world.end_lease(rig());
        }
        if epoch % 3 == 0 {
            world.grant(rig(), epoch + 24);
        }
        world.audit(&[rig(), neighbours()]);
    }
    assert_eq!((worth(&world), world.lease(rig()).penalty), (0, 0));
    at(&mut world, 60, 0);
    world.claim(neighbours());
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn a_fall_a_sync_and_a_return_within_an_hour_keep_the_hour_only_with_the_stake() {
    let mut world = World::leased();
    at(&mut world, 5, 0);
    let all = world.device(rig()).active;
    world.by("supplier", staking::unstake(all));
    world.sync(rig());
    at(&mut world, 5, HOUR - 1);
    world.sync(rig());
    at(&mut world, 6, 0);
    assert_eq!(worth(&world), rigs(2..=4));
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn a_gap_between_two_leases_is_a_gap() {
    let mut world = World::emitting();
    at(&mut world, 5, 0);
    world.grant(rig(), 6);
    at(&mut world, 7, HOUR - 1);
    world.renew(rig(), 9);
    assert_eq!(world.lease(rig()).start, 8);
    at(&mut world, 20, 0);
    let hours = shares_of(GPU_POOL, 6..=6) + shares_of(GPU_POOL, 8..=9);
    assert_eq!(world.pool(GPU_POOL).distributed, hours);
    assert!(hours - worth(&world) <= 2);
    world.audit(&[rig()]);
}
