//! Everything that has to hold before a change is taken.

use anyhow::{Result, bail};

use crate::shell::{cargo, run, timed, watch};
use crate::{bench, bytecode, idl, node};

pub fn run_all() -> Result<()> {
    // Before what takes long.
    node::require()?;
    timed("format", || run(cargo().args(["fmt", "--all", "--check"])))?;
    timed("bytecode", bytecode::build)?;
    timed("lints", || {
        run(cargo().args(["clippy", "--workspace", "--all-targets", "--locked", "--quiet", "--", "-D", "warnings"]))
    })?;
    timed("IDLs are current", idl::check)?;
    timed("compute units are as declared", bench::check)?;
    timed("tests", tests)
}

/// The workspace's tests and those of the client in TypeScript, closing with one line for all of them.
fn tests() -> Result<()> {
    let (mut rust, mut node) = (Tally::default(), Tally::default());
    let cargo_succeeded =
        watch(cargo().args(["test", "--workspace", "--locked", "--no-fail-fast"]), |line| rust.read_cargo(line))?;
    let node_succeeded = node::test(|line| node.read_node(line))?;
    println!(
        "\n{} passed, {} failed, {} skipped",
        rust.passed + node.passed,
        rust.failed + node.failed,
        rust.ignored + node.ignored
    );
    if !cargo_succeeded || rust.passed == 0 {
        bail!("the tests did not pass");
    }
    if !node_succeeded || node.passed == 0 {
        bail!("the tests of the client in TypeScript did not pass");
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
    fn read_cargo(&mut self, line: &str) {
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

    /// Adds a closing line of Node's test runner: `ℹ pass 3`.
    fn read_node(&mut self, line: &str) {
        let Some((word, number)) = line.strip_prefix("ℹ ").and_then(|count| count.split_once(' ')) else { return };
        let Ok(number) = number.parse::<u64>() else { return };
        match word {
            "pass" => self.passed += number,
            "fail" | "cancelled" => self.failed += number,
            "skipped" | "todo" => self.ignored += number,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn counts_what_either_runner_closes_with() {
        let mut tally = Tally::default();
        for line in
            ["running 9 tests", "test result: FAILED. 3 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out"]
        {
            tally.read_cargo(line);
        }
        for line in
            ["ℹ tests 15", "ℹ suites 1", "ℹ pass 8", "ℹ fail 4", "ℹ cancelled 2", "ℹ skipped 1", "ℹ duration_ms 7"]
        {
            tally.read_node(line);
        }
        assert_eq!((tally.passed, tally.failed, tally.ignored), (11, 8, 2));
    }
}
