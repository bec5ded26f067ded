//! `io worker`: the desk, in text, in JSON and on a terminal, and what a device would bring.

use crate::io::{Io, text};
use serde_json::Value;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const IO: i64 = 100_000_000;
const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// What epochs 2 and 3 bring a device that is alone in the gpu pool.
const TWO_HOURS: i64 = 867_561_836_696;

fn desk(io: &Io) -> Value {
    io.json("-k embedded:supplier worker status")
}

fn number(report: &Value, place: &str) -> i64 {
    report.pointer(place).and_then(Value::as_i64).unwrap_or_else(|| panic!("no number {place} in {report:#}"))
}

/// The states of the devices, by their names.
fn states(desk: &Value) -> Vec<(&str, &str)> {
    let devices = desk["devices"].as_array().expect("devices").iter();
    let mut states: Vec<_> = devices
        .map(|row| (row["rewards"]["name"].as_str().expect("a name"), row["state"].as_str().expect("a state")))
        .collect();
    states.sort_unstable();
    states
}

/// What is to be done, or is ahead: the device's name, the moment and the beginning of the sentence.
fn agenda<'a>(desk: &'a Value, list: &str) -> Vec<(&'a str, Option<i64>, &'a str)> {
    let entries = desk[list].as_array().expect("entries").iter();
    let entry = |entry: &'a Value| {
        let what = entry["what"].as_str().expect("a sentence");
        (entry["name"].as_str().expect("a name"), entry["moment"].as_i64(), what.split(',').next().unwrap_or(what))
    };
    entries.map(entry).collect()
}

fn time(io: &Io) -> i64 {
    io.number("ledger status", "time")
}

#[test]
fn a_desk_shows_every_device_and_what_to_do_the_soonest_first() {
    let (io, rig) = Io::with_leased_rig();
    let cpu = io.device("EPYC", "cpu");
    io.ok("-k embedded:supplier device register --class H100 --processors 1 --id idle");
    io.ok(&format!("attest grant {cpu} --attestor embedded:attestor"));
    io.ok("ledger usdc 100 --to embedded:renter");
    io.ok("-k embedded:supplier market offer rig --price 2 --max-hours 48");
    let start = desk(&io);
    assert_eq!(states(&start), [("cpu", "beginning"), ("idle", "shortOfStake"), ("rig", "beginning")]);

    io.wait(3 * HOUR);
    let case = io.json(&format!("-k embedded:slasher slash open {cpu} 30 --reason 1 --evidence {}", "5e".repeat(32)));
    assert!(case["case"].is_string(), "{case:#}");
    io.ok(&format!("-k embedded:renter market reserve {rig} --hours 24 --pay usdc --max 60"));
    let now = time(&io);
    let busy = desk(&io);
    assert_eq!(states(&busy), [("cpu", "earning"), ("idle", "shortOfStake"), ("rig", "earning")]);
    assert_eq!(
        agenda(&busy, "toDo"),
        [
            ("rig", Some(now + 1_200), "start the reservation of 24 h"),
            ("cpu", Some(now + 30 * DAY), "appeal case 0"),
            ("idle", None, "add 2"),
        ]
    );
    assert_eq!(busy["toDo"][0]["command"], format!("io market start {rig}"));
    assert_eq!(agenda(&busy, "ahead"), []);
    let row = busy["devices"].as_array().expect("devices").iter().find(|row| row["heading"]["device"] == rig.as_str());
    let row = row.expect("the rig");
    assert_eq!((number(row, "/rewards/claimable"), number(row, "/rewards/lease/end")), (TWO_HOURS, 25));
    assert_eq!((number(row, "/stake/active"), number(row, "/offer/pricePerHour")), (2_000 * IO, 2_000_000));
    assert_eq!(number(row, "/offer/busyUntil"), now + 1_200);
    assert_eq!(number(&busy, "/stake/frozen"), 30 * IO);

    // Started, an hour and a half later; a part of the stake cools; somebody offers a device.
    io.ok("-k embedded:supplier market start --all");
    let started = time(&io);
    io.ok("-k embedded:supplier stake unstake cpu 50");
    let other = io.json("device register --class EPYC --processors 1 --id other")["device"].clone();
    io.ok("device transfer other --to embedded:supplier");
    io.wait(5_400);
    let later = desk(&io);
    assert_eq!(states(&later), [("cpu", "shortOfStake"), ("idle", "shortOfStake"), ("rig", "earning")]);
    assert_eq!(
        agenda(&later, "ahead"),
        [
            ("rig", Some(started + DAY), "the reservation of 24 h ends"),
            ("cpu", Some(started + 14 * DAY), "50.00000000 IO have cooled"),
        ]
    );
    let offered = later["toDo"].as_array().and_then(|to_do| to_do.last()).expect("an offer");
    assert_eq!(offered["command"], format!("io device accept {}", other.as_str().expect("an address")));
    // 3 dollars, a tenth of which is held back; and nothing has been claimed.
    let rent = ["earned", "dueToSupplier", "claimed"].map(|field| number(&later, &format!("/rent/usdc/{field}")));
    assert_eq!(rent, [3_000_000, 2_700_000, 0]);

    io.wait(19 * HOUR);
    // Epoch 25 is the last of the lease, and ends in an hour and a half.
    let ending = desk(&io);
    let lease = agenda(&ending, "toDo").into_iter().find(|(name, ..)| *name == "rig").expect("a lease that ends");
    assert_eq!(lease, ("rig", Some(now + 22 * HOUR), "its lease ends"));
    io.wait(14 * DAY);
    let cooled = desk(&io);
    assert_eq!(states(&cooled), [("cpu", "shortOfStake"), ("idle", "shortOfStake"), ("rig", "notLeased")]);
    assert!(agenda(&cooled, "toDo").contains(&("cpu", None, "50.00000000 IO have cooled and can be withdrawn")));
}

