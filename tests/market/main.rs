//! The market on its bytecode: one story per instruction, then what has to hold across all of them.

mod claim;
mod complete;
mod delist;
mod expire;
mod extend;
mod initialize;
mod list;
mod report_failure;
mod reserve;
mod settings;
mod start;
mod terminate;

mod accounts;
mod frozen;
mod impossible;
mod layout;
mod lives;
