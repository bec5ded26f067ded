//! Everything there is to see, of the model and of the chain alike: what differs is a fault of one of the two. And what
//! holds of the chain by itself.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use io_app::emission;
use io_emission::state::{Config, Lease as LeaseState, Pool as PoolState};

use crate::{
    cast::{POOLS, Person, Rig},
    chain::Chain,
    model::{Lease, MEMORY, Model, schedule::LAST},
};

/// 2^64.
const ONE: u128 = 1 << 64;

/// Base units that genesis makes.
const GENESIS_SUPPLY: u128 = 500_000_000 * 100_000_000;

#[derive(Debug, PartialEq, Eq)]
pub struct Books {
    pub paused: bool,
    pub attestors: Vec<Person>,
    pub quorum: u8,
    pub max_lease: u16,
    pub cap_bps: u32,
    pub shares: [u16; POOLS],
    pub pools: Vec<PoolBooks>,
    pub leases: BTreeMap<Rig, LeaseBooks>,
    /// What the reward vault holds.
    pub vault: u128,
    pub penalties_burned: u128,
    pub minted: u128,
    pub supply: u128,
}

#[derive(Debug, PartialEq, Eq)]
pub struct PoolBooks {
    pub completed: u32,
    pub weight: u64,
    pub distributed: u128,
    pub unminted: u128,
    pub forfeited: u128,
    pub owed: u128,
    pub paid: u128,
    pub lost: u128,
    pub burned: u128,
    pub dust: u128,
}

#[derive(Debug, PartialEq, Eq)]
pub struct LeaseBooks {
    pub pool: u8,
    /// Whether it runs, then its last epoch and its weight; a lease that does not run has none.
    pub runs: Option<(u32, u64)>,
    pub owed: u128,
    pub penalty: u128,
    pub earned: u128,
    pub paid: u128,
    pub lost: u128,
    pub fined: u128,
    pub owner: Person,
}

impl Books {
    /// What the model says there is to see.
    pub fn of(model: &Model, slashed: u128) -> Self {
        let pools: Vec<_> = (0..POOLS).map(|pool| pool_books(model, pool)).collect();
        let sum = |of: fn(&PoolBooks) -> u128| pools.iter().map(of).sum::<u128>();
        let (minted, burned) = (sum(|pool| pool.distributed - pool.unminted), sum(|pool| pool.burned));
        let settings = model.settings.clone();
        Self {
            paused: settings.paused,
            attestors: settings.attestors,
            quorum: settings.quorum,
            max_lease: settings.max_lease,
            cap_bps: settings.cap_bps,
            shares: settings.shares,
            vault: model.vault(),
            penalties_burned: burned,
            minted,
            supply: GENESIS_SUPPLY + minted - burned - slashed,
            leases: model.leases.iter().map(|(rig, lease)| (*rig, lease_books(lease))).collect(),
            pools,
        }
    }

    /// What there is to see on the chain, once it is sound in itself.
    pub fn seen(chain: &Chain, model: &Model) -> Result<Self> {
        let config: Config = chain.world.read(emission::CONFIG);
        ensure!(config.invariant().is_ok(), "the settings are unsound");
        let running = model.running().unwrap_or(u32::MAX);
        let mut leases = BTreeMap::new();
        for rig in Rig::all() {
            if let Some(lease) = chain.lease(rig)? {
                ensure!(lease.invariant().is_ok(), "a lease is unsound: {lease:?}");
                leases.insert(rig, seen_lease(&lease, running)?);
            }
        }
        let pools: Vec<_> = (0..POOLS).map(|pool| seen_pool(&chain.pool(pool))).collect();
        let (ledger, token) = (chain.world.burn_ledger(), chain.world.config());
        let attestors = config.attestors().iter().map(|key| person(*key)).collect::<Result<_>>()?;
        Ok(Self {
            paused: config.is_paused(),
            attestors,
            quorum: config.quorum,
            max_lease: config.max_lease,
            cap_bps: config.weight_cap_bps,
            shares: [config.shares[0], config.shares[1]],
            pools,
            leases,
            vault: chain.world.balance(emission::VAULT).into(),
            penalties_burned: ledger.burned[2].into(),
            minted: token.emission_minted.into(),
            supply: chain.world.supply().into(),
        })
    }

