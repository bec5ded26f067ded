//! Random attempts, made steps in the light of what is going on: most of them by who may, about something that is
//! there; a few by the wrong person, about the wrong thing.

mod pick;
mod plot;
mod stake;
mod strategy;

use crate::{
    cast::{Person, Rig},
    model::{HOUR, Lease, Model, PAGE, schedule::LAST},
    step::Step,
};

pub use pick::{Amount, By, Pages, Payee, Pick, PoolPick, Signers, Until};
pub use stake::StakeAttempt;
pub use strategy::network;

use pick::one_of;
use proptest::sample::Index;

/// Something that somebody tries.
#[derive(Clone, Debug)]
pub enum Attempt {
    Wait(i64),
    /// Until so many epochs from now begin, give or take a second.
    WaitForEpoch {
        ahead: u32,
        offset: i64,
    },
    /// Until the last epoch is over, give or take a second.
    WaitForTheEnd {
        offset: i64,
    },
    /// Every pool is advanced as far as it goes, in portions of so many epochs.
    CatchUp {
        portion: u32,
    },
    Advance {
        pool: u8,
        page: Option<u16>,
        epochs: u32,
    },
    /// Verified so many seconds ago.
    Grant {
        signers: Signers,
        crowd: Crowd,
        pool: PoolPick,
        until: Until,
        age: i64,
    },
    Renew {
        signers: Signers,
        crowd: Crowd,
        pool: PoolPick,
        until: Until,
    },
    Revoke {
        signers: Signers,
        crowd: Crowd,
        pool: PoolPick,
    },
    End {
        by: By,
        rig: Pick,
        pool: PoolPick,
    },
    Sync {
        rig: Pick,
        pool: PoolPick,
    },
    Settle {
        rig: Pick,
        pages: Pages,
    },
    Claim {
        rig: Pick,
        to: Payee,
        pool: PoolPick,
    },
    SetPayout {
        by: By,
        rig: Pick,
        payout: Option<Index>,
    },
    BurnLosses {
        pool: u8,
    },
    CloseLease {
        rig: Pick,
        to: Option<Index>,
    },
    SetShares {
        by: By,
        first: u16,
        rest: u16,
        pools: u8,
    },
    SetTerms {
        by: By,
        max_lease: u16,
        cap_bps: u32,
    },
    SetAttestors {
        by: By,
        who: Vec<Index>,
        quorum: u8,
    },
    SetPaused {
        by: By,
        paused: bool,
    },
    Donate {
        by: Index,
        amount: u64,
    },
    PauseMint {
        paused: bool,
    },
    Stake(StakeAttempt),
    /// After every pool was advanced.
    Current(Box<Attempt>),
    Plot(plot::Plot),
    Several(Vec<Attempt>),
}

/// Which devices of a pool a batch is about: one, and perhaps others of the same pool.
#[derive(Clone, Debug)]
pub struct Crowd {
    pub one: Pick,
    /// A bit for each of the others.
    pub others: u16,
}

/// All that is left to settle, to claim and to burn, whoever may have forgotten it.
pub fn settling_up(model: &Model) -> Vec<Attempt> {
    let begin = [Attempt::PauseMint { paused: false }, Attempt::CatchUp { portion: PAGE }];
    let of_lease = |rig: &Rig| {
        let settle = Attempt::Settle { rig: Pick::Named(*rig), pages: Pages::Right };
        [settle, Attempt::Claim { rig: Pick::Named(*rig), to: Payee::Right, pool: PoolPick::Right }]
    };
    let burn = [0, 1].map(|pool| Attempt::BurnLosses { pool });
    begin.into_iter().chain(model.leases.keys().flat_map(of_lease)).chain(burn).collect()
}

impl Attempt {
    /// What it consists of, where it is not a single thing.
    pub fn parts(&self, model: &Model) -> Option<Vec<Attempt>> {
        match self {
            Self::Current(attempt) => Some(vec![Self::CatchUp { portion: PAGE }, *attempt.clone()]),
            Self::Plot(plot) => Some(plot.attempts(model).unwrap_or_default()),
            Self::Several(attempts) => Some(attempts.clone()),
            _ => None,
        }
    }

    /// What is done, as things stand; nothing, where what it is about is not there.
    pub fn steps(&self, model: &Model) -> Vec<Step> {
        match self {
            Self::CatchUp { portion } => catch_up(model, *portion),
            _ => self.step(model).into_iter().collect(),
        }
    }

