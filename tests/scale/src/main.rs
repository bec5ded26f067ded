//! A year of networks of 3,000 to 3,000,000 devices: how many transactions they send, what these cost, what they leave
//! on chain, and how each of it grows. The rewards are really computed, with the arithmetic that the program uses, and
//! the books are checked to the last fraction of a base unit.

mod costs;
mod network;
mod pool;
mod report;

use std::{fs, path::Path, time::Instant};

use anyhow::{Context, Result};

use costs::Units;
use network::{YEAR, Year};

const NETWORKS: [u64; 4] = [3_000, 30_000, 300_000, 3_000_000];

fn main() -> Result<()> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/compute_units.md");
    let units = Units::read(&fs::read_to_string(&page).with_context(|| page.display().to_string())?)?;
    let (mut years, mut seconds) = (vec![], vec![]);
    for devices in NETWORKS {
        let start = Instant::now();
        let year = Year::of(devices, YEAR);
        year.check()?;
        years.push(year);
        seconds.push(start.elapsed().as_secs_f64());
    }
    print!("{}", report::render(&years, &units, &seconds)?);
    Ok(())
}
