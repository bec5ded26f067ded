//! The fuzzer of one target, which `IO_FUZZ_TARGET` names. `cargo xtask fuzz` builds and starts it.

#![no_main]

use std::sync::LazyLock;

use io_fuzz::{TARGETS, Target};

static TARGET: LazyLock<Target> = LazyLock::new(|| {
    let name = std::env::var("IO_FUZZ_TARGET").unwrap_or_default();
    let found = TARGETS.iter().find(|(known, _)| *known == name);
    found.unwrap_or_else(|| panic!("IO_FUZZ_TARGET names none of {:?}", TARGETS.map(|(name, _)| name))).1
});

libfuzzer_sys::fuzz_target!(|input: &[u8]| TARGET(input));
