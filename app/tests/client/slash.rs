//! `io slash`.

use crate::io::Io;
use serde_json::Value;
use std::fs;

const IO: i64 = 100_000_000;
const WINDOW: i64 = 2_592_000;

/// What `printf proof | sha256sum` says.
const PROOF: &str = "c1cda26362828b69266512052b97cb3729e3b052e4ade47c0a1e3383defe73c7";

fn open(io: &Io, rig: &str, amount: &str) -> Value {
    let evidence = io.path("proof");
    fs::write(&evidence, "proof").expect("a file");
    io.json(&format!("-k embedded:slasher slash open {rig} {amount} --reason 7 --evidence {}", evidence.display()))
}

fn stake(io: &Io) -> Value {
    io.json("-k embedded:supplier stake show rig")
}

/// The whole story: opened, appealed, upheld in part, executed, and withdrawn what is left.
#[test]
fn a_case_is_opened_appealed_upheld_in_part_and_executed() {
    let (io, rig) = Io::with_rig();
    let supply = io.number("token supply", "supply");
    let opened = open(&io, &rig, "400");
    assert_eq!((opened["action"].as_str(), opened["number"].as_i64()), (Some("opened"), Some(0)));
    assert_eq!((opened["frozen"].as_i64(), opened["reason"].as_i64()), (Some(400 * IO), Some(7)));
    assert_eq!(opened["evidence"], PROOF);
    assert_eq!(opened["options"][0]["who"], "owner");
    assert_eq!(opened["options"][0]["before"].as_i64(), opened["openedAt"].as_i64().map(|time| time + WINDOW));

    // What is frozen may cool, and still cannot be withdrawn.
    io.ok("-k embedded:supplier stake unstake rig all");
    io.wait(1_209_600);
    assert_eq!(io.number("-k embedded:supplier stake withdraw rig", "amount"), 15_600 * IO);
    let refusal = io.refused("-k embedded:supplier stake withdraw rig");
    assert!(refusal.contains("an open slash case freezes the rest"), "{refusal}");
    assert!(io.refused("-k embedded:supplier device close rig").contains("A slash case on this device is open."));

    assert!(io.refused(&format!("slash execute {rig}")).contains("This case cannot be executed"));
    assert!(io.refused(&format!("slash appeal {rig} --evidence {PROOF}")).contains("Only the owner of this device"));
    let appealed = io.json(&format!("-k embedded:supplier slash appeal rig --evidence {}", "0d".repeat(32)));
    assert_eq!((appealed["stage"].as_str(), appealed["defence"].as_str()), (Some("appealed"), Some(&*"0d".repeat(32))));
    let again = io.refused(&format!("-k embedded:supplier slash appeal rig --evidence {PROOF}"));
    assert!(again.contains("This case has been appealed already."), "{again}");

    for judge in ["embedded:slasher", "embedded:supplier", "embedded:wallet"] {
        let refusal = io.refused(&format!("-k {judge} slash resolve {rig} --dismiss"));
        assert!(refusal.contains("Only the arbiter can rule on an appeal."), "{judge}: {refusal}");
    }
    let refusal = io.refused(&format!("-k embedded:arbiter slash resolve {rig} --uphold 400.00000001"));
    assert!(refusal.contains("The ruling cannot uphold more than the case froze."), "{refusal}");
    let upheld = io.json(&format!("-k embedded:arbiter slash resolve {rig} --uphold 150"));
    assert_eq!((upheld["frozen"].as_i64(), upheld["unfrozen"].as_i64()), (Some(150 * IO), Some(250 * IO)));
    assert_eq!(stake(&io)["withdrawable"].as_i64(), Some(250 * IO));

    let executed = io.json(&format!("slash execute {rig}"));
    assert_eq!((executed["stage"].as_str(), executed["burned"].as_i64()), (Some("ended"), Some(150 * IO)));
    assert_eq!(io.number("token supply", "supply"), supply - 150 * IO);
    assert_eq!(io.json("token burns")["kinds"][1]["burned"].as_i64(), Some(150 * IO));
    assert_eq!(io.number("-k embedded:supplier stake withdraw rig", "amount"), 250 * IO);
    assert_eq!(io.number("-k embedded:supplier token balance", "balance"), 49_850 * IO);
    io.ok("-k embedded:supplier device close rig");
    assert!(io.refused(&format!("slash execute {rig}")).contains("there is neither a device nor an open case"));
}

#[test]
fn a_case_that_nobody_appeals_can_be_executed_after_thirty_days() {
    let (io, rig) = Io::with_rig();
    let case = open(&io, &rig, "16000.5")["case"].as_str().expect("an address").to_owned();
    assert_eq!(stake(&io)["frozen"].as_i64(), Some(16_000 * IO), "all there is");
    io.wait(WINDOW - 1);
    assert!(io.refused(&format!("slash execute {case}")).contains("This case cannot be executed"));
    io.wait(1);
    let refusal = io.refused(&format!("-k embedded:supplier slash appeal {case} --evidence {PROOF}"));
    assert!(refusal.contains("The 30 days for an appeal are over."), "{refusal}");
    let listed = io.ok("slash list");
    assert!(listed.contains("anyone may execute it now"), "{listed}");
    assert_eq!(io.number(&format!("slash execute {case}"), "burned"), 16_000 * IO);
    assert_eq!(stake(&io)["active"].as_i64(), Some(0));
    assert_eq!(io.ok("slash list"), "No open cases\n");
}

