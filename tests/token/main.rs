//! The token program on its bytecode: one story per instruction, then what has to hold across all of them.

mod accept_admin;
mod accept_beneficiary;
mod allocate;
mod burn;
mod deallocate;
mod genesis;
mod initialize;
mod mint_emission;
mod propose_admin;
mod propose_beneficiary;
mod release;
mod set_burner;
mod set_paused;
mod set_pauser;

mod accounts;
mod books;
mod impossible;
mod layout;
mod page;
mod vesting;
