//! `io device`.

use crate::io::{Io, text};
use io_app::{associated, stake, token};
use serde_json::Value;

const IO: i64 = 100_000_000;
const COOLDOWN: i64 = 1_209_600;

#[test]
fn nothing_is_there_before_the_migration() {
    let io = Io::new();
    for command in
        ["device classes", "device list", "device register --class H100 --processors 1", "stake show", "slash list"]
    {
        let refusal = io.refused(command);
        assert!(refusal.contains("io migrate"), "{command}: {refusal}");
    }
}

#[test]
fn registering_twice_changes_nothing() {
    let io = Io::with_supplier();
    let register = "-k embedded:supplier device register --class h100 --processors 8 --label rig-1 --stake 20000";
    let first = io.json(register);
    assert_eq!((first["action"].as_str(), first["active"].as_i64()), (Some("registered"), Some(20_000 * IO)));
    assert_eq!((first["required"].as_i64(), first["short"].as_i64()), (Some(16_000 * IO), Some(0)));
    assert_eq!((first["id"].as_str(), first["class"].as_str()), (Some("rig-1"), Some("H100")));
    let ledger = std::fs::read(io.ledger()).expect("a ledger");
    let second = io.json(register);
    assert_eq!((second["action"].as_str(), &second["device"]), (Some("already"), &first["device"]));
    assert_eq!(std::fs::read(io.ledger()).expect("a ledger"), ledger, "registering again changed the ledger");
    assert_eq!(io.number("-k embedded:supplier token balance", "balance"), 30_000 * IO);

    let other = "-k embedded:supplier device register --class H100 --processors 4 --label rig-1";
    assert!(io.refused(other).contains("This wallet has already registered a device of this id"));
    let devices = io.json("-k embedded:supplier device list");
    assert_eq!(devices["devices"].as_array().map(Vec::len), Some(1));
}

#[test]
fn an_id_is_given_or_follows_from_the_label_or_the_class() {
    let io = Io::with_supplier();
    let id = |options: &str| {
        let command = format!("-k embedded:supplier device register --class EPYC --processors 2 {options}");
        io.json(&command)["id"].as_str().expect("an id").to_owned()
    };
    assert_eq!(id(""), "EPYC");
    assert_eq!(id("--label shelf"), "shelf");
    assert_eq!(id("--label shelf --id 7"), "7");
    let hex = "ab".repeat(32);
    assert_eq!(id(&format!("--id {hex}")), hex);
    let seen = io.json(&format!("-k embedded:supplier device show {hex}"));
    assert_eq!((seen["active"].as_i64(), seen["short"].as_i64()), (Some(0), Some(400 * IO)));
    for options in ["--id 123456789012345678901234567890123", "--class M1", "--stake 50001", "--stake 0"] {
        let command = format!("-k embedded:supplier device register --processors 2 --class EPYC {options} --id new");
        let output = io.run(&command);
        assert!(!output.status.success(), "{options}: {}", text(&output.stdout));
    }
    assert!(io.refused("device register --class M1 --processors 1").contains("not a device class: they are B200, "));
    let refusal = io.refused("-k embedded:supplier device register --class B200 --processors 9 --stake required");
    assert!(refusal.contains("holds 50,000.00000000 IO, and 54,000.00000000 are needed"), "{refusal}");
    assert_eq!(io.run("device register --class EPYC --processors 0").status.code(), Some(2));
    assert_eq!(io.run("device register --class EPYC --processors 1 --stake much").status.code(), Some(2));
}

#[test]
fn devices_are_listed_by_owner_and_class() {
    let (io, rig) = Io::with_rig();
    io.ok("device register --class RTX4090 --processors 4 --label mine");
    let devices = |options: &str| {
        let report = io.json(&format!("device list {options}"));
        let ids = report["devices"].as_array().expect("devices").iter().map(|one| one["id"].as_str().expect("an id"));
        let mut ids: Vec<String> = ids.map(str::to_owned).collect();
        ids.sort();
        ids
    };
    assert_eq!(devices(""), ["mine"]);
    assert_eq!(devices("--owner embedded:supplier"), ["rig"]);
    assert_eq!(devices("--all"), ["mine", "rig"]);
    assert_eq!(devices("--all --class h100"), ["rig"]);
    assert_eq!(devices("--class h100"), Vec::<String>::new());
    assert!(io.ok("device list --class h100").contains("No such devices"));
    let listed = io.ok("-k embedded:supplier device list");
    assert!(listed.contains(&rig) && listed.contains("8 × H100"), "{listed}");
    assert!(io.ok("device list").contains("mine, short of stake"));
    assert!(io.refused("device show rig").contains("has no device \"rig\""));
    assert!(io.refused(&format!("device show {}", stake::CONFIG)).contains("is not a Device account of io-stake"));
    let nobody = stake::device_address(stake::CONFIG, &[1; 32]);
    assert!(io.refused(&format!("device show {nobody}")).contains("there is no device at"));
}

