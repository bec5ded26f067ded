//! What a command has to say, for people and for programs.

use anyhow::Result;
use clap::ValueEnum;
use serde::Serialize;
use std::fmt::Display;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::time::{Duration, Instant};

/// How reports are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// For people.
    #[default]
    Display,
    /// For programs. Amounts are whole numbers of base units, up to 8·10¹⁶: more than a double holds exactly.
    Json,
    /// Nothing: a dry run has not done what the report would say.
    #[value(skip)]
    Silent,
}

/// Something a command reports. As JSON it has the form that `Serialize` gives it.
pub trait Report: Serialize {
    fn display(&self, out: &mut dyn Write) -> io::Result<()>;
}

/// Writes a report to standard output. That nobody reads any more, as in `io … | head`, is no reason to stop the work.
pub fn print(report: &impl Report, output: Output) -> Result<()> {
    read_or_not(write(report, output))
}

/// Writes a line for people to standard output.
pub fn say(line: &str) -> Result<()> {
    read_or_not(writeln!(io::stdout().lock(), "{line}").map_err(Into::into))
}

/// Writes a line for people to standard error: what is worth knowing besides the output.
pub fn note(line: impl Display) {
    // `eprintln!` panics where standard error is closed.
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// How long work may take before it says how far it has come.
const PATIENCE: Duration = Duration::from_secs(2);

/// How far long work has come, told to standard error: on one line of a terminal, and in a file now and then.
pub struct Progress {
    what: String,
    begun: Instant,
    told: u32,
}

impl Progress {
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), begun: Instant::now(), told: 0 }
    }

    /// Says that `done` of `all` are done, unless that was quick.
    pub fn show(&mut self, done: usize, all: usize, units: &str) {
        let percent = done.saturating_mul(100).checked_div(all).and_then(|percent| u32::try_from(percent).ok());
        let percent = percent.unwrap_or(100);
        let terminal = io::stderr().is_terminal();
        let due = terminal || percent >= self.told.saturating_add(10) || done >= all;
        if self.begun.elapsed() < PATIENCE || !due {
            return;
        }
        self.told = percent;
        let end = if terminal && done < all { "\r" } else { "\n" };
        let _ = write!(io::stderr().lock(), "{}: {done} of {all} {units}, {percent}%{end}", self.what);
    }
}

fn write(report: &impl Report, output: Output) -> Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    write_to(report, output, &mut out)?;
    out.flush()?;
    Ok(())
}

/// Writes a report somewhere.
pub fn write_to(report: &impl Report, output: Output, out: &mut dyn Write) -> Result<()> {
    match output {
        Output::Silent => {}
        Output::Display => report.display(out)?,
        Output::Json => {
            serde_json::to_writer_pretty(&mut *out, report)?;
            writeln!(out)?;
        }
    }
    Ok(())
}

/// `1 device`, `2 devices`.
pub fn counted(count: usize, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}

/// `is 1 device`, `are 2 devices`.
pub fn counted_are(count: u32, one: &str) -> String {
    if count == 1 { format!("is 1 {one}") } else { format!("are {count} {one}s") }
}

/// What came of writing to standard output, where it is no failure that nobody reads it. Only for that: over a connection
/// to a node a broken pipe is one.
pub fn read_or_not(written: Result<()>) -> Result<()> {
    match written {
        Err(error) if is_broken_pipe(&error) => Ok(()),
        other => other,
    }
}

/// Whether what failed is that nobody reads the output any more.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let broken = |kind| kind == io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| {
        cause.downcast_ref::<io::Error>().is_some_and(|fault| broken(fault.kind()))
            || cause.downcast_ref::<serde_json::Error>().and_then(|fault| fault.io_error_kind()).is_some_and(broken)
    })
}
