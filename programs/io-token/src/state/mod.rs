//! What the program remembers.

pub mod allocation;
pub mod burn_ledger;
pub mod category;
pub mod config;

pub use allocation::Allocation;
pub use burn_ledger::{BurnKind, BurnLedger};
pub use category::Category;
pub use config::Config;

/// Layout version that the program writes into its accounts.
pub const VERSION: u8 = 1;
