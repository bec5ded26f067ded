//! `io market offer` and `io market withdraw-offer`.

use anyhow::{Context, Result, bail};
use clap::Args;
use io_economics::MicroUsd;
use serde::Serialize;
use std::io::{self, Write};

use crate::designation::DeviceName;
use crate::market::{self, ListArgs};
use crate::rental;
use crate::report::{Output, Report};
use crate::session::Session;
use crate::usdc;

#[derive(Args)]
pub struct Offer {
    /// The device: its address, or the id that your wallet gave it
    device: DeviceName,
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
}

#[derive(Args)]
pub struct WithdrawOffer {
    /// The device: its address, or the id that your wallet gave it
    device: DeviceName,
}

/// The price in micro-dollars.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Offered {
    action: &'static str,
    device: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    listing: Option<Terms>,
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
        let owner = session.signer()?;
        let (address, _) = self.device.find(session)?;
        rental::config(&*session.backend)?;
        let before = rental::find_listing(&*session.backend, address)?;
        let price = self.price.map(MicroUsd::get).or_else(|| before.map(|listing| listing.price_per_hour));
        let Some(price_per_hour) = price else { bail!("say what an hour costs, with --price") };
        let args = ListArgs {
            price_per_hour,
            min_hours: self.min_hours.or_else(|| before.map(|listing| listing.min_hours)).unwrap_or(1),
            max_hours: self.max_hours.or_else(|| before.map(|listing| listing.max_hours)).unwrap_or(720),
            open: !self.closed,
        };
        session.carry_out(&[market::list(owner, owner, address, args)], output, |session| {
            let listing = rental::listing(&*session.backend, address)?;
            let terms = Terms {
                price_per_hour: listing.price_per_hour,
                min_hours: listing.min_hours,
                max_hours: listing.max_hours,
                open: listing.is_open(),
            };
            Ok(Offered { action: "offered", device: address.to_string(), listing: Some(terms) })
        })
    }
}

impl WithdrawOffer {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let owner = session.signer()?;
        // A device that was closed still has its listing, whose rent whoever made it may have back.
        let address = match self.device {
            DeviceName::Address(address) => address,
            DeviceName::Id(_) => self.device.find(session)?.0,
        };
        let listing = rental::listing(&*session.backend, address)?;
        session.carry_out(&[market::delist(owner, address, listing.rent_payer)], output, |session| {
            let gone = rental::find_listing(&*session.backend, address)?.is_none();
            gone.then_some(()).context("the listing is still there")?;
            Ok(Offered { action: "withdrawn", device: address.to_string(), listing: None })
        })
    }
}

impl Report for Offered {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let device = &self.device;
        match &self.listing {
            None => writeln!(out, "The device {device} is off the market, and the rent of its listing returned"),
            Some(Terms { price_per_hour, min_hours, max_hours, open }) => {
                let price = usdc::show_units(*price_per_hour);
                let taken = if *open { "" } else { ", and takes no reservations for now" };
                writeln!(
                    out,
                    "The device {device} costs {price} USDC an hour, for {min_hours} to {max_hours} hours{taken}"
                )
            }
        }
    }
}
