//! One file or folder for each noun that `io` knows.

pub mod admin;
pub mod attest;
pub mod costake;
pub mod device;
pub mod emission;
pub mod id;
pub mod ledger;
pub mod market;
pub mod migrate;
pub mod nonce;
pub mod rewards;
pub mod slash;
pub mod stake;
pub mod token;
pub mod treasury;
pub mod tx;
pub mod worker;
