//! The walks.

use std::env;
use std::time::{Duration, Instant};

use io_tests::Tally;

use crate::cast::network;
use crate::walk::{Coverage, Walk};

/// How long a walk is, unless the environment says another length.
const STEPS: u32 = 4_000;

/// The walks of every run. Those that failed once come after the first four.
const SEEDS: [u64; 4] = [1, 2, 3, 4];

/// What is none of the deeds: what happens once, at the beginning, before a walk can begin; a third pool, which its shares
/// would have to be made room for; and minting, which only the emission program may do.
const UNREACHED: [&str; 12] = [
    "io_emission create_pool",
    "io_emission genesis",
    "io_emission initialize",
    "io_market initialize",
    "io_stake add_asset",
    "io_stake initialize",
    "io_token allocate",
    "io_token deallocate",
    "io_token genesis",
    "io_token initialize",
    "io_token mint_emission",
    "io_treasury initialize",
];

/// What takes weeks in the right order, and long walks to be reached.
const RARE: [&str; 4] =
    ["io_emission close_lease", "io_stake claim_unshared", "io_stake close_device", "io_stake close_position"];

fn number<T: std::str::FromStr>(variable: &str) -> Option<T> {
    env::var(variable).ok().map(|text| text.parse().ok().unwrap_or_else(|| panic!("{variable} is a number")))
}

/// Walks until `ends` says so, and returns what was reached.
fn walk(seed: u64, mut ends: impl FnMut(u32) -> bool) -> Tally {
    let mut walk = Walk::of(seed, network());
    let mut step = 0;
    while !ends(step) {
        if let Err(fault) = walk.step() {
            panic!("IO_WALK_SEED={seed} IO_WALK_STEPS={} repeats it: {fault:#}", step + 1);
        }
        step += 1;
    }
    walk.tally.sequences += 1;
    walk.tally
}

#[test]
fn whatever_they_do_the_books_balance() {
    let steps = number("IO_WALK_STEPS").unwrap_or(STEPS);
    let seeds = number("IO_WALK_SEED").map_or_else(|| SEEDS.to_vec(), |seed| vec![seed]);
    let mut total = Tally::default();
    std::thread::scope(|scope| {
        let walks: Vec<_> = seeds.iter().map(|seed| scope.spawn(move || walk(*seed, |step| step == steps))).collect();
        for walk in walks {
            match walk.join() {
                Ok(tally) => total.add(tally),
                Err(fault) => std::panic::resume_unwind(fault),
            }
        }
    });
    let coverage = Coverage::of(&total);
    println!("{total}\n{coverage}");
    if steps >= STEPS && seeds.len() >= SEEDS.len() {
        let mut never = coverage.never;
        never.retain(|name| !RARE.contains(name));
        assert_eq!(never, UNREACHED, "never went through");
    }
}

/// `cargo xtask soak`: fresh walks for as long as `IO_SOAK_MINUTES` says.
#[test]
#[ignore = "takes as long as it is told to"]
fn soak() {
    let minutes: u64 = number("IO_SOAK_MINUTES").unwrap_or(1);
    let (began, lasts) = (Instant::now(), Duration::from_secs(minutes * 60));
    let first = number("IO_WALK_SEED").unwrap_or_else(|| {
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |now| now.as_secs())
    });
    let mut total = Tally::default();
    for seed in first.. {
        if began.elapsed() >= lasts {
            break;
        }
        total.add(walk(seed, |step| step == 20_000 || began.elapsed() >= lasts));
    }
    let coverage = Coverage::of(&total);
    println!("{total}\n{coverage}");
    let seconds = began.elapsed().as_secs().max(1);
    println!("{} steps in {seconds} s, {} a second, from seed {first} on", total.steps(), total.steps() / seconds);
}