    /// The invariants of the specification.
    pub fn check(&self, chain: &Chain, model: &Model) -> Result<()> {
        let emitted = u128::from(model.emitted());
        ensure!(self.minted <= emitted, "{} minted of {emitted} emitted", self.minted);
        let due: u128 = self.pools.iter().map(|pool| pool.owed + pool.lost).sum();
        let due_later: u128 = self.pools.iter().map(|pool| pool.unminted).sum();
        ensure!(self.vault + due_later >= due, "{due} owed and lost, {} in the vault", self.vault);
        for (number, pool) in self.pools.iter().enumerate() {
            let gone = pool.owed + pool.paid + pool.lost + pool.burned;
            let accounted = gone * ONE + pool.dust;
            let distributed = pool.distributed * ONE;
            ensure!(accounted <= distributed, "pool {number}: more is accounted for than was distributed");
            let pending = model.pending(number);
            let settled = model.leases.values().all(|lease| lease.pool != number || lease.behind.is_empty());
            ensure!(!settled || pending == 0, "pool {number}: everything is settled, and something is not");
            ensure!(accounted + pending == distributed, "pool {number}: the books do not balance to 2^-64");
            let shares: u128 = model.shares_through(number, pool.completed);
            ensure!(pool.distributed + pool.forfeited == shares, "pool {number}: not all that was emitted");
            let (least, most) = model.growth(number);
            let state = chain.pool(number);
            check_weights(&state, number, model)?;
            let earned = state.earned.get();
            ensure!((least..=most).contains(&earned), "pool {number}: a unit of weight earned {earned}, not {most}");
        }
        for (rig, lease) in &self.leases {
            ensure!(
                lease.owed + lease.paid + lease.fined == lease.earned,
                "{rig:?}: earned is not owed, paid or fined"
            );
        }
        if let Some((to, _)) = model.last_paid {
            ensure!(Person::PAID.contains(&to), "{to:?} has no purse");
        }
        Ok(())
    }

    /// The lines in which two books differ.
    pub fn difference(&self, other: &Self) -> String {
        let (ours, theirs) = (format!("{self:#?}"), format!("{other:#?}"));
        let lines = ours.lines().zip(theirs.lines()).filter(|(our, their)| our != their);
        lines.map(|(our, their)| format!("  - {our}\n  + {their}\n")).collect()
    }
}

/// What weighs in a pool in each of the epochs that can be planned, not only in the next one.
fn check_weights(state: &PoolState, number: usize, model: &Model) -> Result<()> {
    let first = state.completed + 1;
    let mut weight = i128::from(state.weight);
    for epoch in first..=LAST.min(state.completed + MEMORY - 1) {
        if epoch > first {
            weight += i128::from(state.changes[(epoch % MEMORY) as usize]);
        }
        let expected = model.weight_in(number, epoch);
        ensure!(weight == expected.into(), "pool {number}: {weight} is planned for epoch {epoch}, not {expected}");
    }
    Ok(())
}

fn pool_books(model: &Model, number: usize) -> PoolBooks {
    let pool = &model.pools[number];
    PoolBooks {
        completed: pool.completed,
        weight: model.next_weight(number),
        distributed: pool.distributed,
        unminted: pool.unminted,
        forfeited: pool.forfeited,
        owed: pool.owed,
        paid: pool.paid,
        lost: pool.lost,
        burned: pool.burned,
        dust: pool.dust,
    }
}

fn seen_pool(pool: &PoolState) -> PoolBooks {
    PoolBooks {
        completed: pool.completed,
        weight: pool.weight,
        distributed: pool.distributed.into(),
        unminted: pool.unminted.into(),
        forfeited: pool.forfeited.into(),
        owed: pool.owed.into(),
        paid: pool.paid.into(),
        lost: pool.lost.into(),
        burned: pool.burned.into(),
        dust: pool.dust.get(),
    }
}

fn lease_books(lease: &Lease) -> LeaseBooks {
    LeaseBooks {
        pool: lease.pool as u8,
        runs: lease.ahead.last_key_value().map(|(epoch, weight)| (*epoch, *weight)),
        owed: lease.owed,
        penalty: lease.penalty,
        earned: lease.earned,
        paid: lease.paid,
        lost: lease.lost,
        fined: lease.fined,
        owner: lease.owner,
    }
}

fn seen_lease(lease: &LeaseState, running: u32) -> Result<LeaseBooks> {
    let runs = lease.end > 0 && lease.end >= running && lease.start <= lease.end;
    Ok(LeaseBooks {
        pool: lease.pool,
        runs: runs.then_some((lease.end, lease.weight)),
        owed: lease.owed.into(),
        penalty: lease.penalty.into(),
        earned: lease.earned.into(),
        paid: lease.paid.into(),
        lost: lease.lost.into(),
        fined: lease.fined.into(),
        owner: person(lease.owner)?,
    })
}

fn person(key: anchor_lang::prelude::Pubkey) -> Result<Person> {
    let found = Person::ALL.into_iter().find(|person| person.address() == key);
    found.ok_or_else(|| anyhow::anyhow!("{key} is nobody of ours"))
}

/// Base units in the purses and the reward vault, in the vaults of devices, and with those who never take part.
pub fn purses(chain: &Chain) -> BTreeMap<Person, u64> {
    Person::PAID.into_iter().map(|person| (person, chain.world.balance(person.purse()))).collect()
}

/// Base units slashed so far.
pub fn slashed(chain: &Chain) -> u128 {
    chain.world.burn_ledger().burned[1].into()
}
