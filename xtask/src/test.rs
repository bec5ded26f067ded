//! Everything that has to hold before a change is taken.

use anyhow::{Result, bail};

use crate::shell::{cargo, run, timed, watch};
use crate::{bench, bytecode, idl};

pub fn run_all() -> Result<()> {
    timed("format", || run(cargo().args(["fmt", "--all", "--check"])))?;
    timed("bytecode", bytecode::build)?;
    timed("lints", || {
        run(cargo().args(["clippy", "--workspace", "--all-targets", "--locked", "--quiet", "--", "-D", "warnings"]))
    })?;
    timed("IDLs are current", idl::check)?;
    timed("compute units are as declared", bench::check)?;
    timed("tests", tests)
}

/// The workspace's tests, closing with one line for all of them.
fn tests() -> Result<()> {
    let mut tally = Tally::default();
    let succeeded =
        watch(cargo().args(["test", "--workspace", "--locked", "--no-fail-fast"]), |line| tally.read(line))?;
    println!("\n{} passed, {} failed, {} skipped", tally.passed, tally.failed, tally.ignored);
    if !succeeded || tally.passed == 0 {
        bail!("the tests did not pass");
    }
    Ok(())
}

#[derive(Default)]
struct Tally {
    passed: u64,
    failed: u64,
    ignored: u64,
}

impl Tally {
    /// Adds a closing line of one test binary: `test result: ok. 3 passed; 0 failed; 1 ignored; …`.
    fn read(&mut self, line: &str) {
        let Some((_, counts)) = line.strip_prefix("test result: ").and_then(|rest| rest.split_once(". ")) else {
            return;
        };
        for count in counts.split("; ") {
            let Some((number, word)) = count.split_once(' ') else { continue };
            let Ok(number) = number.parse::<u64>() else { continue };
            match word {
                "passed" => self.passed += number,
                "failed" => self.failed += number,
                "ignored" => self.ignored += number,
                _ => {}
            }
        }
    }
}
