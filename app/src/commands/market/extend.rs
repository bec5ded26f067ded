//! `io market extend`.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, ensure};
use clap::Args;
use io_economics::MicroUsd;
use io_market::state::{Listing, Reservation};
use std::collections::HashMap;

use super::target::{Deed, Payees, Role, Settling, Target};
use crate::bill::{self, Bill, Currency};
use crate::market::{self, Asset, Payment, Rental};
use crate::money;
use crate::rental::{self, Standing};
use crate::report::{Output, note};
use crate::session::Session;
use crate::usdc;

#[derive(Args)]
pub struct Extend {
    #[command(flatten)]
    target: Target,
    /// By how many hours
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    hours: u16,
    /// The most that all of it may come to, with every fee, in what the reservations are paid in
    #[arg(long, value_name = "AMOUNT")]
    max: String,
    /// Account of a price update of IO [default: the one that Pyth's sponsors keep up to date]
    #[arg(long, value_name = "ACCOUNT")]
    price_account: Option<Pubkey>,
}

impl Extend {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let renter = session.signer()?;
        let deed = Deed {
            action: "market extend",
            what: format!("extend by {} hours", self.hours),
            adds_up: true,
            done: "extended",
        };
        let settling = Settling::begin(session, &self.target, deed)?;
        let suits = |_: &_, standing| standing == Standing::Running;
        let targets = self.target.find(session, Role::Renter, suits)?;
        let left = targets.reservations.iter().filter(|(address, one)| !settling.has_done(*address, one));
        let left: Vec<&(Pubkey, Reservation)> = left.collect();
        let asset = left.first().map_or(Asset::Usdc, |(_, reservation)| reservation.asset());
        ensure!(
            left.iter().all(|(_, reservation)| reservation.asset() == asset),
            "some of them are paid in USDC and some in IO: name them one by one, or by their clusters"
        );
        let max = match asset {
            Asset::Usdc => usdc::parse(&self.max).context("--max")?.get(),
            Asset::Io => money::parse(&self.max).context("--max")?.get(),
        };
        let config = rental::config(&*session.backend)?;
        let currency = Currency::read(session, asset, &config, self.price_account)?;

        let listings: HashMap<Pubkey, Listing> =
            rental::listings(&*session.backend)?.into_iter().map(|listing| (listing.device, listing)).collect();
        let bill = |reservation: &Reservation| {
            let listing = listings.get(&reservation.device);
            let listing = listing.with_context(|| format!("{} is no longer on the market", reservation.device))?;
            currency.bill(MicroUsd::new(listing.price_per_hour), self.hours, reservation.fee_rates())
        };
        let bills = left.iter().map(|(_, reservation)| bill(reservation)).collect::<Result<Vec<_>>>()?;
        let total = bills.iter().fold(Bill::default(), |sum, bill| sum.and(*bill));
        let show = |amount| rental::show(asset, amount);
        ensure!(total.total() <= max, "that comes to {}, which is more than --max, {}", show(total.total()), show(max));
        note(format_args!(
            "{} more hours cost {}, and {} in fees",
            self.hours,
            show(total.cost),
            show(total.all_fees())
        ));
        let slack = if asset == Asset::Io { max } else { 0 };
        let limits = left.iter().map(|(address, _)| *address).zip(bill::limits(&bills, slack));
        let limits: HashMap<Pubkey, u64> = limits.collect();
        let payment = Payment { source: Payees::new(session)?.address(renter, asset), price: currency.price_account() };
        settling.finish(session, output, &targets, |_, address, reservation| {
            // What is done already has none, and is not sent.
            let limit = limits.get(&address).copied().unwrap_or_default();
            Ok(market::extend(renter, &Rental::of(address, reservation), payment, self.hours, limit))
        })
    }
}
