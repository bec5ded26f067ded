//! One call of each instruction that goes through, in a world where it does.

use anchor_lang::solana_program::instruction::Instruction;
use io_app::{
    market::{self, Asset},
    usdc,
};

use super::{HOUR, HOURS, LISTED, START_WINDOW, TERMS, calls, initialize_args, list_args};
use crate::{Specimen, World, address, keypair};

/// One of each, in the order in which a rental goes; those that ask the oracle, in IO too.
pub fn specimens() -> Vec<Specimen> {
    let (admin, heir) = (address("admin"), address("heir"));
    let (market, listed) = (World::market(), World::listed());
    let (reserved, renting) = (World::reserved(Asset::Usdc), World::rented_for(Asset::Usdc, HOUR + 1_234));

    let mut offered = market.clone();
    offered.by("admin", market::propose_admin(admin, heir));

    let mut expired = reserved.clone();
    expired.set_time(LISTED + START_WINDOW);
    let mut over = renting.clone();
    over.set_time(LISTED + i64::from(HOURS) * HOUR);

    let mut in_io = World::rented_for(Asset::Io, HOUR);
    in_io.post_price(super::IO_PRICE, super::CONFIDENCE);

    let specimen = |name, world: &World, instruction: Instruction, signers: &[&str]| Specimen {
        name,
        world: world.clone(),
        instruction,
        signers: signers.iter().map(|name| keypair(name)).collect(),
    };
    vec![
        specimen(
            "initialize",
            &World::before_market(),
            market::initialize(admin, address("payer"), usdc::MINT, initialize_args()),
            &["admin", "payer"],
        ),
        specimen("set_terms", &market, market::set_terms(admin, TERMS), &["admin"]),
        specimen("set_attestors", &market, market::set_attestors(admin, vec![heir], 1), &["admin"]),
        specimen("set_pauser", &market, market::set_pauser(admin, heir), &["admin"]),
        specimen("set_paused", &market, market::set_paused(address("pauser"), true), &["pauser"]),
        specimen("propose_admin", &market, market::propose_admin(admin, heir), &["admin"]),
        specimen("accept_admin", &offered, market::accept_admin(heir), &["heir"]),
        specimen("list", &market, calls::list(list_args()), &["supplier", "rent payer"]),
        specimen("reserve", &listed, calls::reserve(Asset::Usdc, HOURS), &["renter", "rent payer"]),
        specimen("reserve in IO", &listed, calls::reserve(Asset::Io, HOURS), &["renter", "rent payer"]),
        specimen("start", &reserved, calls::start(Asset::Usdc), &["supplier"]),
        specimen("claim", &renting, calls::claim("supplier", Asset::Usdc), &["supplier"]),
        specimen("extend", &renting, calls::extend(Asset::Usdc, 1), &["renter"]),
        specimen("extend in IO", &in_io, calls::extend(Asset::Io, 1), &["renter"]),
        specimen("complete", &over, calls::complete(Asset::Usdc), &[]),
        specimen("terminate", &renting, calls::terminate(Asset::Usdc), &["renter"]),
        specimen("report_failure", &renting, calls::fail(Asset::Usdc), &["attestor 1", "attestor 2"]),
        specimen("expire", &expired, calls::expire(Asset::Usdc), &[]),
        specimen("delist", &listed, calls::delist(), &["supplier"]),
    ]
}
