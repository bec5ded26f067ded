//! `io rewards payout`.

use anchor_lang::prelude::Pubkey;
use anyhow::{Result, ensure};
use clap::Args;
use std::collections::HashSet;

use crate::batch::{Batch, Devices, Outcome, Way, each};
use crate::emission;
use crate::party::Party;
use crate::payroll;
use crate::report::Output;
use crate::session::Session;

#[derive(Args)]
pub struct Payout {
    #[command(flatten)]
    devices: Devices,
    #[command(flatten)]
    payee: Payee,
    #[command(flatten)]
    way: Way,
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

impl Payout {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let owner = session.signer()?;
        let payout = match &self.payee.to {
            Some(to) => to.address(session)?,
            None => Pubkey::default(),
        };
        ensure!(self.payee.owner || payout != Pubkey::default(), "nobody can be paid at {payout}");
        let batch = Batch::open(session, &self.way, "rewards payout", &self.devices.words()?)?;
        let chosen = self.devices.find(session, |_, _| true)?;
        let config = payroll::config(&*session.backend)?;
        let devices: Vec<Pubkey> = chosen.iter().map(|chosen| chosen.address).collect();
        let entries = payroll::entries(&*session.backend, &config, &devices)?;
        let leased: HashSet<Pubkey> =
            entries.into_iter().filter(|entry| entry.lease.is_some()).map(|entry| entry.device).collect();
        let payee = if self.payee.owner { owner } else { payout };
        let done = format!("what it earns is paid to {payee}");
        each(batch, session, output, &chosen, (&format!("payout {payout}"), &done), |chosen| {
            if chosen.device.is_none() {
                return Err(chosen.missing());
            }
            let never = "This device has never had a lease: who is paid can be said once it has one.";
            if !leased.contains(&chosen.address) {
                return Err(Outcome::Unfit(never.into()));
            }
            Ok(emission::set_payout(owner, chosen.address, payout))
        })
    }
}
