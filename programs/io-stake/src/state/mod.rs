//! What the program remembers.

pub mod case;
pub mod classes;
pub mod config;
pub mod cooling;
pub mod device;

pub use case::{Case, Stage};
pub use classes::{Class, Classes};
pub use config::{Config, Role};
pub use cooling::{COOLDOWNS, Cooldown, Cooling};
pub use device::{Device, FALLS};

/// Version of the layouts of this program's accounts.
pub const VERSION: u8 = 1;
