//! The market on its bytecode: one story per instruction, then what has to hold across all of them.

mod claim;
mod complete;
mod delist;
mod expire;
mod extend;
mod list;
mod report_failure;
mod reserve;
mod start;
mod terminate;

mod accounts;