#[test]
fn a_label_can_be_changed_by_its_owner() {
    let (io, rig) = Io::with_rig();
    let named =
        |name: &str| io.command("-k embedded:supplier device label rig").arg(name).output().expect("`io` starts");
    assert!(named("Keller, links").status.success());
    assert_eq!(io.json(&format!("device show {rig}"))["label"], "Keller, links");
    assert!(!named("\x1b[31mred").status.success());
    assert!(!named("123456789012345678901234567890123").status.success());
    assert!(io.refused(&format!("device label {rig} stolen")).contains("Only the owner of this device can do this."));
    assert!(named("").status.success());
    assert_eq!(io.json(&format!("device show {rig}"))["label"], "");
}

#[test]
fn a_device_is_handed_over_in_two_steps() {
    let (io, rig) = Io::with_rig();
    io.ok("-k embedded:supplier stake unstake rig 1");
    let accept = format!("-k embedded:heir device accept {rig}");
    assert!(io.refused(&accept).contains("This device was not offered to this signer."));
    assert!(io.refused(&format!("device transfer {rig} --to operator")).contains("Only the owner of this device"));
    io.ok("-k embedded:supplier device transfer rig --to embedded:heir");
    let heir = io.json("token balance embedded:heir")["owner"].clone();
    assert_eq!(io.json(&format!("device show {rig}"))["pendingOwner"], heir);
    io.ok("-k embedded:supplier device transfer rig --cancel");
    assert!(io.refused(&accept).contains("This device was not offered to this signer."));
    io.ok("-k embedded:supplier device transfer rig --to embedded:heir");
    io.ok(&accept);

    // The id still names it, for whoever owns it now.
    let taken_over = io.json("-k embedded:heir device show rig");
    assert_eq!((&taken_over["owner"], taken_over["device"].as_str()), (&heir, Some(rig.as_str())));
    assert_eq!((taken_over["active"].as_i64(), taken_over["cooling"].as_i64()), (Some(15_999 * IO), Some(IO)));
    assert!(io.refused("-k embedded:supplier stake unstake rig 1").contains("Only the owner of this device"));
    io.wait(COOLDOWN);
    assert_eq!(io.number("-k embedded:heir stake withdraw rig", "amount"), IO);
    assert_eq!(io.number("token balance embedded:heir", "balance"), IO);
    assert_eq!(io.run("device transfer rig").status.code(), Some(2));
    assert_eq!(io.run("device transfer rig --cancel --to operator").status.code(), Some(2));
}

#[test]
fn only_an_empty_device_can_be_closed() {
    let (io, rig) = Io::with_rig();
    assert!(io.refused("-k embedded:supplier device close rig").contains("The device still holds stake"));
    io.ok("-k embedded:supplier stake unstake rig all");
    io.wait(COOLDOWN);
    io.ok("-k embedded:supplier stake withdraw rig");
    assert!(io.refused(&format!("device close {rig}")).contains("Only the owner of this device can do this."));
    io.ok("-k embedded:supplier device close rig");
    assert!(io.refused(&format!("device show {rig}")).contains("there is no device at"));
    assert_eq!(io.json("device list --all")["devices"], Value::Array(Vec::new()));
    assert_eq!(io.number("-k embedded:supplier token balance", "balance"), 50_000 * IO);
}

/// Anyone can send IO to a vault, and a vault that holds something cannot be closed.
#[test]
fn what_others_sent_to_the_vault_goes_to_the_owner_who_closes_it() {
    let io = Io::with_supplier();
    let rig = io.json("-k embedded:supplier device register --class EPYC --processors 1 --id rig");
    give(&io, rig["device"].as_str().expect("an address"), 41);
    assert_eq!(io.number("-k embedded:supplier stake show rig", "active"), 0);
    io.ok("ledger warp --by 1s");
    io.ok("-k embedded:supplier device close rig");
    assert_eq!(io.number("-k embedded:supplier token balance", "balance"), 50_000 * IO + 41);
}

/// Sends base units from the operator straight into a device's vault.
fn give(io: &Io, device: &str, amount: u64) {
    let vault = stake::vault_address(device.parse().expect("an address"));
    io.executes("wallet", |operator| {
        let source = associated::address(&operator, &token::MINT);
        let transfer = anchor_spl::token::spl_token::instruction::transfer;
        transfer(&anchor_spl::token::ID, &source, &vault, &operator, &[], amount).expect("an instruction")
    });
}
