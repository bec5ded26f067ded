//! A device as the specification describes it.

use std::collections::BTreeMap;

use crate::cast::Person;

/// How far a case has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Opened,
    Appealed { at: i64 },
    Upheld { appealed_at: i64 },
}

/// An open slash case.
#[derive(Clone, Debug)]
pub struct Case {
    pub amount: u128,
    pub stage: Stage,
    pub opened_at: i64,
    pub opener: Person,
    pub suspends: bool,
}

/// A device and its stake.
#[derive(Clone, Debug)]
pub struct Device {
    pub owner: Person,
    pub offered_to: Option<Person>,
    pub class: u16,
    pub processors: u16,
    pub registered_at: i64,
    pub active: u128,
    /// What cools, by the second in which it has cooled.
    pub cooling: BTreeMap<i64, u128>,
    /// The open cases.
    pub cases: BTreeMap<u32, Case>,
    /// How many cases there ever were.
    pub cases_ever: u32,
    /// When less of it counted than before.
    pub falls: Vec<i64>,
    /// What others have sent to its vault.
    pub donated: u128,
}

impl Device {
    pub fn cooling_total(&self) -> u128 {
        self.cooling.values().sum()
    }

    pub fn total(&self) -> u128 {
        self.active + self.cooling_total()
    }

    pub fn frozen(&self) -> u128 {
        self.cases.values().map(|case| case.amount).sum()
    }

    pub fn unfrozen(&self) -> u128 {
        self.total() - self.frozen()
    }

    pub fn suspensions(&self) -> usize {
        self.cases.values().filter(|case| case.suspends).count()
    }

    pub fn vault(&self) -> u128 {
        self.total() + self.donated
    }

    /// What of each cooldown can be paid at `now`. Cases freeze active stake first and then what cools, the last to
    /// cool first; the rest is free once it has cooled.
    pub fn payable(&self, now: i64) -> BTreeMap<i64, u128> {
        let mut frozen = self.frozen().saturating_sub(self.active);
        let mut payable = BTreeMap::new();
        for (end, amount) in self.cooling.iter().rev() {
            let stays = frozen.min(*amount);
            frozen -= stays;
            if *end <= now && *amount > stays {
                payable.insert(*end, amount - stays);
            }
        }
        payable
    }

    /// Takes out of a cooldown; one of which nothing is left is over.
    pub fn take(&mut self, end: i64, amount: u128) {
        let left = self.cooling.remove(&end).unwrap_or_default() - amount;
        if left > 0 {
            self.cooling.insert(end, left);
        }
    }

    /// Takes a slashed amount: active stake first, then what cools, the last to cool first. Says what came out of each.
    pub fn slash(&mut self, amount: u128) -> (u128, u128) {
        let of_active = amount.min(self.active);
        self.active -= of_active;
        let of_cooling = amount - of_active;
        let mut left = of_cooling;
        for end in self.cooling.keys().rev().copied().collect::<Vec<_>>() {
            let taken = left.min(self.cooling[&end]);
            self.take(end, taken);
            left -= taken;
        }
        assert_eq!(left, 0, "a case never freezes more than there is");
        (of_active, of_cooling)
    }
}
