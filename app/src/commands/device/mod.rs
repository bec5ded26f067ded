//! `io device`: the devices and their classes.

mod classes;
mod close;
mod list;
mod register;
mod show;

use anchor_lang::prelude::Pubkey;
use anyhow::{Result, ensure};
use clap::{Args, Subcommand};
use serde::Serialize;
use std::io::{self, Write};

use crate::designation::DeviceName;
use crate::party::Party;
use crate::registry;
use crate::report::{Output, Report, print};
use crate::session::Session;
use crate::stake;
use crate::text;

pub use show::{Heading, StakeReport, View};

#[derive(Subcommand)]
pub enum DeviceCommand {
    /// The device classes: their pools, their multipliers, and the stake that a processor requires
    Classes,
    /// Register a device. Repeating it changes nothing, so that it can be retried
    Register(register::Register),
    /// Your devices, another wallet's, or everyone's
    List(list::List),
    /// A device, its stake, and what can be done about its slash cases by when
    Show {
        /// The device: its address, or the id that your wallet gave it
        device: DeviceName,
    },
    /// Change your name for a device
    Label {
        /// The device: its address, or the id that your wallet gave it
        device: DeviceName,
        /// Up to 32 bytes; "" for none
        label: String,
    },
    /// Close a device that is empty and has no open case. What it has earned is paid first; its rent returns to you
    Close(close::Close),
    /// Offer a device to a new owner, who has to accept
    Transfer(Transfer),
    /// Take over a device that was offered to you, with its stake, its cooldowns and its cases
    Accept {
        /// The device's address
        device: Pubkey,
    },
}

#[derive(Args)]
pub struct Transfer {
    /// The device: its address, or the id that your wallet gave it
    device: DeviceName,
    #[command(flatten)]
    offer: Offer,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct Offer {
    /// The wallet to offer it to
    #[arg(long, value_name = "WALLET")]
    to: Option<Party>,
    /// Withdraw the offer
    #[arg(long)]
    cancel: bool,
}

impl DeviceCommand {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        match self {
            Self::Classes => print(&classes::ClassList::read(session)?, output),
            Self::Register(register) => register.run(session, output),
            Self::List(list) => list.run(session, output),
            Self::Show { device } => {
                let (address, device) = device.find(session)?;
                print(&show::DeviceReport::read(session, address, &device)?, output)
            }
            Self::Label { device, label } => relabel(device, label, session, output),
            Self::Close(close) => close.run(session, output),
            Self::Transfer(transfer) => transfer.run(session, output),
            Self::Accept { device } => accept(*device, session, output),
        }
    }
}

/// What was done to a device.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    action: &'static str,
    device: String,
    #[serde(skip)]
    sentence: String,
}

impl Change {
    fn new(action: &'static str, device: Pubkey, what: &str) -> Self {
        Self { action, device: device.to_string(), sentence: format!("The device {device} {what}") }
    }
}

impl Report for Change {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", self.sentence)
    }
}

fn relabel(device: &DeviceName, label: &str, session: &mut Session, output: Output) -> Result<()> {
    let (address, _) = device.find(session)?;
    let instruction = stake::update_device(session.signer()?, address, text::fill(label)?);
    let change = Change::new("labelled", address, &format!("is called \"{label}\" now"));
    session.carry_out(&[instruction], output, |_| Ok(change))
}

impl Transfer {
    fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let (address, _) = self.device.find(session)?;
        let to = self.offer.to.as_ref().map(|to| to.address(session)).transpose()?;
        let change = match to {
            Some(to) => {
                ensure!(to != Pubkey::default(), "nobody can accept at {to}: --cancel withdraws an offer");
                let command = format!("is offered to {to}, who takes it over with `io device accept {address}`");
                Change::new("offered", address, &command)
            }
            None => Change::new("kept", address, "is offered to nobody any more"),
        };
        let instruction = stake::propose_owner(session.signer()?, address, to.unwrap_or_default());
        session.carry_out(&[instruction], output, |_| Ok(change))
    }
}

fn accept(address: Pubkey, session: &mut Session, output: Output) -> Result<()> {
    registry::device(&*session.backend, &address)?;
    let owner = session.signer()?;
    let change = Change::new("accepted", address, &format!("belongs to {owner} now"));
    session.carry_out(&[stake::accept_owner(owner, address)], output, |_| Ok(change))
}
