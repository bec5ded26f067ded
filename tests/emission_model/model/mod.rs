//! What must come of each step, by the specification and nothing else: hour by hour, lease by lease, in fractions that are
//! never rounded but where the specification rounds. No running totals, no plans of changes, no code of the program.
//!
//! An hour is shared out the moment it is over, whenever anybody gets round to `advance`: that only makes it known.

mod exact;
mod lease;
mod leasing;
mod money;
mod rules;
pub mod schedule;
mod settings;

use std::collections::BTreeMap;

use crate::cast::{CLASSES, POOLS, Person, Rig};

pub use exact::Sum;
pub use lease::Lease;
pub use rules::Reason;

use lease::Hour;
use schedule::{LAST, cumulative, emission, part};

/// Seconds of an epoch.
pub const HOUR: i64 = 3_600;

/// How many epochs a pool remembers itself; further back one needs its pages.
pub const MEMORY: u32 = 256;

/// How many epochs a page records.
pub const PAGE: u32 = 512;

/// A device as the staking program tells of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    pub owner: Person,
    pub active: u64,
    pub processors: u16,
    pub class: u16,
    pub suspended: bool,
    /// Slash cases ever opened.
    pub cases: u32,
    pub registered_at: i64,
    /// How often a device of that name was registered before.
    pub generation: u32,
}

/// An epoch of a pool that is over.
#[derive(Clone, Copy, Debug)]
pub struct Shared {
    pub share: u64,
    pub weight: u64,
    /// All shares up to this one.
    pub sum: u128,
}

/// A reward pool.
#[derive(Clone, Debug, Default)]
pub struct Pool {
    /// Every epoch that is over, from the one after `first` on.
    pub epochs: Vec<Shared>,
    pub first: u32,
    /// The last epoch that `advance` has accounted for.
    pub completed: u32,
    /// What the epochs up to `first` emitted.
    pub before: u128,
    pub distributed: u128,
    /// Of that, what could not be minted yet.
    pub unminted: u128,
    pub forfeited: u128,
    pub owed: u128,
    pub paid: u128,
    pub lost: u128,
    pub burned: u128,
    /// In 2^-64ths of a base unit.
    pub dust: u128,
    /// What one unit of weight has earned, exactly, and in how many epochs.
    pub growth: Sum,
    pub sharings: u64,
}

impl Pool {
    /// The last epoch that is over.
    pub fn over(&self) -> u32 {
        self.first + self.epochs.len() as u32
    }

    fn epoch(&self, epoch: u32) -> Option<Shared> {
        self.epochs.get(epoch.checked_sub(self.first + 1)? as usize).copied()
    }
}

/// What the admin has set.
#[derive(Clone, Debug)]
pub struct Settings {
    pub paused: bool,
    pub attestors: Vec<Person>,
    pub quorum: u8,
    pub max_lease: u16,
    pub cap_bps: u32,
    pub shares: [u16; POOLS],
}

/// The emission program, and what it sees of the staking program.
#[derive(Clone, Debug)]
pub struct Model {
    pub now: i64,
    pub genesis: i64,
    pub settings: Settings,
    pub pools: [Pool; POOLS],
    pub devices: BTreeMap<Rig, Device>,
    /// How often each was registered.
    pub registrations: BTreeMap<Rig, u32>,
    pub leases: BTreeMap<Rig, Lease>,
    /// Pool and multiplier by number.
    pub classes: BTreeMap<u16, (u8, u32)>,
    /// Gifts to the reward vault.
    pub donated: u128,
    /// Whether the token program mints nothing.
    pub mint_is_paused: bool,
    /// What the last claim paid.
    pub last_paid: Option<(Person, u128)>,
    /// Rare things that happened, for the tally.
    pub noted: Vec<&'static str>,
}

impl Model {
    /// The emission has begun at `genesis`, and nobody had a lease up to the end of epoch `first`.
    pub fn new(genesis: i64, now: i64, first: u32, settings: Settings) -> Self {
        let forfeited = |pool| (1..=first).map(|epoch| u128::from(part(emission(epoch), settings.shares, pool))).sum();
        let pool = |number| {
            let before = forfeited(number);
            Pool { first, completed: first, before, forfeited: before, ..Pool::default() }
        };
        Self {
            now,
            genesis,
            pools: [pool(0), pool(1)],
            settings,
            devices: BTreeMap::new(),
            registrations: BTreeMap::new(),
            leases: BTreeMap::new(),
            classes: CLASSES.into_iter().map(|(class, pool, multiplier)| (class, (pool, multiplier))).collect(),
            donated: 0,
            mint_is_paused: false,
            last_paid: None,
            noted: vec![],
        }
    }

