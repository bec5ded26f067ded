//! The admin adds a device class or changes one.

use io_app::stake::{self, ID};
use io_stake::{
    SetClassArgs,
    error::IoStakeError,
    events::ClassSet,
    state::{Class, Classes},
};
use io_tests::{
    World, address,
    stake::{CLOSED, CPU, GPU, class_args, device_args, purse, rig, text},
};

/// Classes, pools and multipliers as they were published, by number.
const PUBLISHED: [(&str, u8, u32); 9] = [
    ("B200", 0, 300_000),
    ("H200", 0, 120_000),
    ("H100", 0, 100_000),
    ("A100-80G", 0, 50_000),
    ("RTX 6000 Ada", 0, 45_000),
    ("RTX 4070 Ti", 0, 25_000),
    ("RTX 4090", 0, 12_500),
    ("M3/M4 Max", 1, 15_000),
    ("EPYC", 1, 10_000),
];

fn set_class(args: SetClassArgs) -> anchor_lang::solana_program::instruction::Instruction {
    stake::set_class(address("admin"), args)
}

#[track_caller]
fn refused(args: SetClassArgs, error: IoStakeError) {
    World::staking().not_by("admin", set_class(args), error);
}

fn named(name: [u8; 24]) -> SetClassArgs {
    SetClassArgs { name, ..class_args(3, "B200", 0, 300_000) }
}

#[test]
fn adds_the_published_classes() {
    let mut world = World::staking();
    for (number, (name, pool, multiplier_bps)) in (10..).zip(PUBLISHED) {
        let receipt = world.by("admin", set_class(class_args(number, name, pool, multiplier_bps)));
        let expected = ClassSet { number, name: text(name), pool, multiplier_bps, open: true };
        assert_eq!(receipt.event::<ClassSet>(&ID), expected);
    }
    let classes = world.classes();
    for (number, (name, pool, multiplier_bps)) in (10..).zip(PUBLISHED) {
        let class = classes.get(number).expect("it was added");
        assert_eq!(*class, Class { name: text(name), multiplier_bps, pool, open: 1, padding: [0; 2] });
        assert_eq!(class.name(), Some(name));
    }
    let known = (0..128).filter(|number| classes.get(*number).is_some());
    assert!(known.eq([GPU, CPU, CLOSED].into_iter().chain(10..19)), "no other class appeared");
}

#[test]
fn the_first_and_the_last_number_are_numbers() {
    let mut world = World::staking();
    for number in [0, 127] {
        world.by("admin", set_class(class_args(number, "B200", 255, u32::MAX)));
        assert_eq!(world.classes().get(number).expect("it was set").multiplier_bps, u32::MAX);
    }
    assert_eq!(Classes::COUNT, 128);
}

#[test]
fn there_are_no_further_numbers() {
    for number in [128, 129, u16::MAX] {
        refused(class_args(number, "B200", 0, 300_000), IoStakeError::NoSuchClass);
    }
}

#[test]
fn a_class_weighs_something() {
    refused(class_args(3, "B200", 0, 0), IoStakeError::InvalidMultiplier);
    // Nor can one that exists be taken away.
    refused(class_args(GPU, "H100", 0, 0), IoStakeError::InvalidMultiplier);
}

#[test]
fn a_class_has_a_name_that_is_text() {
    let mut with_a_gap = text::<24>("B200");
    with_a_gap[10] = b'x';
    let mut without_a_beginning = text::<24>("B200");
    without_a_beginning[0] = 0;
    let mut not_text = text::<24>("B200");
    not_text[2] = 0xff;
    // A letter of two bytes, cut in half by the end.
    let mut cut = [b'x'; 24];
    cut[23] = "é".as_bytes()[0];
    for name in [[0; 24], with_a_gap, without_a_beginning, not_text, cut] {
        refused(named(name), IoStakeError::InvalidClassName);
    }
}

#[test]
fn a_name_may_fill_its_place() {
    for name in ["x", "twenty-four bytes of it.", "RTX 4090 für Zuhause é"] {
        let mut world = World::staking();
        world.by("admin", set_class(named(text(name))));
        assert_eq!(world.classes().get(3).expect("it was set").name(), Some(name));
    }
}

#[test]
fn a_closed_class_keeps_its_devices_and_takes_no_more() {
    let mut world = World::staked();
    let close = SetClassArgs { open: false, ..class_args(GPU, "H100", 0, 100_000) };
    let receipt = world.by("admin", set_class(close.clone()));
    assert!(!receipt.event::<ClassSet>(&ID).open);
    let register = stake::register(address("supplier"), None, device_args("second rig", 0));
    world.not_by("supplier", register.clone(), IoStakeError::ClassClosed);
    world.by("supplier", stake::stake(address("supplier"), rig(), purse("supplier"), 1));

    world.by("admin", set_class(SetClassArgs { open: true, ..close }));
    world.by("supplier", register);
}

#[test]
fn only_the_admin_sets_classes() {
    let mut world = World::staking();
    for name in ["pauser", "slasher", "arbiter", "supplier", "thief"] {
        let attempt = stake::set_class(address(name), class_args(3, "B200", 0, 300_000));
        world.not_by(name, attempt, IoStakeError::NotAdmin);
    }
}