#[test]
fn the_page_fits_a_terminal_and_says_it_in_words() {
    let (io, rig) = Io::with_leased_rig();
    io.wait(3 * HOUR);
    let page = io.ok("-k embedded:supplier worker status");
    for line in [
        "rig                  1 × H100         earning               22 h       8,675.61836696       2,000.00000000  not offered",
        "rewards (IO)  8,675.61836696 earned, 8,675.61836696 to claim",
        "stake (IO)    2,000.00000000 active",
        "to be paid    io rewards claim --all",
    ] {
        assert!(page.lines().any(|shown| shown == line), "{line}: {page}");
    }
    assert!(!page.contains("to do"), "{page}");
    io.ok(&format!("-k embedded:slasher slash open {rig} 1 --reason 1 --evidence {}", "5e".repeat(32)));
    let page = io.ok("-k embedded:supplier worker status");
    assert!(page.contains("rig: appeal case 0, or 1.00000000 IO can be burned, before "), "{page}");
    assert!(page.contains(", 30 d left\n    io slash appeal "), "{page}");
    assert!(io.ok("worker status").contains("No devices"));
}

/// Without a terminal one look follows the other, and in between the ledger is free for others.
#[test]
fn a_watch_that_is_piped_is_plain_and_sees_what_others_do() {
    let (io, _) = Io::with_leased_rig();
    let mut watch = io.command("-k embedded:supplier worker status --watch --every 1s");
    let mut watch = watch.stdout(Stdio::piped()).spawn().expect("`io` starts");
    let mut reader = std::io::BufReader::new(watch.stdout.take().expect("its output"));
    let mut epochs = Vec::new();
    let deadline = Instant::now() + Duration::from_secs(60);
    while epochs.last() != Some(&2) && Instant::now() < deadline {
        let mut line = String::new();
        std::io::BufRead::read_line(&mut reader, &mut line).expect("a line");
        assert!(!line.contains('\u{1b}'), "{line:?}");
        if let Some((_, epoch)) = line.trim_end().rsplit_once(", epoch ") {
            epochs.push(epoch.parse::<u32>().expect("a number"));
            if epochs.len() == 1 {
                io.wait(HOUR);
            }
        }
    }
    // It ends by itself once nobody reads.
    drop(reader);
    let status = watch.wait().expect("an end");
    assert!(status.success() && epochs.first() == Some(&1) && epochs.last() == Some(&2), "{status} {epochs:?}");
}

