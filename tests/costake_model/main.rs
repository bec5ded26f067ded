//! Co-stake against an exact model: up to a thousand holders behind one device, who come, earn in both assets, are slashed
//! and leave, in any order.
//!
//! | module | gives |
//! |---|---|
//! | [`step`] | one thing that somebody does, and random attempts at it |
//! | [`stream`] | what a payment brings whom, in exact fractions |
//! | [`model`] | what everybody is due, and what the program was seen to give |
//! | [`crowd`] | the holders on the real bytecode |
//! | [`lives`] | the tests |
//!
//! Nobody may be paid more than due, and what is missing to it is bounded: by a base unit each time a position was looked at,
//! and by what the device has counted as dust. `IO_MODEL_CASES` says how many lives are tried; `--nocapture` shows what
//! they did. One that fails is shrunk to what is needed, and kept in `proptest-regressions`.

mod crowd;
mod lives;
mod model;
mod step;
mod stream;
