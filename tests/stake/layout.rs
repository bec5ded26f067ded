//! Where the fields of the accounts lie: what indexers and other programs read.

use std::mem::offset_of;

use io_app::stake::{CLASSES, CONFIG};
use io_stake::{
    error::IoStakeError,
    state::{
        Asset, Case, Class, Classes, Config, Cooldown, Cooling, Costake, Device, Earned, Position, Rewards, Stream,
    },
};
use io_tests::{
    World,
    stake::{case, rig},
};

/// Anchor's discriminator comes first.
const DISCRIMINATOR: usize = 8;

#[test]
fn sizes() {
    assert_eq!((Config::SIZE, Classes::SIZE, Device::SIZE, Case::SIZE), (432, 4_112, 696, 240));
    let world = World::accused(1);
    let stored = |address| world.account(address).expect("the account exists").data.len();
    assert_eq!((stored(CONFIG), stored(CLASSES), stored(rig()), stored(case(0))), (432, 4_112, 696, 240));
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
        offset_of!(Config, assets),
        offset_of!(Config, reserved),
    ];
    assert_eq!(offsets.map(|offset| offset + DISCRIMINATOR), [8, 9, 10, 16, 48, 80, 112, 144, 176, 304]);
    assert_eq!((offset_of!(Asset, mint), offset_of!(Asset, vault), size_of::<Asset>()), (0, 32, 64));
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
        offset_of!(Device, companies),
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
        offset_of!(Device, costake),
        offset_of!(Device, reserved),
    ];
    let documented =
        [8, 9, 10, 12, 14, 16, 18, 20, 24, 28, 32, 40, 48, 56, 184, 248, 280, 312, 344, 376, 408, 440, 496];
    assert_eq!(offsets.map(|offset| offset + DISCRIMINATOR), documented);
    assert_eq!((offset_of!(Cooldown, amount), offset_of!(Cooldown, ends_at), size_of::<Cooling>()), (0, 8, 128));
    let of_costake = [
        offset_of!(Costake, amount),
        offset_of!(Costake, shares),
        offset_of!(Costake, cooling),
        offset_of!(Costake, frozen),
        offset_of!(Costake, limit),
        offset_of!(Costake, dust),
        offset_of!(Costake, open),
        size_of::<Costake>(),
    ];
    assert_eq!(of_costake, [0, 8, 16, 24, 32, 40, 48, 56]);
}

#[test]
fn rewards() {
    let offsets = [
        offset_of!(Rewards, version),
        offset_of!(Rewards, bump),
        offset_of!(Rewards, vault_bump),
        offset_of!(Rewards, positions),
        offset_of!(Rewards, shares),
        offset_of!(Rewards, device),
        offset_of!(Rewards, vault),
        offset_of!(Rewards, streams),
        offset_of!(Rewards, reserved),
    ];
    assert_eq!(offsets.map(|offset| offset + DISCRIMINATOR), [8, 9, 10, 12, 16, 24, 56, 88, 680]);
    let of_a_stream = [
        offset_of!(Stream, vault),
        offset_of!(Stream, through),
        offset_of!(Stream, current),
        offset_of!(Stream, paid_in),
        offset_of!(Stream, rest),
        offset_of!(Stream, undivided),
        offset_of!(Stream, per_share),
        offset_of!(Stream, held),
        offset_of!(Stream, unshared),
        size_of::<Stream>(),
    ];
    assert_eq!(of_a_stream, [0, 32, 40, 48, 248, 256, 264, 280, 288, 296]);
    assert_eq!(Rewards::SIZE, 744);
}

#[test]
fn position() {
    let offsets = [
        offset_of!(Position, version),
        offset_of!(Position, bump),
        offset_of!(Position, shares),
        offset_of!(Position, cooling),
        offset_of!(Position, earned),
        offset_of!(Position, device),
        offset_of!(Position, holder),
        offset_of!(Position, reserved),
    ];
    assert_eq!(offsets.map(|offset| offset + DISCRIMINATOR), [8, 9, 16, 24, 152, 216, 248, 280]);
    let of_earned =
        [offset_of!(Earned, per_share), offset_of!(Earned, owed), offset_of!(Earned, claimed), size_of::<Earned>()];
    assert_eq!(of_earned, [0, 16, 24, 32]);
    assert_eq!(Position::SIZE, 344);
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
        offset_of!(Case, costake),
        offset_of!(Case, reserved),
    ];
    let documented = [8, 9, 10, 11, 12, 16, 24, 32, 40, 48, 80, 112, 144, 176, 184];
    assert_eq!(offsets.map(|offset| offset + DISCRIMINATOR), documented);
}

#[test]
fn error_numbers() {
    let first_and_last = [IoStakeError::NotUpgradeAuthority, IoStakeError::JustRegistered].map(u32::from);
    assert_eq!(first_and_last, [6_000, 6_062]);
}