/// `script` gives the command a terminal of its own, and hands on what is typed.
#[test]
fn a_watch_on_a_terminal_is_in_place_until_a_key_ends_it() {
    let (io, _) = Io::with_leased_rig();
    let ours = io.command("-k embedded:supplier worker status --watch");
    let command: Vec<&str> =
        std::iter::once(ours.get_program()).chain(ours.get_args()).filter_map(|part| part.to_str()).collect();
    let command = format!("stty rows 12 cols 60; {}", command.join(" "));
    let mut script = Command::new("script");
    script.args(["--quiet", "--return", "--flush", "--command", &command, "/dev/null"]);
    script.env("HOME", io.home.path()).env("TZ", "UTC").env("TERM", "xterm");
    for variable in ["XDG_DATA_HOME", "IO_LEDGER", "IO_PROGRAMS", "IO_URL"] {
        script.env_remove(variable);
    }
    let mut terminal =
        script.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("`script` of util-linux starts");
    let mut keys = terminal.stdin.take().expect("its keyboard");
    // A key that nothing listens to yet waits in the terminal.
    keys.write_all(b" q").expect("to type");
    keys.flush().expect("to type");
    let output = terminal.wait_with_output().expect("an end");
    drop(keys);
    let shown = text(&output.stdout);
    assert!(output.status.success(), "{shown:?}");
    let (_, after) = shown.split_once("\u{1b}[?1049h").expect("it opens a screen of its own");
    let (screen, after) = after.split_once("\u{1b}[?1049l").expect("and leaves it");
    assert!(screen.contains("1 device of ") && screen.contains("q ends"), "{screen:?}");
    assert!(after.trim().is_empty(), "{after:?}");
    // No line is longer than the terminal is wide. What moves the cursor begins with an escape and ends with a letter.
    let lines = screen.split("\r\n").flat_map(|row| {
        row.split('\u{1b}').map(|part| {
            part.strip_prefix('[').map_or(part, |moved| {
                moved.trim_start_matches(|sign: char| !sign.is_alphabetic()).get(1..).unwrap_or("")
            })
        })
    });
    lines.for_each(|line| assert!(line.chars().count() <= 60, "{line:?} of {screen:?}"));
}

#[test]
fn profit_is_what_the_schedule_and_the_pool_come_to() {
    let (io, _) = Io::with_leased_rig();
    let profit = io.json("worker profit --class h100 --power-watts 700 --kwh 0.12 --io-price 0.25");
    let assumed = |field: &str| number(&profit, &format!("/assumptions/{field}"));
    // The rig's lease begins with the first epoch that is counted.
    assert_eq!((assumed("poolWeight"), assumed("poolWeightWithDevice")), (2_000 * IO, 4_000 * IO));
    assert_eq!((assumed("from"), assumed("weight"), assumed("watts")), (2, 2_000 * IO, 700));
    DAY_AND_MONTH.iter().for_each(|(place, value)| assert_eq!(number(&profit, place), *value, "{place}"));

    // Half the time brings half, and eight processors draw eight times as much.
    let half =
        io.json("worker profit --class H100 --processors 8 --power-watts 700 --kwh 0.12 --io-price 0.25 --uptime 50");
    assert_eq!((number(&half, "/assumptions/watts"), number(&half, "/day/power")), (5_600, 16_128_000));
    assert_eq!(number(&half, "/assumptions/poolWeightWithDevice"), 18_000 * IO);
    let short =
        io.json("worker profit --class H100 --power-watts 700 --kwh 0.12 --io-price 0.25 --stake 1999.99999999");
    assert_eq!((number(&short, "/day/earned"), number(&short, "/day/net")), (0, -2_016_000));
    assert_eq!(short["day"]["breakEven"], Value::Null);

    // Without --io-price it is the oracle's, as long as that is good.
    let unknown = io.json("worker profit --class H100 --power-watts 700 --kwh 0.12");
    assert_eq!((&unknown["day"]["worth"], &unknown["day"]["net"]), (&Value::Null, &Value::Null));
    io.ok("ledger price 2.50 --confidence 0.01");
    let oracle = io.json("worker profit --class H100 --power-watts 700 --kwh 0.12");
    assert_eq!(oracle["assumptions"]["ioPrice"], "2.49");
    let page = io.ok("worker profit --class H100 --power-watts 700 --kwh 0.12");
    for line in ["uptime       100% of the hours are leased", "700 W at 0.120000 $ a kWh", "2.49 $ an IO: the oracle's"]
    {
        assert!(page.contains(line), "{line}: {page}");
    }
    assert!(io.refused("worker profit --class H200X --power-watts 700 --kwh 0.12").contains("not a device class"));
    assert_eq!(io.run("worker profit --class H100 --power-watts 700 --kwh 0.12 --io-price 0").status.code(), Some(2));
}

/// From the schedule at arbitrary precision: half of 95% of epochs 2 to 25, and of 2 to 721; at 0.25 dollars.
const DAY_AND_MONTH: [(&str, i64); 8] = [
    ("/day/earned", 5_204_575_945_161),
    ("/day/worth", 13_011_439_862),
    ("/day/power", 2_016_000),
    ("/day/net", 13_009_423_862),
    ("/month/earned", 155_385_181_723_304),
    ("/month/power", 60_480_000),
    ("/month/net", 388_402_474_308),
    ("/day/breakEven", 39),
];
