//! The lease of a device that is gone is closed.

use io_app::emission::{self, ID, lease_address};
use io_emission::{error::IoEmissionError, events::LeaseClosed, state::Lease};
use io_tests::{
    World, address,
    emission::{calls, mac},
    forgery::exchanged,
    stake::{neighbours, purse, rig},
};

use crate::gone::{close_mac, unstake_mac};

/// The Mac has earned, was paid, and is gone.
fn gone() -> World {
    let mut world = World::leased();
    world.grant(mac(), 25);
    world.reach(26);
    world.claim(mac());
    unstake_mac(&mut world);
    close_mac(&mut world);
    world
}

#[test]
fn the_rent_goes_back_to_who_paid_it() {
    let mut world = gone();
    let before = world.lamports(address("payer"));

    let receipt = world.all_by(&[], calls::close(mac()));

    assert!(world.is_gone(lease_address(mac())));
    assert_eq!(world.lamports(address("payer")), before + world.rent(Lease::SIZE));
    let closed = LeaseClosed { device: mac(), rent_payer: address("payer") };
    assert_eq!(receipt.event::<LeaseClosed>(&ID), closed);
}

#[test]
fn to_nobody_else() {
    let mut world = gone();
    for another in [address("thief"), address("supplier"), address("admin")] {
        let theft = exchanged(&calls::close(mac()), address("payer"), another);
        world.refused(&[], theft, IoEmissionError::NotTheRentPayer);
    }
}

#[test]
fn not_while_the_device_is_there() {
    let mut world = World::leased();
    world.reach(26);
    world.claim(rig());
    world.refused(&[], calls::close(rig()), IoEmissionError::DeviceStillThere);
    let another = exchanged(&calls::close(rig()), rig(), mac());
    world.refused(&[], another, IoEmissionError::NotTheDevice);
    let another = exchanged(&calls::close(rig()), rig(), address("nobody"));
    world.refused(&[], another, IoEmissionError::NotTheDevice);
}

#[test]
fn not_before_it_is_settled() {
    let mut world = World::leased();
    world.grant(mac(), 25);
    world.reach(26);
    unstake_mac(&mut world);
    close_mac(&mut world);
    world.refused(&[], calls::close(mac()), IoEmissionError::LeaseStillRunning);
    world.settle(mac());
    world.all_by(&[], calls::close(mac()));
    assert_eq!(world.pool(1).lost, crate::expected::shares_of(1, 2..=25) - 1);
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn not_while_something_is_owed() {
    let mut world = World::leased();
    world.grant(mac(), 25);
    world.reach(26);
    world.settle(mac());
    unstake_mac(&mut world);
    close_mac(&mut world);
    world.refused(&[], calls::close(mac()), IoEmissionError::LeaseNotEmpty);
    world.all_by(&[], emission::claim(1, mac(), purse("supplier")));
    world.all_by(&[], calls::close(mac()));
}

#[test]
fn not_with_a_penalty_to_pay() {
    let mut world = World::leased();
    world.grant(mac(), 25);
    world.reach(5);
    world.claim(mac());
    world.revoke(mac());
    unstake_mac(&mut world);
    close_mac(&mut world);
    assert!(world.lease(mac()).penalty > 0);
    world.refused(&[], calls::close(mac()), IoEmissionError::LeaseNotEmpty);
}

#[test]
fn happens_once() {
    let mut world = gone();
    world.all_by(&[], calls::close(mac()));
    world.refuse_code(calls::close(mac()), &[], anchor_lang::error::ErrorCode::AccountOwnedByWrongProgram);
}

#[test]
fn a_device_registered_anew_begins_with_an_empty_lease() {
    let mut world = gone();
    world.all_by(&[], calls::close(mac()));
    crate::gone::register_mac(&mut world, "supplier");
    let running = world.pool(1).completed + 1;
    let grant = emission::grant(&calls::quorum(), address("payer"), 1, mac(), &[], running + 5, world.time());
    world.all_by(&["attestor 1", "attestor 2", "payer"], grant);
    let lease = world.lease(mac());
    assert_eq!((lease.earned, lease.paid, lease.start), (0, 0, running + 1));
}
