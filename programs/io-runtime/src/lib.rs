//! What every program of the suite asks the runtime for: addresses, to carry its events, to move tokens, to create
//! accounts.
//!
//! Anchor and SPL have functions for all of it. These send the same bytes for fewer compute units: they build an
//! instruction once, in a buffer of the right size, and clone no account twice.

#![deny(
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod address;
mod creation;
mod event;
pub mod tokens;

pub use address::{derive, program_data};
pub use creation::{create, new_account, state, state_mut};
pub use event::emit;
