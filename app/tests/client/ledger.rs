//! `io ledger`, and what becomes of a ledger that is used, killed or damaged.

use crate::io::{Io, text};
use io_app::ledger::{Ledger, Place};
use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Holds the ledger as another process would: the lock is the open file's, not the process's.
fn hold(io: &Io) -> Ledger {
    Ledger::open(Place::new(io.ledger()), || anyhow::bail!("there is no ledger")).expect("a ledger to hold")
}

#[test]
fn status_looks_and_creates_nothing() {
    let io = Io::new();
    assert_eq!(io.json("ledger status")["exists"], false);
    assert!(!io.ledger().exists());
    io.ok("ledger reset");
    let status = io.json("ledger status");
    assert_eq!(status["exists"], true);
    assert_eq!(status["programs"][0]["state"], "current");
    assert_eq!(status["transactions"], 0);
}

#[test]
fn a_ledger_can_be_put_anywhere() {
    let io = Io::new();
    let elsewhere = io.path("some/where");
    let output = io.command("ledger reset").env("IO_LEDGER", &elsewhere).output().expect("`io` starts");
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(elsewhere.exists() && !io.ledger().exists());
    assert_eq!(io.json(&format!("--ledger {} ledger status", elsewhere.display()))["exists"], true);
}

#[test]
fn time_moves_only_when_told_to() {
    let io = Io::new();
    io.ok("ledger reset");
    let start = io.number("ledger status", "time");
    std::thread::sleep(Duration::from_millis(1_100));
    assert_eq!(io.number("ledger status", "time"), start);
    for (by, seconds) in [("90s", 90), ("2h", 7_200), ("30d", 2_592_000), ("1month", 2_629_800)] {
        let before = io.number("ledger status", "time");
        io.ok(&format!("ledger warp --by {by}"));
        assert_eq!(io.number("ledger status", "time"), before + seconds, "{by}");
    }
    io.ok("ledger warp --to 2050-01-01T00:00:00Z");
    assert_eq!(io.number("ledger status", "time"), 2_524_608_000);
    assert!(io.refused("ledger warp --to 2049-12-31").contains("only forward"));
    assert!(io.refused("ledger warp --by 1m").contains("not a duration"));
    assert!(io.refused("ledger warp --by 99999y").contains("9999"));
    assert_eq!(io.number("ledger status", "time"), 2_524_608_000);
    assert_eq!(io.run("ledger warp").status.code(), Some(2));
}

#[test]
fn a_cluster_has_no_ledger_to_reset() {
    let io = Io::new();
    assert!(io.refused("--url devnet ledger reset").contains("embedded ledger"));
}

#[test]
fn missing_bytecode_is_said_with_what_to_do() {
    let io = Io::new();
    let refusal = io.refused("--programs /nowhere token supply");
    assert!(refusal.contains("/nowhere/io_token.so") && refusal.contains("cargo xtask build"), "{refusal}");
    assert!(!io.ledger().exists());
}

#[test]
fn a_damaged_ledger_is_reported_kept_and_can_be_reset() {
    let io = Io::new();
    io.ok("migrate");
    let sound = fs::read(io.ledger()).expect("a ledger");
    let wallet = fs::read(io.beside_ledger(".wallet.json")).expect("a wallet");
    let mut flipped = sound.clone();
    flipped[sound.len() / 3] ^= 0x10;
    let damages = [
        (flipped, "does not match its checksum"),
        (sound[..sound.len() - 1].to_vec(), "ends too early"),
        (Vec::new(), "ends too early"),
        (b"%PDF-1.7, not a ledger at all, but long enough to have a header".to_vec(), "not an IO ledger"),
    ];
    for (damaged, what) in &damages {
        fs::write(io.ledger(), damaged).expect("to damage the ledger");
        for command in ["token supply", "migrate", "ledger status", "ledger warp --by 1d", "token release 1"] {
            let refusal = io.refused(command);
            assert!(refusal.contains(what) && refusal.contains("io ledger reset"), "{command}: {refusal}");
            assert_eq!(&fs::read(io.ledger()).expect("the file"), damaged, "{command} changed the damaged file");
        }
    }
    let report = io.json("ledger reset");
    let aside = report["putAside"].as_str().expect("a path").to_owned();
    assert_eq!(fs::read(aside).expect("the damaged file"), damages[3].0);
    assert_eq!(fs::read(io.beside_ledger(".wallet.json")).expect("a wallet"), wallet);
    io.ok("migrate");
    assert_eq!(io.json("ledger reset")["putAside"], serde_json::Value::Null);
}

#[test]
fn a_second_process_waits_for_the_first() {
    let io = Io::new();
    io.ok("ledger reset");
    let held = hold(&io);
    let waiting =
        io.command("ledger warp --by 1s").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("`io` starts");
    std::thread::sleep(Duration::from_millis(800));
    drop(held);
    let output = waiting.wait_with_output().expect("an end");
    assert!(output.status.success());
    let said = text(&output.stderr);
    assert!(said.contains(&format!("Waiting for process {}", std::process::id())), "{said}");
}

#[test]
fn a_second_process_does_not_wait_for_ever() {
    let io = Io::new();
    io.ok("ledger reset");
    let _held = hold(&io);
    let start = Instant::now();
    let refusal = io.refused("ledger warp --by 1s");
    assert!(refusal.contains("still in use by process"), "{refusal}");
    assert!((9..30).contains(&start.elapsed().as_secs()));
}

#[test]
fn many_processes_at_once_lose_nothing() {
    let io = Io::new();
    io.ok("ledger reset");
    let start = io.number("ledger status", "time");
    let quiet =
        |command: &str| io.command(command).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("`io` starts");
    let all: Vec<_> = (0..12).map(|_| quiet("ledger warp --by 1s")).collect();
    for mut one in all {
        assert!(one.wait().expect("an end").success());
    }
    assert_eq!(io.number("ledger status", "time"), start + 12);
}

/// Kills a process at many moments of its life. Each leaves the state before the command or the one after it.
#[test]
fn a_killed_process_leaves_the_old_state_or_the_new_one() {
    let io = Io::new();
    io.ok("ledger reset");
    let start = Instant::now();
    io.ok("ledger warp --by 1s");
    let life = start.elapsed();
    // Close together while it lives, and some for a machine that is slower by now.
    let moments = (0..80).map(|part| life * part / 80).chain((1..10).map(|part| life + life * part / 3));
    let (mut old, mut new) = (0, 0);
    for moment in moments {
        let before = io.number("ledger status", "time");
        let mut victim =
            io.command("ledger warp --by 1s").stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("`io` starts");
        std::thread::sleep(moment);
        victim.kill().expect("to kill it");
        victim.wait().expect("an end");
        match io.number("ledger status", "time") - before {
            0 => old += 1,
            1 => new += 1,
            other => panic!("the clock moved by {other} s"),
        }
    }
    assert!(old > 0 && new > 0, "{old} before, {new} after: the moments were badly chosen");
}

#[test]
fn a_killed_migration_can_be_taken_up_again() {
    let io = Io::new();
    io.ok("ledger reset");
    for moment in 0..12 {
        let mut victim =
            io.command("migrate").stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("`io` starts");
        std::thread::sleep(Duration::from_millis(moment * 8));
        victim.kill().expect("to kill it");
        victim.wait().expect("an end");
        io.ok("ledger status");
    }
    io.ok("migrate");
    assert_eq!(io.number("token supply", "supply"), 50_000_000_000_000_000);
}
