//! `cargo xtask`: builds, tests, measures and shows the suite.

mod bench;
mod bytecode;
mod checkout;
mod demo;
mod doctor;
mod fuzz;
mod idl;
mod localnet;
mod many;
mod mutants;
mod node;
mod shell;
mod soak;
mod test;

use std::process::ExitCode;

use anyhow::{Result, bail};

const USAGE: &str = "\
cargo xtask <COMMAND>

  build            programs to bytecode: target/deploy/*.so, with sizes and sha256
  idl [--check]    app/idl/*.json from the programs; --check fails when one is stale
  test             format, lints, build, IDL and compute checks, then every test
  bench [--check]  compute units and sizes into docs/compute_units.md; --check fails on an undeclared rise
  bench scale      a year of a network of 300,000 devices, and of smaller and larger ones: what it costs and how it grows
  bench cluster [DEVICES]
                   10,000 GPUs reserved by one command on the embedded ledger, against the 90 seconds promised
  bench fleet [DEVICES]
                   1,000 devices registered, staked, leased and claimed for on the embedded ledger: time and memory
  soak --minutes N random walks over the whole suite: steps a second, what was reached and refused
  demo             the whole story on the embedded ledger
  fuzz [--minutes N] [TARGET..]
                   inputs that reach what none has reached, into tests/fuzz/corpus: economics, accounts, answers, ledger
  mutants [--program NAME] [--file PART] [--sample N] [--all]
                   a check of a program taken out or turned around: which of them do the tests not notice?
  localnet [OPTIONS]
                   a local node with the suite deployed and migrated, until Ctrl-C; --help says what can be set
  doctor           what is there and what is missing on this machine";

fn main() -> ExitCode {
    // The IDL builder installs a toolchain where it finds this variable, which swaps the compiler under running builds.
    // SAFETY: no other thread runs yet.
    unsafe { std::env::remove_var("RUSTUP_TOOLCHAIN") };
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{reason:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> Result<()> {
    match words {
        ["build"] => bytecode::build(),
        ["idl"] => idl::write(),
        ["idl", "--check"] => idl::check(),
        ["test"] => test::run_all(),
        ["bench"] => bench::write(),
        ["bench", "--check"] => bench::check(),
        ["bench", "scale"] => bench::scale(),
        ["bench", bench @ ("cluster" | "fleet")] => many::measure(bench, None),
        ["bench", bench @ ("cluster" | "fleet"), devices] => many::measure(bench, Some(devices)),
        ["soak", "--minutes", minutes] => soak::walk(minutes),
        ["demo"] => demo::run(),
        ["fuzz", options @ ..] => fuzz::start(options),
        ["mutants", options @ ..] => mutants::run_all(options),
        ["localnet", options @ ..] => localnet::start(options),
        ["doctor"] => doctor::run(),
        _ => bail!("{USAGE}"),
    }
}
