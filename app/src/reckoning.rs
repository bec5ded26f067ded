//! What a lease has earned by now, whether or not anybody has accounted for it yet.
//!
//! The same arithmetic as the program's, on copies of its accounts: what `io rewards show` promises is what `io rewards
//! claim` pays.

use anyhow::{Context, Result};
use io_economics::{Amount, BasisPoints, Emissions, Epoch, Timestamp, Weight, distribute, earned, pool_share};
use io_emission::standing::Standing;
use io_emission::state::{Config, Lease, MEMORY, Page, Pool};
use std::collections::HashMap;

use crate::backend::Backend;
use crate::payroll::{self, Entry};

/// A pool as it will be once every epoch that is over has been accounted for.
pub struct Outlook {
    pool: Pool,
    /// The last epoch that is over.
    pub over: Epoch,
    /// What one unit of weight has earned by the end of each epoch that is over and not yet accounted for.
    ahead: Vec<u128>,
    /// Weight that shares the running epoch.
    pub weight: u64,
    /// Base units that the epochs not yet accounted for distribute.
    pub to_distribute: u64,
    /// Base units that they forfeit.
    pub to_forfeit: u64,
    pages: HashMap<u16, Page>,
}

/// What a lease has come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reckoning {
    /// Base units ever earned, penalties included.
    pub earned: u64,
    /// Base units that a claim would pay the payee.
    pub claimable: u64,
    /// Base units that it would pay the device's co-stakers.
    pub shared: u64,
    /// Base units that were for co-stakers, and go to the owner, or to its penalties, since there are none any more.
    pub returned: u64,
    /// Base units of penalties still to be paid.
    pub penalty: u64,
    /// Base units of penalties ever paid.
    pub fined: u64,
    /// Base units ever lost.
    pub lost: u64,
}

impl Outlook {
    pub fn of(config: &Config, pool: Pool, now: Timestamp) -> Self {
        let over = config.completed(now).max(pool.completed());
        let mut outlook = Self {
            pool,
            over,
            ahead: Vec::new(),
            weight: pool.weight,
            to_distribute: 0,
            to_forfeit: 0,
            pages: HashMap::new(),
        };
        let (shares, mut changes, mut growth) = (config.shares(), pool.changes, pool.earned.get());
        for (epoch, emission) in Emissions::after(pool.completed()).take_while(|(epoch, _)| *epoch <= over) {
            let share = pool_share(emission, &shares, usize::from(pool.number));
            match distribute(share, Weight::new(outlook.weight)) {
                Some(distribution) => {
                    growth = growth.saturating_add(distribution.per_weight);
                    outlook.to_distribute = outlook.to_distribute.saturating_add(share.get());
                }
                None => outlook.to_forfeit = outlook.to_forfeit.saturating_add(share.get()),
            }
            outlook.ahead.push(growth);
            let change = changes.get_mut((epoch.get() as usize + 1) % MEMORY).map(std::mem::take);
            outlook.weight = outlook.weight.saturating_add_signed(change.unwrap_or_default());
        }
        outlook
    }

    /// By how many epochs the pool is behind.
    pub fn behind(&self) -> u32 {
        self.over.since(self.pool.completed()).unwrap_or_default()
    }

    /// Weight that shares the epoch after the running one, as far as that is settled now.
    pub fn next_weight(&self) -> u64 {
        let change = self.pool.changes.get((self.over.get() as usize + 2) % MEMORY);
        self.weight.saturating_add_signed(change.copied().unwrap_or_default())
    }

    /// The last epoch that a lease can be settled through.
    fn through(&self, lease: &Lease) -> Epoch {
        lease.end().min(self.over)
    }

    /// Whether the pool, once it is advanced, no longer remembers what the lease has to be settled with.
    pub fn needs_pages(&self, lease: &Lease) -> bool {
        let age = self.over.since(lease.settled()).unwrap_or_default();
        lease.weight != 0 && self.through(lease) > lease.settled() && age as usize >= MEMORY
    }

    /// The last epoch that is settled, and the last that can be, of a lease that has to be settled with pages.
    pub fn stretch(&self, lease: &Lease) -> (Epoch, Epoch) {
        (lease.settled(), self.through(lease))
    }

    /// Reads the pages that it takes to reckon up these leases.
    pub fn read_pages(&mut self, backend: &dyn Backend, entries: &[Entry]) -> Result<()> {
        let mut numbers: Vec<u16> = Vec::new();
        for entry in entries {
            let Some(lease) = entry.lease.filter(|lease| lease.is_in(&self.pool)) else { continue };
            if lease.weight != 0 && self.through(&lease) > lease.settled() {
                let epochs = self.epochs(&lease, entry.standing);
                let forgotten = epochs.into_iter().filter(|epoch| self.remembered(*epoch).is_none());
                numbers.extend(forgotten.filter_map(Page::number_of));
            }
        }
        numbers.sort_unstable();
        numbers.dedup();
        self.pages.extend(payroll::pages(backend, self.pool.number, &numbers)?);
        Ok(())
    }

    /// Reckons up a lease of this pool. Where there are no co-stakers any more, their part is the owner's.
    pub fn reckon(&self, lease: &Lease, standing: Standing, has_costakers: bool) -> Result<Reckoning> {
        let (mut right, mut wrong) = (Amount::ZERO, Amount::ZERO);
        if lease.weight != 0 && self.through(lease) > lease.settled() {
            let [before, middle, after] = self.epochs(lease, standing).map(|epoch| self.earned_by(epoch));
            let weight = Weight::new(lease.weight);
            let unknown = "the pool's history has a gap";
            let (before, middle, after) = (before.context(unknown)?, middle.context(unknown)?, after.context(unknown)?);
            right = earned(weight, before, middle).context(unknown)?.amount;
            wrong = earned(weight, middle, after).context(unknown)?.amount;
        }
        let rate = BasisPoints::new(lease.costake_bps).unwrap_or_default();
        let shared = rate.of_floor(right);
        let owed = lease.owed.saturating_add(right.saturating_sub(shared).get());
        let shared = lease.shared.saturating_add(shared.get());
        let (shared, returned) = if has_costakers { (shared, 0) } else { (0, shared) };
        let owed = owed.saturating_add(returned);
        let fined = lease.penalty.min(owed);
        Ok(Reckoning {
            earned: lease.earned.saturating_add(right.get()),
            claimable: owed.saturating_sub(fined),
            shared,
            returned,
            penalty: lease.penalty.saturating_sub(fined),
            fined: lease.fined.saturating_add(fined),
            lost: lease.lost.saturating_add(wrong.get()),
        })
    }

    /// The epochs whose ends matter to a lease that has something to settle.
    fn epochs(&self, lease: &Lease, standing: Standing) -> [Epoch; 3] {
        let (settled, through) = self.stretch(lease);
        [settled, standing.rightful(settled, through), through]
    }

    fn earned_by(&self, epoch: Epoch) -> Option<u128> {
        let recorded = || self.pages.values().find_map(|page| page.earned_by(epoch));
        self.remembered(epoch).or_else(recorded)
    }

    fn remembered(&self, epoch: Epoch) -> Option<u128> {
        if epoch == Epoch::ZERO {
            return Some(0);
        }
        match epoch.since(self.pool.completed()).and_then(|ahead| (ahead as usize).checked_sub(1)) {
            Some(place) => self.ahead.get(place).copied(),
            None => self.pool.earned_by(epoch),
        }
    }
}
