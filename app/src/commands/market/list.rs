//! `io market list`.

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use io_economics::{Amount, MicroUsd, Timestamp};
use serde::Serialize;
use std::io::{self, Write};

use crate::moment;
use crate::money::{self, show_units};
use crate::offers::{self, Offer};
use crate::party::Party;
use crate::registry;
use crate::report::{Output, Report, print};
use crate::session::Session;
use crate::text;
use crate::usdc;

#[derive(Args)]
pub struct List {
    /// Only those of a class
    #[arg(long, value_name = "CLASS")]
    class: Option<String>,
    /// Only those that cost no more than this for an hour, in USDC
    #[arg(long, value_name = "PRICE", value_parser = usdc::parse)]
    max_price: Option<MicroUsd>,
    /// Only those that can be reserved for so many hours
    #[arg(long)]
    hours: Option<u16>,
    /// Only those with at least so much active stake, in IO
    #[arg(long, value_name = "AMOUNT", value_parser = money::parse)]
    min_stake: Option<Amount>,
    /// Only those with at least so many processors
    #[arg(long, value_name = "COUNT")]
    min_processors: Option<u16>,
    /// Only those of a wallet
    #[arg(long, value_name = "WALLET")]
    owner: Option<Party>,
    /// Only those that can be reserved now
    #[arg(long)]
    free: bool,
    /// The order. By stake is the order in which a cluster is put together
    #[arg(long, value_enum, default_value = "stake")]
    sort: Sort,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Sort {
    /// More stake first, then the lower price
    Stake,
    /// The lower price for an hour first
    Price,
    /// More processors first
    Processors,
    /// What is free first, then what becomes so
    Free,
}

/// Prices in micro-dollars, amounts in base units.
#[derive(Serialize)]
struct OfferList {
    time: i64,
    offers: Vec<OfferLine>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OfferLine {
    device: String,
    class: String,
    processors: u16,
    owner: String,
    price_per_hour: u64,
    min_hours: u16,
    max_hours: u16,
    stake: u64,
    required: u64,
    open: bool,
    free: bool,
    /// Why it cannot be reserved now.
    obstacle: Option<&'static str>,
    busy_until: Option<i64>,
}

impl List {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let owner = self.owner.as_ref().map(|owner| owner.address(session)).transpose()?;
        let backend = &*session.backend;
        let classes = registry::classes(backend)?;
        let class = self.class.as_deref().map(|text| registry::class_named(&classes, text)).transpose()?;
        let now = Timestamp::new(backend.clock()?.unix_timestamp);
        let mut offers = offers::read(backend, &classes, class.map(|(number, _)| number))?;
        offers.retain(|offer| {
            let Offer { device, listing, .. } = offer;
            owner.is_none_or(|owner| device.owner == owner)
                && self.max_price.is_none_or(|most| listing.price_per_hour() <= most)
                && self.hours.is_none_or(|hours| (listing.min_hours..=listing.max_hours).contains(&hours))
                && self.min_stake.is_none_or(|least| device.counted() >= least.get())
                && self.min_processors.is_none_or(|least| device.processors >= least)
                && (!self.free || offer.obstacle(now).is_none())
        });
        // The sorts keep the order of the ranks where they see no difference.
        match self.sort {
            Sort::Stake => {}
            Sort::Price => offers.sort_by_key(|offer| offer.listing.price_per_hour),
            Sort::Processors => offers.sort_by_key(|offer| std::cmp::Reverse(offer.device.processors)),
            Sort::Free => offers.sort_by_key(|offer| offer.listing.busy_until.max(now.get())),
        }
        let lines = offers.iter().map(|offer| {
            let Offer { address, device, listing, required } = offer;
            let class = classes.get(device.class).context("the device's class does not exist")?;
            let obstacle = offer.obstacle(now);
            Ok(OfferLine {
                device: address.to_string(),
                class: class.name().map_or_else(|| text::hex(&class.name), str::to_owned),
                processors: device.processors,
                owner: device.owner.to_string(),
                price_per_hour: listing.price_per_hour,
                min_hours: listing.min_hours,
                max_hours: listing.max_hours,
                stake: device.counted(),
                required: *required,
                open: listing.is_open(),
                free: obstacle.is_none(),
                obstacle: obstacle.map(offers::Obstacle::words),
                busy_until: (!listing.is_free(now)).then_some(listing.busy_until),
            })
        });
        print(&OfferList { time: now.get(), offers: lines.collect::<Result<_>>()? }, output)
    }
}

impl Report for OfferList {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.offers.is_empty() {
            return writeln!(out, "No such devices are on offer");
        }
        writeln!(
            out,
            "{:<44}  {:<24} {:>14}  {:>11} {:>22}  now",
            "device", "class", "USDC an hour", "hours", "stake (IO)"
        )?;
        for line in &self.offers {
            let OfferLine { device, class, processors, price_per_hour, min_hours, max_hours, stake, .. } = line;
            let class = format!("{processors} × {class}");
            let hours = format!("{min_hours}–{max_hours}");
            let now = match (line.obstacle, line.busy_until) {
                (None, _) => "free".to_owned(),
                (_, Some(until)) => format!("busy until {}", moment::show_local(until)),
                (Some(obstacle), None) => obstacle.to_owned(),
            };
            let (price, stake) = (usdc::show_units(*price_per_hour), show_units(*stake));
            writeln!(out, "{device:<44}  {class:<24} {price:>14}  {hours:>11} {stake:>22}  {now}")?;
        }
        let free = self.offers.iter().filter(|line| line.free);
        let (devices, processors) =
            free.fold((0, 0u32), |(devices, sum), line| (devices + 1, sum + u32::from(line.processors)));
        writeln!(out, "{devices} of {} are free, with {processors} processors", self.offers.len())
    }
}
