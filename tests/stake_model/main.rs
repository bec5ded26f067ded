//! The staking program against a model of it: random lives of devices, with every balance compared after each step.
//!
//! | module | gives |
//! |---|---|
//! | [`cast`] | who takes part, and what their devices, cases and pots of IO are called |
//! | [`step`] | one thing that somebody does |
//! | [`attempt`] | random attempts, made steps in the light of what is going on |
//! | [`model`] | what must come of a step, by the specification |
//! | [`chain`] | what comes of it on the real bytecode |
//! | [`picture`] | everything there is to see, of the model and of the chain alike |
//! | [`lives`] | the test |
//!
//! `IO_MODEL_CASES` says how many lives are tried; `--nocapture` shows the tally. A life that fails is told step by
//! step, shrunk to what is needed, and kept in `proptest-regressions`, from where it is tried first the next time.

mod attempt;
mod cast;
mod chain;
mod lives;
mod model;
mod picture;
mod step;
