//! How often each kind of step succeeded and was refused, so that it can be seen what the attempts reach.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// How often each kind of step succeeded and was refused.
#[derive(Clone, Default)]
pub struct Tally {
    /// Lives that were lived to their end.
    pub sequences: u64,
    succeeded: BTreeMap<&'static str, u64>,
    refused: BTreeMap<&'static str, u64>,
    reasons: BTreeMap<String, u64>,
    noted: BTreeMap<&'static str, u64>,
}

impl Tally {
    /// A step of that kind went through.
    pub fn succeeded(&mut self, kind: &'static str) {
        *self.succeeded.entry(kind).or_default() += 1;
    }

    /// A step of that kind was refused.
    pub fn refused(&mut self, kind: &'static str, reason: String) {
        *self.refused.entry(kind).or_default() += 1;
        *self.reasons.entry(reason).or_default() += 1;
    }

    /// Something rare happened.
    pub fn noted(&mut self, what: &'static str) {
        *self.noted.entry(what).or_default() += 1;
    }

    /// Adds another one.
    pub fn add(&mut self, other: Self) {
        self.sequences += other.sequences;
        merge(&mut self.succeeded, other.succeeded);
        merge(&mut self.refused, other.refused);
        merge(&mut self.reasons, other.reasons);
        merge(&mut self.noted, other.noted);
    }

    /// All steps.
    pub fn steps(&self) -> u64 {
        self.succeeded.values().chain(self.refused.values()).sum()
    }

    /// Which of these kinds of step never succeeded.
    pub fn never_succeeded(&self, kinds: &[&'static str]) -> Vec<&'static str> {
        kinds.iter().copied().filter(|kind| !self.succeeded.contains_key(kind)).collect()
    }
}

fn merge<K: Ord>(into: &mut BTreeMap<K, u64>, from: BTreeMap<K, u64>) {
    for (key, count) in from {
        *into.entry(key).or_default() += count;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        writeln!(formatter, "{} sequences, {} steps", self.sequences, self.steps())?;
        writeln!(formatter, "\n{:<50} {:>9} {:>9}", "step", "succeeded", "refused")?;
        let kinds: BTreeSet<_> = self.succeeded.keys().chain(self.refused.keys()).collect();
        for kind in kinds {
            let of = |counts: &BTreeMap<_, u64>| counts.get(kind).copied().unwrap_or_default();
            writeln!(formatter, "{kind:<50} {:>9} {:>9}", of(&self.succeeded), of(&self.refused))?;
        }
        writeln!(formatter, "\n{:<50} {:>9}", "what happened among them", "times")?;
        for (what, count) in &self.noted {
            writeln!(formatter, "{what:<50} {count:>9}")?;
        }
        writeln!(formatter, "\n{:<50} {:>9}", "why a step was refused", "times")?;
        for (reason, count) in &self.reasons {
            writeln!(formatter, "{reason:<50} {count:>9}")?;
        }
        Ok(())
    }
}
