//! `io emission schedule`.

use anyhow::{Result, bail, ensure};
use clap::Args;
use io_economics::{Amount, Epoch, LAST_EPOCH, cumulative};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use super::plot;
use crate::money;
use crate::report::{Output, read_or_not};

#[derive(Args)]
pub struct Schedule {
    /// First epoch
    #[arg(long, default_value_t = 1)]
    from: u32,
    /// Last epoch
    #[arg(long, default_value_t = LAST_EPOCH)]
    to: u32,
    /// Write comma-separated values, in base units
    #[arg(long)]
    csv: bool,
    /// Draw the hourly emission and the supply over all 20 years, as an SVG file, instead
    #[arg(long, value_name = "FILE", conflicts_with_all = ["from", "to", "csv"])]
    plot: Option<PathBuf>,
}

/// The epochs of the schedule, one after the other. `C(n)` is computed once and serves two of them.
struct Epochs {
    next: Option<Epoch>,
    last: Epoch,
    before: Amount,
}

struct Line {
    epoch: u32,
    emission: Amount,
    cumulative: Amount,
}

impl Schedule {
    pub fn run(&self, output: Output) -> Result<()> {
        if let Some(file) = &self.plot {
            return plot::write(file, output);
        }
        if self.csv && output == Output::Json {
            bail!("--csv and --output json are two forms: choose one");
        }
        let epochs = Epochs::between(self.from, self.to)?;
        read_or_not(self.write(epochs, output))
    }

    fn write(&self, epochs: Epochs, output: Output) -> Result<()> {
        let out = &mut BufWriter::with_capacity(1 << 16, io::stdout().lock());
        match output {
            Output::Json => write_json(out, epochs)?,
            Output::Display if self.csv => write_csv(out, epochs)?,
            Output::Display => write_table(out, epochs)?,
            Output::Silent => {}
        }
        Ok(out.flush()?)
    }
}

impl Epochs {
    fn between(from: u32, to: u32) -> Result<Self> {
        let range = 1..=LAST_EPOCH;
        for epoch in [from, to] {
            ensure!(range.contains(&epoch), "there is no epoch {epoch}: they run from 1 to {LAST_EPOCH}");
        }
        ensure!(from <= to, "the first epoch, {from}, comes after the last one, {to}");
        let first = Epoch::saturating(from);
        let before = first.previous().map_or(Amount::ZERO, cumulative);
        Ok(Self { next: Some(first), last: Epoch::saturating(to), before })
    }
}

impl Iterator for Epochs {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        let epoch = self.next.filter(|epoch| *epoch <= self.last)?;
        self.next = epoch.next();
        let cumulative = cumulative(epoch);
        let emission = cumulative.saturating_sub(self.before);
        self.before = cumulative;
        Some(Line { epoch: epoch.get(), emission, cumulative })
    }
}

fn write_table(out: &mut impl Write, epochs: Epochs) -> io::Result<()> {
    writeln!(out, "{:>7}  {:>17}  {:>24}", "epoch", "emission (IO)", "cumulative (IO)")?;
    for Line { epoch, emission, cumulative } in epochs {
        writeln!(out, "{epoch:>7}  {:>17}  {:>24}", money::show(emission), money::show(cumulative))?;
    }
    Ok(())
}

fn write_csv(out: &mut impl Write, epochs: Epochs) -> io::Result<()> {
    writeln!(out, "epoch,emission,cumulative")?;
    for Line { epoch, emission, cumulative } in epochs {
        writeln!(out, "{epoch},{},{}", emission.get(), cumulative.get())?;
    }
    Ok(())
}

/// An array with one line for each epoch, written as it is computed.
fn write_json(out: &mut impl Write, epochs: Epochs) -> io::Result<()> {
    let mut separator = "[\n";
    for Line { epoch, emission, cumulative } in epochs {
        let (emission, cumulative) = (emission.get(), cumulative.get());
        write!(out, r#"{separator}{{"epoch":{epoch},"emission":{emission},"cumulative":{cumulative}}}"#)?;
        separator = ",\n";
    }
    writeln!(out, "\n]")
}

#[cfg(test)]
mod tests {
    use super::*;
    use io_economics::EMISSION_SUPPLY;

    #[test]
    fn the_schedule_adds_up_wherever_it_starts() -> Result<()> {
        let whole: Vec<Line> = Epochs::between(1, LAST_EPOCH)?.collect();
        assert_eq!(whole.len(), 175_319);
        assert_eq!(whole[0].emission.get(), 456_621_004_566);
        assert_eq!(whole[175_318].cumulative, EMISSION_SUPPLY);
        let part: Vec<Line> = Epochs::between(1_000, 1_002)?.collect();
        for (line, same) in part.iter().zip(&whole[999..]) {
            assert_eq!((line.epoch, line.emission, line.cumulative), (same.epoch, same.emission, same.cumulative));
        }
        assert_eq!(part.len(), 3);
        Ok(())
    }

    #[test]
    fn epochs_that_do_not_exist_are_refused() {
        for (from, to) in [(0, 1), (1, 0), (1, LAST_EPOCH + 1), (3, 2), (u32::MAX, u32::MAX)] {
            assert!(Epochs::between(from, to).is_err(), "{from} to {to}");
        }
    }
}
