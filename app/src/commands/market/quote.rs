//! `io market quote`.

use anchor_lang::prelude::Pubkey;
use anyhow::{Result, bail};
use clap::Args;
use serde::Serialize;
use std::io::{self, Write};

use super::plan::{self, BillReport, Ground, Plan, PlanLine, Size};
use crate::bill::Currency;
use crate::designation::DeviceName;
use crate::market::Asset;
use crate::offers::{Obstacle, Offer};
use crate::registry;
use crate::rental;
use crate::report::{Output, Report, print};
use crate::session::Session;

#[derive(Args)]
pub struct Quote {
    /// One device, instead of a cluster: its address, or the id that your wallet gave it
    #[arg(conflicts_with = "class", required_unless_present = "class")]
    device: Option<DeviceName>,
    #[command(flatten)]
    size: Size,
    /// For how many hours
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    hours: u16,
    /// Account of a price update of IO [default: the one that Pyth's sponsors keep up to date]
    #[arg(long, value_name = "ACCOUNT")]
    price_account: Option<Pubkey>,
}

/// Amounts in base units.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Quoted {
    time: i64,
    hours: u16,
    asked: u32,
    processors: u32,
    devices: Vec<PlanLine>,
    /// Why it cannot be reserved now, where one device is quoted.
    obstacle: Option<&'static str>,
    usdc: BillReport,
    io: Option<BillReport>,
    price: Option<Price>,
    /// Why nothing is said in IO.
    no_price: Option<String>,
}

/// Dollars for one IO: the number times ten to the power of the exponent.
#[derive(Serialize)]
struct Price {
    account: String,
    low: u64,
    high: u64,
    exponent: i32,
}

impl Quote {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let ground = Ground::read(session)?;
        let (offers, asked, obstacle) = self.offers(session, &ground)?;
        let processors = offers.iter().map(Offer::processors).sum();
        let bills = ground.bill(&offers, &Currency::Usdc, self.hours)?;
        let plan = Plan { offers, processors, bills };
        let io = Currency::read(session, Asset::Io, &ground.config, self.price_account);
        let (io, price, no_price) = match io {
            Ok(currency) => {
                let bills = ground.bill(&plan.offers, &currency, self.hours)?;
                let total = bills.iter().fold(crate::bill::Bill::default(), |sum, bill| sum.and(*bill));
                (Some(BillReport::of(&total)), price(&currency), None)
            }
            Err(error) => (None, None, Some(format!("{error:#}"))),
        };
        let quoted = Quoted {
            time: ground.now.get(),
            hours: self.hours,
            asked,
            processors,
            devices: plan.lines(&ground.classes)?,
            obstacle: obstacle.map(Obstacle::words),
            usdc: BillReport::of(&plan.total()),
            io,
            price,
            no_price,
        };
        print(&quoted, output)
    }

    fn offers(&self, session: &mut Session, ground: &Ground) -> Result<(Vec<Offer>, u32, Option<Obstacle>)> {
        if let Some(name) = self.device {
            let (address, device) = name.find(session)?;
            let offer = Offer::of(address, device, rental::listing(&*session.backend, address)?, &ground.classes);
            return Ok((vec![offer], offer.processors(), offer.obstacle_for(self.hours, ground.now)));
        }
        let (Some(class), Some(gpus)) = (&self.size.class, self.size.gpus) else {
            bail!("say which class with --class, and how many processors with --gpus; or name a device");
        };
        let (number, _) = registry::class_named(&ground.classes, class)?;
        Ok((ground.choose(session, number, gpus, self.hours)?.offers, gpus, None))
    }
}

fn price(currency: &Currency) -> Option<Price> {
    let Currency::Io { quote, account } = currency else { return None };
    let (low, high) = (quote.low(), quote.high());
    Some(Price { account: account.to_string(), low: low.mantissa(), high: high.mantissa(), exponent: low.exponent() })
}

/// `2.49000000`: digits times ten to the power of an exponent that is not positive.
fn decimal(digits: u64, exponent: i32) -> String {
    let decimals = usize::try_from(exponent.unsigned_abs()).unwrap_or_default();
    let padded = format!("{digits:0>width$}", width = decimals + 1);
    let (whole, fraction) = padded.split_at(padded.len() - decimals);
    if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") }
}

impl Report for Quoted {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        plan::display(&self.devices, Asset::Usdc, out)?;
        let devices = super::counted(self.devices.len(), "device");
        writeln!(out, "{devices} with {} processors for {} hours", self.processors, self.hours)?;
        if self.processors > self.asked {
            writeln!(out, "{} more than asked for: devices are let whole", self.processors - self.asked)?;
        }
        if let Some(obstacle) = self.obstacle {
            writeln!(out, "It cannot be reserved now: it is {obstacle}")?;
        }
        let io = self.io.map(|bill| bill.rows());
        writeln!(out, "{:<18} {:>24} {:>24}", "", "USDC", "IO")?;
        for (place, (label, usdc)) in self.usdc.rows().into_iter().enumerate() {
            let usdc = rental::show_bare(Asset::Usdc, usdc);
            let io = io
                .and_then(|rows| rows.get(place).copied())
                .map_or_else(|| "–".into(), |(_, amount)| rental::show_bare(Asset::Io, amount));
            writeln!(out, "{label:<18} {usdc:>24} {io:>24}")?;
        }
        match (&self.price, &self.no_price) {
            (Some(Price { low, high, exponent, .. }), _) => {
                let [low, high] = [low, high].map(|digits| decimal(*digits, *exponent));
                writeln!(out, "An IO costs {low} to {high} dollars; the lower price counts")
            }
            (None, Some(reason)) => writeln!(out, "Nothing is said in IO: {reason}"),
            (None, None) => Ok(()),
        }
    }
}
