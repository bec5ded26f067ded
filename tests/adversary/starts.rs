//! The transactions that succeed: the specimens of each instruction, and further ones where it does different things with
//! different accounts.

use anchor_lang::solana_program::instruction::Instruction;
use anchor_lang_idl::types::Idl;
use io_app::{
    emission as app_emission,
    market::{self as app_market, Asset},
    stake as app_stake, treasury as app_treasury,
};
use io_tests::{
    Specimen, World, address, costake, described, emission, keypair, market,
    stake::{self, device_args, neighbours, rig, text},
    treasury::{
        DOLLAR, IO, TERMS,
        swaps::{Pool, constant_product},
    },
};
use solana_keypair::Keypair;

/// The description of a program, and its transactions that succeed.
pub fn of(program: &str) -> (Idl, Vec<Specimen>) {
    let described = described::programs().into_iter().find(|(idl, _)| idl.metadata.name == program);
    let (idl, mut starts) = described.expect("a program of the suite");
    let further = match program {
        "io_stake" => staking(),
        "io_emission" => leasing(),
        "io_market" => renting(),
        "io_treasury" => buying(),
        _ => vec![],
    };
    starts.extend(further);
    let pause = starts.iter().find(|start| start.name == "set_paused").expect("every program can be paused");
    let resume = resume(pause);
    starts.push(resume);
    (idl, starts)
}

/// What was paused goes on.
fn resume(pause: &Specimen) -> Specimen {
    let mut world = pause.world.clone();
    world.accept(pause.instruction.clone(), &pause.keys());
    let mut instruction = pause.instruction.clone();
    *instruction.data.last_mut().expect("the argument") = u8::from(false);
    let signers = pause.signers.iter().map(Keypair::insecure_clone).collect();
    Specimen { name: "set_paused, to resume", world, instruction, signers }
}

fn staking() -> Vec<Specimen> {
    let mut emptied = World::staked();
    emptied.cool_down();
    emptied.by("supplier", stake::calls::withdraw());
    let upheld = World::ruled(stake::STAKE / 3, stake::STAKE / 4);
    vec![
        start(
            "register, without stake",
            World::staked(),
            app_stake::register(address("supplier"), None, device_args("second rig", 0)),
            &["supplier"],
        ),
        start("close_device, nothing sent", emptied, stake::calls::close(), &["supplier"]),
        start("close_costake, nothing sent", World::open_to_costake(), costake::calls::close(), &["supplier"]),
        start("execute, upheld", upheld, stake::calls::execute(0), &[]),
        start("set_paused, by the admin", World::staking(), app_stake::set_paused(address("admin"), true), &["admin"]),
    ]
}

fn leasing() -> Vec<Specimen> {
    let mut earning = World::leased();
    earning.reach(5);
    let quorum = emission::calls::quorum();
    let (pool, first, others) = (emission::GPU_POOL, rig(), [neighbours()]);
    let signed = ["attestor 1", "attestor 2"];
    let grant = app_emission::grant(&quorum, address("payer"), pool, first, &others, 25, emission::VERIFIED);
    vec![
        start("grant, two", World::emitting(), grant, &["attestor 1", "attestor 2", "payer"]),
        start("renew, two", earning.clone(), app_emission::renew(&quorum, pool, first, &others, 29), &signed),
        start("revoke, two", earning, app_emission::revoke(&quorum, pool, first, &others), &signed),
        emission::new_page(),
        emission::week_of_epochs(),
    ]
}

/// With payments in IO, and with nobody's token account at hand.
fn renting() -> Vec<Specimen> {
    let asset = Asset::Usdc;
    let rental = market::rental(asset);
    let renting = World::rented_for(asset, market::HOUR + 1_234);
    let (mut expired, mut over) = (World::reserved(asset), renting.clone());
    expired.set_time(market::LISTED + market::START_WINDOW);
    over.set_time(market::LISTED + i64::from(market::HOURS) * market::HOUR);
    let (renters, first, further) =
        (market::account_of("renter", asset), address("attestor 1"), [address("attestor 2")]);
    let fail = app_market::report_failure(first, &further, &rental, None, 3, text("evidence"));
    let in_io = World::rented_for(Asset::Io, market::HOUR + 1_234);
    vec![
        start("complete, nobody's account", over, app_market::complete(&rental, None), &[]),
        start("expire, nobody's account", expired, app_market::expire(&rental, None), &[]),
        start(
            "terminate, nobody's account",
            renting.clone(),
            app_market::terminate(address("renter"), &rental, renters, None),
            &["renter"],
        ),
        start("report_failure, nobody's account", renting, fail, &["attestor 1", "attestor 2"]),
        start("start in IO", World::reserved(Asset::Io), market::calls::start(Asset::Io), &["supplier"]),
        start("claim in IO", in_io.clone(), market::calls::claim("supplier", Asset::Io), &["supplier"]),
        start("terminate in IO", in_io, market::calls::terminate(Asset::Io), &["renter"]),
    ]
}

/// With a real market maker.
fn buying() -> Vec<Specimen> {
    let mut world = World::swapping();
    world.by("admin", app_treasury::allow_swap(address("admin"), constant_product()));
    Pool.create(&mut world, 2_500_000 * DOLLAR, 1_000_000 * IO);
    vec![start("buyback_via_swap, market maker", world, Pool.buy_for_treasury(TERMS.fill_cap, 0), &[])]
}

fn start(name: &'static str, world: World, instruction: Instruction, signers: &[&str]) -> Specimen {
    Specimen { name, world, instruction, signers: signers.iter().map(|name| keypair(name)).collect() }
}
