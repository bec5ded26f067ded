//! The staking program on its bytecode: one story per instruction, then what has to hold across all of them.

mod accept_admin;
mod accept_owner;
mod appeal;
mod close_device;
mod execute;
mod expire;
mod initialize;
mod open_case;
mod propose_admin;
mod propose_owner;
mod register;
mod request_unstake;
mod resolve;
mod set_class;
mod set_paused;
mod set_role;
mod stake;
mod suspend;
mod update_device;
mod withdraw;

mod accounts;
mod clocks;
mod escapes;
mod falls;
mod impossible;
mod layout;
mod page;
