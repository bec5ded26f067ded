//! One file for each noun that `io` knows.

pub mod emission;
pub mod ledger;
pub mod migrate;
pub mod token;
