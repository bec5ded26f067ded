//! Measures what the programs cost on their bytecode, and writes it into `docs/compute_units.md`. With `--check` it
//! writes nothing and fails where the page is not what is measured.

mod accounts;
mod page;
mod profile;
mod schedule;

use std::{fs, path::PathBuf, process::ExitCode};

use anchor_lang::prelude::Pubkey;
use io_tests::{Specimen, costake, emission, market, stake, token, treasury};

use profile::Profile;

/// What an instruction is meant to cost at most, where a goal was set.
const GOALS: [(&str, &str, u64); 22] = [
    ("io-token", "burn", 4_500),
    ("io-stake", "register", 18_700),
    ("io-stake", "stake", 6_600),
    ("io-stake", "request_unstake", 5_300),
    ("io-stake", "withdraw", 6_100),
    ("io-stake", "open_case", 7_000),
    ("io-stake", "execute", 12_000),
    ("io-stake", "add_costake", 15_000),
    ("io-stake", "claim_costake", 9_500),
    ("io-emission", "advance", 15_000),
    ("io-emission", "advance, 168 epochs", 400_000),
    ("io-emission", "renew", 9_000),
    // 6,000 a device.
    ("io-emission", "renew, batch of 20", 120_000),
    ("io-emission", "claim", 9_500),
    ("io-market", "reserve", 17_500),
    ("io-market", "start", 8_600),
    ("io-market", "claim", 9_500),
    ("io-market", "extend", 13_900),
    ("io-market", "complete", 15_500),
    ("io-market", "terminate", 18_300),
    ("io-treasury", "buyback_and_burn", 16_400),
    ("io-treasury", "burn_fees", 9_000),
];

/// What paying co-stakers is meant to add at most to the claim of a device without any.
const GOAL_OF_SHARING: u64 = 6_300;

/// One program: what it weighs and what its instructions cost.
struct Program {
    name: &'static str,
    bytes: u64,
    instructions: Vec<Instruction>,
}

struct Instruction {
    name: &'static str,
    profile: Profile,
    goal: Option<u64>,
}

fn main() -> ExitCode {
    let programs = [
        program("io-token", token::specimens()),
        program("io-stake", stake::specimens().into_iter().chain(costake::specimens()).collect()),
        program(
            "io-emission",
            emission::specimens().into_iter().chain(emission::many()).chain(paying(io_emission::ID)).collect(),
        ),
        program("io-market", market::specimens().into_iter().chain(paying(io_market::ID)).collect()),
        program("io-treasury", treasury::specimens()),
    ];
    let measured = page::render(&programs, &accounts::measure(), &schedule::measure());
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/compute_units.md");
    if !std::env::args().any(|argument| argument == "--check") {
        fs::write(&file, measured).expect("the page is written");
        println!("    docs/compute_units.md");
        return ExitCode::SUCCESS;
    }
    let declared = fs::read_to_string(&file).unwrap_or_default();
    let changes = page::changes(&declared, &measured);
    if changes.is_empty() {
        return ExitCode::SUCCESS;
    }
    eprintln!("docs/compute_units.md is not what is measured (- declared, + measured):\n{}", changes.join("\n"));
    eprintln!("Declare it: `cargo xtask bench` writes the page anew.");
    ExitCode::FAILURE
}

/// The claims of a program that pay co-stakers.
fn paying(program: Pubkey) -> impl Iterator<Item = Specimen> {
    costake::paying().into_iter().filter(move |specimen| specimen.instruction.program_id == program)
}

fn program(name: &'static str, specimens: Vec<Specimen>) -> Program {
    let file = io_tests::world::deploy_folder().join(name.replace('-', "_")).with_extension("so");
    let mut instructions: Vec<Instruction> = specimens
        .into_iter()
        .map(|specimen| {
            let goal = GOALS.iter().find(|goal| (goal.0, goal.1) == (name, specimen.name)).map(|goal| goal.2);
            let name = specimen.name;
            let mut world = specimen.world.clone();
            let receipt = world.accept(specimen.instruction.clone(), &specimen.keys());
            Instruction { name, profile: Profile::of(specimen.instruction.program_id, &receipt), goal }
        })
        .collect();
    let claim = instructions.iter().find(|instruction| instruction.name == "claim");
    if let Some(plain) = claim.map(|claim| claim.profile.total) {
        for instruction in instructions.iter_mut().filter(|instruction| instruction.name.ends_with("co-stakers")) {
            instruction.goal = Some(plain + GOAL_OF_SHARING);
        }
    }
    Program { name, bytes: file.metadata().expect("the program is built").len(), instructions }
}
