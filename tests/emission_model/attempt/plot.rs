//! Several attempts in a row, towards what single ones would seldom reach.

use proptest::sample::Index;

use super::{Amount, Attempt, By, Crowd, Pages, Payee, Pick, PoolPick, Signers, StakeAttempt, Until};
use crate::{
    cast::Rig,
    model::{HOUR, Model, schedule::LAST},
};

const DAY: i64 = 24 * HOUR;

#[derive(Clone, Debug)]
pub enum Plot {
    /// A case is opened; after the time to appeal, with a lease that runs again, it is executed.
    Slash { rig: Pick, amount: Amount, sync: bool, hours: u32 },
    /// A case that suspends, and is dismissed some hours later.
    Suspicion { rig: Pick, sync: bool, hours: u32 },
    /// So many falls in a row, after the claim that there may have been.
    Drip { rig: Pick, times: u8, claim: bool, then: Then },
    /// Everything is unstaked, waited for, withdrawn, and the device closed; perhaps it is registered again.
    /// What it earned is left to its last owner, unless it is claimed before.
    Leave { rig: Pick, sync: bool, claim: bool, heir: Option<Index>, anew: Option<(Index, u16)> },
    /// A lease, some hours, and its revocation: penalties add up.
    Offences { rig: Pick, times: u8, hours: u32, claim: bool },
    /// Some hours go by, and the pools are advanced and every lease renewed behind them.
    Shift { hours: u32, one: Index },
    /// Some stake is unstaked in the middle of a lease; nobody takes note of it for some hours, and then it is claimed.
    Slip { rig: Pick, amount: Amount, unnoticed: u32, synced: bool },
    /// More stake in the middle of a lease, of which somebody takes note; perhaps the device is found offline right then.
    Rise { rig: Pick, amount: Amount, revoke: bool },
    /// A wallet is named and paid; perhaps the device is handed over before.
    Wages { rig: Pick, wallet: Index, heir: Option<Index>, hours: u32 },
    /// A class changes its pool, and its devices follow, once they have claimed.
    Move { rig: Pick, hours: u32 },
    /// The last epoch goes by, and then the stake falls before anything is claimed.
    Finale { rig: Pick, offset: i64 },
    /// A lease that is left alone until nobody remembers its hours.
    Sleep { rig: Pick, hours: u32, pages: Pages },
}

/// What follows the falls.
#[derive(Clone, Debug)]
pub enum Then {
    Nothing,
    Sync,
    Revoke,
    Claim,
}

