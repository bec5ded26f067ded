//! Every input that is kept, and many random changes of each. Without guidance: that is what `cargo xtask fuzz` is for.
//!
//! `IO_FUZZ_SECONDS` says how long each target is tried for; the seed is fixed.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use io_fuzz::{TARGETS, Target};
use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};

/// For each target, in the tests.
const SECONDS: u64 = 5;

/// As long as the inputs that the fuzzer tries.
const LONGEST: usize = 4_096;

fn replay(name: &str) {
    let target: Target = TARGETS.iter().find(|(known, _)| *known == name).expect("a target").1;
    let corpus = corpus(name);
    assert!(!corpus.is_empty(), "{name} has a corpus");
    for (path, input) in &corpus {
        tried(target, input, path);
    }
    let seconds = std::env::var("IO_FUZZ_SECONDS").map_or(SECONDS, |text| text.parse().expect("a number of seconds"));
    let mut random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let until = Instant::now() + Duration::from_secs(seconds);
    let mut tries = 0;
    while Instant::now() < until {
        let (path, input) = &corpus[below(&mut random, corpus.len())];
        let other = &corpus[below(&mut random, corpus.len())].1;
        tried(target, &changed(input, other, &mut random), path);
        tries += 1;
    }
    println!("{name}: {} inputs of the corpus, {tries} changes of them", corpus.len());
}

fn corpus(name: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
    let files = fs::read_dir(&folder).unwrap_or_else(|fault| panic!("{}: {fault}", folder.display()));
    let mut paths: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
    paths.sort_unstable();
    paths.into_iter().map(|path| (path.clone(), fs::read(path).expect("an input"))).collect()
}

/// Shows the input if it breaks something, so that it can be kept.
fn tried(target: Target, input: &[u8], path: &Path) {
    let outcome = std::panic::catch_unwind(|| target(input));
    if let Err(panic) = outcome {
        let bytes: String = input.iter().map(|byte| format!("{byte:02x}")).collect();
        eprintln!("broken by this change of {}: {bytes}", path.display());
        std::panic::resume_unwind(panic);
    }
}

fn below(random: &mut TestRng, limit: usize) -> usize {
    random.next_u64() as usize % limit.max(1)
}

/// A few changes: a bit, a byte, a number of eight bytes at its limits, a part of another input, something cut off.
fn changed(input: &[u8], other: &[u8], random: &mut TestRng) -> Vec<u8> {
    let mut input = input.to_vec();
    for _ in 0..=below(random, 4) {
        let at = below(random, input.len() + 1);
        match below(random, 6) {
            0 if at < input.len() => input[at] ^= 1 << below(random, 8),
            1 if at < input.len() => input[at] = random.next_u32() as u8,
            2 => {
                let number = [0, 1, u64::MAX, u64::MAX - 1, i64::MAX as u64, random.next_u64()][below(random, 6)];
                let end = input.len().min(at + 8);
                input.splice(at..end, number.to_le_bytes());
            }
            3 => {
                let from = below(random, other.len() + 1);
                let end = input.len().min(at + other.len() - from);
                input.splice(at..end, other[from..].iter().copied());
            }
            4 => input.truncate(at),
            _ => input.insert(at, random.next_u32() as u8),
        }
    }
    input.truncate(LONGEST);
    input
}

#[test]
fn economics() {
    replay("economics");
}

#[test]
fn accounts() {
    replay("accounts");
}

#[test]
fn answers() {
    replay("answers");
}

#[test]
fn ledger() {
    replay("ledger");
}
