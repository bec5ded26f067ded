//! `io market start` and `io market claim`: what suppliers live on.

use anyhow::Result;
use clap::Args;
use io_economics::Timestamp;

use super::target::{Deed, Payees, Role, Settling, Target, provide_accounts};
use crate::costake::Sharing;
use crate::market::{self, Rental};
use crate::rental::Standing;
use crate::report::Output;
use crate::session::Session;

#[derive(Args)]
pub struct Start {
    #[command(flatten)]
    target: Target,
}

#[derive(Args)]
pub struct Claim {
    #[command(flatten)]
    target: Target,
}

impl Start {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let supplier = session.signer()?;
        let settling = Settling::begin(session, &self.target, Deed::once("market start", "started"))?;
        let suits = |_: &_, standing| standing == Standing::Reserved;
        let targets = self.target.find(session, Role::Owner, suits)?;
        settling.finish(session, output, &targets, |_, address, reservation| {
            Ok(market::start(supplier, &Rental::of(address, reservation)))
        })
    }
}

impl Claim {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let claimant = session.signer()?;
        let settling = Settling::begin(session, &self.target, Deed::once("market claim", "claimed"))?;
        let now = Timestamp::new(session.backend.clock()?.unix_timestamp);
        let targets = self.target.find(session, Role::Party, |reservation, _| {
            (reservation.supplier == claimant && reservation.due_to_supplier(now) > 0)
                || (reservation.renter == claimant && reservation.renter_due > 0)
        })?;
        provide_accounts(session, &targets)?;
        let payees = Payees::new(session)?;
        settling.finish(session, output, &targets, |_, address, reservation| {
            let destination = payees.address(claimant, reservation.asset());
            let rental = Rental::of(address, reservation);
            // The co-stakers' part, if the device has any; the renter's own claim takes no notice of it.
            let sharing = (!reservation.can_be_pushed())
                .then(|| Sharing::of(reservation.device, payees.mint(reservation.asset())));
            Ok(market::claim_sharing(claimant, &rental, destination, sharing))
        })
    }
}
