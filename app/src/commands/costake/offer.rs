//! `io costake open`, `limit` and `close`: what owners do.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, ensure};
use clap::Args;
use io_economics::Amount;
use serde::Serialize;
use solana_instruction::Instruction;
use std::io::{self, Write};

use super::assets;
use super::position::View;
use crate::associated;
use crate::costake;
use crate::designation::DeviceName;
use crate::money::{self, show_units};
use crate::positions;
use crate::report::{Output, Report, counted_are};
use crate::session::{Envelope, Session};
use crate::timeline::CostakeLine;
use crate::token::MINT;

#[derive(Args)]
pub struct Open {
    /// The device: its address, or the id that your wallet gave it
    device: DeviceName,
    /// How much it takes, in IO. What is above your own stake earns, and does not count for the device
    #[arg(long, value_name = "AMOUNT", value_parser = money::parse)]
    limit: Amount,
}

#[derive(Args)]
pub struct Limit {
    /// The device: its address, or the id that your wallet gave it
    device: DeviceName,
    /// How much it takes, in IO; 0 takes nobody any more
    #[arg(value_parser = money::parse)]
    limit: Amount,
}

#[derive(Args)]
pub struct Close {
    /// The device: its address, or the id that your wallet gave it
    device: DeviceName,
    /// Token account that receives what is left in the vault [default: your own]
    #[arg(long, value_name = "TOKEN_ACCOUNT")]
    to: Option<Pubkey>,
}

/// What was done to the co-stake of a device. Amounts in base units.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    action: &'static str,
    device: String,
    costake: Option<CostakeLine>,
    #[serde(skip)]
    sentence: String,
}

impl Report for Change {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "The device {} {}", self.device, self.sentence)
    }
}

impl Open {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let (address, _) = self.device.find(session)?;
        let limit = self.limit.get();
        let open = costake::open(session.signer()?, address, limit);
        session.carry_out(&[open], output, |session| {
            let sentence = format!("takes up to {} IO of co-stake", show_units(limit));
            Change::read(session, "opened", address, sentence)
        })
    }
}

impl Limit {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let (address, _) = self.device.find(session)?;
        let limit = self.limit.get();
        let instruction = costake::limit(session.signer()?, address, limit);
        session.carry_out(&[instruction], output, |session| {
            let sentence = match limit {
                0 => "takes no co-stake any more; who is in may stay".to_owned(),
                _ => format!("takes up to {} IO of co-stake now", show_units(limit)),
            };
            Change::read(session, "limited", address, sentence)
        })
    }
}

impl Change {
    fn read(session: &Session, action: &'static str, address: Pubkey, sentence: String) -> Result<Self> {
        let device = crate::registry::device(&*session.backend, &address)?;
        Ok(Self { action, device: address.to_string(), costake: CostakeLine::of(&device), sentence })
    }
}

impl Close {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let (address, _) = self.device.find(session)?;
        let rewards = positions::rewards(&*session.backend, address)?;
        ensure!(
            rewards.positions == 0,
            "there {} of co-stakers behind the device {address}, who have to leave first: `io costake limit {address} 0` \
             takes nobody any more",
            counted_are(rewards.positions, "position")
        );
        let claims = unshared(session, address)?;
        let close = self.close(session, address, rewards.vault)?;
        let mut all = [claims.as_slice(), close.as_slice()].concat();
        if !session.fits(Envelope::default(), &all)? {
            session.confirm(&claims).context("what nobody shared could not be claimed")?;
            all = close;
        }
        let sentence = "is closed for co-stake, and the rent returned".to_owned();
        let change = Change { action: "closed", device: address.to_string(), costake: None, sentence };
        session.carry_out(&all, output, |_| Ok(change))
    }

    fn close(&self, session: &mut Session, address: Pubkey, vault: Pubkey) -> Result<Vec<Instruction>> {
        let owner = session.signer()?;
        let mut instructions = Vec::new();
        // Only what rounding left, or others have sent there, has to go somewhere.
        let surplus = associated::balance(&*session.backend, &vault)?.unwrap_or(0) > 0;
        let destination = match (self.to, surplus) {
            (None, true) => {
                instructions.push(associated::create(&owner, &owner, &MINT));
                Some(associated::address(&owner, &MINT))
            }
            (given, _) => given,
        };
        instructions.push(costake::close(owner, address, destination));
        Ok(instructions)
    }
}

/// What pays the owner of a device what nobody shares, in either asset, into the owner's own token accounts.
fn unshared(session: &mut Session, address: Pubkey) -> Result<Vec<Instruction>> {
    let owner = session.signer()?;
    let view = View::read(session, &[address])?;
    let mut instructions = Vec::new();
    for (asset, mint) in assets(&*session.backend)? {
        if view.flow(address, asset)?.unshared > 0 {
            instructions.push(associated::create(&owner, &owner, &mint));
            let destination = associated::address(&owner, &mint);
            instructions.push(costake::claim_unshared(owner, address, destination, mint, asset));
        }
    }
    Ok(instructions)
}
