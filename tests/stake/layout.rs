//! Where the fields of the accounts lie: what indexers and other programs read.

use std::mem::offset_of;

use io_app::stake::{CLASSES, CONFIG};
use io_stake::{
    error::IoStakeError,
    state::{Case, Class, Classes, Config, Cooldown, Cooling, Device},
};
use io_tests::{
    World,
    stake::{case, rig},
};

/// Anchor's discriminator comes first.
const DISCRIMINATOR: usize = 8;

#[test]
fn sizes() {
    assert_eq!((Config::SIZE, Classes::SIZE, Device::SIZE, Case::SIZE), (304, 4_112, 696, 240));
    let world = World::accused(1);
    let stored = |address| world.account(address).expect("the account exists").data.len();
    assert_eq!((stored(CONFIG), stored(CLASSES), stored(rig()), stored(case(0))), (304, 4_112, 696, 240));
}

#[test]
fn config() {
    let offsets = [
        offset_of!(Config, version),
        offset_of!(Config, bump),
        offset_of!(Config, paused),
        offset_of!(Config, admin),
        offset_of!(Config, pending_admin),
        offset_of!(Config, pauser),
        offset_of!(Config, slasher),
        offset_of!(Config, arbiter),
        offset_of!(Config, reserved),
    ];
    assert_eq!(offsets.map(|offset| offset + DISCRIMINATOR), [8, 9, 10, 16, 48, 80, 112, 144, 176]);
}

#[test]
fn classes() {
    let offsets = [offset_of!(Classes, version), offset_of!(Classes, bump), offset_of!(Classes, classes)];
    assert_eq!(offsets.map(|offset| offset + DISCRIMINATOR), [8, 9, 16]);
    let of_a_class = [
        offset_of!(Class, name),
        offset_of!(Class, multiplier_bps),
        offset_of!(Class, pool),
        offset_of!(Class, open),
        size_of::<Class>(),
    ];
    assert_eq!(of_a_class, [0, 24, 28, 29, 32]);
}

#[test]
fn device() {
    let offsets = [
        offset_of!(Device, version),
        offset_of!(Device, bump),
        offset_of!(Device, vault_bump),
        offset_of!(Device, class),
        offset_of!(Device, processors),
        offset_of!(Device, open_cases),
        offset_of!(Device, suspensions),
        offset_of!(Device, cases),
        offset_of!(Device, falls),
        offset_of!(Device, registered_at),
        offset_of!(Device, active),
        offset_of!(Device, frozen),
        offset_of!(Device, cooling),
        offset_of!(Device, fell_at),
        offset_of!(Device, owner),
        offset_of!(Device, pending_owner),
        offset_of!(Device, vault),
        offset_of!(Device, registrant),
        offset_of!(Device, id),
        offset_of!(Device, label),
        offset_of!(Device, reserved),
    ];
    let documented = [8, 9, 10, 12, 14, 16, 18, 20, 24, 32, 40, 48, 56, 184, 248, 280, 312, 344, 376, 408, 440];
    assert_eq!(offsets.map(|offset| offset + DISCRIMINATOR), documented);
    assert_eq!((offset_of!(Cooldown, amount), offset_of!(Cooldown, ends_at), size_of::<Cooling>()), (0, 8, 128));
}

#[test]
fn case_account() {
    let offsets = [
        offset_of!(Case, version),
        offset_of!(Case, bump),
        offset_of!(Case, stage),
        offset_of!(Case, suspends),
        offset_of!(Case, reason),
        offset_of!(Case, number),
        offset_of!(Case, frozen),
        offset_of!(Case, opened_at),
        offset_of!(Case, appealed_at),
        offset_of!(Case, device),
        offset_of!(Case, opener),
        offset_of!(Case, evidence),
        offset_of!(Case, defence),
        offset_of!(Case, reserved),
    ];
    let documented = [8, 9, 10, 11, 12, 16, 24, 32, 40, 48, 80, 112, 144, 176];
    assert_eq!(offsets.map(|offset| offset + DISCRIMINATOR), documented);
}

#[test]
fn error_numbers() {
    let first_and_last = [IoStakeError::NotUpgradeAuthority, IoStakeError::InvariantViolated].map(u32::from);
    assert_eq!(first_and_last, [6_000, 6_043]);
}
