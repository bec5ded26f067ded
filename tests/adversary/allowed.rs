//! The mutants that succeed, and may. Each entry says why that harms nobody, and is exact: what it covers has to succeed.

pub mod emission;
pub mod market;
pub mod stake;
pub mod token;
pub mod treasury;

use crate::mutant::{Change, Mutant};

/// Mutants that may succeed.
#[derive(Debug)]
pub struct Allowed {
    /// Why that harms nobody.
    pub reason: &'static str,
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

/// The entries of a list that allow a mutant.
pub fn entries(list: &[Allowed], call: &str, mutant: &Mutant) -> Vec<usize> {
    let allows = |entry: &Allowed| {
        entry.calls.contains(&call)
            && entry.places.contains(&mutant.place.as_str())
            && match entry.what {
                What::Any(changes) => changes.contains(&mutant.change),
                What::With(changes, with) => changes.contains(&mutant.change) && with.contains(&mutant.with.as_str()),
                What::Numbers(bounds) => mutant
                    .number
                    .is_some_and(|number| bounds.iter().any(|(least, most)| (*least..=*most).contains(&number))),
            }
    };
    (0..list.len()).filter(|place| allows(&list[*place])).collect()
}
