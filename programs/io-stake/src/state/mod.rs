//! What the program remembers.

pub mod case;
pub mod classes;
pub mod config;
pub mod cooling;
pub mod costake;
pub mod device;
pub mod position;
pub mod rewards;
pub mod wide;

pub use case::{Case, Stage};
pub use classes::{Class, Classes};
pub use config::{ASSETS, Asset, Config, Role};
pub use cooling::{COOLDOWNS, Cooldown, Cooling};
pub use costake::Costake;
pub use device::{Device, FALLS};
pub use position::{Earned, Position};
pub use rewards::{Rewards, Stream};
pub use wide::Wide;

/// Version of the layouts of this program's accounts.
pub const VERSION: u8 = 1;
