//! What is asked of the market, what there is of it already, and what is missing.

use anchor_lang::prelude::Pubkey;
use anyhow::{Result, ensure};
use io_market::state::Reservation;
use solana_instruction::Instruction;
use std::time::Duration;

use super::lines::View;
use super::plan::{Ground, Plan};
use crate::associated;
use crate::batch::Job;
use crate::bill::{self, Currency};
use crate::market::{self, Asset, Payment};
use crate::offers::Offer;
use crate::registry;
use crate::rental::{self, Search, Standing};
use crate::session::Session;

/// How often, and how far apart, a node is asked for what it has confirmed itself.
const ATTEMPTS: u32 = 40;
const PAUSE: Duration = Duration::from_millis(500);

/// What is asked for, in the terms of the programs.
pub struct Order {
    pub renter: Pubkey,
    /// The token account that pays.
    pub source: Pubkey,
    /// Class and processors of a cluster, or the one device.
    pub what: What,
    pub hours: u16,
    pub asset: Asset,
    pub max: u64,
    pub cluster: [u8; 32],
}

#[derive(Clone, Copy)]
pub enum What {
    Cluster { class: u16, processors: u32 },
    Device(Pubkey),
}

/// What there is of the cluster already.
pub struct Inventory {
    pub reservations: Vec<(Pubkey, Reservation)>,
    pub processors: u32,
    pub spent: u64,
}

impl Order {
    /// How many processors are wanted in all.
    pub fn processors(&self, session: &Session) -> Result<u32> {
        match self.what {
            What::Cluster { processors, .. } => Ok(processors),
            What::Device(device) => Ok(registry::device(&*session.backend, &device)?.processors.into()),
        }
    }

    /// What is reserved or running of it. The reservations on the cluster are all there is to know; a node that does not know yet
    /// what was `made` just now is asked again.
    pub fn inventory(&self, session: &Session, ground: &Ground, made: &[Pubkey]) -> Result<Inventory> {
        let search = match self.what {
            What::Cluster { .. } => Search { cluster: Some(self.cluster), ..Search::default() },
            What::Device(device) => Search { device: Some(device), ..Search::default() },
        };
        let search = Search { renter: Some(self.renter), ..search };
        let mut found = rental::reservations(&*session.backend, search)?;
        let mut attempts = 1..ATTEMPTS;
        while !made.iter().all(|made| found.iter().any(|(address, _)| address == made)) {
            ensure!(attempts.next().is_some(), "the node lags behind: look again later, with `io market show`");
            std::thread::sleep(PAUSE);
            found = rental::reservations(&*session.backend, search)?;
        }
        let live: Vec<_> = found.into_iter().filter(|(_, one)| Standing::of(one, ground.now).is_live()).collect();
        let view = View::read(session, &live)?;
        let mut processors = 0u32;
        for (_, reservation) in &live {
            ensure!(
                reservation.asset() == self.asset,
                "what there is of this cluster is paid in {}: name another cluster with --cluster",
                rental::asset_name(reservation.asset())
            );
            // One that was closed while it was reserved serves nobody: another is reserved in its place.
            let Some(device) = view.device(reservation) else { continue };
            let counts = match self.what {
                What::Cluster { class, .. } => device.class == class,
                What::Device(_) => true,
            };
            processors = processors.saturating_add(if counts { device.processors.into() } else { 0 });
        }
        let spent = live.iter().map(|(_, reservation)| rental::spent(reservation, ground.now)).sum();
        Ok(Inventory { reservations: live, processors, spent })
    }

    pub fn plan(&self, session: &Session, ground: &Ground, currency: &Currency, missing: u32) -> Result<Plan> {
        let (offers, processors) = match self.what {
            What::Cluster { class, .. } => {
                let choice = ground.choose(session, class, missing, self.hours)?;
                (choice.offers, choice.processors)
            }
            // Whatever keeps it from being reserved, the program says.
            What::Device(address) => {
                let device = registry::device(&*session.backend, &address)?;
                let listing = rental::listing(&*session.backend, address)?;
                let offer = Offer::of(address, device, listing, &ground.classes);
                (vec![offer], offer.processors())
            }
        };
        let bills = ground.bill(&offers, currency, self.hours)?;
        Ok(Plan { offers, processors, bills })
    }

    /// One reservation for each device, none of which may take more than its part of the whole. In USDC that is what was
    /// shown; the price of IO may move a little on the way.
    pub fn jobs(
        &self,
        ground: &Ground,
        plan: &Plan,
        inventory: &Inventory,
        currency: &Currency,
    ) -> Vec<Job<Instruction>> {
        let left = match currency {
            Currency::Usdc => 0,
            Currency::Io { .. } => self.max.saturating_sub(inventory.spent),
        };
        let usdc = ground.config.usdc.mint;
        let payment = Payment { source: self.source, price: currency.price_account() };
        let reserve = |(offer, limit): (&Offer, u64)| {
            let args = market::reserve_args(&offer.listing, self.hours, self.asset, limit, self.cluster);
            let about = market::reserve(self.renter, self.renter, offer.address, usdc, payment, args);
            // Once a reservation of that number is there, none of that number can be made any more.
            Job { device: offer.address, what: format!("reserve {}", offer.listing.next), adds_up: false, about }
        };
        plan.offers.iter().zip(bill::limits(&plan.bills, left)).map(reserve).collect()
    }

    /// Checked here, so that no part of the cluster is paid before it is known that all of it can be.
    pub fn require_affordable(&self, session: &Session, plan: &Plan, inventory: &Inventory) -> Result<()> {
        let total = plan.total().total();
        let all = inventory.spent.saturating_add(total);
        let show = |amount| rental::show(self.asset, amount);
        ensure!(all <= self.max, "the cluster comes to {}, which is more than --max, {}", show(all), show(self.max));
        let held = associated::balance(&*session.backend, &self.source)?.unwrap_or(0);
        let source = self.source;
        ensure!(held >= total, "the token account {source} holds {}, and {} are needed", show(held), show(total));
        Ok(())
    }
}
