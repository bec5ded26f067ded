//! `io market`: devices on offer, reservations, and clusters of them.

mod end;
mod extend;
mod failure;
pub mod lines;
mod list;
mod offer;
mod order;
mod plan;
mod quote;
mod reserve;
mod run;
mod show;
mod target;

use anyhow::Result;
use clap::{Subcommand, ValueEnum};

use crate::market::Asset;
use crate::report::Output;
use crate::session::Session;

pub use show::supplied;

#[derive(Subcommand)]
pub enum Market {
    /// The devices on offer: which are free, for how long, at what price, and with how much stake behind them
    List(list::List),
    /// Put devices of yours on the market, or change the terms they are offered on
    Offer(offer::Offer),
    /// Take devices of yours off the market, when they are neither reserved nor running
    WithdrawOffer(offer::WithdrawOffer),
    /// What a device, or a cluster, costs with every fee, in USDC and in IO. Nothing is signed
    Quote(quote::Quote),
    /// Reserve a cluster. Repeat the command to reserve what is missing of it
    Reserve(reserve::Reserve),
    /// What you rent and what you let: one line for each device, and what it all comes to
    Show(show::Show),
    /// Start what was reserved of you, within 20 minutes. From then on it earns
    Start(run::Start),
    /// Claim what you earned, or what came back to you
    Claim(run::Claim),
    /// Rent for longer, at the current price of each device
    Extend(extend::Extend),
    /// End early what you rent. You pay what ran, at least an hour, and get the rest back
    Terminate(end::Terminate),
    /// End what was not started within 20 minutes. Anyone may do it; the renter gets everything back
    Expire(end::Expire),
    /// End what has run its time. Anyone may do it; the supplier is paid
    Complete(end::Complete),
    /// Report that a rented device failed, as the market's attestors. The renter gets back what did not run, and more
    ReportFailure(failure::ReportFailure),
}

/// What is paid with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Pay {
    Usdc,
    Io,
}

impl From<Pay> for Asset {
    fn from(pay: Pay) -> Self {
        match pay {
            Pay::Usdc => Self::Usdc,
            Pay::Io => Self::Io,
        }
    }
}

impl Market {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        match self {
            Self::List(list) => list.run(session, output),
            Self::Offer(offer) => offer.run(session, output),
            Self::WithdrawOffer(withdraw) => withdraw.run(session, output),
            Self::Quote(quote) => quote.run(session, output),
            Self::Reserve(reserve) => reserve.run(session, output),
            Self::Show(show) => show.run(session, output),
            Self::Start(start) => start.run(session, output),
            Self::Claim(claim) => claim.run(session, output),
            Self::Extend(extend) => extend.run(session, output),
            Self::Terminate(terminate) => terminate.run(session, output),
            Self::Expire(expire) => expire.run(session, output),
            Self::Complete(complete) => complete.run(session, output),
            Self::ReportFailure(report) => report.run(session, output),
        }
    }
}

/// `1 device`, `2 devices`.
fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
