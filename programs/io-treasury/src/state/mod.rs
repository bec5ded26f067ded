//! What the program remembers.

pub mod books;
pub mod config;
pub mod swaps;
pub mod terms;

pub use books::Books;
pub use config::Config;
pub use swaps::{SWAPS, Swaps};
pub use terms::Terms;

/// Version of the layout of this program's account.
pub const VERSION: u8 = 1;
