//! One file per instruction: its arguments, its accounts, what it refuses, what it does.

pub mod accept_admin;
pub mod accept_beneficiary;
pub mod allocate;
pub mod burn;
pub mod deallocate;
pub mod genesis;
pub mod initialize;
pub mod mint_emission;
pub mod propose_admin;
pub mod propose_beneficiary;
pub mod release;
pub mod set_burner;
pub mod set_paused;
pub mod set_pauser;

pub use accept_admin::*;
pub use accept_beneficiary::*;
pub use allocate::*;
pub use burn::*;
pub use deallocate::*;
pub use genesis::*;
pub use initialize::*;
pub use mint_emission::*;
pub use propose_admin::*;
pub use propose_beneficiary::*;
pub use release::*;
pub use set_burner::*;
pub use set_paused::*;
pub use set_pauser::*;
