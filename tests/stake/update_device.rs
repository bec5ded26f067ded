//! The owner renames its device.

use io_app::stake::{self, ID};
use io_stake::{error::IoStakeError, events::DeviceUpdated};
use io_tests::{
    World, address,
    stake::{rig, text},
};

#[test]
fn changes_the_name_and_nothing_else() {
    let mut world = World::staked();
    let before = world.account(rig()).expect("the device is there").data;

    let receipt = world.by("supplier", stake::update_device(address("supplier"), rig(), text("in the attic")));

    assert_eq!(receipt.event::<DeviceUpdated>(&ID), DeviceUpdated { device: rig(), label: text("in the attic") });
    assert_eq!(world.device(rig()).label, text("in the attic"));
    let mut after = world.account(rig()).expect("the device is there").data;
    let label = 8 + std::mem::offset_of!(io_stake::state::Device, label);
    after[label..label + 32].copy_from_slice(&before[label..label + 32]);
    assert_eq!(after, before);
}

#[test]
fn only_the_owner_does() {
    let mut world = World::staked();
    for name in ["neighbour", "admin", "slasher", "arbiter", "heir"] {
        let attempt = stake::update_device(address(name), rig(), text("mine"));
        world.not_by(name, attempt, IoStakeError::NotOwner);
    }
}
