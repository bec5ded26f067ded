//! The `io` command against a real node, over JSON-RPC and WebSocket: spawned, as its users meet it.
//!
//! The node runs the suite's bytecode, so these tests need `cargo xtask build` to have been run.

mod line;
mod payment;
mod stage;

mod expiry;
mod faults;
mod fees;
mod late;
mod localnet;
mod restart;
mod story;
mod tables;
mod websocket;
