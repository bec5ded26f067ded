//! Mutation testing of the programs: a check is taken out or turned around, and a test has to notice.
//!
//! The tests run bytecode, so a mutant is one program's bytecode, built in a copy of the checkout; the tests that are built
//! already run on it. Where nothing needs bytecode, in `io-economics`, cargo-mutants does everything itself.

mod laboratory;
mod mutant;

use std::collections::BTreeMap;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::bytecode;
use crate::bytecode::upstream;
use crate::shell::{on_path, say, timed};
use laboratory::{Laboratory, Outcome};
use mutant::{Mutant, listed, taken_out};

/// Which tests are to notice a mutant of a program: its own first, then those of all programs together.
const TESTS: [(&str, &[&str]); 5] = [
    ("io-token", &["token", "adversary", "suite_model"]),
    ("io-stake", &["stake", "costake", "adversary", "stake_model", "costake_model", "suite_model"]),
    ("io-emission", &["emission", "costake", "adversary", "emission_model", "suite_model"]),
    ("io-market", &["market", "costake", "adversary", "market_model", "suite_model"]),
    ("io-treasury", &["treasury", "adversary", "suite_model"]),
];

#[derive(Default)]
struct Choice<'a> {
    program: Option<&'a str>,
    /// A part of the file's path.
    file: Option<&'a str>,
    /// So many of them, chosen by their names' hashes: the same ones every time.
    sample: Option<usize>,
    /// Not of the validation alone.
    all: bool,
}

impl<'a> Choice<'a> {
    fn read(mut options: &'a [&'a str]) -> Result<Self> {
        let mut choice = Self::default();
        loop {
            options = match options {
                [] => return Ok(choice),
                ["--all", rest @ ..] => {
                    choice.all = true;
                    rest
                }
                ["--program", program, rest @ ..] => {
                    choice.program = Some(program);
                    rest
                }
                ["--file", file, rest @ ..] => {
                    choice.file = Some(file);
                    rest
                }
                ["--sample", count, rest @ ..] => {
                    choice.sample = Some(count.parse().context("`--sample` takes a number")?);
                    rest
                }
                _ => bail!("cargo xtask mutants [--program io-stake] [--file PART] [--sample N] [--all]"),
            };
        }
    }
}

pub fn run_all(options: &[&str]) -> Result<()> {
    let choice = Choice::read(options)?;
    if !on_path("cargo-mutants") {
        bail!("cargo-mutants makes the mutants: `cargo install cargo-mutants --locked`");
    }
    timed("bytecode", bytecode::build)?;
    let toolchain = upstream::prepare()?;
    for (program, tests) in TESTS.iter().filter(|(program, _)| choice.program.is_none_or(|chosen| chosen == *program)) {
        let mutants = mutants(program, &choice)?;
        if mutants.is_empty() {
            continue;
        }
        let laboratory = Laboratory::prepare(&toolchain, program, tests)?;
        let mut names: BTreeMap<Outcome, Vec<String>> = BTreeMap::new();
        for mutant in mutants {
            let start = Instant::now();
            let outcome = laboratory.try_out(&mutant)?;
            println!("{outcome:?} {} ({:.0} s)", mutant.name, start.elapsed().as_secs_f64());
            names.entry(outcome).or_default().push(mutant.name);
        }
        let counts: Vec<String> = names.iter().map(|(outcome, names)| format!("{outcome:?} {}", names.len())).collect();
        say(&format!("{program}: {}", counts.join(", ")));
        for name in names.get(&Outcome::Missed).into_iter().flatten() {
            println!("    {name}");
        }
    }
    Ok(())
}

/// The checks that are taken out first, then what is turned around.
fn mutants(program: &str, choice: &Choice) -> Result<Vec<Mutant>> {
    let (mut mutants, listed) = (taken_out(program)?, listed(program)?);
    let all = mutants.len() + listed.len();
    mutants.extend(listed.into_iter().filter(|mutant| choice.all || mutant.validates()));
    mutants.retain(|mutant| choice.file.is_none_or(|part| mutant.file.contains(part)));
    let meant = mutants.len();
    if let Some(count) = choice.sample {
        mutants.sort_by_cached_key(|mutant| Sha256::digest(&mutant.name).to_vec());
        mutants.truncate(count);
    }
    say(&format!("{program}: {all} mutants, {meant} of them meant, {} to run", mutants.len()));
    Ok(mutants)
}
