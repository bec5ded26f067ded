//! `io market terminate`, `expire` and `complete`: how reservations end.

use anyhow::Result;
use clap::Args;

use super::target::{Deed, Payees, Role, Settling, Target, provide_accounts};
use crate::market::{self, Rental};
use crate::rental::Standing;
use crate::report::Output;
use crate::session::Session;

#[derive(Args)]
pub struct Terminate {
    #[command(flatten)]
    target: Target,
}

#[derive(Args)]
pub struct Expire {
    #[command(flatten)]
    target: Target,
}

#[derive(Args)]
pub struct Complete {
    #[command(flatten)]
    target: Target,
}

impl Terminate {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let renter = session.signer()?;
        let settling = Settling::begin(session, &self.target, Deed::once("market terminate", "terminated"))?;
        let suits = |_: &_, standing| standing == Standing::Running;
        let targets = self.target.find(session, Role::Renter, suits)?;
        provide_accounts(session, &targets)?;
        let mut payees = Payees::new(session)?;
        settling.finish(session, output, &targets, |session, address, reservation| {
            let supplier = payees.account(session, reservation.supplier, reservation.asset())?;
            let destination = payees.address(renter, reservation.asset());
            Ok(market::terminate(renter, &Rental::of(address, reservation), destination, supplier))
        })
    }
}

impl Expire {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let settling = Settling::begin(session, &self.target, Deed::once("market expire", "expired"))?;
        let suits = |_: &_, standing| standing == Standing::Late;
        let targets = self.target.find(session, Role::Anyone, suits)?;
        let mut payees = Payees::new(session)?;
        settling.finish(session, output, &targets, |session, address, reservation| {
            let account = payees.account(session, reservation.renter, reservation.asset())?;
            Ok(market::expire(&Rental::of(address, reservation), account))
        })
    }
}

impl Complete {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let settling = Settling::begin(session, &self.target, Deed::once("market complete", "completed"))?;
        let suits = |_: &_, standing| standing == Standing::Over;
        let targets = self.target.find(session, Role::Anyone, suits)?;
        let mut payees = Payees::new(session)?;
        settling.finish(session, output, &targets, |session, address, reservation| {
            let account = payees.account(session, reservation.supplier, reservation.asset())?;
            Ok(market::complete(&Rental::of(address, reservation), account))
        })
    }
}
