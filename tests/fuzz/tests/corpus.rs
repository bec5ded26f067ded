//! Every input that is kept, and many random changes of each. Without guidance: that is what `cargo xtask fuzz` is for.
//!
//! `IO_FUZZ_SECONDS` says how long each target is tried for; the seed is fixed.

use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use io_fuzz::corpus::Corpus;
use io_fuzz::{TARGETS, Target};
use proptest::prelude::Rng;
use proptest::test_runner::{RngAlgorithm, TestRng};

/// For each target, in the tests.
const SECONDS: u64 = 5;

/// As long as the inputs that the fuzzer tries.
const LONGEST: usize = 4_096;

fn replay(name: &str) {
    let target: Target = TARGETS.iter().find(|(known, _)| *known == name).expect("a target").1;
    let corpus = Corpus::of(name).expect("a corpus").inputs();
    assert!(!corpus.is_empty(), "{name} has a corpus");
    for input in &corpus {
        tried(target, input);
    }
    let seconds = std::env::var("IO_FUZZ_SECONDS").map_or(SECONDS, |text| text.parse().expect("a number of seconds"));
    let mut random = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let until = Instant::now() + Duration::from_secs(seconds);
    let mut tries = 0;
    while Instant::now() < until {
        let (input, other) = (&corpus[below(&mut random, corpus.len())], &corpus[below(&mut random, corpus.len())]);
        tried(target, &changed(input, other, &mut random));
        tries += 1;
    }
    println!("{name}: {} inputs of the corpus, {tries} changes of them", corpus.len());
}

/// Shows the input if it breaks something, so that it can be kept.
fn tried(target: Target, input: &[u8]) {
    if let Err(panic) = std::panic::catch_unwind(|| target(input)) {
        eprintln!("broken by {}", BASE64_STANDARD.encode(input));
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
fn every_target_has_a_corpus_and_every_corpus_a_target() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let files = std::fs::read_dir(folder).expect("the corpus");
    let mut files: Vec<_> =
        files.map(|file| file.expect("a file").file_name().into_string().expect("a name")).collect();
    files.sort_unstable();
    let mut names = TARGETS.map(|(name, _)| name);
    names.sort_unstable();
    assert_eq!(files, names);
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
