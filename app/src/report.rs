//! What a command has to say, for people and for programs.

use anyhow::Result;
use clap::ValueEnum;
use serde::Serialize;
use std::fmt::Display;
use std::io::{self, BufWriter, Write};

/// How reports are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// For people.
    #[default]
    Display,
    /// For programs. Amounts are whole numbers of base units, up to 8·10¹⁶: more than a double holds exactly.
    Json,
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

fn write(report: &impl Report, output: Output) -> Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    match output {
        Output::Display => report.display(&mut out)?,
        Output::Json => {
            serde_json::to_writer_pretty(&mut out, report)?;
            writeln!(out)?;
        }
    }
    out.flush()?;
    Ok(())
}

fn read_or_not(written: Result<()>) -> Result<()> {
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
