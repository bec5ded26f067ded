//! A network of devices that join, earn, claim and leave for a year.

use io_economics::{
    Amount, BasisPoints, Emissions, Epoch, Multiplier, Weight, cumulative, pool_share, required_stake, weight,
};
use io_emission::state::EPOCHS_PER_PAGE;

use crate::pool::{Books, Lease, Pool};

/// Hours of a year.
pub const YEAR: u32 = 8_766;

/// Devices in a transaction that renews or grants.
pub const BATCH: usize = 20;

/// Hours between two renewals of a lease: the default of the longest lease.
pub const RENEWED_EVERY: u32 = 24;

/// Hours between two claims of a device.
pub const CLAIMED_EVERY: u32 = 168;

/// Of how many devices one leaves each hour, and a new one joins: nearly nine of ten in a year.
pub const ONE_LEAVES_OF: u64 = 10_000;

/// Each pool's share of the emission, and how many of ten devices are in it.
pub const POOLS: [(u16, u64); 2] = [(9_500, 8), (500, 2)];

/// What the pools' devices are: processors times the multiplier of their class.
const MULTIPLIERS: [u32; 4] = [300_000, 100_000, 12_500, 10_000];
const PROCESSORS: [u16; 3] = [8, 1, 4];

/// A pool and its devices' leases.
struct Members {
    pool: Pool,
    leases: Vec<Lease>,
    /// How many devices have ever left.
    left: u64,
}

/// How many transactions there were, by what they do; and what became of the emission.
#[derive(Clone, Debug, Default)]
pub struct Year {
    pub devices: u64,
    pub epochs: u32,
    /// One pool, one epoch.
    pub advances: u64,
    /// Pages that were begun.
    pub pages: u64,
    /// Batches of renewals, and devices in them.
    pub renewals: u64,
    pub renewed: u64,
    /// Batches of grants to devices that join, and devices in them.
    pub grants: u64,
    pub joined: u64,
    pub left: u64,
    pub claims: u64,
    /// Of every pool.
    pub books: Vec<Books>,
    /// What leases say is owed to them.
    pub owed_by_leases: u64,
}

impl Year {
    /// Simulates the first `epochs` epochs of a network of so many devices.
    pub fn of(devices: u64, epochs: u32) -> Self {
        let mut year = Self { devices, epochs, ..Self::default() };
        let shares = POOLS.map(|(share, _)| BasisPoints::new(share).expect("at most all"));
        let mut network: Vec<Members> = POOLS.iter().map(|(_, of_ten)| Members::join(devices * of_ten / 10)).collect();
        for (running, emission) in Emissions::after(Epoch::ZERO).take(epochs as usize) {
            for (number, members) in network.iter_mut().enumerate() {
                members.turn_over(running, &mut year);
                members.renew(running, &mut year);
                members.claim(running, &mut year);
                members.pool.complete(running, pool_share(emission, &shares, number));
                year.advances += 1;
                year.pages += u64::from(running.get() % EPOCHS_PER_PAGE == 1);
            }
        }
        for Members { pool, leases, .. } in &mut network {
            leases.iter_mut().for_each(|lease| lease.settle(pool));
            year.owed_by_leases += leases.iter().map(|lease| lease.owed).sum::<u64>();
            year.books.push(pool.books);
        }
        year
    }

    /// Of every pool, to the last 2⁻⁶⁴th of a base unit: what was minted is paid, owed or dust. And of all of them: what
    /// was minted or forfeited is what the schedule emits.
    pub fn check(&self) -> anyhow::Result<()> {
        for books in &self.books {
            let accounted = (u128::from(books.paid + books.owed) << 64) + books.dust;
            anyhow::ensure!(accounted == u128::from(books.distributed) << 64, "a pool does not balance: {books:?}");
        }
        let owed: u64 = self.books.iter().map(|books| books.owed).sum();
        anyhow::ensure!(owed == self.owed_by_leases, "the pools owe {owed}, the leases say {}", self.owed_by_leases);
        let emitted: u64 = self.books.iter().map(|books| books.distributed + books.forfeited).sum();
        anyhow::ensure!(emitted == self.emitted().get(), "the pools account for {emitted}, not {:?}", self.emitted());
        Ok(())
    }

    /// What the schedule emits in these epochs.
    pub fn emitted(&self) -> Amount {
        cumulative(Epoch::saturating(self.epochs))
    }
}

impl Members {
    /// All of them are leased before the first epoch, until their first renewal.
    fn join(devices: u64) -> Self {
        let mut pool = Pool::default();
        let lease = |slot: u64| {
            let until = next_renewal(slot, devices, Epoch::ZERO);
            Lease::begin(&mut pool, Epoch::ZERO, until, weight_of(slot))
        };
        let leases = (0..devices).map(lease).collect();
        Self { pool, leases, left: 0 }
    }