    fn step(&self, model: &Model) -> Option<Step> {
        Some(match self {
            Self::CatchUp { .. } | Self::Current(_) | Self::Plot(_) | Self::Several(_) => return None,
            Self::Wait(seconds) => Step::Wait { until: model.now + seconds },
            Self::WaitForEpoch { ahead, offset } => {
                let begin = model.begin_of(model.over() + 1 + ahead);
                Step::Wait { until: model.now.max(begin + offset) }
            }
            Self::WaitForTheEnd { offset } => {
                // Not over all the twenty years.
                let end = model.begin_of(LAST) + HOUR;
                if end - model.now > 400 * HOUR {
                    return None;
                }
                Step::Wait { until: model.now.max(end + offset) }
            }
            Self::Advance { pool, page, epochs } => Step::Advance { pool: *pool, page: *page, epochs: *epochs },
            Self::Grant { signers, crowd, pool, until, age } => {
                let (rigs, home) = crowd.rigs(model, |lease| lease.is_none_or(|lease| !lease.is_running()))?;
                let (signers, until) = (signers.people(model), until.epoch(model));
                Step::Grant { signers, pool: pool.or(home), rigs, until, verified_at: model.now - age }
            }
            Self::Renew { signers, crowd, pool, until } => {
                let (rigs, home) = crowd.rigs(model, |lease| lease.is_some_and(|lease| lease.is_running()))?;
                let (signers, until) = (signers.people(model), until.epoch(model));
                Step::Renew { signers, pool: pool.or(home), rigs, until }
            }
            Self::Revoke { signers, crowd, pool } => {
                let (rigs, home) = crowd.rigs(model, |lease| lease.is_some_and(|lease| lease.is_running()))?;
                let home = model.leases.get(&rigs[0]).map_or(home, |lease| lease.pool as u8);
                Step::Revoke { signers: signers.people(model), pool: pool.or(home), rigs }
            }
            Self::End { by, rig, pool } => {
                let rig = rig.leased(model, |lease| lease.is_running())?;
                Step::End { by: by.or(pick::owner(model, rig)), pool: pool.or(pick::pool(model, rig)), rig }
            }
            Self::Sync { rig, pool } => {
                let rig = rig.leased(model, |lease| lease.is_running())?;
                Step::Sync { pool: pool.or(pick::pool(model, rig)), rig }
            }
            Self::Settle { rig, pages } => {
                let rig = rig.leased(model, |lease| !lease.behind.is_empty())?;
                let pool = pick::pool(model, rig);
                Step::Settle { pool, rig, pages: pages.numbers(model, rig, pool) }
            }
            Self::Claim { rig, to, pool } => {
                let due =
                    |lease: &Lease| lease.due(model.pools[lease.pool].completed).iter().any(|hour| hour.weight > 0);
                let rig = rig.leased(model, |lease| lease.owed > 0 || due(lease))?;
                Step::Claim { pool: pool.or(pick::pool(model, rig)), rig, to: to.person(model, rig) }
            }
            Self::SetPayout { by, rig, payout } => {
                let rig = rig.leased(model, |_| true)?;
                let payout = payout.map(|payee| one_of(&Person::PAID, &payee));
                Step::SetPayout { by: by.or(pick::owner(model, rig)), rig, payout }
            }
            Self::BurnLosses { pool } => Step::BurnLosses { pool: *pool },
            Self::CloseLease { rig, to } => {
                let rig = rig.leased(model, |lease| lease.is_settled())?;
                let payer = model.leases.get(&rig).map_or(Person::Stranger, |lease| lease.payer);
                Step::CloseLease { rig, to: to.map_or(payer, |to| one_of(&Person::ALL, &to)) }
            }
            Self::SetShares { by, first, rest, pools } => {
                Step::SetShares { by: by.or(Person::Admin), shares: [*first, *rest], pools: *pools }
            }
            Self::SetTerms { by, max_lease, cap_bps } => {
                Step::SetTerms { by: by.or(Person::Admin), max_lease: *max_lease, cap_bps: *cap_bps }
            }
            Self::SetAttestors { by, who, quorum } => {
                let attestors = who.iter().map(|who| one_of(&Person::ATTESTORS, who)).collect();
                Step::SetAttestors { by: by.or(Person::Admin), attestors, quorum: *quorum }
            }
            Self::SetPaused { by, paused } => Step::SetPaused { by: by.or(Person::Pauser), paused: *paused },
            Self::PauseMint { paused } => Step::PauseMint { paused: *paused },
            Self::Donate { by, amount } => Step::Donate { by: one_of(&Person::SUPPLIERS, by), amount: *amount },
            Self::Stake(attempt) => Step::Stake(attempt.step(model)?),
        })
    }
}

/// All that it takes to advance every pool.
fn catch_up(model: &Model, portion: u32) -> Vec<Step> {
    let mut steps = vec![];
    for (number, pool) in model.pools.iter().enumerate() {
        let mut completed = pool.completed;
        while completed < model.over() {
            steps.push(Step::Advance { pool: number as u8, page: None, epochs: portion });
            let end_of_page = (u32::from(Model::page_of(completed + 1)) + 1) * PAGE;
            completed = (completed + portion).min(end_of_page).min(model.over());
        }
    }
    steps
}

impl Crowd {
    /// Devices, and the pool of the first one's class.
    fn rigs(&self, model: &Model, fits: impl Fn(Option<&Lease>) -> bool) -> Option<(Vec<Rig>, u8)> {
        let one = self.one.rig(model, |rig| fits(model.leases.get(&rig)))?;
        let home = pick::home(model, one);
        let mut rigs = vec![one];
        let same = model.devices.keys().filter(|rig| pick::home(model, **rig) == home);
        let same: Vec<_> = same.filter(|rig| fits(model.leases.get(rig))).copied().collect();
        rigs.extend(
            same.into_iter().enumerate().filter(|(place, _)| self.others >> place & 1 == 1).map(|(_, rig)| rig),
        );
        // The same device twice is rare, not the rule.
        if self.others & 1 << 15 == 0 {
            rigs.dedup();
            let first = rigs[0];
            let mut seen = false;
            rigs.retain(|rig| *rig != first || !std::mem::replace(&mut seen, true));
        }
        Some((rigs, home))
    }
}
