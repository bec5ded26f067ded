//! Coverage-guided fuzzing of `tests/fuzz`, with stock Rust: the passes that tell libFuzzer what was reached are LLVM's own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::checkout;
use crate::shell::{cargo, run, say, timed};

/// For each target, where nothing else is said.
const MINUTES: u64 = 2;

/// The longest input that is tried: more than any account has that is decided upon by its content.
const LONGEST: &str = "-max_len=4096";

/// An input that takes longer than so many seconds is a finding.
const PATIENCE: &str = "-timeout=20";

pub fn start(options: &[&str]) -> Result<()> {
    let (minutes, chosen) = match options {
        ["--minutes", minutes, chosen @ ..] => (minutes.parse().context("`--minutes` takes a whole number")?, chosen),
        chosen => (MINUTES, chosen),
    };
    let targets = targets()?;
    if let Some(unknown) = chosen.iter().find(|chosen| !targets.iter().any(|target| target == *chosen)) {
        bail!("there is no target \"{unknown}\": they are {}", targets.join(", "));
    }
    timed("the fuzzer", build)?;
    for target in targets.iter().filter(|target| chosen.is_empty() || chosen.contains(&target.as_str())) {
        look(target, minutes)?;
    }
    Ok(())
}

/// Each target has a file of its name in the corpus.
fn targets() -> Result<Vec<String>> {
    let files = fs::read_dir(folder().join("corpus"))?;
    let mut targets =
        files.map(|file| Ok(file?.file_name().to_string_lossy().into_owned())).collect::<Result<Vec<_>>>()?;
    targets.sort_unstable();
    Ok(targets)
}

/// With the build that the tests use, so that only the crates of the workspace are compiled anew for the fuzzer; they are
/// optimised, and keep their checks.
fn build() -> Result<()> {
    let build = ["build", "--workspace", "--locked"];
    run(cargo().args(build).args(["--bin", "fuzz-corpus"]))?;
    run(cargo()
        .env("RUSTC_WORKSPACE_WRAPPER", folder().join("instrument.sh"))
        .env("CARGO_PROFILE_DEV_OPT_LEVEL", "1")
        .args(build)
        .args(["--features", "io-fuzz/guided", "--bin", "fuzz"]))
}

/// Looks for inputs that reach something new, and takes those of them into the corpus that are not spare.
fn look(target: &str, minutes: u64) -> Result<()> {
    say(&format!("fuzzing {target} for {minutes} min"));
    let work = checkout::target().join("fuzz").join(target);
    let [kept, found, broken] = ["kept", "found", "broken"].map(|name| work.join(name));
    if kept.exists() {
        fs::remove_dir_all(&kept)?;
    }
    for folder in [&kept, &found, &broken] {
        fs::create_dir_all(folder)?;
    }
    corpus("unpack", target, &kept)?;
    let outcome = run(fuzzer(target)
        .args([LONGEST, PATIENCE, "-print_final_stats=1", "-use_value_profile=1"])
        .arg(format!("-max_total_time={}", minutes * 60))
        .arg(format!("-artifact_prefix={}/", broken.display()))
        .args([&found, &kept]));
    // What was found until it broke counts too.
    run(fuzzer(target).args(["-merge=1", "-use_counters=0", LONGEST]).args([&kept, &found]))?;
    corpus("pack", target, &kept)?;
    outcome.with_context(|| {
        format!(
            "what broke it is in {}: mend it, and keep the input as a line of tests/fuzz/corpus/{target}, which the tests \
             replay: `base64 --wrap=0 FILE`, a `#`, and what it broke",
            broken.display()
        )
    })
}

fn fuzzer(target: &str) -> Command {
    let mut command = built("fuzz");
    command.env("IO_FUZZ_TARGET", target);
    command
}

fn corpus(deed: &str, target: &str, folder: &Path) -> Result<()> {
    run(built("fuzz-corpus").args([deed, target]).arg(folder))
}

fn built(executable: &str) -> Command {
    Command::new(checkout::target().join("debug").join(executable))
}

fn folder() -> PathBuf {
    checkout::root().join("tests/fuzz")
}
