//! `io device classes`.

use anyhow::Result;
use serde::Serialize;
use std::io::{self, Write};

use crate::money::show_units;
use crate::registry::{self, pool_name, required_stake};
use crate::report::Report;
use crate::session::Session;

#[derive(Serialize)]
pub struct ClassList {
    classes: Vec<ClassLine>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ClassLine {
    number: u16,
    name: String,
    pool: String,
    multiplier_bps: u32,
    /// Stake that each processor requires, in base units.
    required_per_processor: u64,
    open: bool,
}

impl ClassList {
    pub fn read(session: &Session) -> Result<Self> {
        let classes = registry::classes(&*session.backend)?;
        let lines = registry::every_class(&classes).map(|(number, class)| ClassLine {
            number,
            name: class.name().unwrap_or_default().to_owned(),
            pool: pool_name(class.pool),
            multiplier_bps: class.multiplier_bps,
            required_per_processor: required_stake(class, 1).get(),
            open: class.is_open(),
        });
        Ok(Self { classes: lines.collect() })
    }
}

impl Report for ClassList {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(
            out,
            "{:>3}  {:<24} {:<4} {:>10}  {:>24}",
            "no", "class", "pool", "multiplier", "required per processor"
        )?;
        for ClassLine { number, name, pool, multiplier_bps, required_per_processor, open } in &self.classes {
            let multiplier = f64::from(*multiplier_bps) / 10_000.0;
            let required = show_units(*required_per_processor);
            let closed = if *open { "" } else { "  takes no new devices" };
            writeln!(out, "{number:>3}  {name:<24} {pool:<4} {multiplier:>10}  {required:>21} IO{closed}")?;
        }
        Ok(())
    }
}
