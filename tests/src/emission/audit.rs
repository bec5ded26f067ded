//! The books of the emission, checked to the last 2^-64th of a base unit.

use anchor_lang::prelude::Pubkey;
use io_app::emission;
use io_economics::{Epoch, LAST_EPOCH, cumulative};
use io_emission::state::{Lease, MEMORY, Page, Pool};

use crate::World;

impl World {
    /// Checks every book of the emission. `devices` are all that have a lease.
    #[track_caller]
    pub fn audit(&self, devices: &[Pubkey]) {
        let leases: Vec<Lease> = devices.iter().map(|device| self.lease(*device)).collect();
        let pools: Vec<Pool> = (0..self.emission_config().pools).map(|number| self.pool(number)).collect();
        for pool in &pools {
            let leases: Vec<&Lease> = leases.iter().filter(|lease| lease.pool == pool.number).collect();
            self.audit_money(pool, &leases);
            audit_weights(pool, &leases);
        }
        let paid: u64 = leases.iter().map(|lease| lease.paid).sum();
        assert_eq!(paid, pools.iter().map(|pool| pool.paid).sum::<u64>(), "what the leases and the pools say was paid");
        let held: u64 = pools.iter().map(|pool| pool.distributed - pool.unminted - pool.paid - pool.burned).sum();
        assert_eq!(self.reward_vault(), held, "what the vault holds");
        let distributed: u64 = pools.iter().map(|pool| pool.distributed).sum();
        let unminted: u64 = pools.iter().map(|pool| pool.unminted).sum();
        assert_eq!(self.config().emission_minted, distributed - unminted, "what was minted");
        let completed = pools.iter().map(|pool| pool.completed).min().unwrap_or_default();
        if pools.iter().all(|pool| pool.completed == completed) {
            let forfeited: u64 = pools.iter().map(|pool| pool.forfeited).sum();
            let emitted = cumulative(Epoch::saturating(completed)).get();
            assert_eq!(distributed + forfeited, emitted, "every base unit of the schedule is distributed or forfeited");
        }
    }

    /// What went in is what came out, what is there, and what rounding left.
    #[track_caller]
    fn audit_money(&self, pool: &Pool, leases: &[&Lease]) {
        let settled = u128::from(pool.owed + pool.paid + pool.lost + pool.burned) << 64;
        let unsettled: u128 = leases.iter().map(|lease| self.unsettled(pool, lease)).sum();
        let accounted = settled + pool.dust.get() + unsettled;
        assert_eq!(u128::from(pool.distributed) << 64, accounted, "the books of pool {}", pool.number);
        let owed: u64 = leases.iter().map(|lease| lease.owed + lease.shared).sum();
        assert_eq!(pool.owed, owed, "what pool {} owes", pool.number);
    }

    /// What a lease has earned or lost and nobody has settled, in 2^-64ths of a base unit.
    #[track_caller]
    pub fn unsettled(&self, pool: &Pool, lease: &Lease) -> u128 {
        let through = lease.end.min(pool.completed);
        if lease.weight == 0 || through <= lease.settled {
            return 0;
        }
        let earned = |epoch| self.earned_by(pool.number, epoch);
        u128::from(lease.weight) * (earned(through) - earned(lease.settled))
    }

    /// What one unit of weight had earned by the end of an epoch, as the pages record it.
    #[track_caller]
    pub fn earned_by(&self, pool: u8, epoch: u32) -> u128 {
        if epoch == 0 {
            return 0;
        }
        let epoch = Epoch::saturating(epoch);
        let number = Page::number_of(epoch).expect("an epoch from the first on");
        self.page(pool, number).earned_by(epoch).expect("the page of the epoch")
    }

    /// Whether there is a page of that number.
    pub fn has_page(&self, pool: u8, number: u16) -> bool {
        !self.is_gone(emission::page_address(pool, number))
    }
}

/// The pool's weight, now and as it is planned, is that of the leases.
#[track_caller]
fn audit_weights(pool: &Pool, leases: &[&Lease]) {
    let mut weight = i128::from(pool.weight);
    for ahead in 1..MEMORY as u32 {
        let epoch = pool.completed + ahead;
        if epoch > LAST_EPOCH {
            break;
        }
        if ahead > 1 {
            weight += i128::from(pool.changes[epoch as usize % MEMORY]);
        }
        let leased = leases.iter().filter(|lease| (lease.start..=lease.end).contains(&epoch));
        let expected: i128 = leased.map(|lease| i128::from(lease.weight)).sum();
        assert_eq!(weight, expected, "weight of pool {} in epoch {epoch}", pool.number);
    }
}
