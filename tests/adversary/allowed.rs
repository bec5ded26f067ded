//! The mutants that succeed, and may. Each reason says why that harms nobody, and its cases are exact: what they
//! cover has to succeed.

pub mod emission;
pub mod market;
pub mod stake;
pub mod token;
pub mod treasury;

use crate::mutant::{Change, Change::*, Mutant};
use What::*;

/// Mutants that may succeed.
#[derive(Debug)]
pub struct Allowed {
    /// Why that harms nobody.
    pub reason: &'static str,
    /// Where that is so.
    pub cases: &'static [Case],
}

/// Some mutants of some transactions.
#[derive(Debug)]
pub struct Case {
    /// The transactions.
    pub calls: &'static [&'static str],
    /// The accounts or arguments.
    pub places: &'static [&'static str],
    /// What is changed about them.
    pub what: What,
}

/// What may be changed.
#[derive(Debug)]
pub enum What {
    /// This, whatever stands there instead.
    Any(&'static [Change]),
    /// This, if one of these stands there instead.
    With(&'static [Change], &'static [&'static str]),
    /// The number, to one within these bounds.
    Numbers(&'static [(i128, i128)]),
}

/// What may be changed about these places of these transactions.
pub const fn case(calls: &'static [&'static str], places: &'static [&'static str], what: What) -> Case {
    Case { calls, places, what }
}

/// What may succeed in every program.
pub const EVERYWHERE: &[Allowed] = &[
    Allowed {
        reason: "An offer, which has to be accepted; nobody takes it back.",
        cases: &[case(&["propose_admin"], &["new_admin"], Any(&[Address]))],
    },
    Allowed {
        reason: "Another choice that the one who signs has.",
        cases: &[
            case(&["set_paused"], &["paused"], Numbers(&[(0, 0)])),
            case(&["set_paused, to resume"], &["paused"], Numbers(&[(1, 1)])),
        ],
    },
    Allowed {
        reason: "The admin and the pauser both may.",
        cases: &[case(&["set_paused", "set_paused, to resume"], &["authority"], With(&[Another], &["admin"]))],
    },
];

impl Case {
    /// Whether it covers this mutant of a transaction.
    pub fn covers(&self, call: &str, mutant: &Mutant) -> bool {
        self.calls.contains(&call)
            && self.places.contains(&mutant.place.as_str())
            && match self.what {
                Any(changes) => changes.contains(&mutant.change),
                With(changes, with) => changes.contains(&mutant.change) && with.contains(&mutant.with.as_str()),
                Numbers(bounds) => mutant
                    .number
                    .is_some_and(|number| bounds.iter().any(|(least, most)| (*least..=*most).contains(&number))),
            }
    }
}
