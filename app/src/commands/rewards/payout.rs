//! `io rewards payout`.

use anchor_lang::prelude::Pubkey;
use anyhow::{Result, ensure};
use clap::Args;
use serde::Serialize;
use std::io::{self, Write};

use crate::designation::DeviceName;
use crate::emission;
use crate::party::Party;
use crate::payroll;
use crate::report::{Output, Report};
use crate::session::Session;

#[derive(Args)]
pub struct Payout {
    /// The device: its address, or the id that your wallet gave it
    device: DeviceName,
    #[command(flatten)]
    payee: Payee,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct Payee {
    /// The wallet that is paid
    #[arg(long, value_name = "WALLET")]
    to: Option<Party>,
    /// Be paid yourself again
    #[arg(long)]
    owner: bool,
}

#[derive(Serialize)]
struct Change {
    device: String,
    payee: String,
}

impl Payout {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let owner = session.signer()?;
        let (device, _) = self.device.find(session)?;
        let payout = match &self.payee.to {
            Some(to) => to.address(session)?,
            None => Pubkey::default(),
        };
        ensure!(self.payee.owner || payout != Pubkey::default(), "nobody can be paid at {payout}");
        let config = payroll::config(&*session.backend)?;
        let entry = payroll::entry(&*session.backend, &config, device)?;
        ensure!(
            entry.lease.is_some(),
            "the device {device} has never had a lease: who is paid can be said once it has one"
        );
        let payee = if self.payee.owner { owner } else { payout };
        let change = Change { device: device.to_string(), payee: payee.to_string() };
        session.carry_out(&[emission::set_payout(owner, device, payout)], output, |_| Ok(change))
    }
}

impl Report for Change {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "What the device {} earns is paid to {}", self.device, self.payee)
    }
}
