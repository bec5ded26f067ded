//! Random attempts, made steps in the light of what is going on: most of them by who may, about something that is
//! there, near a limit; a few by the wrong person, about the wrong thing.

mod plot;
mod strategy;

use std::collections::BTreeMap;

use io_stake::Role;
use proptest::sample::Index;

use crate::{
    cast::{CaseName, Person, Pot, Rig},
    model::{Case, Device, Model, Stage},
    step::Step,
};

pub use strategy::life;

/// Something that somebody tries.
#[derive(Clone, Debug)]
pub enum Attempt {
    Wait(i64),
    WaitForClock {
        clock: Index,
        offset: i64,
        then: Then,
    },
    Register {
        by: Index,
        id: u8,
        class: u16,
        processors: u16,
        source: Source,
        amount: Amount,
    },
    Stake {
        by: By,
        rig: Pick,
        source: Source,
        amount: Amount,
    },
    RequestUnstake {
        by: By,
        rig: Pick,
        amount: Amount,
    },
    Withdraw {
        by: By,
        rig: Pick,
        to: Destination,
    },
    CloseDevice {
        by: By,
        rig: Pick,
        to: Option<Destination>,
    },
    ProposeOwner {
        by: By,
        rig: Pick,
        heir: Option<Index>,
    },
    AcceptOwner {
        by: By,
        rig: Pick,
    },
    OpenCase {
        by: By,
        rig: Pick,
        number: Number,
        amount: Amount,
    },
    Suspend {
        by: By,
        case: CasePick,
    },
    Appeal {
        by: By,
        case: CasePick,
    },
    Resolve {
        by: By,
        case: CasePick,
        upheld: Amount,
    },
    Execute {
        case: CasePick,
    },
    Expire {
        case: CasePick,
    },
    SetPaused {
        by: By,
        paused: bool,
    },
    SetRole {
        by: By,
        role: Role,
        to: Index,
    },
    Donate {
        by: Index,
        rig: Pick,
        amount: u64,
    },
    /// So many small cooldowns, a second apart.
    Drip {
        rig: Pick,
        times: u8,
    },
    /// Everything is unstaked, waited for, withdrawn, and the device closed, perhaps with a gift in its vault.
    Leave {
        rig: Pick,
        gift: u64,
        to: Option<Destination>,
    },
    /// The owner appeals, the arbiter rules, and somebody executes.
    Trial {
        case: CasePick,
        upheld: Amount,
    },
    /// The slasher becomes the arbiter, and somebody else the slasher.
    Promote,
}

/// Who signs.
#[derive(Clone, Debug)]
pub enum By {
    Entitled,
    Anyone(Index),
}

/// Which device.
#[derive(Clone, Debug)]
pub enum Pick {
    /// One with which it can be done, if there is one.
    Fitting(Index),
    Registered(Index),
    Any(Index),
}

/// Which case.
#[derive(Clone, Debug)]
pub enum CasePick {
    /// One that is at the right stage, if there is one.
    Fitting(Index),
    Open(Index),
    /// Any number of any device, be there such a case or not.
    Any(Index, u8),
    /// An open one, in the name of another device.
    Misfiled(Index, Index),
    /// An open one, whose rent somebody else would like to have.
    Coveted(Index, Index),
}

/// How much, of what there is.
#[derive(Clone, Debug)]
pub enum Amount {
    Exactly(u64),
    Permille(u64),
    All,
    OneTooMany,
}

/// Where the stake comes from.
#[derive(Clone, Debug)]
pub enum Source {
    OwnPurse,
    Purse(Index),
    None,
}

/// Where IO goes.
#[derive(Clone, Debug)]
pub enum Destination {
    OwnPurse,
    Purse(Index),
    /// The vault of any device that is registered, be it the same.
    Vault(Index),
}

/// Under which number a case is opened.
#[derive(Clone, Debug)]
pub enum Number {
    Next,
    Last,
    AfterNext,
}

/// What is done at the second that was waited for.
#[derive(Clone, Copy, Debug)]
pub enum Then {
    Nothing,
    /// What is possible until then: appealing, ruling; or withdrawing.
    LastChance,
    /// What is possible from then on: executing, expiring; or withdrawing.
    FirstChance,
}

impl Attempt {
    /// What is done, as things stand; nothing, where what it is about is not there.
    pub fn steps(&self, model: &Model) -> Vec<Step> {
        self.several(model).or_else(|| Some(vec![self.single(model)?])).unwrap_or_default()
    }

