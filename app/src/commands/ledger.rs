//! `io ledger`: the embedded ledger itself.

mod dollars;

use anyhow::{Result, bail};
use clap::{Args, Subcommand};
use serde::Serialize;
use std::io::{self, Write};

use crate::cli::Global;
use crate::ledger::{Ledger, VERSION};
use crate::moment;
use crate::program::{self, Program, SUITE};
use crate::report::{Report, print};

#[derive(Subcommand)]
pub enum LedgerCommand {
    /// Show where the ledger is, what time it has, and whether its programs are those that were built last
    Status,
    /// Start the ledger anew. A sound ledger is replaced, a damaged one put aside; the wallet stays
    Reset,
    /// Move the ledger's clock forward. Between commands it stands still
    Warp(Warp),
    /// Give a wallet USDC from nowhere
    Usdc(dollars::Usdc),
    /// Post what an IO costs, as the oracle would: as of now, so that a warp makes it old
    Price(dollars::NewPrice),
}

#[derive(Args)]
#[group(required = true, multiple = false)]
pub struct Warp {
    /// To this moment: seconds since 1970, or 2027-01-31T12:00:00Z
    #[arg(long, value_name = "MOMENT")]
    to: Option<String>,
    /// By so much: 90s, 20min, 2h, 30d, 2w, 1month (2,629,800 s, as in vesting) or 2y
    #[arg(long, value_name = "DURATION")]
    by: Option<String>,
}

impl LedgerCommand {
    pub fn run(&self, global: &Global) -> Result<()> {
        global.require_embedded()?;
        match self {
            Self::Status => status(global),
            Self::Reset => reset(global),
            Self::Warp(warp) => warp.run(global),
            Self::Usdc(usdc) => usdc.run(global),
            Self::Price(price) => price.run(global),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Status {
    path: String,
    exists: bool,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    content: Option<Content>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Content {
    format_version: u32,
    bytes: u64,
    journal_bytes: u64,
    transactions: u64,
    slot: u64,
    time: i64,
    programs: Vec<ProgramStatus>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ProgramStatus {
    name: &'static str,
    address: String,
    bytes: Option<usize>,
    state: ProgramState,
}

/// How a program of the ledger compares to the one that was built last.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
enum ProgramState {
    Current,
    Differs,
    NotBuilt,
    NotDeployed,
}

fn status(global: &Global) -> Result<()> {
    let place = global.place()?;
    let path = place.state().display().to_string();
    let content = match Ledger::open_existing(place)? {
        Some(ledger) => Some(Content::of(&ledger, global)?),
        None => None,
    };
    print(&Status { path, exists: content.is_some(), content }, global.output)
}

impl Content {
    fn of(ledger: &Ledger, global: &Global) -> Result<Self> {
        let folder = program::folder(global.programs.as_deref())?;
        let length = |path: &std::path::Path| std::fs::metadata(path).map_or(0, |found| found.len());
        let clock = ledger.clock();
        Ok(Self {
            format_version: VERSION,
            bytes: length(ledger.place().state()),
            journal_bytes: length(&ledger.place().journal()),
            transactions: ledger.transactions(),
            slot: clock.slot,
            time: clock.unix_timestamp,
            programs: SUITE.iter().map(|program| ProgramStatus::of(program, ledger, &folder)).collect(),
        })
    }
}

impl ProgramStatus {
    fn of(program: &Program, ledger: &Ledger, folder: &std::path::Path) -> Self {
        let deployed = ledger.bytecode(&program.address);
        let state = match (deployed, program.bytecode(folder)) {
            (None, _) => ProgramState::NotDeployed,
            (Some(_), Err(_)) => ProgramState::NotBuilt,
            (Some(deployed), Ok(built)) if deployed == built => ProgramState::Current,
            (Some(_), Ok(_)) => ProgramState::Differs,
        };
        Self { name: program.name, address: program.address.to_string(), bytes: deployed.map(<[u8]>::len), state }
    }
}

impl Report for Status {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "ledger        {}", self.path)?;
        let Some(content) = &self.content else {
            return writeln!(out, "              not there yet: the first command that needs it creates it");
        };
        writeln!(out, "time          {} ({})", moment::show(content.time), content.time)?;
        writeln!(out, "slot          {}", content.slot)?;
        writeln!(out, "transactions  {}", content.transactions)?;
        writeln!(out, "size          {} bytes, and {} of journal", content.bytes, content.journal_bytes)?;
        writeln!(out, "format        version {}", content.format_version)?;
        for program in &content.programs {
            let state = match program.state {
                ProgramState::Current => "as built last",
                ProgramState::Differs => "not as built last: `io ledger reset` starts anew with the new bytecode",
                ProgramState::NotBuilt => "no build to compare with: see `cargo xtask build`",
                ProgramState::NotDeployed => "not in this ledger: `io ledger reset` starts anew with it",
            };
            writeln!(out, "program       {} {}: {state}", program.name, program.address)?;
        }
        Ok(())
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Reset {
    path: String,
    put_aside: Option<String>,
    time: i64,
}

fn reset(global: &Global) -> Result<()> {
    let place = global.place()?;
    let (ledger, aside) = Ledger::reset(place, || global.founding())?;
    let report = Reset {
        path: ledger.place().state().display().to_string(),
        put_aside: aside.map(|aside| aside.display().to_string()),
        time: ledger.clock().unix_timestamp,
    };
    print(&report, global.output)
}

impl Report for Reset {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        if let Some(aside) = &self.put_aside {
            writeln!(out, "What was there is now {aside}")?;
        }
        writeln!(out, "The embedded ledger {} starts anew at {}", self.path, moment::show(self.time))
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Warped {
    from: i64,
    to: i64,
}

impl Warp {
    fn run(&self, global: &Global) -> Result<()> {
        let mut ledger = global.ledger()?;
        let from = ledger.clock().unix_timestamp;
        let to = match (&self.to, &self.by) {
            (Some(moment), _) => moment::parse(moment)?,
            (None, Some(duration)) => moment::after(from, moment::parse_duration(duration)?)?,
            (None, None) => bail!("say --to a moment, or --by how much"),
        };
        ledger.warp(to)?;
        ledger.save()?;
        print(&Warped { from, to }, global.output)
    }
}

impl Report for Warped {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{} → {}", moment::show(self.from), moment::show(self.to))
    }
}
