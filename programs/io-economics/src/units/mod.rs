//! Units that cannot be mixed.
//!
//! An amount is not an epoch and an epoch is not a duration. Each is a type of its own around one integer,
//! and only the combinations that mean something exist:
//!
//! ```
//! use io_economics::{Amount, Seconds, Timestamp};
//!
//! let paid = Amount::new(3).checked_add(Amount::new(4));
//! assert_eq!(paid, Some(Amount::new(7)));
//!
//! let start = Timestamp::new(1_000);
//! let end = start.checked_add(Seconds::new(60));
//! assert_eq!(end, Some(Timestamp::new(1_060)));
//! assert_eq!(end.and_then(|end| end.since(start)), Some(Seconds::new(60)));
//! ```
//!
//! An amount and an epoch do not add up:
//!
//! ```compile_fail,E0308
//! use io_economics::{Amount, Epoch};
//! let _ = Amount::new(3).checked_add(Epoch::FIRST);
//! ```
//!
//! Neither do two moments:
//!
//! ```compile_fail,E0308
//! use io_economics::Timestamp;
//! let _ = Timestamp::new(1).checked_add(Timestamp::new(2));
//! ```
//!
//! A number of epochs is not a number of seconds:
//!
//! ```compile_fail,E0308
//! use io_economics::{Epoch, Timestamp};
//! let _ = Timestamp::new(1).checked_add(Epoch::FIRST);
//! ```
//!
//! A share of at most 100% is not a multiplier, which may exceed it:
//!
//! ```compile_fail,E0308
//! use io_economics::{BasisPoints, Multiplier};
//! let _: BasisPoints = Multiplier::ONE;
//! ```

mod amount;
mod epoch;
mod micro_usd;
mod rate;
mod time;
mod weight;

#[cfg(test)]
mod tests;

pub use amount::{Amount, BASE_UNITS_PER_IO, DECIMALS, EMISSION_SUPPLY, GENESIS_SUPPLY, MAX_SUPPLY};
pub use epoch::{Epoch, LAST_EPOCH};
pub use micro_usd::{MICRO_USD_PER_USD, MicroUsd};
pub use rate::{BasisPoints, Multiplier};
pub use time::{APPEAL_WINDOW, COOLDOWN, EPOCH_LENGTH, MONTH, Seconds, Timestamp};
pub use weight::Weight;
