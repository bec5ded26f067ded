//! The accounts of the program.

mod config;
mod lease;
mod page;
mod pool;

pub use config::{ATTESTORS, Config, MAX_COSTAKE_BPS, MAX_LEASE, MAX_WEIGHT_CAP, POOLS};
pub use io_stake::state::Wide;
pub use lease::{Lease, Payment, Settlement};
pub use page::{EPOCHS_PER_PAGE, Page};
pub use pool::{MEMORY, Pool};

/// Layout version of every account.
pub const VERSION: u8 = 1;
