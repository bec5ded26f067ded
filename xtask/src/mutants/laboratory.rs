//! A program's bytecode with a mutant in it, and the tests that are to notice.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::mutant::Mutant;
use crate::bytecode::upstream::Upstream;
use crate::checkout;
use crate::shell::{cargo, output};

/// Longer than any of the tests takes.
const PATIENCE: Duration = Duration::from_secs(300);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    Caught,
    Missed,
    /// The compiler makes the same of it, so that no test can notice.
    SameBytecode,
    Unviable,
    Timeout,
}

/// The checkout without what was built, in which sources can be changed while others work.
fn copied(copy: &Path) -> Result<()> {
    if copy.exists() {
        fs::remove_dir_all(copy)?;
    }
    let files = output(Command::new("git").current_dir(checkout::root()).args(["ls-files"]))?;
    for file in files.lines() {
        let (from, to) = (checkout::root().join(file), copy.join(file));
        if from.is_file() {
            fs::create_dir_all(to.parent().context("a folder")?)?;
            fs::copy(from, to)?;
        }
    }
    Ok(())
}

/// Where the mutants of one program are built and tried, in a folder of its own: two programs can be tried side by side.
pub struct Laboratory<'a> {
    toolchain: &'a Upstream,
    program: &'a str,
    copy: PathBuf,
    /// All programs, of which one is a mutant.
    programs: PathBuf,
    sound: Vec<u8>,
    tests: Vec<PathBuf>,
}

impl<'a> Laboratory<'a> {
    pub fn prepare(toolchain: &'a Upstream, program: &'a str, tests: &[&str]) -> Result<Self> {
        let folder = checkout::target().join("mutants").join(program);
        let (copy, programs, probes) = (folder.join("checkout"), folder.join("programs"), folder.join("probe"));
        copied(&copy)?;
        for folder in [&programs, &probes] {
            fs::create_dir_all(folder)?;
        }
        for program in checkout::PROGRAMS {
            fs::copy(checkout::deploy().join(checkout::bytecode(program)), programs.join(checkout::bytecode(program)))?;
        }
        // Beside the programs the tests look for what is built for them alone.
        for probe in fs::read_dir(checkout::target().join("probe"))? {
            let probe = probe?;
            fs::copy(probe.path(), probes.join(probe.file_name()))?;
        }
        let tests = tests.iter().map(|test| built(test)).collect::<Result<_>>()?;
        let mut laboratory = Self { toolchain, program, copy, programs, sound: Vec::new(), tests };
        ensure!(laboratory.build()?, "{program} does not build in the copy");
        laboratory.sound = laboratory.bytecode()?;
        ensure!(laboratory.tried()? == Outcome::Missed, "{program}'s own tests fail without a mutant");
        Ok(laboratory)
    }

    pub fn try_out(&self, mutant: &Mutant) -> Result<Outcome> {
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
        let folder = format!("mutants/{}/sbpf", self.program);
        let in_crate = self.copy.join("programs").join(self.program);
        Ok(self.toolchain.build_in(&folder, self.program, &in_crate, &self.programs).is_ok())
    }

    fn bytecode(&self) -> Result<Vec<u8>> {
        Ok(fs::read(self.programs.join(checkout::bytecode(self.program)))?)
    }

    fn tried(&self) -> Result<Outcome> {
        for test in &self.tests {
            let mut child = Command::new(test)
                .arg("--test-threads=1")
                .current_dir(checkout::root().join("tests"))
                .env("IO_PROGRAMS", &self.programs)
                // What a mutant breaks is no seed to keep.
                .env("PROPTEST_DISABLE_FAILURE_PERSISTENCE", "1")
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()?;
            let ended = first_failure(child.stdout.take().context("what a test prints")?);
            let noticed = ended.recv_timeout(PATIENCE);
            if noticed != Ok(None) {
                child.kill()?;
            }
            let succeeded = child.wait()?.success();
            match noticed {
                Err(_) => return Ok(Outcome::Timeout),
                Ok(None) if succeeded => {}
                Ok(_) => return Ok(Outcome::Caught),
            }
        }
        Ok(Outcome::Missed)
    }
}

/// The line that tells of the first test that fails, as soon as it is printed; none once all have ended.
fn first_failure(printed: ChildStdout) -> Receiver<Option<String>> {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let mut lines = BufReader::new(printed).lines().map_while(Result::ok);
        // Nobody may be waiting any more.
        let _ = tell.send(lines.find(|line| line.ends_with("... FAILED")));
    });
    told
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
