//! One file per instruction: its arguments, its accounts, what it refuses, what it does.

pub mod accept_admin;
pub mod allow_swap;
pub mod burn_fees;
pub mod buyback_and_burn;
pub mod buyback_via_swap;
pub mod disallow_swap;
pub mod initialize;
pub mod propose_admin;
pub mod set_paused;
pub mod set_pauser;
pub mod set_terms;

pub use accept_admin::*;
pub use allow_swap::*;
pub use burn_fees::*;
pub use buyback_and_burn::*;
pub use buyback_via_swap::*;
pub use disallow_swap::*;
pub use initialize::*;
pub use propose_admin::*;
pub use set_paused::*;
pub use set_pauser::*;
pub use set_terms::*;
