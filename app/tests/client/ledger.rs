//! `io ledger`, and what becomes of a ledger that is used, killed or damaged.

use crate::io::{Io, text};
use io_app::ledger::{Ledger, Place};
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// What ends a process that writes more into a file than it may.
const SIGXFSZ: i32 = 25;

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

/// A file may grow to so many blocks of 512 bytes, and no further. The system kills a process that writes more, at that byte;
/// one that has asked it not to is told that there is no room, as on a full disk.
fn with_room(io: &Io, line: &str, blocks: usize, killed: bool) -> Output {
    let ignore = if killed { "" } else { "trap '' XFSZ; " };
    let command = io.command(line);
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{ignore}ulimit -c 0; ulimit -f {blocks}; exec \"$@\""), "sh"]);
    shell.arg(command.get_program()).args(command.get_args()).stdin(Stdio::null());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell.output().expect("a shell")
}

/// Killed by the very write, of the lock's file, of the journal and of the state, at their first block, in the midst of them
/// and at their last; and the same with a full disk instead.
#[test]
fn a_write_that_is_cut_off_leaves_the_old_state() {
    let io = Io::new();
    io.ok("migrate");
    io.ok("token release 1");
    let line = "token transfer 5 --to embedded:renter";
    io.ok(line);
    let before = io.bytes();
    let restore = || {
        fs::write(io.ledger(), &before.0).expect("the old state");
        fs::write(io.beside_ledger(".journal"), &before.1).expect("the old journal");
    };
    io.ok(line);
    let after = io.bytes();
    let last = |bytes: &[u8]| bytes.len().div_ceil(512) - 1;
    assert!(last(&after.1) > last(&before.1) + 1 && last(&after.0) > last(&after.1), "a journal of several new blocks");
    let (journal, state) = (last(&before.1), last(&after.0));
    let rooms = [0, 1, journal, journal + 1, last(&after.1), last(&after.1) + 1, state / 2, state - 1, state];
    for (blocks, killed) in rooms.into_iter().flat_map(|blocks| [(blocks, true), (blocks, false)]) {
        restore();
        let output = with_room(&io, line, blocks, killed);
        if killed {
            assert_eq!(output.status.signal(), Some(SIGXFSZ), "{blocks}: {}", text(&output.stderr));
        } else {
            assert_eq!(output.status.code(), Some(1), "{blocks}: {}", text(&output.stderr));
            let said = text(&output.stderr);
            assert!(said.contains("cannot write") && said.contains("too large"), "{blocks}: {said}");
        }
        assert!(fs::read(io.ledger()).expect("a ledger") == before.0, "{blocks} blocks changed the state");
        let kept = fs::read(io.beside_ledger(".journal")).expect("a journal");
        assert!(kept.starts_with(&before.1), "{blocks} blocks damaged what the journal had");
        assert_eq!(io.number("token balance embedded:renter", "balance"), 500_000_000, "{blocks} blocks");
        // And once more, with room: it is done once, as if nothing had been.
        io.ok(line);
        assert!(io.bytes() == after, "cut off at {blocks} blocks, it ended otherwise");
    }
    restore();
    assert!(with_room(&io, line, state + 1, true).status.success(), "the whole of it has room");
    assert!(io.bytes() == after);
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
