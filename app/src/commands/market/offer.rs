//! `io market offer` and `io market withdraw-offer`.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result};
use clap::Args;
use io_economics::MicroUsd;
use io_market::state::Listing;
use serde::Serialize;
use solana_instruction::Instruction;
use std::collections::HashMap;
use std::io::{self, Write};

use crate::batch::sheet::{Row, every, number};
use crate::batch::{Batch, Devices, Group, Job, Line, NoTotals, Outcome, Way, each, seen};
use crate::designation::DeviceName;
use crate::market::{self, ListArgs};
use crate::rental;
use crate::report::{Output, Report};
use crate::session::Session;
use crate::usdc;

#[derive(Args)]
pub struct Offer {
    #[command(flatten)]
    devices: Devices,
    /// What an hour of the whole device costs, in USDC [default: as before]
    #[arg(long, value_parser = usdc::parse)]
    price: Option<MicroUsd>,
    /// The fewest hours that can be reserved [default: as before, else 1]
    #[arg(long, value_name = "HOURS")]
    min_hours: Option<u16>,
    /// The most hours that a reservation can have, its extensions included [default: as before, else 720]
    #[arg(long, value_name = "HOURS")]
    max_hours: Option<u16>,
    /// Take no new reservations for now. What is reserved goes on; offering it again opens it again
    #[arg(long)]
    closed: bool,
    #[command(flatten)]
    way: Way,
}

#[derive(Args)]
pub struct WithdrawOffer {
    #[command(flatten)]
    devices: Devices,
    #[command(flatten)]
    way: Way,
}

/// The price in micro-dollars.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Offered {
    action: &'static str,
    device: String,
    listing: Terms,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Terms {
    price_per_hour: u64,
    min_hours: u16,
    max_hours: u16,
    open: bool,
}

impl Offer {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        match self.devices.one() {
            Some(name) => self.one(session, output, name),
            None => self.many(session, output),
        }
    }

    fn one(&self, session: &mut Session, output: Output, name: &DeviceName) -> Result<()> {
        let owner = session.signer()?;
        let (address, _) = name.find(session)?;
        rental::config(&*session.backend)?;
        let before = rental::find_listing(&*session.backend, address)?;
        let args = self.terms(None, before.as_ref())?.context("say what an hour costs, with --price")?;
        session.carry_out(&[market::list(owner, owner, address, args)], output, |session| {
            let listing = rental::listing(&*session.backend, address)?;
            Ok(Offered { action: "offered", device: address.to_string(), listing: Terms::of(&listing) })
        })
    }

    fn many(&self, session: &mut Session, output: Output) -> Result<()> {
        let owner = session.signer()?;
        rental::config(&*session.backend)?;
        let mut batch = Batch::open(session, &self.way, "market offer", &self.devices.words()?)?;
        let chosen = self.devices.find(session, |_, _| true)?;
        let listings = listings(session)?;
        let terms = every(chosen.iter().map(|chosen| self.terms(chosen.row.as_ref(), listings.get(&chosen.address))))?;
        let (mut outcomes, mut jobs, mut new) = (Vec::new(), Vec::new(), 0u64);
        for (chosen, terms) in chosen.iter().zip(terms) {
            let device = chosen.address;
            let before = listings.get(&device);
            let otherwise = match (&chosen.device, terms) {
                (None, _) => chosen.missing(),
                (_, None) => Outcome::Unfit("It has had no price yet: say what an hour costs.".into()),
                (_, Some(terms))
                    if before.is_some_and(|before| before.owner == owner && Terms::of(before).are(&terms)) =>
                {
                    Outcome::Nothing("it is offered on these terms already".into())
                }
                (_, Some(terms)) => {
                    new += u64::from(before.is_none());
                    let about = market::list(owner, owner, device, terms);
                    jobs.push(Job { device, what: "offer".into(), adds_up: false, about });
                    outcomes.push(None);
                    continue;
                }
            };
            outcomes.push(Some(batch.unless_done(&device, otherwise)));
        }
        if !session.signs_only() {
            session.require_lamports(session.backend.rent_minimum(Listing::SIZE)?.saturating_mul(new))?;
        }
        let pack = |some: &[&Job<Instruction>]| some.iter().map(|job| job.about.clone()).collect();
        let mut done = batch.run(session, &Group::new(&pack), &jobs).into_iter();
        let now = seen(self::listings(session));
        let lines = chosen.iter().zip(outcomes).map(|(chosen, outcome)| {
            let outcome = outcome.or_else(|| done.next()).unwrap_or(Outcome::Untried);
            let done = matches!(outcome, Outcome::Done(_));
            let terms = now.get(&chosen.address).filter(|_| done).map(Terms::of);
            let words = terms.as_ref().map_or_else(|| "offered".into(), Terms::words);
            Line::of(chosen.address, chosen.name(), outcome, terms, words)
        });
        let lines = lines.collect();
        batch.finish(output, lines, NoTotals)
    }

    /// What the file says of the device, else the command line, else what was before. None where nobody has said a price.
    fn terms(&self, row: Option<&Row>, before: Option<&Listing>) -> Result<Option<ListArgs>> {
        let hours = |column| row.map_or(Ok(None), |row| row.find(column, number(1..=u16::MAX)));
        let price = row.map_or(Ok(None), |row| row.find("price", usdc::parse))?.or(self.price).map(MicroUsd::get);
        let (min_hours, max_hours) = (hours("min_hours")?.or(self.min_hours), hours("max_hours")?.or(self.max_hours));
        let Some(price_per_hour) = price.or_else(|| before.map(|listing| listing.price_per_hour)) else {
            return Ok(None);
        };
        Ok(Some(ListArgs {
            price_per_hour,
            min_hours: min_hours.or_else(|| before.map(|listing| listing.min_hours)).unwrap_or(1),
            max_hours: max_hours.or_else(|| before.map(|listing| listing.max_hours)).unwrap_or(720),
            open: !self.closed,
        }))
    }
}

