//! Where things are in this checkout, and which programs it has.

use std::path::{Path, PathBuf};

/// The programs, in the order in which one depends on the other.
pub const PROGRAMS: [&str; 5] = ["io-token", "io-stake", "io-emission", "io-market", "io-treasury"];

pub fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_owned()
}

pub fn target() -> PathBuf {
    root().join("target")
}

/// The bytecode that is shipped.
pub fn deploy() -> PathBuf {
    target().join("deploy")
}

pub fn program(name: &str) -> PathBuf {
    root().join("programs").join(name)
}

/// The file that holds a program's bytecode: cargo turns the dashes of a crate's name into underscores.
pub fn bytecode(name: &str) -> String {
    format!("{}.so", name.replace('-', "_"))
}