    fn several(&self, model: &Model) -> Option<Vec<Step>> {
        match self {
            Self::WaitForClock { clock, offset, then } => Some(plot::wait_for_clock(model, clock, *offset, *then)),
            Self::Drip { rig, times } => Some(plot::drip(model, rig.rig(model, |device| device.active > 0)?, *times)),
            Self::Leave { rig, gift, to } => {
                Some(plot::leave(model, rig.rig(model, |device| device.cases.is_empty())?, *gift, to.as_ref()))
            }
            Self::Trial { case, upheld } => Some(plot::trial(model, case, upheld)?),
            Self::Promote => Some(plot::promote(model)),
            _ => None,
        }
    }

    fn single(&self, model: &Model) -> Option<Step> {
        Some(match self {
            Self::WaitForClock { .. } | Self::Drip { .. } | Self::Leave { .. } | Self::Trial { .. } | Self::Promote => {
                return None;
            }
            Self::Wait(seconds) => Step::Wait { until: model.now + seconds },
            Self::Register { by, id, class, processors, source, amount } => {
                let by = one_of(&Person::SUPPLIERS, by);
                let amount = amount.of(model.purses[&by]);
                Step::Register { by, id: *id, class: *class, processors: *processors, source: source.purse(by), amount }
            }
            Self::Stake { by, rig, source, amount } => {
                let rig = rig.rig(model, |_| true)?;
                let by = by.or(owner(model, rig));
                let source = source.purse(by).unwrap_or(Person::Supplier);
                Step::Stake { by, rig, source, amount: amount.of(model.purses[&source]) }
            }
            Self::RequestUnstake { by, rig, amount } => {
                let rig = rig.rig(model, |device| device.active > 0)?;
                let active = model.devices.get(&rig).map_or(0, |device| device.active);
                Step::RequestUnstake { by: by.or(owner(model, rig)), rig, amount: amount.of(active) }
            }
            Self::Withdraw { by, rig, to } => {
                let rig = rig.rig(model, |device| !device.payable(model.now).is_empty())?;
                let by = by.or(owner(model, rig));
                Step::Withdraw { by, rig, to: to.pot(by, model) }
            }
            Self::CloseDevice { by, rig, to } => {
                let rig = rig.rig(model, |device| device.total() == 0)?;
                let by = by.or(owner(model, rig));
                Step::CloseDevice { by, rig, to: to.as_ref().map(|to| to.pot(by, model)) }
            }
            Self::ProposeOwner { by, rig, heir } => {
                let rig = rig.rig(model, |_| true)?;
                let heir = heir.map(|heir| one_of(&Person::ALL, &heir));
                Step::ProposeOwner { by: by.or(owner(model, rig)), rig, heir }
            }
            Self::AcceptOwner { by, rig } => {
                let rig = rig.rig(model, |device| device.offered_to.is_some())?;
                let offered_to = model.devices.get(&rig).and_then(|device| device.offered_to);
                Step::AcceptOwner { by: by.or(offered_to.unwrap_or(Person::Stranger)), rig }
            }
            Self::OpenCase { by, rig, number, amount } => {
                let rig = rig.rig(model, |device| device.unfrozen() > 0)?;
                let device = model.devices.get(&rig);
                let next = device.map_or(0, |device| device.cases_ever);
                let number = match number {
                    Number::Next => next,
                    Number::Last => next.saturating_sub(1),
                    Number::AfterNext => next + 1,
                };
                let amount = amount.of(device.map_or(0, |device| device.unfrozen()));
                Step::OpenCase { by: by.or(model.slasher), rig, number, amount }
            }
            Self::Suspend { by, case } => {
                let (rig, case, _) = case.case(model, |case| !case.suspends)?;
                Step::Suspend { by: by.or(model.slasher), rig, case }
            }
            Self::Appeal { by, case } => {
                let (rig, case, _) = case.case(model, |case| case.stage == Stage::Opened)?;
                Step::Appeal { by: by.or(owner(model, rig)), rig, case }
            }
            Self::Resolve { by, case, upheld } => {
                let (rig, case, opener) = case.case(model, is_appealed)?;
                let frozen = model.case(case).map_or(0, |case| case.amount);
                Step::Resolve { by: by.or(model.arbiter), rig, case, opener, upheld: upheld.of(frozen) }
            }
            Self::Execute { case } => {
                let (rig, case, opener) = case.case(model, |case| !is_appealed(case))?;
                Step::Execute { rig, case, opener }
            }
            Self::Expire { case } => {
                let (rig, case, opener) = case.case(model, is_appealed)?;
                Step::Expire { rig, case, opener }
            }
            Self::SetPaused { by, paused } => Step::SetPaused { by: by.or(Person::Pauser), paused: *paused },
            Self::SetRole { by, role, to } => {
                Step::SetRole { by: by.or(Person::Admin), role: *role, to: one_of(&Person::OFFICERS, to) }
            }
            Self::Donate { by, rig, amount } => {
                Step::Donate { by: one_of(&Person::SUPPLIERS, by), rig: rig.rig(model, |_| true)?, amount: *amount }
            }
        })
    }
}