#[test]
fn a_silent_arbiter_cannot_keep_stake_frozen() {
    let (io, rig) = Io::with_rig();
    open(&io, &rig, "100");
    assert!(io.refused(&format!("slash expire {rig}")).contains("This case has not been appealed."));
    io.wait(WINDOW - 1);
    io.ok(&format!("-k embedded:supplier slash appeal rig --evidence {PROOF}"));
    io.wait(WINDOW - 1);
    assert!(io.refused(&format!("slash expire {rig}")).contains("The arbiter still has time to rule."));
    io.wait(1);
    let refusal = io.refused(&format!("-k embedded:arbiter slash resolve {rig} --uphold all"));
    assert!(refusal.contains("the case can only be dismissed"), "{refusal}");
    assert_eq!(io.number(&format!("slash expire {rig}"), "unfrozen"), 100 * IO);
    assert_eq!(stake(&io)["frozen"].as_i64(), Some(0));
}

#[test]
fn several_cases_are_told_apart_by_their_numbers() {
    let (io, rig) = Io::with_rig();
    open(&io, &rig, "1");
    let second = open(&io, &rig, "2");
    assert_eq!(second["number"].as_i64(), Some(1));
    let appeal = format!("-k embedded:supplier slash appeal rig --evidence {PROOF}");
    let refusal = io.refused(&appeal);
    assert!(refusal.contains("the cases 0, 1 about the device") && refusal.contains("--case"), "{refusal}");
    assert!(io.refused(&format!("{appeal} --case 2")).contains("case 2 about the device"));
    assert_eq!(io.json(&format!("{appeal} --case 1"))["number"].as_i64(), Some(1));
    let case = second["case"].as_str().expect("an address");
    assert_eq!(io.json(&format!("-k embedded:arbiter slash resolve {case} --dismiss"))["action"], "dismissed");
    assert_eq!(io.json(&appeal)["number"].as_i64(), Some(0), "the only one left");

    let numbers = |options: &str| io.json(&format!("slash list {options}"))["cases"].as_array().expect("cases").len();
    assert_eq!(numbers(""), 1);
    assert_eq!(numbers(&format!("--device {rig}")), 1);
    assert_eq!(numbers("--mine"), 0);
    assert_eq!(numbers("--mine -k embedded:supplier"), 1);
    assert_eq!(io.run("slash resolve rig").status.code(), Some(2));
    assert_eq!(io.run("slash resolve rig --dismiss --uphold 1").status.code(), Some(2));
}

#[test]
fn a_suspension_ends_with_its_case() {
    let (io, rig) = Io::with_rig();
    assert!(io.refused(&format!("-k embedded:slasher slash suspend {rig}")).contains("no slash case about the device"));
    open(&io, &rig, "1");
    assert!(io.refused(&format!("slash suspend {rig}")).contains("Only the slasher can do this."));
    io.ok(&format!("-k embedded:slasher slash suspend {rig}"));
    let again = io.refused(&format!("-k embedded:slasher slash suspend {rig}"));
    assert!(again.contains("This case suspends the device already."), "{again}");
    assert_eq!(stake(&io)["suspended"], true);
    assert!(io.ok(&format!("stake show {rig}")).contains("enough, but suspended: earns nothing"));
    io.ok(&format!("-k embedded:supplier slash appeal rig --evidence {PROOF}"));
    io.ok(&format!("-k embedded:arbiter slash resolve {rig} --dismiss"));
    assert_eq!(stake(&io)["suspended"], false);
}

#[test]
fn only_the_slasher_opens_cases_and_only_with_evidence() {
    let (io, rig) = Io::with_rig();
    for stranger in ["embedded:supplier", "embedded:arbiter", "embedded:wallet"] {
        let refusal = io.refused(&format!("-k {stranger} slash open {rig} 1 --reason 1 --evidence {PROOF}"));
        assert!(refusal.contains("Only the slasher can do this."), "{stranger}: {refusal}");
    }
    let zero = io.refused(&format!("-k embedded:slasher slash open {rig} 0 --reason 1 --evidence {PROOF}"));
    assert!(zero.contains("The amount must not be zero."), "{zero}");
    let refusal = io.refused(&format!("-k embedded:slasher slash open {rig} 1 --reason 1 --evidence /nowhere"));
    assert!(refusal.contains("\"/nowhere\" is neither a file to hash nor a hash"), "{refusal}");
    for line in ["1 --reason 1", "1 --evidence x", "x --reason 1 --evidence x", "1 --reason 65536 --evidence x"] {
        assert_eq!(io.run(&format!("slash open {rig} {line}")).status.code(), Some(2), "{line}");
    }
    open(&io, &rig, "16000");
    let nothing = io.refused(&format!("-k embedded:slasher slash open {rig} 1 --reason 1 --evidence {PROOF}"));
    assert!(nothing.contains("Nothing is left to freeze"), "{nothing}");
}
