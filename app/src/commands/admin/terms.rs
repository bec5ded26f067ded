//! `io admin terms`.

use anyhow::Result;
use clap::{Args, Subcommand};
use io_economics::MicroUsd;

use super::change;
use crate::buyback;
use crate::emission;
use crate::governance::Governed;
use crate::market;
use crate::payroll;
use crate::rental;
use crate::report::Output;
use crate::session::Session;
use crate::treasury;
use crate::usdc;

#[derive(Subcommand)]
pub enum Terms {
    /// How far ahead leases run, and how much stake counts
    Emission(EmissionTerms),
    /// The fees, what a failure costs, and which prices are believed
    Market(MarketTerms),
    /// The auction, its caps, and which prices are believed
    Treasury(TreasuryTerms),
}

#[derive(Args)]
#[group(required = true, multiple = true)]
pub struct EmissionTerms {
    /// How many epochs ahead a lease may run: 1 to 168
    #[arg(long, value_name = "EPOCHS")]
    max_lease: Option<u16>,
    /// Up to what multiple of the required stake a device's stake counts: 10,000 to 100,000
    #[arg(long, value_name = "BPS")]
    weight_cap_bps: Option<u32>,
    /// The share of a device's rewards that its co-stakers get: at most 5,000
    #[arg(long, value_name = "BPS")]
    costake_bps: Option<u16>,
}

#[derive(Args)]
#[group(required = true, multiple = true)]
pub struct MarketTerms {
    /// The fee for reserving: at most 500, as every fee
    #[arg(long, value_name = "BPS")]
    reservation_bps: Option<u16>,
    /// The fee for bringing supplier and renter together where USDC is paid
    #[arg(long, value_name = "BPS")]
    facilitation_usdc_bps: Option<u16>,
    /// The same where IO is paid
    #[arg(long, value_name = "BPS")]
    facilitation_io_bps: Option<u16>,
    /// The fee for the network
    #[arg(long, value_name = "BPS")]
    network_bps: Option<u16>,
    /// The share of what was earned that goes back to the renter when a device fails: at most 5,000
    #[arg(long, value_name = "BPS")]
    failure_bps: Option<u16>,
    /// The share of a device's rent that its co-stakers get: at most 5,000
    #[arg(long, value_name = "BPS")]
    costake_bps: Option<u16>,
    /// How uncertain a price may be: 1 to 500
    #[arg(long, value_name = "BPS")]
    max_confidence_bps: Option<u16>,
    /// How old a price may be: 1 to 300
    #[arg(long, value_name = "SECONDS")]
    max_age: Option<u32>,
}

#[derive(Args)]
#[group(required = true, multiple = true)]
pub struct TreasuryTerms {
    /// Where the auction starts, from the oracle's price: -2,000 to 0
    #[arg(long, value_name = "BPS", allow_hyphen_values = true)]
    start_bps: Option<i16>,
    /// Where it ends: at most 500
    #[arg(long, value_name = "BPS", allow_hyphen_values = true)]
    ceiling_bps: Option<i16>,
    /// How long its price rises: 60 to 604,800
    #[arg(long, value_name = "SECONDS")]
    ramp: Option<u32>,
    /// The least that a fill pays
    #[arg(long, value_name = "USDC", value_parser = usdc::parse)]
    min_fill: Option<MicroUsd>,
    /// The most that a fill or a swap spends
    #[arg(long, value_name = "USDC", value_parser = usdc::parse)]
    fill_cap: Option<MicroUsd>,
    /// The most that a day spends
    #[arg(long, value_name = "USDC", value_parser = usdc::parse)]
    day_cap: Option<MicroUsd>,
    /// How much less than at the oracle's price a swap may bring: -500 to 0
    #[arg(long, value_name = "BPS", allow_hyphen_values = true)]
    swap_floor_bps: Option<i16>,
    /// How uncertain a price may be: 1 to 500
    #[arg(long, value_name = "BPS")]
    max_confidence_bps: Option<u16>,
    /// How old a price may be: 1 to 300
    #[arg(long, value_name = "SECONDS")]
    max_age: Option<u32>,
}

/// Puts what is given in the place of what was.
fn replace<T>(term: &mut T, given: Option<T>) {
    if let Some(given) = given {
        *term = given;
    }
}

impl Terms {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let admin = session.signer()?;
        let backend = &*session.backend;
        let (program, instruction) = match self {
            Self::Emission(given) => {
                let config = payroll::config(backend)?;
                let max_lease = given.max_lease.unwrap_or(config.max_lease);
                let weight_cap_bps = given.weight_cap_bps.unwrap_or(config.weight_cap_bps);
                let costake_bps = given.costake_bps.unwrap_or(config.costake_bps);
                (Governed::Emission, emission::set_terms(admin, max_lease, weight_cap_bps, costake_bps))
            }
            Self::Market(given) => {
                let mut terms = rental::config(backend)?.terms();
                given.apply(&mut terms);
                (Governed::Market, market::set_terms(admin, terms))
            }
            Self::Treasury(given) => {
                let mut terms = buyback::config(backend)?.terms;
                given.apply(&mut terms);
                (Governed::Treasury, treasury::set_terms(admin, terms))
            }
        };
        change(session, output, &[program], &[instruction])
    }
}

impl MarketTerms {
    fn apply(&self, terms: &mut market::Terms) {
        replace(&mut terms.reservation_bps, self.reservation_bps);
        replace(&mut terms.facilitation_usdc_bps, self.facilitation_usdc_bps);
        replace(&mut terms.facilitation_io_bps, self.facilitation_io_bps);
        replace(&mut terms.network_bps, self.network_bps);
        replace(&mut terms.failure_bps, self.failure_bps);
        replace(&mut terms.costake_bps, self.costake_bps);
        replace(&mut terms.max_confidence_bps, self.max_confidence_bps);
        replace(&mut terms.max_age, self.max_age);
    }
}

impl TreasuryTerms {
    fn apply(&self, terms: &mut treasury::Terms) {
        replace(&mut terms.start_bps, self.start_bps);
        replace(&mut terms.ceiling_bps, self.ceiling_bps);
        replace(&mut terms.ramp, self.ramp);
        replace(&mut terms.min_fill, self.min_fill.map(|dollars| dollars.get()));
        replace(&mut terms.fill_cap, self.fill_cap.map(|dollars| dollars.get()));
        replace(&mut terms.day_cap, self.day_cap.map(|dollars| dollars.get()));
        replace(&mut terms.swap_floor_bps, self.swap_floor_bps);
        replace(&mut terms.max_confidence_bps, self.max_confidence_bps);
        replace(&mut terms.max_age, self.max_age);
    }
}
