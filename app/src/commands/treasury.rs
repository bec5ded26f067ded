//! `io treasury`: the fees, and the IO that is bought with them and burned.

mod act;
mod status;

use anchor_lang::prelude::Pubkey;
use anyhow::Result;
use clap::{Args, Subcommand};
use io_economics::{Amount, MicroUsd};
use std::path::PathBuf;

use crate::money;
use crate::report::{Output, print};
use crate::session::Session;
use crate::usdc;
use status::Status;

#[derive(Subcommand)]
pub enum Treasury {
    /// The vaults, the auction's price against the oracle's, what the next fill can be, what was bought and burned so far
    Status(Look),
    /// Sell IO to the treasury at the auction's price; it is burned
    Sell(Sell),
    /// Burn the fees that were paid in IO. Anyone can
    BurnFees,
    /// Have the treasury swap USDC for IO by an allowed program; the IO is burned. Anyone can
    Swap(Swap),
}

#[derive(Args)]
pub struct Look {
    /// Account with the oracle's price of IO [default: the sponsored one]
    #[arg(long, value_name = "ACCOUNT")]
    price_account: Option<Pubkey>,
}

#[derive(Args)]
pub struct Sell {
    /// How much, in IO, or `max` for as much as the caps and your account allow
    amount: Lot,
    /// The least USDC to be paid for all of it [default: 1% less than the auction pays now]
    #[arg(long, value_name = "USDC", value_parser = usdc::parse)]
    min: Option<MicroUsd>,
    /// Token account that the IO comes from [default: your own]
    #[arg(long, value_name = "TOKEN_ACCOUNT")]
    from: Option<Pubkey>,
    /// Token account that receives the USDC [default: your own]
    #[arg(long, value_name = "TOKEN_ACCOUNT")]
    to: Option<Pubkey>,
    #[command(flatten)]
    look: Look,
}

#[derive(Args)]
pub struct Swap {
    /// The most USDC to be spent
    #[arg(value_parser = usdc::parse)]
    amount: MicroUsd,
    /// File with the swap's instruction: {"programId", "accounts": [{"pubkey", "isWritable"}], "data"}, the data in base64, as
    /// the interfaces of swap aggregators give it. The trader, which `io treasury status` names, is the one who swaps
    #[arg(long, value_name = "FILE")]
    instruction: PathBuf,
    /// The least IO to be bought; the oracle's floor holds besides
    #[arg(long, value_name = "IO", value_parser = money::parse, default_value = "0")]
    min: Amount,
    #[command(flatten)]
    look: Look,
}

/// How much to sell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lot {
    Exactly(Amount),
    Max,
}

impl std::str::FromStr for Lot {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "max" => Ok(Self::Max),
            _ => money::parse(text).map(Self::Exactly),
        }
    }
}

impl Treasury {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        match self {
            Self::Status(look) => print(&Status::read(session, look.price_account)?, output),
            Self::Sell(sell) => sell.run(session, output),
            Self::BurnFees => act::burn_fees(session, output),
            Self::Swap(swap) => swap.run(session, output),
        }
    }
}
