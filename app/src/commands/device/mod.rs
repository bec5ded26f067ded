//! `io device`: the devices and their classes.

mod classes;
mod close;
mod list;
mod register;
mod show;

use anchor_lang::prelude::Pubkey;
use anyhow::{Result, ensure};
use clap::{ArgGroup, Args, Subcommand};
use serde::Serialize;
use std::io::{self, Write};

use crate::batch::devices::{Chosen, Listed};
use crate::batch::{Batch, Devices, Outcome, Way, each};
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
    /// Register a device, or those of a file. Repeating it changes nothing, so that it can be retried
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
    /// Close devices that are empty and have no open case. What they have earned is paid first; their rent returns to you
    Close(close::Close),
    /// Offer devices to a new owner, who has to accept
    Transfer(Transfer),
    /// Take over devices that were offered to you, with their stake, their cooldowns and their cases
    Accept(Accept),
}

#[derive(Args)]
pub struct Transfer {
    #[command(flatten)]
    devices: Devices,
    #[command(flatten)]
    offer: Offer,
    #[command(flatten)]
    way: Way,
}

#[derive(Args)]
#[command(group(ArgGroup::new("devices").required(true).args(["named", "csv", "all"])))]
pub struct Accept {
    #[command(flatten)]
    listed: Listed,
    /// Every device that is offered to you
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    way: Way,
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
            Self::Accept(accept) => accept.run(session, output),
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
        let owner = session.signer()?;
        let to = self.offer.to.as_ref().map(|to| to.address(session)).transpose()?;
        ensure!(
            to.is_none_or(|to| to != Pubkey::default()),
            "nobody can accept at {}: --cancel withdraws an offer",
            Pubkey::default()
        );
        let to = to.unwrap_or_default();
        let batch = Batch::open(session, &self.way, "device transfer", &self.devices.words()?)?;
        let chosen = self.devices.find(session, |_, device| device.pending_owner != to)?;
        let done = match self.offer.cancel {
            true => "offered to nobody any more".to_owned(),
            false => format!("offered to {to}, who takes it over with `io device accept`"),
        };
        each(batch, session, output, &chosen, (&format!("transfer {to}"), &done), |chosen| match &chosen.device {
            Some(device) if device.pending_owner == to && device.owner == owner => {
                Err(Outcome::Nothing("it is as it should be".into()))
            }
            Some(_) => Ok(stake::propose_owner(owner, chosen.address, to)),
            None => Err(chosen.missing()),
        })
    }
}

impl Accept {
    fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let owner = session.signer()?;
        let words = if self.all { "all".into() } else { self.listed.words()? };
        let batch = Batch::open(session, &self.way, "device accept", &words)?;
        let chosen = match self.all {
            true => {
                let search = registry::Search { pending_owner: Some(owner), ..registry::Search::default() };
                let offered = registry::devices(&*session.backend, search)?;
                offered.into_iter().map(|(address, device)| Chosen::found(address, device)).collect()
            }
            false => self.listed.find(session)?,
        };
        let done = format!("belongs to {owner} now");
        each(batch, session, output, &chosen, ("accept", &done), |chosen| match &chosen.device {
            Some(device) if device.owner == owner => Err(Outcome::Nothing("it is yours".into())),
            Some(_) => Ok(stake::accept_owner(owner, chosen.address)),
            None => Err(chosen.missing()),
        })
    }
}
