//! `io emission status`, `advance`, `burn` and `schedule --plot`.

use crate::io::Io;
use io_economics::{BasisPoints, Epoch, cumulative, emission};
use serde_json::Value;
use std::fs;

const HOUR: i64 = 3_600;

/// All that may have been emitted by the end of an epoch.
fn emitted(epoch: u32) -> i64 {
    cumulative(Epoch::saturating(epoch)).get() as i64
}

fn rate(epoch: u32) -> i64 {
    emission(Epoch::saturating(epoch)).get() as i64
}

fn pool<'a>(status: &'a Value, name: &str) -> &'a Value {
    let pools = status["pools"].as_array().expect("pools");
    pools.iter().find(|pool| pool["pool"] == name).expect(name)
}

#[test]
fn the_status_says_how_far_it_has_come_and_when_the_rate_changes() {
    let io = Io::new();
    assert!(io.refused("emission status").contains("io-emission is not set up here"));
    io.ok("migrate");
    let genesis = io.number("ledger status", "time");
    let status = io.json("emission status");
    assert_eq!((status["genesis"].as_i64(), status["epoch"].as_i64()), (Some(genesis), Some(1)));
    assert_eq!((status["emitted"].as_i64(), status["rate"].as_i64()), (Some(0), Some(456_621_004_566)));

    // The last second of the first epoch, and the first of the second.
    io.wait(HOUR - 1);
    let status = io.json("emission status");
    assert_eq!((status["epoch"].as_i64(), status["emitted"].as_i64()), (Some(1), Some(0)));
    let change = &status["nextChange"];
    assert_eq!((change["time"].as_i64(), change["secondsLeft"].as_i64()), (Some(genesis + HOUR), Some(1)));
    assert_eq!(change["rate"].as_i64(), Some(456_614_663_492));
    io.wait(1);
    let status = io.json("emission status");
    assert_eq!((status["epoch"].as_i64(), status["emitted"].as_i64()), (Some(2), Some(emitted(1))));
    assert_eq!(status["forfeited"], status["emitted"], "there was no device");
    assert_eq!(status["remaining"].as_i64(), Some(30_000_000_000_000_000 - emitted(1)));
    assert_eq!((pool(&status, "gpu")["behind"].as_i64(), pool(&status, "cpu")["behind"].as_i64()), (Some(1), Some(1)));
    assert_eq!(pool(&status, "gpu")["shareBps"].as_i64(), Some(9_500));

    let shown = io.ok("emission status");
    for line in [
        "epoch        2 of 175319",
        "emitted                4,566.21004566 IO",
        "rate                   4,566.14663492 IO an hour",
        "gpu: 95%, [██████████████████████████████████████░░]",
        "cpu: 5%, [██░",
        "1 behind: `io emission advance` accounts for them",
    ] {
        assert!(shown.contains(line), "{line}: {shown}");
    }
}

#[test]
fn advancing_accounts_for_all_that_is_over_in_every_pool() {
    let io = Io::new();
    io.ok("migrate");
    assert_eq!(io.json("emission advance")["pools"][0]["transactions"].as_i64(), Some(0));
    io.wait(2 * HOUR);
    let advanced = io.json("emission advance");
    let share = |epoch| BasisPoints::new(9_500).expect("a share").of_floor(emission(Epoch::saturating(epoch))).get();
    let gpu = (share(1) + share(2)) as i64;
    for (pool, forfeited) in [(0, gpu), (1, emitted(2) - gpu)] {
        let line = &advanced["pools"][pool];
        assert_eq!((line["through"].as_i64(), line["transactions"].as_i64()), (Some(2), Some(1)));
        assert_eq!((line["distributed"].as_i64(), line["forfeited"].as_i64()), (Some(0), Some(forfeited)));
    }
    assert!(io.ok("emission advance").contains("gpu: every epoch up to 2 is accounted for already"));

    // A year's outage, and then the end.
    io.wait(8_766 * HOUR);
    assert_eq!(io.json("emission advance")["pools"][1]["through"].as_i64(), Some(8_768));
    assert_eq!(io.number("emission status", "emitted"), emitted(8_768));
    assert_eq!(io.number("emission status", "rate"), rate(8_769));
    io.ok("ledger warp --by 20y");
    io.ok("emission advance");
    let status = io.json("emission status");
    assert_eq!((status["epoch"].as_i64(), status["rate"].as_i64()), (None, Some(0)));
    assert_eq!((status["remaining"].as_i64(), &status["nextChange"]), (Some(0), &Value::Null));
    let forfeited = ["gpu", "cpu"].map(|name| pool(&status, name)["forfeited"].as_i64().expect("an amount"));
    assert_eq!(forfeited.iter().sum::<i64>(), 30_000_000_000_000_000);
    assert!(io.ok("emission status").contains("all 175319 are over"));
}

#[test]
fn there_is_nothing_to_burn_until_something_is_lost() {
    let io = Io::new();
    io.ok("migrate");
    assert!(io.ok("emission burn").contains("Nothing was lost since the last burn"));
}

#[test]
fn the_schedule_is_drawn() {
    let io = Io::new();
    let file = io.path("emission.svg");
    io.ok(&format!("emission schedule --plot {}", file.display()));
    let drawing = fs::read_to_string(&file).expect("a drawing");
    assert!(drawing.starts_with("<svg ") && drawing.ends_with("</svg>\n"));
    for text in [">4,566.21<", ">years since genesis<", ">Hourly emission, IO<", ">cap: 800 million, ever minted<"] {
        assert!(drawing.contains(text), "{text}");
    }
    assert_eq!(drawing.matches("<polyline ").count(), 2);
    assert!(!drawing.contains("NaN") && !drawing.contains("inf"));
    assert!(io.refused("emission schedule --plot /nowhere/x.svg").contains("cannot write /nowhere/x.svg"));
    assert_eq!(io.run("emission schedule --plot x.svg --csv").status.code(), Some(2));
    assert!(!io.ledger().exists());
}