impl Terms {
    fn of(listing: &Listing) -> Self {
        Self {
            price_per_hour: listing.price_per_hour,
            min_hours: listing.min_hours,
            max_hours: listing.max_hours,
            open: listing.is_open(),
        }
    }

    fn are(&self, args: &ListArgs) -> bool {
        let Self { price_per_hour, min_hours, max_hours, open } = *self;
        (price_per_hour, min_hours, max_hours, open) == (args.price_per_hour, args.min_hours, args.max_hours, args.open)
    }

    fn words(&self) -> String {
        let Self { price_per_hour, min_hours, max_hours, open } = self;
        let price = usdc::show_units(*price_per_hour);
        let taken = if *open { "" } else { ", and takes no reservations for now" };
        format!("costs {price} USDC an hour, for {min_hours} to {max_hours} hours{taken}")
    }
}

/// Every listing, by its device.
fn listings(session: &Session) -> Result<HashMap<Pubkey, Listing>> {
    Ok(rental::listings(&*session.backend)?.into_iter().map(|listing| (listing.device, listing)).collect())
}

impl WithdrawOffer {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let owner = session.signer()?;
        rental::config(&*session.backend)?;
        let batch = Batch::open(session, &self.way, "market withdraw-offer", &self.devices.words()?)?;
        let listings = listings(session)?;
        // A device that was closed still has its listing, whose rent whoever made it may have back.
        let chosen = self.devices.find(session, |device, _| listings.contains_key(device))?;
        let done = "off the market, and the rent of its listing returned";
        each(batch, session, output, &chosen, ("withdraw", done), |chosen| match listings.get(&chosen.address) {
            Some(listing) => Ok(market::delist(owner, chosen.address, listing.rent_payer)),
            None => Err(Outcome::Unfit("This device is not on the market.".into())),
        })
    }
}

impl Report for Offered {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "The device {} {}", self.device, self.listing.words())
    }
}
