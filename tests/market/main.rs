//! The market on its bytecode: one story per instruction, then what has to hold across all of them.

mod accounts;