impl Plot {
    pub fn attempts(&self, model: &Model) -> Option<Vec<Attempt>> {
        Some(match self {
            Self::Slash { rig, amount, sync, hours } => {
                let rig = named(model, rig)?;
                let mut attempts = vec![
                    StakeAttempt::OpenCase { rig: rig.clone(), amount: amount.clone() }.into(),
                    Attempt::Wait(30 * DAY),
                    grant(&rig),
                    hours_later(*hours),
                    StakeAttempt::Execute { rig: rig.clone(), case: 0 }.into(),
                ];
                attempts.extend(sync.then(|| synced(&rig)));
                attempts
            }
            Self::Suspicion { rig, sync, hours } => {
                let rig = named(model, rig)?;
                let mut attempts = vec![
                    StakeAttempt::OpenCase { rig: rig.clone(), amount: Amount::Permille(1) }.into(),
                    StakeAttempt::Suspend { rig: rig.clone(), case: 0 }.into(),
                ];
                attempts.extend(sync.then(|| synced(&rig)));
                attempts.push(hours_later(*hours));
                attempts.push(StakeAttempt::Dismiss { rig: rig.clone(), case: 0 }.into());
                attempts.extend(sync.then(|| synced(&rig)));
                attempts
            }
            Self::Drip { rig, times, claim, then } => {
                let rig = named(model, rig)?;
                let mut attempts = vec![grant(&rig), hours_later(2)];
                attempts.extend(claim.then(|| current(claimed(&rig))));
                let drop = StakeAttempt::Unstake { by: By::Entitled, rig: rig.clone(), amount: Amount::Exactly(1) };
                attempts.extend((0..*times).map(|_| drop.clone().into()));
                attempts.extend(match then {
                    Then::Nothing => None,
                    Then::Sync => Some(synced(&rig)),
                    Then::Revoke => Some(revoked(&rig)),
                    Then::Claim => Some(current(claimed(&rig))),
                });
                attempts
            }
            Self::Leave { rig, sync, claim, heir, anew } => {
                let rig = named(model, rig)?;
                let settled = Attempt::Settle { rig: rig.clone(), pages: Pages::Right };
                let mut attempts: Vec<Attempt> = vec![
                    current(if *claim { claimed(&rig) } else { settled }),
                    StakeAttempt::Unstake { by: By::Entitled, rig: rig.clone(), amount: Amount::All }.into(),
                ];
                attempts.extend(sync.then(|| synced(&rig)));
                attempts.extend([Attempt::Wait(14 * DAY), StakeAttempt::Withdraw { rig: rig.clone() }.into()]);
                attempts.extend(heir.map(|to| StakeAttempt::HandOver { rig: rig.clone(), to }.into()));
                // A lease without weight, that runs on when the device is gone.
                attempts.extend(anew.is_some().then(|| grant(&rig)));
                attempts.push(StakeAttempt::Close { rig: rig.clone() }.into());
                if anew.is_none() {
                    let settle = Attempt::Settle { rig: rig.clone(), pages: Pages::Right };
                    attempts.extend([settle, claimed(&rig), Attempt::CloseLease { rig: rig.clone(), to: None }]);
                }
                if let (Some((class, processors)), Pick::Named(Rig(registrant, id))) = (anew, &rig) {
                    let place = crate::cast::Person::SUPPLIERS.iter().position(|one| one == registrant)?;
                    attempts.push(Attempt::Several(vec![
                        StakeAttempt::RegisterNamed {
                            by: place,
                            id: *id,
                            class: *class,
                            processors: *processors,
                            amount: Amount::All,
                        }
                        .into(),
                        hours_later(1),
                        grant(&rig),
                    ]));
                }
                attempts
            }
            Self::Offences { rig, times, hours, claim } => {
                let rig = named(model, rig)?;
                let once = |_| {
                    let mut attempts = vec![grant(&rig), hours_later(*hours)];
                    attempts.extend(claim.then(|| current(claimed(&rig))));
                    attempts.push(revoked(&rig));
                    attempts
                };
                (0..*times).flat_map(once).collect()
            }
            Self::Shift { hours, one } => {
                let crowd = Crowd { one: Pick::Fitting(*one), others: 0x1ff };
                let (signers, pool, until) = (Signers::All, PoolPick::Right, Until::Longest);
                let renew = Attempt::Renew { signers, crowd, pool, until };
                vec![hours_later(*hours), current(renew.clone()), renew]
            }
            Self::Slip { rig, amount, unnoticed, synced: take_note } => {
                let rig = named(model, rig)?;
                let slip = StakeAttempt::Unstake { by: By::Entitled, rig: rig.clone(), amount: amount.clone() };
                let mut attempts = vec![grant(&rig), hours_later(2), slip.into(), hours_later(*unnoticed)];
                attempts.extend(take_note.then(|| synced(&rig)));
                attempts.extend([hours_later(1), current(claimed(&rig))]);
                attempts
            }
            Self::Rise { rig, amount, revoke } => {
                let rig = named(model, rig)?;
                let rise = StakeAttempt::Stake { rig: rig.clone(), amount: amount.clone() };
                let mut attempts = vec![grant(&rig), hours_later(2), rise.into(), synced(&rig)];
                attempts.extend(revoke.then(|| revoked(&rig)));
                attempts
            }
            Self::Wages { rig, wallet, heir, hours } => {
                let rig = named(model, rig)?;
                let named = Attempt::SetPayout { by: By::Entitled, rig: rig.clone(), payout: Some(*wallet) };
                let mut attempts = vec![grant(&rig), named, hours_later(*hours)];
                attempts.extend(heir.map(|to| StakeAttempt::HandOver { rig: rig.clone(), to }.into()));
                attempts.push(current(claimed(&rig)));
                attempts
            }
            Self::Move { rig, hours } => {
                let rig = named(model, rig)?;
                let Pick::Named(name) = rig else { return None };
                let class = model.devices.get(&name)?.class;
                let pool = 1 - model.classes[&class].0;
                vec![
                    grant(&rig),
                    StakeAttempt::MoveClass { class, pool }.into(),
                    hours_later(*hours),
                    Attempt::End { by: By::Entitled, rig: rig.clone(), pool: PoolPick::Right },
                    hours_later(1),
                    current(claimed(&rig)),
                    grant(&rig),
                    hours_later(2),
                    grant(&rig),
                ]
            }
            Self::Finale { rig, offset } => {
                let rig = named(model, rig)?;
                let left = LAST - model.over();
                if left == 0 || left > 400 {
                    return None;
                }
                let drop = StakeAttempt::Unstake { by: By::Entitled, rig: rig.clone(), amount: Amount::Exactly(1) };
                vec![
                    // Within the longest lease from the end.
                    Attempt::WaitForEpoch { ahead: left.saturating_sub(10), offset: 0 },
                    grant(&rig),
                    Attempt::WaitForTheEnd { offset: *offset },
                    drop.into(),
                    current(claimed(&rig)),
                ]
            }
            Self::Sleep { rig, hours, pages } => {
                let rig = named(model, rig)?;
                vec![
                    grant(&rig),
                    hours_later(*hours),
                    Attempt::CatchUp { portion: 200 },
                    Attempt::Settle { rig: rig.clone(), pages: pages.clone() },
                    claimed(&rig),
                ]
            }
        })
    }
}

fn named(model: &Model, rig: &Pick) -> Option<Pick> {
    Some(Pick::Named(rig.rig(model, |rig| model.devices[&rig].active > 0)?))
}

fn current(attempt: Attempt) -> Attempt {
    Attempt::Current(Box::new(attempt))
}

fn crowd(rig: &Pick) -> Crowd {
    Crowd { one: rig.clone(), others: 0 }
}

fn grant(rig: &Pick) -> Attempt {
    let signers = Signers::All;
    current(Attempt::Grant { signers, crowd: crowd(rig), pool: PoolPick::Right, until: Until::Longest, age: 0 })
}

fn revoked(rig: &Pick) -> Attempt {
    current(Attempt::Revoke { signers: Signers::All, crowd: crowd(rig), pool: PoolPick::Right })
}

fn synced(rig: &Pick) -> Attempt {
    current(Attempt::Sync { rig: rig.clone(), pool: PoolPick::Right })
}

fn claimed(rig: &Pick) -> Attempt {
    Attempt::Claim { rig: rig.clone(), to: Payee::Right, pool: PoolPick::Right }
}

fn hours_later(hours: u32) -> Attempt {
    Attempt::WaitForEpoch { ahead: hours, offset: 0 }
}

impl From<StakeAttempt> for Attempt {
    fn from(attempt: StakeAttempt) -> Self {
        Self::Stake(attempt)
    }
}
