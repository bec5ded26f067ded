//! Which devices a cluster is made of, and what it costs, before anything is signed.

use anyhow::{Context, Result, bail};
use clap::Args;
use io_economics::{MicroUsd, Timestamp};
use io_market::state::{Config, Reservation};
use io_stake::state::Classes;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

use super::counted;
use crate::bill::{Bill, Currency};
use crate::market::Asset;
use crate::offers::{self, Choice, Obstacle, Offer};
use crate::registry;
use crate::rental;
use crate::session::{Session, show_sol};
use crate::usdc;

/// What a signature costs, in lamports.
pub const SIGNATURE: u64 = 5_000;

/// How many lines are shown to people. Programs are given all of them.
const SHOWN: usize = 16;

/// How large a cluster is to be.
#[derive(Args, Clone, Debug)]
pub struct Size {
    /// Class of the devices, by name or number: see `io device classes`
    #[arg(long, value_name = "CLASS", requires = "gpus")]
    pub class: Option<String>,
    /// How many processors. Devices are let whole: where their processors do not come to just as many, there are more
    #[arg(long, value_name = "COUNT", requires = "class", value_parser = clap::value_parser!(u32).range(1..))]
    pub gpus: Option<u32>,
}

/// What plans are made from.
pub struct Ground {
    pub config: Config,
    pub classes: Classes,
    pub now: Timestamp,
}

/// Devices, and what each of them costs.
pub struct Plan {
    pub offers: Vec<Offer>,
    pub processors: u32,
    pub bills: Vec<Bill>,
}

impl Ground {
    pub fn read(session: &Session) -> Result<Self> {
        let backend = &*session.backend;
        Ok(Self {
            config: rental::config(backend)?,
            classes: registry::classes(backend)?,
            now: Timestamp::new(backend.clock()?.unix_timestamp),
        })
    }

    /// The devices that so many processors of a class are made of now.
    pub fn choose(&self, session: &Session, class: u16, processors: u32, hours: u16) -> Result<Choice> {
        let all = offers::read(&*session.backend, &self.classes, Some(class))?;
        let mut in_the_way: BTreeMap<Obstacle, usize> = BTreeMap::new();
        let free: Vec<Offer> = all
            .into_iter()
            .filter(|offer| match offer.obstacle_for(hours, self.now) {
                Some(obstacle) => {
                    *in_the_way.entry(obstacle).or_default() += 1;
                    false
                }
                None => true,
            })
            .collect();
        let choice = Choice::of(&free, processors);
        if choice.processors < processors {
            let others = in_the_way.iter().map(|(obstacle, count)| format!("{count} {}", obstacle.words()));
            let others: Vec<String> = others.collect();
            let others =
                if others.is_empty() { String::new() } else { format!("; other devices are {}", others.join(", ")) };
            bail!(
                "{processors} processors are asked for, and the devices that can be reserved for {hours} hours now have \
                 {}{others}",
                choice.processors
            );
        }
        Ok(choice)
    }

    /// What the devices cost for so many hours.
    pub fn bill(&self, offers: &[Offer], currency: &Currency, hours: u16) -> Result<Vec<Bill>> {
        let rates = self.config.fee_rates(currency.asset());
        let price = |offer: &Offer| MicroUsd::new(offer.listing.price_per_hour);
        offers.iter().map(|offer| currency.bill(price(offer), hours, rates)).collect()
    }
}

impl Plan {
    pub fn total(&self) -> Bill {
        self.bills.iter().fold(Bill::default(), |sum, bill| sum.and(*bill))
    }

    pub fn lines(&self, classes: &Classes) -> Result<Vec<PlanLine>> {
        let lines = self.offers.iter().zip(&self.bills).map(|(offer, bill)| {
            let class = classes.get(offer.device.class).context("the device's class does not exist")?;
            Ok(PlanLine {
                device: offer.address.to_string(),
                class: class.name().unwrap_or("?").to_owned(),
                processors: offer.device.processors,
                price_per_hour: offer.listing.price_per_hour,
                stake: offer.device.counted(),
                cost: bill.cost,
                fees: bill.all_fees(),
            })
        });
        lines.collect()
    }
}

/// The price in micro-dollars, amounts in base units.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanLine {
    pub device: String,
    pub class: String,
    pub processors: u16,
    pub price_per_hour: u64,
    pub stake: u64,
    pub cost: u64,
    pub fees: u64,
}

/// A bill, with every fee, in base units of the asset.
#[derive(Clone, Copy, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BillReport {
    pub cost: u64,
    pub reservation_fee: u64,
    pub facilitation_fee: u64,
    pub network_fee: u64,
    pub total: u64,
}

impl BillReport {
    pub fn of(bill: &Bill) -> Self {
        Self {
            cost: bill.cost,
            reservation_fee: bill.fees.reservation,
            facilitation_fee: bill.fees.facilitation,
            network_fee: bill.fees.network,
            total: bill.total(),
        }
    }

    pub fn rows(&self) -> [(&'static str, u64); 5] {
        [
            ("cost", self.cost),
            ("reservation fee", self.reservation_fee),
            ("facilitation fee", self.facilitation_fee),
            ("network fee", self.network_fee),
            ("total", self.total),
        ]
    }
}

/// What it takes in SOL, in lamports. The rent comes back when the reservations have ended and everybody is paid.
#[derive(Clone, Copy, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Lamports {
    pub transactions: usize,
    pub fees: u64,
    pub rent: u64,
}

impl Lamports {
    pub fn of(session: &Session, transactions: usize, reservations: usize) -> Result<Self> {
        let rent = session.backend.rent_minimum(Reservation::SIZE)?;
        let times = |count: usize, each: u64| each.saturating_mul(count as u64);
        Ok(Self { transactions, fees: times(transactions, SIGNATURE), rent: times(reservations, rent) })
    }

    pub fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let transactions = counted(self.transactions, "transaction");
        let (fees, rent) = (show_sol(self.fees), show_sol(self.rent));
        writeln!(out, "{:<18} {fees:>24} SOL in fees for {transactions}", "on the network")?;
        writeln!(out, "{:<18} {rent:>24} SOL of rent, which comes back at the end", "")
    }
}

/// The devices of a plan as a table for people.
pub fn display(lines: &[PlanLine], asset: Asset, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{:<44}  {:<20} {:>14} {:>24} {:>20}",
        "device",
        "class",
        "USDC an hour",
        "stake (IO)",
        format!("cost ({})", rental::asset_name(asset))
    )?;
    for line in lines.iter().take(SHOWN) {
        let class = format!("{} × {}", line.processors, line.class);
        let (price, stake) = (usdc::show_units(line.price_per_hour), crate::money::show_units(line.stake));
        let cost = rental::show_bare(asset, line.cost);
        writeln!(out, "{:<44}  {class:<20} {price:>14} {stake:>24} {cost:>20}", line.device)?;
    }
    match lines.len().checked_sub(SHOWN) {
        Some(more @ 1..) => writeln!(out, "… and {more} more (all of them: --output json)"),
        _ => Ok(()),
    }
}
