//! The `io` command as its users meet it: spawned, with a home and a ledger of its own.
//!
//! The embedded ledger runs the suite's bytecode, so these tests need `cargo xtask build` to have been run.

mod admin;
mod attest;
mod device;
mod emission;
mod handover;
mod io;
mod ledger;
mod market;
mod migrate;
mod mishap;
mod packing;

mod rewards;
mod rival;
mod schedule;
mod slash;
mod stake;
mod token;
mod treasury;
mod wallet;
