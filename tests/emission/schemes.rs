//! What somebody might try: to be paid twice, to earn what others stake, to leave the books unbalanced, to stop them.

use io_app::{emission, stake, token};
use io_economics::{LAST_EPOCH, cumulative};
use io_emission::error::IoEmissionError;
use io_tests::{
    World, address,
    emission::{CPU_POOL, GPU_POOL, NEIGHBOURS, RIG, SPARE, VERIFIED, calls, mac, start_of},
    keypair,
    stake::{calls as staking, neighbours, purse, rig},
};

use crate::expected::{neighbours_earning, rigs, shares_of};

#[test]
fn every_way_to_settle_counts_every_hour_once() {
    let mut world = World::leased();
    world.reach(9);
    // Settled by each instruction that settles, one after the other, at the same moment.
    world.settle(rig());
    world.renew(rig(), 30);
    world.grant(rig(), 30);
    world.sync(rig());
    let claimed = world.claim(rig()).amount;
    world.end_lease(rig());
    world.settle(rig());
    world.refused(&[], calls::claim(rig()), IoEmissionError::NothingToClaim);
    assert_eq!((claimed, world.lease(rig()).earned), (rigs(2..=8), rigs(2..=8)));
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn two_claims_in_one_transaction_pay_once() {
    let mut world = World::leased();
    world.reach(9);
    let refusal = world.send(&[calls::claim(rig()), calls::claim(rig())], &[]).expect_err("the second is refused");
    assert_eq!(refusal.reason(), &io_tests::specimen::custom(IoEmissionError::NothingToClaim));
    assert_eq!(world.lease(rig()).paid, 0);
}

#[test]
fn the_same_stake_never_weighs_twice() {
    // Out of one device it takes two weeks, and it weighs nothing from the moment it leaves.
    let mut world = World::leased();
    world.reach(5);
    let all = world.device(rig()).active;
    world.by("supplier", staking::unstake(all));
    let early = stake::withdraw(address("supplier"), rig(), purse("supplier"));
    world.not_by("supplier", early, io_stake::error::IoStakeError::NothingToWithdraw);
    world.sync(rig());
    assert_eq!(world.pool(GPU_POOL).weight, NEIGHBOURS);
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn weight_beyond_the_stake_lasts_no_hour() {
    // Unstaked behind a renewal, it still weighs in its pool, and earns nothing of that.
    let mut world = World::leased();
    world.reach(5);
    world.renew(rig(), 29);
    world.by("supplier", staking::unstake(SPARE + 1));
    world.reach(29);
    assert_eq!(world.pool(GPU_POOL).weight, RIG);
    assert_eq!(world.claim(rig()).amount, rigs(2..=4));
    world.burn_losses(GPU_POOL);
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn io_sent_to_the_vault_changes_nothing() {
    let mut world = World::leased();
    world.reach(5);
    let gift = anchor_spl::token::spl_token::instruction::transfer(
        &anchor_spl::token::spl_token::ID,
        &purse("heir"),
        &emission::VAULT,
        &address("heir"),
        &[],
        1_000_003,
    );
    world.by("heir", gift.expect("a transfer"));
    assert_eq!(world.claim(rig()).amount, rigs(2..=4));
    world.revoke(neighbours());
    world.burn_losses(GPU_POOL);
    world.claim(neighbours());
    let pool = world.pool(GPU_POOL);
    assert_eq!(world.reward_vault(), pool.distributed - pool.paid - pool.burned + 1_000_003);
}

#[test]
fn burning_io_does_not_make_room_for_more() {
    // The schedule counts what was minted, never what there is.
    let mut world = World::leased();
    world.reach(5);
    world.revoke(rig());
    world.revoke(neighbours());
    world.burn_losses(GPU_POOL);
    world.reach(10);
    let minted = world.config().emission_minted;
    assert_eq!(minted, shares_of(GPU_POOL, 2..=4));
    assert!(minted <= cumulative(io_economics::Epoch::saturating(9)).get());
}

#[test]
fn nobody_is_kept_from_being_paid_by_what_another_does() {
    let mut world = World::leased();
    world.reach(5);
    // The neighbour falls, is revoked, ends, names a payout wallet that has no token account, and closes nothing.
    world.by("neighbour", calls::set_payout(neighbours(), address("nowhere")));
    world.revoke(neighbours());
    world.reach(9);
    assert_eq!(world.claim(rig()).amount, rigs(2..=4) + shares_of(GPU_POOL, 5..=8));
    let owed = world.lease(neighbours()).owed;
    assert_eq!(owed, neighbours_earning(2..=4) - neighbours_earning(4..=4));
    world.refused(&[], calls::claim(neighbours()), IoEmissionError::NotThePayee);
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn an_owner_who_sees_its_revocation_coming_saves_nothing() {
    let mut world = World::leased();
    world.reach(5);
    world.set_time(start_of(5) + 1_800);
    let mut alone = world.clone();
    alone.revoke(rig());
    // It claims, ends the lease, leaves stake and comes back: and is revoked all the same.
    world.claim(rig());
    world.end_lease(rig());
    let owner = [keypair("supplier")];
    let dance: Vec<_> = (0..9).map(|_| staking::unstake(1)).chain([calls::sync(rig()), staking::stake(9)]).collect();
    world.accept_all(&dance, &owner.iter().collect::<Vec<_>>());
    world.sync(rig());
    world.revoke(rig());
    let (saved, due) = (world.lease(rig()), alone.lease(rig()));
    assert_eq!(saved.penalty, due.fined);
    assert_eq!(saved.paid - saved.penalty, due.owed);
    world.audit(&[rig(), neighbours()]);
    alone.audit(&[rig(), neighbours()]);
}

#[test]
fn no_grant_reaches_into_another_pools_hours() {
    // In a batch among its pool's devices, and with the other pool's address.
    let mut world = World::leased();
    world.grant(mac(), 25);
    world.reach(5);
    let signers = ["attestor 1", "attestor 2", "payer"];
    let other = emission::grant(&calls::quorum(), address("payer"), GPU_POOL, mac(), &[], 25, VERIFIED);
    world.refused(&signers, other, IoEmissionError::LeaseOfAnotherPool);
    let other = emission::grant(&calls::quorum(), address("payer"), CPU_POOL, rig(), &[], 25, VERIFIED);
    world.refused(&signers, other, IoEmissionError::LeaseOfAnotherPool);
    let other = emission::sync(CPU_POOL, rig());
    world.refused(&[], other, IoEmissionError::NotThePool);
    let other = emission::end(address("supplier"), CPU_POOL, rig());
    world.refused(&["supplier"], other, IoEmissionError::NotThePool);
    world.audit(&[rig(), neighbours(), mac()]);
}

#[test]
fn losses_burned_while_the_mint_is_paused_are_made_good_by_the_next_mint() {
    let mut world = World::leased();
    world.reach(5);
    world.by("pauser", token::set_paused(address("pauser"), true));
    world.reach(8);
    world.revoke(rig());
    world.burn_losses(GPU_POOL);
    world.audit(&[rig(), neighbours()]);
    // The vault pays as long as it holds enough; then whoever is owed something waits for the next mint.
    world.refused(&[], calls::claim(neighbours()), IoEmissionError::NotYetMinted);
    world.by("pauser", token::set_paused(address("pauser"), false));
    world.reach(9);
    assert_eq!(world.claim(rig()).amount, rigs(2..=7) - rigs(7..=7));
    let alone = neighbours_earning(2..=7) + shares_of(GPU_POOL, 8..=8);
    assert!(alone.abs_diff(world.claim(neighbours()).amount) <= 1);
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn when_all_is_over_everything_that_is_owed_can_be_paid() {
    let mut world = World::emitting();
    world.reach(LAST_EPOCH - 10);
    for device in [rig(), neighbours(), mac()] {
        world.grant(device, LAST_EPOCH);
    }
    world.by("pauser", token::set_paused(address("pauser"), true));
    world.reach(LAST_EPOCH + 1);
    assert_eq!(world.reward_vault(), 0);
    world.by("pauser", token::set_paused(address("pauser"), false));
    // Nothing is left to account for, and what was left over is minted.
    world.reach(LAST_EPOCH + 1);
    let hours = LAST_EPOCH - 9..=LAST_EPOCH;
    assert_eq!(world.claim(rig()).amount, rigs(hours.clone()));
    assert_eq!(world.claim(neighbours()).amount, neighbours_earning(hours.clone()));
    world.claim(mac());
    // A fall after the last epoch takes nothing, and nothing runs any more.
    world.by("supplier", staking::unstake(1));
    world.settle(rig());
    assert_eq!(world.lease(rig()).lost, 0);
    for (signers, call) in [
        (&["attestor 1", "attestor 2"][..], calls::renew(rig(), LAST_EPOCH)),
        (&["attestor 1", "attestor 2"], calls::revoke(rig())),
        (&["supplier"], calls::end(rig())),
    ] {
        world.refused(signers, call, IoEmissionError::EmissionEnded);
    }
    assert!(world.reward_vault() <= 3, "nothing but dust is left");
    world.audit(&[rig(), neighbours(), mac()]);
}
