//! What devices have lost is burned.

use io_app::{
    emission::{self, ID},
    token,
};
use io_emission::{error::IoEmissionError, events::LossesBurned};
use io_tests::{
    World, address,
    emission::{CPU_POOL, GPU_POOL, calls, mac},
    stake::{calls as staking, neighbours, rig},
};
use io_token::{BurnKind, error::IoTokenError, events::Burned};

use crate::expected::{neighbours_earning, rigs};

#[test]
fn losses_and_penalties_leave_the_vault_and_the_world() {
    let mut world = World::leased();
    world.reach(5);
    world.by("supplier", staking::unstake(1));
    world.reach(8);
    world.sync(rig());
    world.revoke(neighbours());
    let lost = rigs(5..=7) + neighbours_earning(7..=7);
    assert_eq!(world.pool(GPU_POOL).lost, lost);
    let (supply, vault) = (world.supply(), world.reward_vault());

    let receipt = world.burn_losses(GPU_POOL);

    assert_eq!((world.supply(), world.reward_vault()), (supply - lost, vault - lost));
    let pool = world.pool(GPU_POOL);
    assert_eq!((pool.lost, pool.burned), (0, lost));
    assert_eq!(receipt.event::<LossesBurned>(&ID), LossesBurned { pool: GPU_POOL, amount: lost });
    let burned = receipt.event::<Burned>(&token::ID);
    let told = (burned.kind, burned.amount, burned.reference, burned.authority, burned.kind_total);
    assert_eq!(told, (BurnKind::Penalty, lost, emission::pool_address(GPU_POOL), emission::AUTHORITY, lost));
    world.audit(&[rig(), neighbours()]);
    // Everybody else is still paid.
    assert_eq!(world.claim(rig()).amount, rigs(2..=4));
    assert_eq!(world.claim(neighbours()).amount, neighbours_earning(2..=7) - neighbours_earning(7..=7));
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn each_loss_once() {
    let mut world = World::leased();
    world.refused(&[], emission::burn_losses(GPU_POOL), IoEmissionError::NothingToBurn);
    world.reach(5);
    world.revoke(rig());
    world.burn_losses(GPU_POOL);
    world.refused(&[], emission::burn_losses(GPU_POOL), IoEmissionError::NothingToBurn);
    world.revoke(neighbours());
    world.burn_losses(GPU_POOL);
    assert_eq!(world.pool(GPU_POOL).burned, rigs(4..=4) + neighbours_earning(4..=4));
    assert_eq!(world.burn_ledger().burned_under(BurnKind::Penalty), world.pool(GPU_POOL).burned);
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn each_pool_its_own() {
    let mut world = World::leased();
    world.grant(mac(), 20);
    world.reach(5);
    world.revoke(mac());
    world.refused(&[], emission::burn_losses(GPU_POOL), IoEmissionError::NothingToBurn);
    world.burn_losses(CPU_POOL);
    world.audit(&[rig(), neighbours(), mac()]);
}

#[test]
fn needs_the_token_programs_leave_to_count_as_penalties() {
    let mut world = World::leased();
    world.reach(5);
    world.revoke(rig());
    world.by("admin", token::set_burner(address("admin"), BurnKind::Penalty, address("somebody")));
    world.refuse(emission::burn_losses(GPU_POOL), &[], IoTokenError::NotBurner);
    // Nothing else waits for it.
    world.reach(6);
    world.claim(rig());
    world.refused(&[], calls::claim(rig()), IoEmissionError::NothingToClaim);
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn while_the_token_is_paused() {
    let mut world = World::leased();
    world.reach(5);
    world.revoke(rig());
    world.by("pauser", token::set_paused(address("pauser"), true));
    world.burn_losses(GPU_POOL);
    world.audit(&[rig(), neighbours()]);
}
