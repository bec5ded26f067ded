//! The harness of the suite's tests: its programs' bytecode on the real SVM, people with names, and a clock that the
//! tests move.
//!
//! | module | gives |
//! |---|---|
//! | [`emission`] | the emission program's states of life, its epochs, its audit, and one specimen of each instruction |
//! | [`people`] | keys that are the same in every run, so that addresses and compute units are too |
//! | [`world`] | an SVM with the suite deployed: send, refuse, read, move time |
//! | [`receipt`] | what a transaction did: units, events |
//! | [`forgery`] | instructions with one account exchanged, unsigned or read-only |
//! | [`specimen`] | calls that go through, and what to change about them |
//! | [`described`] | calls as the interface descriptions describe them |
//! | [`stake`] | the staking program's states of life, its people, and one specimen of each instruction |
//! | [`costake`] | holders who stake behind the supplier's device, and one specimen of each instruction of co-stake |
//! | [`token`] | the token program's plan of allocations, its states of life, and one specimen of each instruction |
//! | [`dollars`] | USDC, and the oracle's price account |
//! | [`market`] | a device on offer, a renter with USDC and IO, and one specimen of each instruction |
//! | [`tally`] | how often each kind of step of a model succeeded and was refused |
//! | [`treasury`] | the treasury with its vaults filled, two swap programs, and one specimen of each instruction |

pub mod costake;
pub mod described;
pub mod dollars;
pub mod emission;
pub mod forgery;
pub mod market;
pub mod people;
pub mod receipt;
pub mod specimen;
pub mod stake;
mod tally;
pub mod token;
pub mod treasury;
pub mod world;

pub use people::{address, keypair};
pub use receipt::{Receipt, Refusal};
pub use specimen::Specimen;
pub use tally::Tally;
pub use world::World;
