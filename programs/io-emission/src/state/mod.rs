//! The accounts of the program.

mod config;
mod lease;
mod page;
mod pool;
mod wide;

pub use config::{ATTESTORS, Config, MAX_LEASE, MAX_WEIGHT_CAP, POOLS};
pub use lease::{Lease, Settlement};
pub use page::{EPOCHS_PER_PAGE, Page};
pub use pool::{MEMORY, Pool};
pub use wide::Wide;

/// Layout version of every account.
pub const VERSION: u8 = 1;
