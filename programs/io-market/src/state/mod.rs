//! What the program remembers.

pub mod config;
pub mod listing;
pub mod reservation;

pub use config::{ATTESTORS, Asset, Config, Purse, Terms};
pub use listing::Listing;
pub use reservation::{Reservation, SEGMENTS, Segment, Stage};

/// Version of the layouts of this program's accounts.
pub const VERSION: u8 = 1;
