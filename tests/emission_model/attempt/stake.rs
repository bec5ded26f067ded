//! What is tried with stake and classes.

use proptest::sample::Index;

use super::{
    Amount, By, Pick,
    pick::{one_of, owner},
};
use crate::{
    cast::{CLASSES, Person, Rig},
    model::Model,
    step::StakeStep,
};

#[derive(Clone, Debug)]
pub enum StakeAttempt {
    /// With so much of what the device requires.
    Register {
        by: Index,
        id: u8,
        class: Index,
        processors: u16,
        amount: Amount,
    },
    /// The supplier of that place registers.
    RegisterNamed {
        by: usize,
        id: u8,
        class: Index,
        processors: u16,
        amount: Amount,
    },
    /// So much of what the device requires.
    Stake {
        rig: Pick,
        amount: Amount,
    },
    /// So much of what is active.
    Unstake {
        by: By,
        rig: Pick,
        amount: Amount,
    },
    Withdraw {
        rig: Pick,
    },
    OpenCase {
        rig: Pick,
        amount: Amount,
    },
    Suspend {
        rig: Pick,
        case: u32,
    },
    Dismiss {
        rig: Pick,
        case: u32,
    },
    Execute {
        rig: Pick,
        case: u32,
    },
    Close {
        rig: Pick,
    },
    HandOver {
        rig: Pick,
        to: Index,
    },
    MoveClass {
        class: u16,
        pool: u8,
    },
    SetClass {
        class: Index,
        pool: Option<u8>,
        multiplier_bps: Option<u32>,
    },
}

/// What a device of a class requires.
fn required(model: &Model, class: u16, processors: u16) -> u64 {
    let multiplier = model.classes[&class].1.max(10_000);
    20_000_000_000 / 10_000 * u64::from(multiplier) * u64::from(processors)
}

impl StakeAttempt {
    pub fn step(&self, model: &Model) -> Option<StakeStep> {
        let with_stake = |rig: Rig| model.devices[&rig].active > 0;
        let active = |rig: Rig| model.devices.get(&rig).map_or(0, |device| device.active);
        Some(match self {
            Self::Register { by, id, class, processors, amount } => {
                let class = one_of(&CLASSES, class).0;
                let amount = amount.of(required(model, class, *processors));
                StakeStep::Register {
                    by: one_of(&Person::SUPPLIERS, by),
                    id: *id,
                    class,
                    processors: *processors,
                    amount,
                }
            }
            Self::RegisterNamed { by, id, class, processors, amount } => {
                let class = one_of(&CLASSES, class).0;
                let amount = amount.of(required(model, class, *processors));
                StakeStep::Register { by: Person::SUPPLIERS[*by], id: *id, class, processors: *processors, amount }
            }
            Self::Stake { rig, amount } => {
                let rig = rig.rig(model, |_| true)?;
                let device = model.devices.get(&rig)?;
                let amount = amount.of(required(model, device.class, device.processors));
                StakeStep::Stake { by: owner(model, rig), rig, amount }
            }
            Self::Unstake { by, rig, amount } => {
                let rig = rig.rig(model, with_stake)?;
                StakeStep::RequestUnstake { by: by.or(owner(model, rig)), rig, amount: amount.of(active(rig)) }
            }
            Self::Withdraw { rig } => {
                let rig = rig.rig(model, |_| true)?;
                StakeStep::Withdraw { by: owner(model, rig), rig }
            }
            Self::OpenCase { rig, amount } => {
                let rig = rig.rig(model, with_stake)?;
                StakeStep::OpenCase { rig, amount: amount.of(active(rig)) }
            }
            Self::Suspend { rig, case } => {
                let rig = rig.rig(model, |rig| model.devices[&rig].cases > 0)?;
                StakeStep::Suspend { rig, number: latest(model, rig, *case) }
            }
            Self::Dismiss { rig, case } => {
                let rig = rig.rig(model, |rig| model.devices[&rig].cases > 0)?;
                StakeStep::Dismiss { rig, number: latest(model, rig, *case) }
            }
            Self::Execute { rig, case } => {
                let rig = rig.rig(model, |rig| model.devices[&rig].cases > 0)?;
                StakeStep::Execute { rig, number: latest(model, rig, *case) }
            }
            Self::Close { rig } => {
                let rig = rig.rig(model, |rig| active(rig) == 0)?;
                StakeStep::CloseDevice { by: owner(model, rig), rig }
            }
            Self::HandOver { rig, to } => {
                let rig = rig.rig(model, |_| true)?;
                StakeStep::HandOver { by: owner(model, rig), rig, to: one_of(&Person::SUPPLIERS, to) }
            }
            Self::MoveClass { class, pool } => {
                StakeStep::SetClass { class: *class, pool: *pool, multiplier_bps: model.classes[class].1 }
            }
            Self::SetClass { class, pool, multiplier_bps } => {
                let class = one_of(&CLASSES, class).0;
                let (old_pool, old_multiplier) = model.classes[&class];
                let (pool, multiplier_bps) = (pool.unwrap_or(old_pool), multiplier_bps.unwrap_or(old_multiplier));
                StakeStep::SetClass { class, pool, multiplier_bps }
            }
        })
    }
}

/// A case of a device, counted from the latest one.
fn latest(model: &Model, rig: Rig, back: u32) -> u32 {
    model.devices.get(&rig).map_or(0, |device| device.cases).saturating_sub(back + 1)
}
