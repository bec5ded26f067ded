//! `io emission burn`.

use anyhow::Result;
use serde::Serialize;
use std::io::{self, Write};

use crate::emission;
use crate::money::show_units;
use crate::payroll;
use crate::registry::pool_name;
use crate::report::{Output, Report, print};
use crate::session::Session;

/// Amounts in base units.
#[derive(Serialize)]
struct Burned {
    pools: Vec<PoolLine>,
}

#[derive(Serialize)]
struct PoolLine {
    pool: String,
    burned: u64,
    signature: String,
}

pub fn run(session: &mut Session, output: Output) -> Result<()> {
    let config = payroll::config(&*session.backend)?;
    let mut pools = Vec::new();
    let worked = (0..config.pools).try_for_each(|number| {
        let before = payroll::pool(&*session.backend, number)?;
        if before.lost == 0 {
            return Ok(());
        }
        let receipt = session.confirm(&[emission::burn_losses(number)])?;
        let burned = payroll::pool(&*session.backend, number)?.burned.saturating_sub(before.burned);
        pools.push(PoolLine { pool: pool_name(number), burned, signature: receipt.signature.to_string() });
        Ok(())
    });
    print(&Burned { pools }, output)?;
    worked
}

impl Report for Burned {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.pools.is_empty() {
            return writeln!(out, "Nothing was lost since the last burn");
        }
        for PoolLine { pool, burned, signature } in &self.pools {
            writeln!(out, "{pool}: {} IO that devices had lost are burned", show_units(*burned))?;
            writeln!(out, "  {signature}")?;
        }
        Ok(())
    }
}
