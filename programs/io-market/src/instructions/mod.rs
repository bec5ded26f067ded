//! One file per instruction: its arguments, its accounts, what it refuses, what it does.

pub mod accept_admin;
pub mod claim;
pub mod complete;
pub mod delist;
pub mod expire;
pub mod extend;
pub mod initialize;
pub mod list;
pub mod propose_admin;
pub mod report_failure;
pub mod reserve;
pub mod set_attestors;
pub mod set_paused;
pub mod set_pauser;
pub mod set_terms;
pub mod start;
pub mod terminate;

pub use accept_admin::*;
pub use claim::*;
pub use complete::*;
pub use delist::*;
pub use expire::*;
pub use extend::*;
pub use initialize::*;
pub use list::*;
pub use propose_admin::*;
pub use report_failure::*;
pub use reserve::*;
pub use set_attestors::*;
pub use set_paused::*;
pub use set_pauser::*;
pub use set_terms::*;
pub use start::*;
pub use terminate::*;
