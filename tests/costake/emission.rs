//! What the emission pays co-stakers: their rate of what the device has earned since its lease saw them.

use io_app::{
    emission::{self, ID},
    stake, token,
};
use io_emission::{error::IoEmissionError, events::Claimed, state::Settlement};
use io_stake::events::RewardDeposited;
use io_tests::{
    World, address,
    costake::{DAY, HOLDER, SECOND, calls, emission_claim, part, reward_vault},
    emission::{GPU_POOL, HOUR, NEIGHBOURS, RIG, SPARE, calls as emitting, start_of},
    stake::{COOLDOWN, GPU, calls as staking, device_args, neighbours, purse, rig},
};

/// What the rig has earned by the end of an epoch since another, and nobody has settled.
fn earned(world: &World) -> u64 {
    let (lease, pool) = (world.lease(rig()), world.pool(GPU_POOL));
    (world.unsettled(&pool, &lease) >> 64) as u64
}

/// The co-stakers' part at that rate, rounded down.
fn at(rate: u64, earned: u64) -> u64 {
    (u128::from(earned) * u128::from(rate) / 10_000) as u64
}

#[test]
fn pays_the_owner_95_and_the_co_stakers_5_of_100() {
    let mut world = World::emitting_to_costakers();
    assert_eq!(world.lease(rig()).costake_bps, 500);
    world.reach(3);
    let (before, vault) = (world.balance(purse("supplier")), world.reward_vault());

    let receipt = world.all_by(&[], emission_claim());

    // 16 of 30 thousand parts of 4,337.83930317 IO, rounded down; 5% of that, rounded down.
    let (all, shared) = (231_351_429_502, 11_567_571_475);
    let amount = all - shared;
    let settlement = Settlement { through: 2, earned: all, shared, lost: 0, fined: 0 };
    let (payee, destination) = (address("supplier"), purse("supplier"));
    let expected = Claimed { device: rig(), payee, destination, amount, shared, settlement };
    assert_eq!(receipt.event::<Claimed>(&ID), expected);
    assert_eq!(receipt.events::<RewardDeposited>(&stake::ID), [], "the claim tells of it");
    assert_eq!(world.balance(purse("supplier")), before + amount);
    assert_eq!(world.balance(reward_vault(0)), shared);
    assert_eq!(world.stream(0).held, shared);
    assert_eq!(world.reward_vault(), vault - all);
    let lease = world.lease(rig());
    assert_eq!((lease.owed, lease.shared, lease.paid, lease.earned), (0, 0, all, all));
    world.audit(&[rig(), neighbours()]);
    // The one who has staked is paid all of it a day later.
    let now = world.time();
    world.set_time((now / HOUR + 1) * HOUR + DAY);
    assert_eq!(world.claims(HOLDER, 0), part(shared, RIG / 2, RIG / 2));
}

#[test]
fn names_the_accounts_of_the_co_stakers() {
    let mut world = World::emitting_to_costakers();
    world.reach(5);
    world.refused(&[], emitting::claim(rig()), IoEmissionError::CostakersMissing);
    for left_out in [io_app::costake::rewards_address(rig()), reward_vault(0), stake::ID] {
        let forgery = io_tests::forgery::exchanged(&emission_claim(), left_out, emission::ID);
        world.refused(&[], forgery, IoEmissionError::CostakersMissing);
    }
    world.all_by(&[], emission_claim());
    // Nothing twice.
    world.refused(&[], emission_claim(), IoEmissionError::NothingToClaim);
}

#[test]
fn a_device_without_co_stakers_keeps_all_whichever_accounts_are_named() {
    let mut world = World::emitting_beside_costake();
    world.grant(rig(), 25);
    world.reach(5);
    let all = earned(&world);
    let claimed = world.clone().all_by(&[], emission_claim()).event::<Claimed>(&ID);
    assert_eq!((claimed.amount, claimed.shared), (all, 0));
    assert_eq!(world.claim(rig()).amount, all);
}

