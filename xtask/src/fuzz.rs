//! Coverage-guided fuzzing of `tests/fuzz`, with stock Rust: the passes that tell libFuzzer what was reached are LLVM's own.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::checkout;
use crate::shell::{cargo, run, say, timed};

/// As the folders of the corpus are called.
const TARGETS: [&str; 4] = ["economics", "accounts", "answers", "ledger"];

/// For each target, where nothing else is said.
const MINUTES: u64 = 2;

/// The longest input that is tried: more than any account has that is decided upon by its content.
const LONGEST: &str = "-max_len=4096";

/// An input that takes longer than so many seconds is a finding.
const PATIENCE: &str = "-timeout=20";

pub fn start(options: &[&str]) -> Result<()> {
    let (minutes, targets) = match options {
        ["--minutes", minutes, targets @ ..] => (minutes.parse().context("`--minutes` takes a whole number")?, targets),
        targets => (MINUTES, targets),
    };
    for target in targets {
        if !TARGETS.contains(target) {
            bail!("there is no target \"{target}\": they are {}", TARGETS.join(", "));
        }
    }
    timed("the fuzzer", build)?;
    for target in if targets.is_empty() { TARGETS.as_slice() } else { targets } {
        look(target, minutes)?;
    }
    Ok(())
}

/// With the build that the tests use, so that only the crates of the workspace are compiled anew; they are optimised, and
/// keep their checks.
fn build() -> Result<()> {
    run(cargo()
        .env("RUSTC_WORKSPACE_WRAPPER", folder().join("instrument.sh"))
        .env("CARGO_PROFILE_DEV_OPT_LEVEL", "1")
        .args(["build", "--workspace", "--locked", "--features", "io-fuzz/guided", "--bin", "fuzz"]))
}

/// Looks for inputs that reach something new, and takes those of them into the corpus that are not spare.
fn look(target: &str, minutes: u64) -> Result<()> {
    say(&format!("fuzzing {target} for {minutes} min"));
    let kept = folder().join("corpus").join(target);
    let found = checkout::target().join("fuzz").join(target);
    let broken = checkout::target().join("fuzz").join(format!("{target}-broken"));
    for folder in [&kept, &found, &broken] {
        fs::create_dir_all(folder)?;
    }
    let outcome = run(fuzzer(target)
        .args([LONGEST, PATIENCE, "-print_final_stats=1", "-use_value_profile=1"])
        .arg(format!("-max_total_time={}", minutes * 60))
        .arg(format!("-artifact_prefix={}/", broken.display()))
        .args([&found, &kept]));
    // What was found until it broke counts too.
    run(fuzzer(target).args(["-merge=1", "-use_counters=0", LONGEST]).args([&kept, &found]))?;
    outcome.with_context(|| {
        format!(
            "what broke it is in {}: keep it as {}/broke-NAME, which the tests replay",
            broken.display(),
            kept.display()
        )
    })
}

fn fuzzer(target: &str) -> Command {
    let mut command = Command::new(checkout::target().join("debug/fuzz"));
    command.env("IO_FUZZ_TARGET", target);
    command
}

fn folder() -> PathBuf {
    checkout::root().join("tests/fuzz")
}
