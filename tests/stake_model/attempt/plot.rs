//! Several steps in a row, towards what single ones would seldom reach.

use io_stake::Role;
use io_tests::stake::COOLDOWN;
use proptest::sample::Index;

use super::{Amount, CasePick, Destination, Then, owner};
use crate::{
    cast::{Person, Rig},
    model::{Clock, Model, Stage},
    step::Step,
};

/// Waits for a clock that has not run out long ago, and does what it is about.
pub fn wait_for_clock(model: &Model, clock: &Index, offset: i64, then: Then) -> Vec<Step> {
    let mut ahead = model.clocks();
    ahead.retain(|(end, _)| end + offset >= model.now);
    if ahead.is_empty() {
        return vec![];
    }
    let (end, clock) = *clock.get(&ahead);
    let mut steps = vec![Step::Wait { until: end + offset }];
    let opener = |case| model.case(case).map_or(Person::Slasher, |case| case.opener);
    steps.extend(match (then, clock) {
        (Then::Nothing, _) => None,
        (_, Clock::Cooldown(rig)) => {
            let by = owner(model, rig);
            Some(Step::Withdraw { by, rig, to: Destination::OwnPurse.pot(by, model) })
        }
        (Then::LastChance, Clock::Appeal(case)) => Some(Step::Appeal { by: owner(model, case.0), rig: case.0, case }),
        (Then::FirstChance, Clock::Appeal(case)) => Some(Step::Execute { rig: case.0, case, opener: opener(case) }),
        (Then::LastChance, Clock::Ruling(case)) => {
            let upheld = model.case(case).map_or(0, |case| (case.amount / 2) as u64);
            Some(Step::Resolve { by: model.arbiter, rig: case.0, case, opener: opener(case), upheld })
        }
        (Then::FirstChance, Clock::Ruling(case)) => Some(Step::Expire { rig: case.0, case, opener: opener(case) }),
    });
    steps
}

/// Starts so many cooldowns, a second apart.
pub fn drip(model: &Model, rig: Rig, times: u8) -> Vec<Step> {
    let by = owner(model, rig);
    let active = model.devices.get(&rig).map_or(0, |device| device.active);
    let amount = Amount::Permille(50).of(active);
    let drop = |second| [Step::RequestUnstake { by, rig, amount }, Step::Wait { until: model.now + second }];
    (1..=times.into()).flat_map(drop).collect()
}

/// All that it takes to be rid of a device that no case is open on.
pub fn leave(model: &Model, rig: Rig, gift: u64, to: Option<&Destination>) -> Vec<Step> {
    let by = owner(model, rig);
    let active = model.devices.get(&rig).map_or(0, |device| device.active);
    let unstake = Step::RequestUnstake { by, rig, amount: Amount::All.of(active) };
    let close = Step::CloseDevice { by, rig, to: to.map(|to| to.pot(by, model)) };
    let pot = Destination::OwnPurse.pot(by, model);
    vec![
        unstake,
        Step::Wait { until: model.now + COOLDOWN },
        Step::Withdraw { by, rig, to: pot },
        Step::Donate { by: rig.0, rig, amount: gift },
        close,
    ]
}

/// A case through all its stages, if none of them is refused.
pub fn trial(model: &Model, case: &CasePick, upheld: &Amount) -> Option<Vec<Step>> {
    let (rig, case, opener) = case.case(model, |case| case.stage == Stage::Opened)?;
    let frozen = model.case(case).map_or(0, |case| case.amount);
    Some(vec![
        Step::Appeal { by: owner(model, rig), rig, case },
        Step::Resolve { by: model.arbiter, rig, case, opener, upheld: upheld.of(frozen) },
        Step::Execute { rig, case, opener },
    ])
}

/// The slasher becomes the arbiter, once somebody else is the slasher.
pub fn promote(model: &Model) -> Vec<Step> {
    let others = Person::OFFICERS.into_iter().find(|officer| ![model.slasher, model.arbiter].contains(officer));
    let change = |role, to| Step::SetRole { by: Person::Admin, role, to };
    let successor = others.unwrap_or(model.arbiter);
    vec![change(Role::Slasher, successor), change(Role::Arbiter, model.slasher)]
}
