//! `io costake`: stake behind devices of somebody else's.

mod add;
mod claim;
mod list;
mod offer;
mod position;
mod rewards;
mod target;
mod unstake;
mod withdraw;

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result};
use clap::Subcommand;

use crate::backend::Backend;
use crate::costake;
use crate::registry;
use crate::report::Output;
use crate::session::Session;

#[derive(Subcommand)]
pub enum Costake {
    /// Open a device of yours for co-stake, up to a limit
    Open(offer::Open),
    /// Set how much co-stake a device of yours takes. Who is in may stay
    Limit(offer::Limit),
    /// Close the co-stake of a device of yours, once everybody has left. What nobody shares is paid to you, and its rent
    Close(offer::Close),
    /// The devices that are open for co-stake: what is behind them, how much they take, and how they have done
    List(list::List),
    /// Stake behind a device of somebody else's
    Add(add::Add),
    /// Start the 14-day cooldown of a part of your co-stake. It cannot be taken back
    Unstake(unstake::Unstake),
    /// Withdraw all co-stake whose cooldown is over
    Withdraw(withdraw::Withdraw),
    /// What your co-stake is worth, what cools until when, and what it has earned
    Rewards(rewards::Rewards),
    /// Claim what your co-stake has earned, in IO and in USDC; and, as an owner, what nobody shared
    Claim(claim::Claim),
}

impl Costake {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        match self {
            Self::Open(open) => open.run(session, output),
            Self::Limit(limit) => limit.run(session, output),
            Self::Close(close) => close.run(session, output),
            Self::List(list) => list.run(session, output),
            Self::Add(add) => add.run(session, output),
            Self::Unstake(unstake) => unstake.run(session, output),
            Self::Withdraw(withdraw) => withdraw.run(session, output),
            Self::Rewards(rewards) => rewards.run(session, output),
            Self::Claim(claim) => claim.run(session, output),
        }
    }
}

/// The assets that co-stakers are paid in: their numbers and their mints.
fn assets(backend: &dyn Backend) -> Result<[(u8, Pubkey); 2]> {
    let config = registry::config(backend)?;
    let mint = |number| {
        let missing = "co-stakers can be paid in nothing here: `io migrate` adds the assets";
        Ok::<_, anyhow::Error>(config.asset(number).context(missing)?.mint)
    };
    Ok([(costake::IO, mint(costake::IO)?), (costake::USDC, mint(costake::USDC)?)])
}
