//! The emission program against a slow, exact model of it: random networks, with every book compared after each step.
//!
//! | module | gives |
//! |---|---|
//! | [`cast`] | who takes part, and what their devices are called |
//! | [`step`] | one thing that somebody does |
//! | [`attempt`] | random attempts, made steps in the light of what is going on |
//! | [`model`] | what must come of a step, by the specification: hour by hour, in fractions |
//! | [`beginning`] | worlds of the emission, shortly before its first epoch and in its last days |
//! | [`chain`] | what comes of a step on the real bytecode |
//! | [`books`] | everything there is to see, of the model and of the chain alike |
//! | [`networks`] | the test |
//!
//! `IO_MODEL_CASES` says how many networks are tried; `--nocapture` shows the tally. A network that fails is told step by
//! step, shrunk to what is needed, and kept in `proptest-regressions`, from where it is tried first the next time.

mod attempt;
mod beginning;
mod books;
mod cast;
mod chain;
mod model;
mod networks;
mod step;
