//! The market against a model of it: random lives of rentals, with every balance compared after each step.
//!
//! | module | gives |
//! |---|---|
//! | [`cast`] | who takes part, and what their devices, reservations and token accounts are called |
//! | [`step`] | one thing that somebody does |
//! | [`attempt`] | random attempts, made steps in the light of what is going on |
//! | [`model`] | what must come of a step, by the specification |
//! | [`chain`] | what comes of it on the real bytecode |
//! | [`ledger`] | who paid in, who was paid, and what the events say about it |
//! | [`picture`] | everything there is to see, of the model and of the chain alike |
//! | [`rentals`] | the test; its name is that of the file in which seeds are kept, and no other test's |
//!
//! `IO_MODEL_CASES` says how many lives are tried; `--nocapture` shows the tally. A life that fails is told step by
//! step, shrunk to what is needed, and kept in `proptest-regressions`, from where it is tried first the next time.

mod attempt;
mod cast;
mod chain;
mod ledger;
mod model;
mod picture;
mod rentals;
mod step;
// The same sheet as that of the staking program's model: it counts whatever steps there are.
