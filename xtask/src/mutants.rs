//! Mutation testing of the programs: a check is taken out or turned around, and a test has to notice.
//!
//! The tests run bytecode, so a mutant is one program's bytecode, built in a copy of the checkout; the tests that are built
//! already run on it. Where nothing needs bytecode, in `io-economics`, cargo-mutants does everything itself.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::bytecode;
use crate::bytecode::upstream::{self, Upstream};
use crate::checkout;
use crate::shell::{cargo, on_path, output, say, timed};

/// Which tests are to notice a mutant of a program, the quickest first.
const TESTS: [(&str, &[&str]); 5] = [
    ("io-token", &["token"]),
    ("io-stake", &["stake", "costake"]),
    ("io-emission", &["emission"]),
    ("io-market", &["market"]),
    ("io-treasury", &["treasury"]),
];

/// What the functions are called that decide whether something may be done, or begin with.
const VALIDATION: [&str; 9] =
    ["validate", "require", "invariant", "is_", "has_", "can_", "check", "judge", "plan_invariant"];

/// Longer than any of the tests takes.
const PATIENCE: Duration = Duration::from_secs(300);

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

/// A change of a program's source that should break it.
struct Mutant {
    name: String,
    file: String,
    function: String,
    /// Line and column, both from 1, of its first and after its last character.
    from: (usize, usize),
    to: (usize, usize),
    replacement: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Caught,
    Missed,
    /// The compiler makes the same of it, so that no test can notice.
    SameBytecode,
    Unviable,
    Timeout,
}

pub fn run_all(options: &[&str]) -> Result<()> {
    let choice = Choice::read(options)?;
    if !on_path("cargo-mutants") {
        bail!("cargo-mutants makes the mutants: `cargo install cargo-mutants --locked`");
    }
    timed("bytecode", bytecode::build)?;
    let toolchain = upstream::prepare()?;
    let copy = copy()?;
    let mut counts = BTreeMap::new();
    for (program, tests) in TESTS.iter().filter(|(program, _)| choice.program.is_none_or(|chosen| chosen == *program)) {
        let mutants = mutants(program, &choice)?;
        say(&format!("{program}: {} mutants", mutants.len()));
        if mutants.is_empty() {
            continue;
        }
        let laboratory = Laboratory::prepare(&toolchain, &copy, program, tests)?;
        for mutant in mutants {
            let start = Instant::now();
            let outcome = laboratory.try_out(&mutant)?;
            *counts.entry(outcome).or_insert(0u32) += 1;
            println!("{outcome:?} {} ({:.0} s)", mutant.name, start.elapsed().as_secs_f64());
        }
    }
    println!("{counts:?}");
    Ok(())
}

/// The checkout without what was built, in which sources can be changed while others work.
fn copy() -> Result<PathBuf> {
    let copy = checkout::target().join("mutants/checkout");
    if copy.exists() {
        fs::remove_dir_all(&copy)?;
    }
    let files = output(Command::new("git").current_dir(checkout::root()).args(["ls-files"]))?;
    for file in files.lines() {
        let (from, to) = (checkout::root().join(file), copy.join(file));
        if from.is_file() {
            fs::create_dir_all(to.parent().context("a folder")?)?;
            fs::copy(from, to)?;
        }
    }
    Ok(copy)
}

fn mutants(program: &str, choice: &Choice) -> Result<Vec<Mutant>> {
    let listed = output(Command::new("cargo-mutants").current_dir(checkout::root()).args([
        "mutants",
        "--list",
        "--json",
        "--no-config",
        "--package",
        program,
    ]))?;
    let listed: Vec<Value> = serde_json::from_str(&listed).context("the list of mutants")?;
    let mut mutants = listed.iter().map(Mutant::read).collect::<Result<Vec<_>>>()?;
    mutants.retain(|mutant| choice.file.is_none_or(|part| mutant.file.contains(part)));
    mutants.retain(|mutant| choice.all || mutant.validates());
    let all = mutants.len();
    if let Some(count) = choice.sample {
        mutants.sort_by_cached_key(|mutant| Sha256::digest(&mutant.name).to_vec());
        mutants.truncate(count);
    }
    println!("    {program}: {} listed, {all} of them meant, {} to run", listed.len(), mutants.len());
    Ok(mutants)
}

impl Mutant {
    fn read(listed: &Value) -> Result<Self> {
        let text = |value: &Value| value.as_str().map(str::to_owned).context("a text in the list of mutants");
        let place = |value: &Value| {
            let number = |name: &str| value[name].as_u64().and_then(|number| usize::try_from(number).ok());
            number("line").zip(number("column")).context("a place in the list of mutants")
        };
        Ok(Self {
            name: text(&listed["name"])?,
            file: text(&listed["file"])?,
            // A constant's is none.
            function: listed["function"]["function_name"].as_str().unwrap_or_default().to_owned(),
            from: place(&listed["span"]["start"])?,
            to: place(&listed["span"]["end"])?,
            replacement: text(&listed["replacement"])?,
        })
    }

    fn validates(&self) -> bool {
        let name = self.function.rsplit("::").next().unwrap_or_default();
        VALIDATION.iter().any(|beginning| name.starts_with(beginning))
    }

