//! The emission program on its bytecode: one story per instruction, then what has to hold across all of them.

mod accept_admin;
mod advance;
mod burn_losses;
mod claim;
mod close_lease;
mod create_pool;
mod end;
mod genesis;
mod grant;
mod initialize;
mod propose_admin;
mod renew;
mod revoke;
mod set_attestors;
mod set_paused;
mod set_pauser;
mod set_payout;
mod set_shares;
mod set_terms;
mod settle;
mod sync;

mod accounts;
mod batches;
mod boundaries;
mod expected;
mod gone;
mod impossible;
mod layout;
mod life;
mod schemes;