fn one_of<T: Copy>(all: &[T], index: &Index) -> T {
    *index.get(all)
}

fn owner(model: &Model, rig: Rig) -> Person {
    model.devices.get(&rig).map_or(rig.0, |device| device.owner)
}

fn is_appealed(case: &Case) -> bool {
    matches!(case.stage, Stage::Appealed { .. })
}

impl By {
    fn or(&self, entitled: Person) -> Person {
        match self {
            Self::Entitled => entitled,
            Self::Anyone(who) => one_of(&Person::ALL, who),
        }
    }
}

impl Pick {
    /// None where no device is registered.
    fn rig(&self, model: &Model, fits: impl Fn(&Device) -> bool) -> Option<Rig> {
        let registered: Vec<_> = model.devices.keys().copied().collect();
        let fitting = model.devices.iter().filter(|(_, device)| fits(device));
        let fitting: Vec<_> = fitting.map(|(rig, _)| *rig).collect();
        match self {
            Self::Any(rig) => Some(one_of(&Rig::all().collect::<Vec<_>>(), rig)),
            _ if registered.is_empty() => None,
            Self::Fitting(rig) if !fitting.is_empty() => Some(one_of(&fitting, rig)),
            Self::Fitting(rig) | Self::Registered(rig) => Some(one_of(&registered, rig)),
        }
    }
}

impl CasePick {
    /// The device that is named, the case, and who is named as its opener; none where no case is open.
    fn case(&self, model: &Model, fits: impl Fn(&Case) -> bool) -> Option<(Rig, CaseName, Person)> {
        let open: BTreeMap<CaseName, &Case> = model
            .devices
            .iter()
            .flat_map(|(rig, device)| device.cases.iter().map(|(number, case)| ((*rig, *number), case)))
            .collect();
        let fitting: Vec<_> = open.iter().filter(|(_, case)| fits(case)).map(|(name, _)| *name).collect();
        let open: Vec<_> = open.into_keys().collect();
        let name = match self {
            Self::Any(rig, number) => (Pick::Registered(*rig).rig(model, |_| true)?, (*number).into()),
            _ if open.is_empty() => return None,
            Self::Fitting(case) if !fitting.is_empty() => one_of(&fitting, case),
            Self::Fitting(case) | Self::Open(case) | Self::Misfiled(case, _) | Self::Coveted(case, _) => {
                one_of(&open, case)
            }
        };
        let rig = match self {
            Self::Misfiled(_, rig) => Pick::Registered(*rig).rig(model, |_| true)?,
            _ => name.0,
        };
        let opener = match self {
            Self::Coveted(_, who) => one_of(&Person::ALL, who),
            _ => model.case(name).map_or(Person::Slasher, |case| case.opener),
        };
        Some((rig, name, opener))
    }
}

impl Amount {
    fn of(&self, whole: u128) -> u64 {
        let whole = u64::try_from(whole).unwrap_or(u64::MAX);
        match self {
            Self::Exactly(amount) => *amount,
            Self::Permille(share) => whole / 1_000 * share + whole % 1_000 * share / 1_000,
            Self::All => whole,
            Self::OneTooMany => whole.saturating_add(1),
        }
    }
}

impl Source {
    /// Whose purse it is.
    fn purse(&self, by: Person) -> Option<Person> {
        match self {
            Self::OwnPurse if Person::SUPPLIERS.contains(&by) => Some(by),
            Self::OwnPurse => Some(Person::Supplier),
            Self::Purse(whose) => Some(one_of(&Person::SUPPLIERS, whose)),
            Self::None => None,
        }
    }
}

impl Destination {
    fn pot(&self, by: Person, model: &Model) -> Pot {
        let registered: Vec<_> = model.devices.keys().copied().collect();
        match self {
            Self::OwnPurse if Person::SUPPLIERS.contains(&by) => Pot::Purse(by),
            Self::Vault(rig) if !registered.is_empty() => Pot::Vault(one_of(&registered, rig)),
            Self::Purse(whose) => Pot::Purse(one_of(&Person::SUPPLIERS, whose)),
            Self::OwnPurse | Self::Vault(_) => Pot::Purse(Person::Supplier),
        }
    }
}