    fn applied(&self, source: &str) -> Result<String> {
        let (from, to) = (offset(source, self.from)?, offset(source, self.to)?);
        let (before, after) = (source.get(..from), source.get(to..));
        let (before, after) = before.zip(after).context("a mutant lies within its file")?;
        Ok(format!("{before}{}{after}", self.replacement))
    }
}

/// Where a line and column are in a source.
fn offset(source: &str, (line, column): (usize, usize)) -> Result<usize> {
    let mut lines = source.split_inclusive('\n');
    let before: usize = lines.by_ref().take(line.saturating_sub(1)).map(str::len).sum();
    let line = lines.next().unwrap_or_default();
    let within = line.char_indices().map(|(at, _)| at).chain([line.len()]).nth(column.saturating_sub(1));
    Ok(before + within.context("a mutant lies within its line")?)
}

/// Where the mutants of one program are built and tried.
struct Laboratory<'a> {
    toolchain: &'a Upstream,
    copy: &'a Path,
    program: &'a str,
    /// All programs, of which one is a mutant.
    programs: PathBuf,
    sound: Vec<u8>,
    tests: Vec<PathBuf>,
}

impl<'a> Laboratory<'a> {
    fn prepare(toolchain: &'a Upstream, copy: &'a Path, program: &'a str, tests: &[&str]) -> Result<Self> {
        let programs = checkout::target().join("mutants/programs");
        fs::create_dir_all(&programs)?;
        fs::create_dir_all(checkout::target().join("mutants/sbpf"))?;
        for program in checkout::PROGRAMS {
            fs::copy(checkout::deploy().join(checkout::bytecode(program)), programs.join(checkout::bytecode(program)))?;
        }
        let tests = tests.iter().map(|test| built(test)).collect::<Result<_>>()?;
        let mut laboratory = Self { toolchain, copy, program, programs, sound: Vec::new(), tests };
        ensure!(laboratory.build()?, "{program} does not build in the copy");
        laboratory.sound = laboratory.bytecode()?;
        ensure!(laboratory.tried()? == Outcome::Missed, "{program}'s own tests fail without a mutant");
        Ok(laboratory)
    }

    fn try_out(&self, mutant: &Mutant) -> Result<Outcome> {
        let file = self.copy.join(&mutant.file);
        let source = fs::read_to_string(&file)?;
        fs::write(&file, mutant.applied(&source)?)?;
        let built = self.build();
        fs::write(&file, source)?;
        match built? {
            false => Ok(Outcome::Unviable),
            true if self.bytecode()? == self.sound => Ok(Outcome::SameBytecode),
            true => self.tried(),
        }
    }

    /// Whether it can be built.
    fn build(&self) -> Result<bool> {
        let folder = format!("mutants/sbpf/{}", self.program);
        let in_crate = self.copy.join("programs").join(self.program);
        Ok(self.toolchain.build_in(&folder, self.program, &in_crate, &self.programs).is_ok())
    }

    fn bytecode(&self) -> Result<Vec<u8>> {
        Ok(fs::read(self.programs.join(checkout::bytecode(self.program)))?)
    }

    fn tried(&self) -> Result<Outcome> {
        for test in &self.tests {
            let mut child = Command::new(test)
                .args(["--test-threads=1", "--quiet"])
                .current_dir(checkout::root().join("tests"))
                .env("IO_PROGRAMS", &self.programs)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()?;
            let start = Instant::now();
            let status = loop {
                if let Some(status) = child.try_wait()? {
                    break status;
                }
                if start.elapsed() > PATIENCE {
                    child.kill()?;
                    child.wait()?;
                    return Ok(Outcome::Timeout);
                }
                std::thread::sleep(Duration::from_millis(50));
            };
            if !status.success() {
                return Ok(Outcome::Caught);
            }
        }
        Ok(Outcome::Missed)
    }
}

/// The executable of a test of the suite.
fn built(test: &str) -> Result<PathBuf> {
    let build = ["test", "--workspace", "--locked", "--quiet", "--no-run", "--message-format=json", "--test", test];
    let messages = output(cargo().args(build))?;
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut executables =
        messages.filter(|message| message["target"]["name"] == test && message["profile"]["test"] == true);
    let executable = executables.find_map(|message| message["executable"].as_str().map(PathBuf::from));
    executable.with_context(|| format!("the test {test} was not built"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mutant_replaces_what_it_spans() -> Result<()> {
        let source = "fn a() {\n    // größer\n    x < y && z\n}\n";
        let mutant = |from, to, replacement: &str| Mutant {
            name: String::new(),
            file: String::new(),
            function: "Case::invariant".to_owned(),
            from,
            to,
            replacement: replacement.to_owned(),
        };
        assert_eq!(mutant((3, 7), (3, 8), "<=").applied(source)?, source.replace('<', "<="));
        assert_eq!(mutant((2, 8), (3, 15), "y").applied(source)?, "fn a() {\n    // yy\n}\n".replace("yy", "y"));
        assert!(mutant((1, 1), (1, 99), "").applied(source).is_err());
        assert!(mutant((1, 1), (1, 1), "").validates());
        Ok(())
    }
}
