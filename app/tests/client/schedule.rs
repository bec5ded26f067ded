//! `io emission schedule`.

use crate::io::{Io, text};
use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;
use std::time::{Duration, Instant};

#[test]
fn the_first_epochs_are_the_published_ones() {
    let io = Io::new();
    let lines = "epoch,emission,cumulative\n1,456621004566,456621004566\n2,456614663492,913235668058\n\
                 3,456608322506,1369843990564\n";
    assert_eq!(io.ok("emission schedule --from 1 --to 3 --csv"), lines);
    let shown = io.ok("emission schedule --from 1 --to 3");
    for published in ["4,566.21", "4,566.14663492", "4,566.08"] {
        assert!(shown.contains(published), "{shown}");
    }
}

#[test]
fn the_three_forms_say_the_same() {
    let io = Io::new();
    let range = "emission schedule --from 175310 --to 175319";
    let json = io.json(range);
    let csv = io.ok(&format!("{range} --csv"));
    let table = io.ok(range);
    let epochs = json.as_array().expect("an array");
    assert_eq!(epochs.len(), 10);
    for ((epoch, csv), table) in epochs.iter().zip(csv.lines().skip(1)).zip(table.lines().skip(1)) {
        assert_eq!(format!("{},{},{}", epoch["epoch"], epoch["emission"], epoch["cumulative"]), csv);
        let columns: Vec<String> = table.split_whitespace().map(|column| column.replace([',', '.'], "")).collect();
        let numbers: Vec<u64> = columns.iter().map(|column| column.parse().expect("a number")).collect();
        assert_eq!(numbers, ["epoch", "emission", "cumulative"].map(|field| epoch[field].as_u64().expect(field)));
    }
    assert_eq!(epochs[9]["cumulative"], 30_000_000_000_000_000u64);
}

#[test]
fn all_epochs_come_in_under_a_second() {
    let io = Io::new();
    let fastest = (0..3).map(|_| {
        let start = Instant::now();
        let csv = io.ok("emission schedule --csv");
        assert_eq!(csv.lines().count(), 175_320);
        assert!(csv.ends_with(",30000000000000000\n"));
        start.elapsed()
    });
    let fastest = fastest.min().expect("three runs");
    assert!(fastest < Duration::from_secs(1), "{fastest:?}");
}

#[test]
fn a_reader_that_stops_early_is_no_error() {
    let io = Io::new();
    let mut child = io
        .command("emission schedule --output json")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("`io` starts");
    let mut first = String::new();
    BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut first).expect("a line");
    let mut complaint = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut complaint).expect("text");
    assert_eq!((child.wait().expect("an end").code(), complaint.as_str()), (Some(0), ""));
}

#[test]
fn epochs_that_do_not_exist_are_refused() {
    let io = Io::new();
    assert!(io.refused("emission schedule --from 0").contains("there is no epoch 0"));
    assert!(io.refused("emission schedule --to 175320").contains("they run from 1 to 175319"));
    assert!(io.refused("emission schedule --from 3 --to 2").contains("comes after"));
    assert!(io.refused("emission schedule --csv --output json").contains("choose one"));
    let usage = io.run("emission schedule --from one");
    assert_eq!(usage.status.code(), Some(2), "{}", text(&usage.stderr));
}

#[test]
fn it_needs_no_ledger() {
    let io = Io::new();
    io.ok("emission schedule --from 1 --to 1");
    assert!(!io.ledger().exists());
}
