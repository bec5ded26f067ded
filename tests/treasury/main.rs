//! The treasury on its bytecode: one story per instruction, then what has to hold across all of them.

mod accept_admin;
mod allow_swap;
mod burn_fees;
mod buyback_and_burn;
mod buyback_via_swap;
mod disallow_swap;
mod initialize;
mod propose_admin;
mod set_paused;
mod set_pauser;
mod set_terms;

mod accounts;
mod auction;
mod caps;
mod hostility;
mod impossible;
mod layout;
mod page;
mod prices;
mod sandwich;
mod withdrawal;
