//! The arithmetic of the IO economy: units, rounding, genesis budgets, vesting and the emission schedule.
//!
//! The programs, the client, the tests and the simulation all compute with this crate, so that none of them
//! can disagree about an amount. It knows no accounts and no clock: every function maps numbers to numbers.
//! It never panics, uses no floats and depends on nothing.
//!
//! | module | answers |
//! |---|---|
//! | [`units`] | What is an amount, a rate, an epoch, a moment? Which of them may be combined? |
//! | [`rounding`] | What is `a × b / c`, rounded down or up? |
//! | [`fixed_point`] | The same for fractions of 2⁶⁴ and 2¹²⁸, without a 128-bit multiplication in hardware. |
//! | [`budget`] | How much was each category given at genesis, and on which terms? |
//! | [`vesting`] | How much of an allocation is vested after so many seconds? |
//! | [`mod@emission`] | How much may have been minted by the end of epoch `n`? |
//! | [`reward`] | What does a device earn of an epoch's emission, and what does rounding leave? |
//! | [`stake`] | What stake does a device require, and what does it weigh? |
//! | [`shares`] | What is a share of co-stake worth, after slashes took from the sum? |
//! | [`release`] | How much of what was paid in is released to the co-stakers by now? |
//! | [`clock`] | Which epoch is it? |
//! | [`price`] | What is IO worth in dollars, on either side of the oracle's interval? |
//! | [`auction`] | What does the treasury pay for IO, so long after its last purchase? |
//! | [`rent`] | What does a reservation cost, and how much of that has been earned by now? |

#![no_std]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(
    not(test),
    deny(
        clippy::arithmetic_side_effects,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::or_fun_call,
        clippy::panic,
        clippy::unwrap_used
    )
)]

#[cfg(test)]
extern crate std;

pub mod auction;
pub mod budget;
pub mod clock;
pub mod emission;
pub mod fixed_point;
pub mod price;
pub mod release;
pub mod rent;
pub mod reward;
pub mod rounding;
pub mod shares;
pub mod stake;
pub mod units;
pub mod vesting;

pub use budget::Category;
pub use clock::{EpochClock, Phase};
pub use emission::{Emissions, cumulative, emission};
pub use price::{Price, Quote, QuoteError};
pub use release::Release;
pub use reward::{distribute, earned, pool_share};
pub use shares::{Shared, part_of_second};
pub use stake::{required_stake, weight};
pub use units::*;
pub use vesting::{Terms, TermsError, Tranche, next_tranche, vested};
