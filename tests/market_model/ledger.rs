//! Who paid in, who was paid, and what the events say about it: sums that know nothing of the model, nor of the program's
//! books.

use std::collections::{BTreeMap, BTreeSet};

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, ensure};
use io_market::{
    ID,
    events::{Claimed, Completed, Expired, Extended, FailureReported, Reserved, Started, Terminated},
};
use io_tests::{Receipt, market::ASSETS};

use crate::{
    cast::{Account, Till},
    model::Model,
    step::Step,
};

/// What is in each account.
pub type Balances = BTreeMap<Account, u128>;

#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Out of people's accounts, per asset.
    paid_in: [u128; 2],
    /// Into people's accounts, per asset.
    paid_out: [u128; 2],
    /// What each reservation holds, by its events alone.
    told: BTreeMap<Pubkey, u128>,
}

impl Ledger {
    /// Books what a step moved. Nobody may gain who has no part in the reservation that it was about, unless somebody
    /// who has one named that account.
    pub fn book(&mut self, before: &Balances, after: &Balances, step: &Step, model_before: &Model) -> Result<()> {
        for (account, was) in before {
            let (asset, is) = (account.asset() as usize, after[account]);
            self.paid_in[asset] += was.saturating_sub(is);
            let gained = is.saturating_sub(*was);
            self.paid_out[asset] += gained;
            ensure!(gained == 0 || may_gain(*account, step, model_before), "{account:?} gained {gained}");
        }
        Ok(())
    }

    /// What was paid in was paid out, is a fee, or lies in the escrow.
    pub fn check(&self, escrows: [u128; 2], fee_vaults: [u128; 2]) -> Result<()> {
        for asset in ASSETS.map(|asset| asset as usize) {
            let (paid_in, accounted) = (self.paid_in[asset], self.paid_out[asset] + fee_vaults[asset] + escrows[asset]);
            ensure!(paid_in == accounted, "paid in {paid_in}, accounted for {accounted} of {:?}", ASSETS[asset]);
        }
        Ok(())
    }

    /// Hears the events of a step.
    pub fn hear(&mut self, receipt: &Receipt) -> Result<()> {
        for event in receipt.events::<Reserved>(&ID) {
            let fees = [event.reservation_fee, event.facilitation_fee, event.network_fee];
            let total = u128::from(event.cost) + fees.map(u128::from).iter().sum::<u128>();
            ensure!(self.told.insert(event.reservation, total).is_none(), "reserved twice");
        }
        for event in receipt.events::<Started>(&ID) {
            self.take(event.reservation, &[event.fees], false)?;
        }
        for event in receipt.events::<Extended>(&ID) {
            *self.told.get_mut(&event.reservation).context("extended before it was reserved")? +=
                u128::from(event.cost);
        }
        for event in receipt.events::<Claimed>(&ID) {
            self.take(event.reservation, &[event.earned, event.refunded], event.closed)?;
        }
        for event in receipt.events::<Completed>(&ID) {
            self.take(event.reservation, &[event.paid], event.closed)?;
        }
        for event in receipt.events::<Expired>(&ID) {
            self.take(event.reservation, &[event.refunded], event.closed)?;
        }
        for event in receipt.events::<Terminated>(&ID) {
            self.take(event.reservation, &[event.paid, event.refunded], event.closed)?;
        }
        for event in receipt.events::<FailureReported>(&ID) {
            self.take(event.reservation, &[event.refunded], event.closed)?;
        }
        Ok(())
    }

    /// What the events say that a reservation holds.
    pub fn told(&self, reservation: Pubkey) -> Option<u128> {
        self.told.get(&reservation).copied()
    }

    fn take(&mut self, reservation: Pubkey, amounts: &[u64], closed: bool) -> Result<()> {
        let held = self.told.get_mut(&reservation).context("paid before it was reserved")?;
        let paid = amounts.iter().copied().map(u128::from).sum();
        *held = held.checked_sub(paid).context("more was told to be paid than was held")?;
        if closed {
            let left = self.told.remove(&reservation);
            ensure!(left == Some(0), "told to be closed with {left:?} left");
        }
        Ok(())
    }
}

fn may_gain(account: Account, step: &Step, model: &Model) -> bool {
    if matches!(step, Step::Reserve { .. } | Step::Start { .. } | Step::Extend { .. }) {
        return false;
    }
    let Some(rental) = step.rental().and_then(|name| model.rentals.get(&name)) else { return false };
    let parties: BTreeSet<_> = [Some(rental.renter), rental.supplier].into_iter().flatten().collect();
    let named = step.payee().is_some_and(|(who, to)| parties.contains(&who) && to == Till::Account(account));
    named || parties.contains(&account.owner)
}
