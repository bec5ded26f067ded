//! The `io` command as its users meet it: spawned, with a home and a ledger of its own.
//!
//! The embedded ledger runs the suite's bytecode, so these tests need `cargo xtask build` to have been run.

mod admin;
mod attest;
mod batch;
mod costake;
mod device;
mod dry_run;
mod emission;
mod gift;
mod handover;
mod history;
mod io;
mod kill;
mod ledger;
mod market;
mod migrate;
mod mishap;
mod nonce;
mod packing;

mod rewards;
mod rival;
mod schedule;
mod slash;
mod stake;
mod statement;
mod token;
mod treasury;
mod tx;
mod vault;
mod wallet;
mod worker;
