//! `io ledger usdc` and `io ledger price`: dollars, and what an IO costs in them.

use anyhow::{Context, Result};
use clap::Args;
use io_economics::MicroUsd;
use serde::Serialize;
use std::io::{self, Write};

use crate::cli::Global;
use crate::cluster;
use crate::moment;
use crate::money;
use crate::oracle::Posted;
use crate::party::Party;
use crate::report::{Report, print};
use crate::usdc;
use crate::wallet::Wallet;

/// The decimals with which Pyth publishes such prices.
const DECIMALS: u8 = 8;

#[derive(Args)]
pub struct Usdc {
    /// How much, in USDC
    #[arg(value_parser = usdc::parse)]
    amount: MicroUsd,
    /// The wallet that receives it [default: your own]
    #[arg(long, value_name = "WALLET")]
    to: Option<Party>,
}

#[derive(Args)]
pub struct NewPrice {
    /// Dollars for one IO
    #[arg(value_parser = dollars)]
    price: u64,
    /// By how much it may be off, in dollars
    #[arg(long, value_name = "DOLLARS", value_parser = dollars, default_value = "0")]
    confidence: u64,
}

/// Dollars with the decimals of a price.
fn dollars(text: &str) -> Result<u64> {
    money::parse_units(text, DECIMALS, "dollars")
}

/// Amounts in base units.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Issued {
    amount: u64,
    owner: String,
    token_account: String,
    balance: u64,
}

impl Usdc {
    pub fn run(&self, global: &Global) -> Result<()> {
        let place = global.place()?;
        let owner = match &self.to {
            Some(Party::Address(address)) => *address,
            Some(Party::Embedded(name)) => Wallet::named(name, Some(&place))?.address,
            Some(Party::Operator) | None => {
                let config = cluster::config(global.config.as_deref())?;
                Wallet::find(global.keypair.as_deref(), config.as_ref(), Some(&place))?.address
            }
        };
        let mut ledger = global.ledger()?;
        let (account, balance) = ledger.issue_usdc(owner, self.amount.get())?;
        ledger.save()?;
        let report =
            Issued { amount: self.amount.get(), owner: owner.to_string(), token_account: account.to_string(), balance };
        print(&report, global.output)
    }
}

impl Report for Issued {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { amount, owner, balance, .. } = self;
        writeln!(out, "{} USDC to {owner}, who holds {} now", usdc::show_units(*amount), usdc::show_units(*balance))
    }
}

/// Dollars for one IO, times 10⁸.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PriceReport {
    price: u64,
    confidence: u64,
    exponent: i32,
    published_at: i64,
    price_account: String,
}

impl NewPrice {
    pub fn run(&self, global: &Global) -> Result<()> {
        let mut ledger = global.ledger()?;
        let (published_at, exponent) = (ledger.clock().unix_timestamp, -i32::from(DECIMALS));
        let price = i64::try_from(self.price).context("no price is that high")?;
        let account = ledger.post_price(Posted { price, confidence: self.confidence, exponent, published_at })?;
        ledger.save()?;
        let Self { price, confidence } = *self;
        print(
            &PriceReport { price, confidence, exponent, published_at, price_account: account.to_string() },
            global.output,
        )
    }
}

impl Report for PriceReport {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { price, confidence, published_at, price_account, .. } = self;
        let [price, confidence] = [price, confidence].map(|units| money::show_units(*units));
        writeln!(out, "An IO costs {price} dollars, give or take {confidence}, as of {}", moment::show(*published_at))?;
        writeln!(out, "  in the account {price_account}")
    }
}
