//! One call of each instruction that goes through, in a world where it does.

use anchor_lang::solana_program::instruction::Instruction;
use io_app::{treasury, usdc};

use super::{
    DOLLAR, FEES, IO, TERMS, sell,
    swaps::{bring, floor, hostile, swap, take},
};
use crate::{Specimen, World, address, keypair};

/// One of each, in the order in which a treasury lives.
pub fn specimens() -> Vec<Specimen> {
    let (admin, heir) = (address("admin"), address("heir"));
    let open = World::treasury();
    let swapping = World::swapping();
    let mut offered = open.clone();
    offered.by("admin", treasury::propose_admin(admin, heir));
    assert_eq!(open.money().io_vault, FEES);
    // On the way up, where the price is the longest fraction.
    let mut rising = open.clone();
    rising.wait(1_234);

    let specimen = |name, world: &World, instruction: Instruction, signers: &[&str]| Specimen {
        name,
        world: world.clone(),
        instruction,
        signers: signers.iter().map(|name| keypair(name)).collect(),
    };
    let initialize = treasury::initialize(admin, address("payer"), usdc::MINT, address("pauser"), TERMS);
    let spent = 100 * DOLLAR;
    vec![
        specimen("initialize", &World::before_treasury(), initialize, &["admin", "payer"]),
        specimen("set_terms", &open, treasury::set_terms(admin, TERMS), &["admin"]),
        specimen("allow_swap", &open, treasury::allow_swap(admin, hostile()), &["admin"]),
        specimen("disallow_swap", &swapping, treasury::disallow_swap(admin, hostile()), &["admin"]),
        specimen("set_pauser", &open, treasury::set_pauser(admin, heir), &["admin"]),
        specimen("set_paused", &open, treasury::set_paused(address("pauser"), true), &["pauser"]),
        specimen("propose_admin", &open, treasury::propose_admin(admin, heir), &["admin"]),
        specimen("accept_admin", &offered, treasury::accept_admin(heir), &["heir"]),
        specimen("burn_fees", &open, treasury::burn_fees(), &[]),
        specimen("buyback_and_burn", &rising, sell(100 * IO), &["seller"]),
        specimen("buyback_via_swap", &swapping, swap(spent, 0, &[take(spent), bring(floor(spent))]), &[]),
    ]
}
