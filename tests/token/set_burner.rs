//! The admin registers who alone may burn under a kind.

use anchor_lang::prelude::Pubkey;
use io_app::token::{self, ID};
use io_tests::{World, address, keypair, token::burn_args};
use io_token::{BurnKind, error::IoTokenError, events::BurnerSet};

const RESERVED: [BurnKind; 4] = [BurnKind::Buyback, BurnKind::Slash, BurnKind::Penalty, BurnKind::Fee];

#[test]
fn registers_each_kind_apart() {
    let mut world = World::initialized();
    let mut burners = [Pubkey::default(); 5];
    for kind in RESERVED {
        let burner = address(&format!("burner {}", kind.number()));

        let receipt = world.accept(token::set_burner(address("admin"), kind, burner), &[&keypair("admin")]);

        burners[usize::from(kind.number())] = burner;
        assert_eq!(world.burn_ledger().burners, burners);
        let expected = BurnerSet { kind, old_burner: Pubkey::default(), new_burner: burner };
        assert_eq!(receipt.event::<BurnerSet>(&ID), expected);
    }
}

#[test]
fn the_old_burner_loses_the_kind() {
    let mut world = World::after_genesis();
    let set = |burner| token::set_burner(address("admin"), BurnKind::Slash, burner);
    world.accept(set(address("stake")), &[&keypair("admin")]);
    let old = world.mint_to_new(address("stake"), 1_000);
    let new = world.mint_to_new(address("stake 2"), 1_000);

    let receipt = world.accept(set(address("stake 2")), &[&keypair("admin")]);

    let expected = BurnerSet { kind: BurnKind::Slash, old_burner: address("stake"), new_burner: address("stake 2") };
    assert_eq!(receipt.event::<BurnerSet>(&ID), expected);
    let slash = burn_args(BurnKind::Slash, 1);
    let stale = token::burn(address("stake"), old, slash.clone());
    world.refuse(stale, &[&keypair("stake")], IoTokenError::NotBurner);
    world.accept(token::burn(address("stake 2"), new, slash.clone()), &[&keypair("stake 2")]);

    // Without a burner the kind is closed, and keeps its total.
    world.accept(set(Pubkey::default()), &[&keypair("admin")]);
    let orphaned = token::burn(address("stake 2"), new, slash);
    world.refuse(orphaned, &[&keypair("stake 2")], IoTokenError::BurnerNotRegistered);
    assert_eq!(world.burn_ledger().burned_under(BurnKind::Slash), 1);
}

#[test]
fn only_the_admin_registers() {
    let mut world = World::initialized();
    for name in ["pauser", "emission minter", "thief"] {
        let attempt = token::set_burner(address(name), BurnKind::Slash, address(name));
        world.refuse(attempt, &[&keypair(name)], IoTokenError::NotAdmin);
    }
}

#[test]
fn credits_stay_open_to_anyone() {
    let mut world = World::initialized();
    for burner in [address("stake"), Pubkey::default()] {
        let attempt = token::set_burner(address("admin"), BurnKind::Credits, burner);
        world.refuse(attempt, &[&keypair("admin")], IoTokenError::CreditsTakeNoBurner);
    }
}