#[test]
fn whoever_comes_takes_nothing_of_what_was_earned_before() {
    let mut world = World::emitting_beside_costake();
    world.grant(rig(), 25);
    world.reach(5);
    world.by(HOLDER, calls::add(HOLDER, 1));
    assert_eq!(world.lease(rig()).costake_bps, 0);
    let before = earned(&world);
    let claimed = world.all_by(&[], emission_claim()).event::<Claimed>(&ID);
    assert_eq!((claimed.amount, claimed.shared), (before, 0));
    // Claiming takes no note of it. Anybody may have the lease look.
    world.reach(6);
    let unseen = earned(&world);
    world.sync(rig());
    assert_eq!((world.lease(rig()).shared, world.lease(rig()).costake_bps), (0, 500));
    world.reach(7);
    let seen = earned(&world);
    let claimed = world.all_by(&[], emission_claim()).event::<Claimed>(&ID);
    assert_eq!((claimed.amount, claimed.shared), (unseen + seen - at(500, seen), at(500, seen)));
    assert_eq!(claimed.settlement.earned, seen);
    world.audit(&[rig()]);
}

#[test]
fn a_new_rate_holds_from_when_the_lease_sees_it() {
    let mut world = World::emitting_to_costakers();
    world.by("admin", emission::set_terms(address("admin"), 24, 10_000, 1_000));
    world.reach(4);
    let first = earned(&world);
    world.renew(rig(), 26);
    assert_eq!((world.lease(rig()).shared, world.lease(rig()).costake_bps), (at(500, first), 1_000));
    world.reach(6);
    let second = earned(&world);
    let claimed = world.all_by(&[], emission_claim()).event::<Claimed>(&ID);
    assert_eq!(claimed.shared, at(500, first) + at(1_000, second));
    assert_eq!(claimed.amount, first + second - claimed.shared);
    // Nothing at all is a rate too.
    world.by("admin", emission::set_terms(address("admin"), 24, 10_000, 0));
    world.sync(rig());
    world.reach(8);
    assert_eq!(world.claim(rig()).shared, 0);
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn what_was_shared_is_the_owners_once_all_have_left() {
    let mut world = World::emitting_to_costakers();
    world.reach(5);
    let all = earned(&world);
    world.by(HOLDER, calls::unstake(HOLDER, RIG / 2));
    let claimed = world.claim(rig());
    assert_eq!((claimed.amount, claimed.shared), (all, 0));
    assert_eq!(claimed.settlement.shared, at(500, all), "as the lease had seen it");
    assert_eq!(world.balance(reward_vault(0)), 0);
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn whoever_comes_after_all_have_left_takes_nothing_of_what_was_earned_before() {
    let replaced = || {
        let mut world = World::emitting_to_costakers();
        world.reach(5);
        let all = earned(&world);
        world.by(HOLDER, calls::unstake(HOLDER, RIG / 2));
        world.by(SECOND, calls::add(SECOND, 1));
        (world, all)
    };
    let (mut world, all) = replaced();
    let claimed = world.all_by(&[], emission_claim()).event::<Claimed>(&ID);
    assert_eq!((claimed.amount, claimed.shared, claimed.settlement.shared), (all, 0, at(500, all)));
    // Nor of what is earned until the lease looks; from then on it shares.
    world.reach(6);
    let unseen = earned(&world);
    world.sync(rig());
    let lease = world.lease(rig());
    assert_eq!((lease.owed, lease.shared, lease.costake_bps, lease.company), (unseen, 0, 500, 2));
    world.reach(7);
    let seen = earned(&world);
    let claimed = world.all_by(&[], emission_claim()).event::<Claimed>(&ID);
    assert_eq!((claimed.amount, claimed.shared), (unseen + seen - at(500, seen), at(500, seen)));
    world.audit(&[rig(), neighbours()]);
    // Whoever looks first, and whether or not it was settled before they left.
    for settled in [false, true] {
        let (mut world, all) = replaced();
        if settled {
            world = World::emitting_to_costakers();
            world.reach(5);
            world.settle(rig());
            assert_eq!(world.lease(rig()).shared, at(500, all));
            world.by(HOLDER, calls::unstake(HOLDER, RIG / 2));
            world.by(SECOND, calls::add(SECOND, 1));
        }
        for look in [World::sync, |world: &mut World, device| world.renew(device, 26), World::settle] {
            let mut world = world.clone();
            look(&mut world, rig());
            assert_eq!((world.lease(rig()).owed, world.lease(rig()).shared), (all, 0));
            let claimed = world.all_by(&[], emission_claim()).event::<Claimed>(&ID);
            assert_eq!((claimed.amount, claimed.shared), (all, 0));
        }
    }
}

#[test]
fn a_co_stake_of_which_slashes_have_left_next_to_nothing_has_no_part() {
    let least = (RIG / 2).div_ceil(64);
    for (left, rate) in [(least, 500), (least - 1, 0)] {
        let mut world = World::emitting_to_costakers();
        world.reach(5);
        let all = earned(&world);
        world.by("slasher", staking::open(0, u64::MAX));
        world.by("supplier", staking::appeal(0));
        let both = world.case(0).frozen;
        let (own, others) = (u128::from(both - RIG / 2), u128::from(RIG / 2));
        // So much that of the co-stake just that is left: its part is rounded down.
        let upheld = (u128::from(RIG / 2 - left) * (own + others)).div_ceil(others) as u64;
        world.by("arbiter", staking::resolve(0, upheld));
        world.accept(calls::execute(0), &[]);
        let costake = world.costake();
        assert_eq!((costake.amount, costake.active_shares()), (left, RIG / 2));
        world.sync(rig());
        let shared = if rate == 0 { 0 } else { at(500, all) };
        let lease = world.lease(rig());
        assert_eq!((lease.costake_bps, lease.shared, lease.owed), (rate as u16, shared, all - shared));
        let claimed = world.all_by(&[], emission_claim()).event::<Claimed>(&ID);
        assert_eq!((claimed.amount, claimed.shared), (all - shared, shared));
        world.audit(&[rig(), neighbours()]);
    }
}

#[test]
fn a_penalty_is_the_owners_alone() {
    let mut world = World::emitting_to_costakers();
    world.reach(4);
    let before = earned(&world);
    world.sync(rig());
    world.reach(5);
    let last = earned(&world);
    world.revoke(rig());
    let lease = world.lease(rig());
    let shared = at(500, before) + at(500, last);
    let owed = before + last - shared;
    let penalty = lease.fined;
    assert!((last..=last + 1).contains(&penalty), "what the device earned in the last hour, all of it");
    assert_eq!((lease.shared, lease.owed, lease.penalty), (shared, owed - penalty, 0));
    let claimed = world.all_by(&[], emission_claim()).event::<Claimed>(&ID);
    assert_eq!((claimed.amount, claimed.shared), (owed - penalty, shared));
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn a_penalty_that_is_open_takes_what_comes_back_to_the_owner() {
    // All was claimed; the penalty is then paid from what comes, the co-stakers' part left out while there are any.
    let mut world = World::emitting_to_costakers();
    world.reach(5);
    world.all_by(&[], emission_claim());
    world.revoke(rig());
    let penalty = world.lease(rig()).penalty;
    world.grant(rig(), 20);
    world.reach(7);
    let first = earned(&world);
    world.sync(rig());
    let lease = world.lease(rig());
    assert_eq!((lease.owed, lease.shared), (0, at(500, first)));
    assert_eq!(lease.penalty, penalty - (first - at(500, first)));
    // They leave. What was theirs is the owner's, and goes to the penalty first: here all of it.
    world.by(HOLDER, calls::unstake(HOLDER, RIG / 2));
    let (left, before) = (lease.penalty, world.balance(purse("supplier")));
    assert!(at(500, first) < left);
    let claimed = world.claim(rig());
    assert_eq!((claimed.amount, claimed.shared, claimed.settlement.fined), (0, 0, at(500, first)));
    assert_eq!(world.balance(purse("supplier")), before);
    let lease = world.lease(rig());
    assert_eq!((lease.owed, lease.shared, lease.penalty), (0, 0, left - at(500, first)));
    world.audit(&[rig(), neighbours()]);
    world.refused(&[], emitting::claim(rig()), IoEmissionError::NothingToClaim);
    // The rest is taken from what comes next, and is then over.
    world.reach(9);
    let (next, owed) = (earned(&world), world.lease(rig()).penalty);
    let claimed = world.claim(rig());
    assert_eq!((claimed.amount, claimed.settlement.fined), (next - owed, owed));
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn what_the_stake_lost_is_lost_to_the_co_stakers_too() {
    let mut world = World::emitting_to_costakers();
    world.reach(4);
    let right = earned(&world);
    world.by("supplier", staking::unstake(1));
    world.reach(8);
    let claimed = world.all_by(&[], emission_claim()).event::<Claimed>(&ID);
    assert_eq!((claimed.settlement.earned, claimed.shared), (right, at(500, right)));
    assert!(claimed.settlement.lost > 0);
    world.audit(&[rig(), neighbours()]);
}

/// The rig is emptied of its co-staker and its stake, and closed.
fn close_rig(world: &mut World) {
    world.by(HOLDER, calls::unstake(HOLDER, RIG / 2));
    world.by("supplier", staking::unstake(RIG + SPARE));
    let now = world.time() + COOLDOWN;
    world.set_time(now);
    world.by(HOLDER, calls::withdraw(HOLDER));
    world.by(HOLDER, calls::close_position(HOLDER));
    world.by("supplier", calls::close());
    world.by("supplier", staking::withdraw());
    world.by("supplier", staking::close());
}

#[test]
fn of_a_device_that_is_gone_all_is_the_last_owners() {
    let mut world = World::emitting_to_costakers();
    world.reach(5);
    let all = earned(&world);
    world.sync(rig());
    assert_eq!(world.lease(rig()).shared, at(500, all));
    close_rig(&mut world);
    let claimed = world.claim(rig());
    assert_eq!((claimed.amount, claimed.shared, claimed.payee), (all, 0, address("supplier")));
}

#[test]
fn of_a_device_registered_anew_the_new_co_stakers_get_nothing_of_the_old() {
    let mut world = World::emitting_to_costakers();
    world.reach(26);
    world.settle(rig());
    let lease = world.lease(rig());
    let all = lease.owed + lease.shared;
    assert!(lease.shared > 0);
    close_rig(&mut world);
    let args = io_stake::RegisterArgs { class: GPU, processors: 8, ..device_args("rig 2", 0) };
    world.by("supplier", stake::register(address("supplier"), None, args));
    world.by("supplier", calls::open(u64::MAX));
    world.by(SECOND, calls::add(SECOND, 1_000));
    // Nor if the device is leased before anything is claimed.
    let mut leased = world.clone();
    let epoch = 26 + u32::try_from(COOLDOWN / HOUR).expect("hours");
    leased.reach(epoch);
    let verified_at = leased.time();
    let grant = emission::grant(&emitting::quorum(), address("payer"), GPU_POOL, rig(), &[], epoch + 2, verified_at);
    leased.all_by(&["attestor 1", "attestor 2", "payer"], grant);
    for mut world in [world, leased] {
        let claimed = world.all_by(&[], emission_claim()).event::<Claimed>(&ID);
        assert_eq!((claimed.amount, claimed.shared), (all, 0));
        assert_eq!(world.balance(reward_vault(0)), 0);
    }
}

#[test]
fn a_device_of_somebody_else_is_not_paid_for() {
    let mut world = World::emitting_to_costakers();
    world.by("neighbour", io_app::costake::open(address("neighbour"), neighbours(), u64::MAX));
    world
        .by(SECOND, io_app::costake::add(address(SECOND), neighbours(), io_tests::treasury::io_of(SECOND), NEIGHBOURS));
    world.reach(5);
    let theirs = io_tests::forgery::exchanged(
        &emission_claim(),
        io_app::costake::rewards_address(rig()),
        io_app::costake::rewards_address(neighbours()),
    );
    world.refuse(theirs, &[], io_stake::error::IoStakeError::RewardsOfAnotherDevice);
    // The neighbour's lease has not seen its co-staker yet.
    assert_eq!(world.claim(neighbours()).shared, 0);
}

#[test]
fn sharing_costs_no_base_unit_over_many_claims() {
    let mut world = World::emitting_to_costakers();
    let (mut owners, mut shared) = (0, 0);
    for epoch in 3..=14 {
        world.reach(epoch);
        let claimed = world.all_by(&[], emission_claim()).event::<Claimed>(&ID);
        assert_eq!(claimed.shared, at(500, claimed.settlement.earned));
        assert_eq!(claimed.amount + claimed.shared, claimed.settlement.earned);
        owners += claimed.amount;
        shared += claimed.shared;
    }
    let lease = world.lease(rig());
    assert_eq!((lease.paid, lease.earned), (owners + shared, owners + shared));
    assert_eq!(world.balance(reward_vault(0)), shared);
    world.audit(&[rig(), neighbours()]);
    assert_eq!(world.config().emission_minted, world.reward_vault() + owners + shared);
    assert_eq!(start_of(14), world.time());
    assert_eq!(token::MINT, io_tests::costake::mint_of(0));
}
