//! The tables that are printed.

use std::fmt::Write;

use anyhow::Result;
use io_economics::BASE_UNITS_PER_IO;

use crate::{
    costs::{Growth, QUORUM, SIGNATURE_FEE, Units, per_byte, sections},
    network::{BATCH, CLAIMED_EVERY, ONE_LEAVES_OF, POOLS, RENEWED_EVERY, Year},
};

/// Every table, for networks from the smallest to the largest.
pub fn render(years: &[Year], units: &Units, seconds: &[f64]) -> Result<String> {
    let mut page = assumptions(units)?;
    heading(&mut page, "devices", years.iter().map(|year| year.devices as f64))?;
    for (title, figures) in sections() {
        writeln!(page, "\n{title}")?;
        for figure in figures {
            figure.check(years, units)?;
            let growth = match figure.growth {
                Growth::Constant => "the same for all",
                Growth::PerDevice => "by the device",
                Growth::Both => "both",
            };
            row(&mut page, figure.name, figure.values(years, units), growth)?;
        }
    }
    books(&mut page, years)?;
    writeln!(page)?;
    row(&mut page, "seconds to simulate", seconds.iter().copied(), "")?;
    Ok(page)
}

fn assumptions(units: &Units) -> Result<String> {
    let Units { advance, renew, grant, claim, join, leave, close } = units;
    let pools = POOLS.map(|(share, of_ten)| format!("{}% for {of_ten} of 10 devices", share / 100)).join(", ");
    let mut page = String::new();
    writeln!(
        page,
        "A year of the emission, hour by hour, on the arithmetic of the programs.

assumed   {} pools: {pools}; each device has just the stake that it requires
          all devices are leased before the first epoch
          leases renewed every {RENEWED_EVERY} hours in batches of {BATCH}, signed by {QUORUM} attestors, one of whom pays
          each device claims every {CLAIMED_EVERY} hours; one of {ONE_LEAVES_OF} leaves each hour, and another joins
          to join: register; to leave: request_unstake, sync and claim in one transaction, and after the cooldown
          withdraw, close_device and close_lease in another
          {SIGNATURE_FEE} lamports a signature, no priority fee; rent {:.0} lamports a byte, 128 bytes more an account
          one account can be written to by transactions of 12 million units a block, 9,000 blocks an hour
measured  docs/compute_units.md: advance {advance}, renew {BATCH} {renew}, grant {grant}, claim {claim},
          register {join}, leaving {leave}, closing {close}
",
        POOLS.len(),
        per_byte() * 1e9,
    )?;
    Ok(page)
}

/// Where the emission went. It has been checked that this sums up.
fn books(page: &mut String, years: &[Year]) -> Result<()> {
    writeln!(page, "\nIO: paid + owed + dust + forfeited = emitted, exactly")?;
    let io = |base_units: u64| base_units as f64 / BASE_UNITS_PER_IO as f64;
    let sum = |of: fn(&crate::pool::Books) -> u64| {
        years.iter().map(move |year| io(year.books.iter().map(of).sum())).collect::<Vec<_>>()
    };
    row(page, "paid", sum(|books| books.paid), "")?;
    row(page, "owed", sum(|books| books.owed), "")?;
    row(page, "dust", sum(|books| (books.dust >> 64) as u64), "less than a base unit a settlement")?;
    row(page, "forfeited", sum(|books| books.forfeited), "")?;
    row(page, "emitted", years.iter().map(|year| io(year.emitted().get())), "")
}

fn heading(page: &mut String, name: &str, values: impl IntoIterator<Item = f64>) -> Result<()> {
    row(page, name, values, "grows")
}

fn row(page: &mut String, name: &str, values: impl IntoIterator<Item = f64>, remark: &str) -> Result<()> {
    let cells: String = values.into_iter().map(|value| format!("{:>16}", shown(value))).collect();
    writeln!(page, "{}", format!("  {name:<42}{cells}   {remark}").trim_end())?;
    Ok(())
}

/// Whole where it is large, else with as many digits as say something.
fn shown(value: f64) -> String {
    let digits = match value {
        value if value >= 1_000.0 || value.fract() == 0.0 => 0,
        value if value >= 10.0 => 1,
        value if value >= 0.1 => 2,
        value if value >= 0.01 => 3,
        _ => 6,
    };
    let plain = format!("{value:.digits$}");
    let (whole, fraction) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped + fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_people_read_them() {
        let shown: Vec<String> = [0.0, 0.001_25, 2.0, 62.5, 1_234.5, 3_000_000.0].map(shown).into();
        assert_eq!(shown, ["0", "0.001250", "2", "62.5", "1,234", "3,000,000"]);
    }
}