    /// What the reward vault holds.
    pub fn vault(&self) -> u128 {
        // It is one for all pools: while one of them waits for its mint, it may pay with what was minted for another.
        let of = |what: fn(&Pool) -> u128| self.pools.iter().map(what).sum::<u128>();
        self.donated + of(|pool| pool.distributed - pool.unminted) - of(|pool| pool.paid + pool.burned)
    }

    /// The last epoch that is over.
    pub fn over(&self) -> u32 {
        let elapsed = (self.now - self.genesis).max(0);
        u32::try_from(elapsed / HOUR).map_or(LAST, |hours| hours.min(LAST))
    }

    /// The running epoch, unless the last one is over; the zeroth before the first has begun.
    pub fn running(&self) -> Option<u32> {
        let begun = u32::from(self.now >= self.genesis);
        Some(self.over() + begun).filter(|running| *running <= LAST)
    }

    /// The first second of an epoch.
    pub fn begin_of(&self, epoch: u32) -> i64 {
        self.genesis + i64::from(epoch - 1) * HOUR
    }

    /// What a pool's leases weigh together in an epoch that is not over.
    fn weight_ahead(&self, pool: usize, epoch: u32) -> u64 {
        let leases = self.leases.values().filter(|lease| lease.pool == pool);
        leases.filter_map(|lease| lease.ahead.get(&epoch)).sum()
    }

    /// What shares the epoch that a pool has to account for next; after the last one, what shared that.
    pub fn next_weight(&self, pool: usize) -> u64 {
        self.weight_in(pool, (self.pools[pool].completed + 1).min(LAST))
    }

    /// What a pool's leases weigh together in an epoch.
    pub fn weight_in(&self, pool: usize, epoch: u32) -> u64 {
        self.pools[pool].epoch(epoch).map_or_else(|| self.weight_ahead(pool, epoch), |shared| shared.weight)
    }

    /// A pool's shares of all epochs through one that is over.
    pub fn shares_through(&self, pool: usize, epoch: u32) -> u128 {
        let pool = &self.pools[pool];
        pool.epoch(epoch).map_or(pool.before, |shared| shared.sum)
    }

    /// Base units that all pools together may have minted by the end of the last epoch that is over.
    pub fn emitted(&self) -> u64 {
        cumulative(self.over())
    }

    /// Time passes, and every hour that ends is shared out.
    fn wait(&mut self, until: i64) {
        self.now = until;
        for pool in 0..POOLS {
            for epoch in self.pools[pool].over() + 1..=self.over() {
                self.share_out(pool, epoch);
            }
        }
    }

    fn share_out(&mut self, pool: usize, epoch: u32) {
        let share = part(emission(epoch), self.settings.shares, pool);
        let total = self.weight_ahead(pool, epoch);
        let begin = self.begin_of(epoch);
        for lease in self.leases.values_mut().filter(|lease| lease.pool == pool) {
            let Some(weight) = lease.ahead.remove(&epoch) else { continue };
            assert!(lease.since <= begin, "epoch {epoch} was leased only in part");
            lease.behind.push(Hour { epoch, share, total, weight, rightful: lease.falls == 0 });
        }
        let sum = self.shares_through(pool, epoch - 1) + u128::from(share);
        self.pools[pool].epochs.push(Shared { share, weight: total, sum });
    }

    /// The device's right to earn has fallen.
    pub fn fall(&mut self, rig: Rig) {
        let device = self.devices.get(&rig);
        if let Some(lease) = self.leases.get_mut(&rig)
            && lease.leased(device).is_some()
        {
            lease.falls += 1;
            let (often, running) = (lease.falls == 9, lease.is_running());
            self.note("a ninth fall without a sync", often);
            self.note("a fall of a running lease", running);
        }
    }

    /// The staking program tells of a device.
    pub fn look(&mut self, rig: Rig, device: Option<Device>) {
        match device {
            Some(device) => self.devices.insert(rig, device),
            None => self.devices.remove(&rig),
        };
    }

    fn note(&mut self, what: &'static str, happened: bool) {
        if happened {
            self.noted.push(what);
        }
    }
}