    /// Some devices unstake, claim and leave; new ones are leased in their places. What weighs nothing from now on is as
    /// good as stopped.
    fn turn_over(&mut self, running: Epoch, year: &mut Year) {
        let devices = self.leases.len() as u64;
        let leaving = devices * u64::from(running.get()) / ONE_LEAVES_OF - self.left;
        for _ in 0..leaving {
            // A prime, so that every place has its turn.
            let slot = self.left * 7_919 % devices;
            let lease = &mut self.leases[slot as usize];
            lease.stop(&mut self.pool, running);
            lease.claim(&mut self.pool);
            self.left += 1;
            let until = next_renewal(slot, devices, running);
            *lease = Lease::begin(&mut self.pool, running, until, weight_of(slot + self.left));
        }
        year.left += leaving;
        year.joined += leaving;
        year.grants += leaving.div_ceil(BATCH as u64);
    }

    fn renew(&mut self, running: Epoch, year: &mut Year) {
        let until = running.saturating_add(RENEWED_EVERY);
        for batch in turn(&mut self.leases, running, RENEWED_EVERY).chunks_mut(BATCH) {
            for lease in batch.iter_mut() {
                lease.settle(&mut self.pool);
                lease.extend(&mut self.pool, until);
            }
            year.renewals += 1;
            year.renewed += batch.len() as u64;
        }
    }

    /// Half-way between two renewals, so that it settles too.
    fn claim(&mut self, running: Epoch, year: &mut Year) {
        let moment = running.saturating_add(RENEWED_EVERY / 2);
        for lease in turn(&mut self.leases, moment, CLAIMED_EVERY) {
            let paid = lease.claim(&mut self.pool);
            year.claims += u64::from(paid > 0);
        }
    }
}

/// The leases whose turn it is: an equal part of them in each of so many epochs.
fn turn(leases: &mut [Lease], epoch: Epoch, every: u32) -> &mut [Lease] {
    let (devices, part, parts) = (leases.len(), (epoch.get() % every) as usize, every as usize);
    &mut leases[(devices * part).div_ceil(parts)..(devices * (part + 1)).div_ceil(parts)]
}

/// The epoch after the running one in which it is the device's turn.
fn next_renewal(slot: u64, devices: u64, running: Epoch) -> Epoch {
    let every = u64::from(RENEWED_EVERY);
    let later = (slot * every / devices + every - u64::from(running.get()) % every) % every;
    running.saturating_add(if later == 0 { RENEWED_EVERY } else { later as u32 })
}

/// What a device weighs that has just the stake that it requires.
fn weight_of(number: u64) -> Weight {
    let multiplier = Multiplier::new(MULTIPLIERS[(number % 4) as usize]);
    let required = required_stake(multiplier, PROCESSORS[(number % 3) as usize]).expect("fits");
    weight(required, required, Multiplier::ONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_networks_balance_to_the_last_fraction() {
        for devices in [10, 30, 1_000] {
            let year = Year::of(devices, 2_000);
            year.check().expect("balances");
            let [gpu, cpu] = year.books[..] else { panic!("two pools") };
            assert!(gpu.paid > 18 * cpu.paid, "the pools' shares are 95 and 5");
        }
    }

    #[test]
    fn nobody_is_left_without_a_lease() {
        let year = Year::of(1_000, 500);
        let forfeited: u64 = year.books.iter().map(|books| books.forfeited).sum();
        assert_eq!(forfeited, 0);
        assert_eq!((year.joined, year.left), (50, 50), "one of 10,000 an hour");
    }

    #[test]
    fn what_rounding_leaves_is_less_than_a_base_unit_for_each_settlement() {
        let year = Year::of(1_000, 500);
        let settlements = year.renewed + year.claims + year.left + year.devices;
        let dust: u128 = year.books.iter().map(|books| books.dust >> 64).sum();
        assert!(dust > 0 && dust < u128::from(settlements), "{dust} of {settlements}");
    }

    #[test]
    fn an_epoch_costs_the_same_whatever_the_network_and_a_device_too() {
        let [small, large] = [4_800, 48_000].map(|devices| Year::of(devices, 1_000));
        assert_eq!((small.advances, small.pages), (large.advances, large.pages));
        let by_device = |year: &Year| [year.renewals, year.renewed, year.joined, year.left].map(|of| of / year.devices);
        assert_eq!(by_device(&small), by_device(&large));
    }
}
