//! The admin names the attestors.

use anchor_lang::prelude::Pubkey;
use io_app::emission::{self, ID};
use io_emission::{error::IoEmissionError, events::AttestorsSet};
use io_tests::{
    World, address,
    emission::{ATTESTORS, GPU_POOL, calls},
    stake::{neighbours, rig},
};

fn people(numbers: &[u8]) -> Vec<Pubkey> {
    numbers.iter().map(|number| address(&format!("attestor {number}"))).collect()
}

#[test]
fn the_new_ones_replace_the_old_ones() {
    let mut world = World::emitting();

    let receipt = world.by("admin", emission::set_attestors(address("admin"), people(&[4, 2]), 1));

    let config = world.emission_config();
    assert_eq!((config.attestors(), config.quorum), (people(&[4, 2]).as_slice(), 1));
    assert_eq!(config.attestors[2..], [Pubkey::default(); 5], "nobody of the old ones is left behind the new ones");
    let expected = AttestorsSet { attestors: people(&[4, 2]), quorum: 1 };
    assert_eq!(receipt.event::<AttestorsSet>(&ID), expected);
}

#[test]
fn who_is_no_longer_named_attests_nothing() {
    let mut world = World::leased();
    world.reach(3);
    world.by("admin", emission::set_attestors(address("admin"), people(&[3, 4]), 2));
    world.refused(&["attestor 1", "attestor 2"], calls::renew(rig(), 26), IoEmissionError::NotAttestor);
    world.refused(&["attestor 1", "attestor 2"], calls::revoke(rig()), IoEmissionError::NotAttestor);
    world.refused(&["attestor 1", "attestor 2", "payer"], calls::grant(rig(), 26), IoEmissionError::NotAttestor);
    // One old and one new: 3 was named before and still is.
    let mixed = emission::renew(&people(&[3, 1]), GPU_POOL, rig(), &[], 26);
    world.refused(&["attestor 3", "attestor 1"], mixed, IoEmissionError::NotAttestor);
    let new = emission::renew(&people(&[3, 4]), GPU_POOL, rig(), &[], 26);
    world.all_by(&["attestor 3", "attestor 4"], new);
}

#[test]
fn running_leases_stay() {
    let mut world = World::leased();
    world.reach(3);
    world.by("admin", emission::set_attestors(address("admin"), people(&[5]), 1));
    world.reach(30);
    assert_eq!(world.claim(rig()).amount, crate::expected::rigs(2..=25));
    assert_eq!(world.claim(neighbours()).amount, crate::expected::neighbours_earning(2..=25));
    world.audit(&[rig(), neighbours()]);
}

#[test]
fn one_to_seven_distinct_real_keys() {
    let mut world = World::emitting();
    let nobody = Pubkey::default();
    for (attestors, quorum, error) in [
        (vec![], 0, IoEmissionError::NoAttestors),
        (vec![], 1, IoEmissionError::NoAttestors),
        (people(&[1, 2, 3, 4, 5, 6, 7, 8]), 1, IoEmissionError::TooManyAttestors),
        (people(&[1, 2, 1]), 1, IoEmissionError::DuplicateAttestor),
        (vec![address("attestor 1"), nobody], 1, IoEmissionError::DuplicateAttestor),
        (people(&[1, 2]), 0, IoEmissionError::InvalidQuorum),
        (people(&[1, 2]), 3, IoEmissionError::InvalidQuorum),
        (people(&[1, 2]), 255, IoEmissionError::InvalidQuorum),
    ] {
        let attempt = emission::set_attestors(address("admin"), attestors, quorum);
        world.refused(&["admin"], attempt, error);
    }
    assert_eq!(world.emission_config().attestors(), ATTESTORS.map(address));
    for (count, quorum) in [(1, 1), (7, 1), (7, 7)] {
        let attestors = people(&(1..=count).collect::<Vec<u8>>());
        world.by("admin", emission::set_attestors(address("admin"), attestors, quorum));
    }
}

#[test]
fn only_the_admin_names_them() {
    let mut world = World::emitting();
    for name in ["pauser", "attestor 1", "thief"] {
        let attempt = emission::set_attestors(address(name), people(&[1]), 1);
        world.refused(&[name], attempt, IoEmissionError::NotAdmin);
    }
}
