//! What happens if any bytes at all come in: nothing panics, and every answer is the right one or a refusal.
//!
//! | module | feeds |
//! |---|---|
//! | [`economics`] | numbers to `io-economics`, and compares with numbers that have no size |
//! | [`accounts`] | bytes to every type of account, as programs load it, as the client reads it, and to what it works out of them |
//! | [`answers`] | bytes to the client as what a node, or somebody who wants a signature, sent |
//! | [`ledger`] | bytes to the embedded ledger as its files |
//!
//! `cargo xtask fuzz` lets libFuzzer look for inputs that reach what none has reached before, and adds those it finds to
//! [`corpus`]. The tests replay all of them, with many random changes of each. What broke something once is kept there too.

pub mod accounts;
pub mod answers;
pub mod corpus;
pub mod economics;
pub mod ledger;
mod numbers;

use std::alloc::System;

use cap::Cap;

/// Far more than an input of some kilobytes can ask for: who reserves as much as a length in it says is ended here.
const MOST_MEMORY: usize = 1 << 30;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, MOST_MEMORY);

/// Takes any bytes. Panics where something is not as it should be.
pub type Target = fn(&[u8]);

/// Every target, by the name of its file in `corpus`.
pub const TARGETS: [(&str, Target); 4] =
    [("economics", economics::run), ("accounts", accounts::run), ("answers", answers::run), ("ledger", ledger::run)];
