//! A thousand devices on the embedded ledger, registered, staked, leased and claimed for by one command each: `cargo xtask
//! bench fleet [DEVICES]`. It prints the time and the memory that each takes, and how long the ledger's files are after it.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const DEVICES: u64 = 1_000;

/// Class of the devices, of one processor each, and the stake that one requires, in IO.
const CLASS: (&str, u64) = ("EPYC", 200);

/// How often the memory of a command is looked at.
const LOOK: Duration = Duration::from_millis(10);

fn main() -> Result<()> {
    let asked = std::env::args().skip(1).find_map(|word| word.parse().ok());
    let machine = Machine { home: tempfile::tempdir()?, devices: asked.unwrap_or(DEVICES) };
    machine.live()
}

struct Machine {
    home: tempfile::TempDir,
    devices: u64,
}

/// What a command reported, and what it took.
struct Ran {
    report: Value,
    took: Duration,
    /// In kilobytes.
    memory: u64,
}

impl Machine {
    fn live(&self) -> Result<()> {
        self.io("migrate")?;
        self.io("token release 1")?;
        self.io(&format!("token transfer {} --to embedded:supplier", CLASS.1 * self.devices))?;
        let mut lines = String::from("id,class,processors\n");
        for number in 0..self.devices {
            writeln!(lines, "rig-{number},{},1", CLASS.0)?;
        }
        let devices = self.file("devices.csv", &lines)?;

        let titles = ["transactions", "memory", "ledger", "journal"];
        println!(
            "{:<16} {:>8} {:>14} {:>14} {:>14} {:>14}",
            "devices", self.devices, titles[0], titles[1], titles[2], titles[3]
        );
        println!("{:<56} {}", "before", self.files()?);
        let registered = self.io(&format!("-k embedded:supplier device register --csv {devices}"))?;
        self.tell("registered", &registered)?;
        let staked = self.io(&format!("-k embedded:supplier stake add --csv {devices} required"))?;
        self.tell("staked", &staked)?;
        let mut leases = String::from("device\n");
        for line in staked.report["devices"].as_array().context("devices")? {
            writeln!(leases, "{}", line["device"].as_str().context("an address")?)?;
        }
        let leases = self.file("leases.csv", &leases)?;
        let leased = self.io(&format!("attest grant --csv {leases} --attestor embedded:attestor"))?;
        self.tell("leased", &leased)?;
        self.io("ledger warp --by 2h")?;
        let claimed = self.io("-k embedded:supplier rewards claim --all")?;
        self.tell("claimed", &claimed)?;
        Ok(())
    }

    /// How long the ledger and its journal are.
    fn files(&self) -> Result<String> {
        let ledger = self.home.path().join(".local/share/io/ledger");
        let length = |path: PathBuf| -> Result<u64> { Ok(std::fs::metadata(path)?.len() / 1_024) };
        let (state, journal) = (length(ledger.clone())?, length(ledger.with_extension("journal"))?);
        Ok(format!("{state:>11} KB {journal:>11} KB"))
    }

    fn tell(&self, what: &str, Ran { report, took, memory }: &Ran) -> Result<()> {
        let done = report["done"].as_u64().context("a number")?;
        ensure!(done == self.devices, "{what}: {done} of {}", self.devices);
        let transactions = report["transactions"].as_array().map_or(0, Vec::len);
        println!(
            "{what:<16} {:>6.1} s {transactions:>14} {:>11} MB {}",
            took.as_secs_f64(),
            memory / 1_024,
            self.files()?
        );
        Ok(())
    }

    fn file(&self, name: &str, content: &str) -> Result<String> {
        let path = self.home.path().join(name);
        std::fs::write(&path, content)?;
        Ok(path.display().to_string())
    }

    fn io(&self, line: &str) -> Result<Ran> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_io"));
        command.args(line.split_whitespace()).args(["--output", "json"]).env("HOME", self.home.path());
        for variable in ["XDG_DATA_HOME", "IO_LEDGER", "IO_URL"] {
            command.env_remove(variable);
        }
        let (out, start) = (self.home.path().join("out"), Instant::now());
        let mut child = command.stdout(std::fs::File::create(&out)?).stderr(Stdio::inherit()).spawn()?;
        let mut memory = 0;
        let status = loop {
            memory = memory.max(peak(&child).unwrap_or_default());
            match child.try_wait()? {
                Some(status) => break status,
                None => std::thread::sleep(LOOK),
            }
        };
        let took = start.elapsed();
        let said = std::fs::read_to_string(&out)?;
        ensure!(status.success(), "`io {line}` failed: {said}");
        Ok(Ran { report: serde_json::from_str(&said)?, took, memory })
    }
}

/// The most memory that a process has had, in kilobytes, as far as the system says so.
fn peak(child: &Child) -> Option<u64> {
    let status = std::fs::read_to_string(Path::new("/proc").join(child.id().to_string()).join("status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
