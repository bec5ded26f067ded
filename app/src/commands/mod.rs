//! One file or folder for each noun that `io` knows.

pub mod admin;
pub mod attest;
pub mod device;
pub mod emission;
pub mod ledger;
pub mod market;
pub mod migrate;
pub mod rewards;
pub mod slash;
pub mod stake;
pub mod token;
pub mod treasury;
