//! A local node with the suite on it: the real RPC interface, on the same SVM as the embedded ledger.
//!
//! Wallets, web pages and the tests reach it as they would reach a cluster. What no cluster gives, it gives as the embedded
//! ledger does: SOL and USDC from nowhere, a price of IO, and time that can be moved.
//!
//! | | |
//! |---|---|
//! | [`node`] | starting and stopping it |
//! | [`world`] | what is on it: programs, money, prices, the time |
//! | [`cast`] | who is on it: a keypair for every role, and the settings that name them |

pub mod cast;
pub mod node;
pub mod world;

pub use cast::Cast;
pub use node::{Node, Ports};
