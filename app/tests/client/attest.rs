//! `io attest`.

use crate::io::{Io, text};
use anchor_lang::prelude::Pubkey;
use io_app::{associated, stake, token::MINT};
use serde_json::Value;
use solana_system_interface::instruction::transfer;
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

const HOUR: i64 = 3_600;
const RUN: &str = "attest run --once --attestor embedded:attestor --devices";

fn rewards(io: &Io, device: &str) -> Value {
    io.json(&format!("rewards show {device}"))["devices"][0].clone()
}

fn count(report: &Value, field: &str) -> u64 {
    report[field].as_u64().expect(field)
}

/// How many transactions it took.
fn transactions(report: &Value) -> usize {
    report["transactions"].as_array().expect("transactions").len()
}

/// The line of the one device that was refused.
fn refused(report: &Value) -> Value {
    let lines = report["devices"].as_array().expect("devices").iter();
    let mut refused = lines.filter(|line| line["outcome"] == "refused");
    let line = refused.next().expect("a refusal").clone();
    assert!(refused.next().is_none(), "{report:#}");
    line
}

/// Writes a list of devices, and returns its path.
fn list(io: &Io, lines: &[String]) -> String {
    let path = io.path("devices");
    fs::write(&path, lines.join("\n")).expect("a file");
    path.display().to_string()
}

/// One device alone in the gpu pool earns 95% of every hour that it is leased for in full. The division by its weight
/// leaves a base unit in the vault.
#[test]
fn a_device_alone_earns_the_whole_share_from_the_next_hour_on() {
    let (io, rig) = Io::with_leased_rig();
    let lease = rewards(&io, &rig)["lease"].clone();
    assert_eq!((lease["start"].as_i64(), lease["end"].as_i64()), (Some(2), Some(25)));
    assert_eq!((lease["weight"].as_i64(), lease["thisHour"].as_i64()), (Some(200_000_000_000), Some(0)));
    io.wait(2 * HOUR - 1);
    assert_eq!(rewards(&io, &rig)["claimable"].as_i64(), Some(0));
    assert_eq!(rewards(&io, &rig)["lease"]["thisHour"].as_i64(), Some(433_783_930_316));
    io.wait(1);
    // 95% of the 4,566.14663492 IO of epoch 2.
    assert_eq!(rewards(&io, &rig)["claimable"].as_i64(), Some(433_783_930_316));
    let claim = io.json(&format!("rewards claim {rig}"));
    assert_eq!(claim["amount"].as_i64(), Some(433_783_930_316));
    let status = io.json("emission status");
    assert_eq!(status["pools"][0]["distributed"].as_i64(), Some(433_783_930_317));
    assert_eq!(status["pools"][0]["paid"].as_i64(), Some(433_783_930_316));

    // It ends by itself.
    io.wait(30 * HOUR);
    let over = rewards(&io, &rig);
    assert_eq!((over["lease"]["running"].as_bool(), over["lease"]["end"].as_i64()), (Some(false), Some(25)));
    assert_eq!(io.number("emission status", "epoch"), 33);
    let earned = over["earned"].as_i64();
    io.wait(30 * HOUR);
    assert_eq!(rewards(&io, &rig)["earned"].as_i64(), earned);
}

#[test]
fn a_run_leases_what_is_new_and_renews_what_ends() {
    let io = Io::with_supplier();
    let mut devices: Vec<String> = (0..14).map(|number| io.device("EPYC", &format!("cpu-{number}"))).collect();
    devices.push(io.device("T4", "gpu"));
    let file = list(&io, &devices[..12]);

    let first = io.json(&format!("{RUN} {file} --ahead 12"));
    assert_eq!((count(&first, "granted"), first["until"].as_i64()), (12, Some(13)));
    assert_eq!(transactions(&first), 2);
    // Again: all that was done stands in the leases.
    let again = io.json(&format!("{RUN} {file} --ahead 12"));
    assert_eq!((count(&again, "leftAlone"), transactions(&again)), (12, 0));
    // As after a run that was stopped half-way: only the rest is done, each in the pool of its class.
    list(&io, &devices);
    let rest = io.json(&format!("{RUN} {file} --ahead 12"));
    assert_eq!((count(&rest, "granted"), rest["leftAlone"].as_i64()), (3, Some(12)));
    let pools: Vec<&str> = rest["devices"]
        .as_array()
        .expect("leases")
        .iter()
        .map(|lease| lease["pool"].as_str().expect("a pool"))
        .collect();
    assert_eq!(pools, ["gpu", "cpu", "cpu"]);

    // Renewed once half of the twelve hours are left, and not before.
    io.wait(6 * HOUR - 1);
    assert_eq!(io.number(&format!("{RUN} {file} --ahead 12"), "leftAlone"), 15);
    io.wait(1);
    let renewed = io.json(&format!("{RUN} {file} --ahead 12"));
    assert_eq!((count(&renewed, "renewed"), renewed["until"].as_i64()), (15, Some(19)));
    let lease = rewards(&io, &devices[0])["lease"].clone();
    assert_eq!((lease["start"].as_i64(), lease["end"].as_i64()), (Some(2), Some(19)));

    // Earlier, if that is asked for. Then with a command that lists the devices.
    io.wait(2 * HOUR);
    assert_eq!(count(&io.json(&format!("{RUN} {file} --ahead 12 --renew-within 10")), "renewed"), 15);
    let mut command =
        io.command("attest run --once --ahead 12 --attestor embedded:attestor --output json --devices-from");
    let output = command.arg(format!("head -n 3 {file} | tac")).output().expect("`io` starts");
    let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
    assert_eq!((count(&report, "leftAlone"), transactions(&report)), (3, 0));
}

/// A device whose stake has changed is due, however long its lease still runs: whoever changed it may have left out the
/// sync that `io stake` has in its transactions.
#[test]
fn a_run_takes_note_of_stake_that_changed_without_a_sync() {
    let (io, rig) = Io::with_leased_rig();
    let file = list(&io, std::slice::from_ref(&rig));
    let device: Pubkey = rig.parse().expect("an address");
    io.wait(3 * HOUR);
    io.executes("supplier", |owner| stake::request_unstake(owner, device, 1));
    let fallen = rewards(&io, &rig);
    assert_eq!((fallen["lease"]["needsSync"].as_bool(), fallen["lease"]["fallenIn"].as_i64()), (Some(true), Some(4)));
    io.wait(2 * HOUR);
    let fallen = rewards(&io, &rig);
    assert_eq!(fallen["earned"].as_i64(), Some(867_561_836_696), "epochs 2 and 3");
    // 95% of epochs 4 and 5.
    assert_eq!(fallen["lost"].as_i64(), Some(867_537_741_284));

    let run = io.ok(&format!("{RUN} {file}"));
    assert!(run.contains("0 granted and 1 renewed"), "{run}");
    assert!(run.contains("1 have no weight: too little stake, or suspended"), "{run}");
    assert_eq!(rewards(&io, &rig)["lease"]["needsSync"].as_bool(), Some(false));
    assert_eq!(io.number(&format!("{RUN} {file}"), "leftAlone"), 1);

    io.executes("supplier", |owner| stake::stake(owner, device, associated::address(&owner, &MINT), 1));
    assert_eq!(count(&io.json(&format!("{RUN} {file}")), "renewed"), 1);
    assert_eq!(rewards(&io, &rig)["lease"]["weight"].as_i64(), Some(200_000_000_000));
    assert_eq!(io.json("emission burn")["pools"][0]["burned"].as_i64(), Some(867_537_741_284));
}

#[test]
fn what_is_refused_is_found_and_left_out() {
    let io = Io::with_supplier();
    let mut devices: Vec<String> = (0..8).map(|number| io.device("EPYC", &format!("cpu-{number}"))).collect();
    let verified_at = io.number("ledger status", "time");
    io.wait(60);
    devices.insert(3, io.device("EPYC", "late"));
    let line = format!("attest grant {} --attestor embedded:attestor", devices.join(" "));
    let (report, complaint) = io.partly(&format!("{line} --verified-at {verified_at}"));
    assert_eq!((count(&report, "granted"), count(&report, "refused")), (8, 1));
    assert_eq!(refused(&report)["device"], devices[3]);
    let reason = refused(&report)["reason"].as_str().expect("a reason").to_owned();
    assert!(reason.contains("registered after the attestors verified"), "{reason}");
    assert!(complaint.contains("of 9 devices, 1 refused"), "{complaint}");

    // In a list: what is no device, and what is not even an address.
    let nobody = "B1aLzaNMeFVAyQ6f3XbbUyKcH2YPHu2fqiEagmiF23VR".to_owned();
    devices.extend([nobody, "rack-7".into(), "# a remark".into(), String::new(), devices[0].clone()]);
    let (report, _) = io.partly(&format!("{RUN} {}", list(&io, &devices)));
    assert_eq!((report["devices"].as_array().map(Vec::len), count(&report, "leftAlone")), (Some(3), 8));
    assert_eq!((count(&report, "granted"), count(&report, "refused")), (1, 2));
}

/// Their rent is 1.3 SOL.
#[test]
fn the_embedded_ledger_gives_the_rent_of_all_leases() {
    let io = Io::with_supplier();
    let devices = 320;
    let lines: String = (0..devices).map(|number| format!("cpu-{number},EPYC,1\n")).collect();
    let csv = io.path("devices.csv");
    fs::write(&csv, format!("id,class,processors\n{lines}")).expect("a file");
    let registered = io.json(&format!("-k embedded:supplier device register --csv {}", csv.display()));
    let addresses = registered["devices"].as_array().expect("devices").iter();
    let addresses: Vec<String> = addresses.map(|line| line["device"].as_str().expect("an address").into()).collect();
    io.ok("-k embedded:attestor nonce create");
    let purse = io.json("token balance embedded:attestor");
    let attestor = purse["owner"].as_str().expect("an address");
    let (has, spare) = (io.lamports(attestor), 1_000_000_000);
    io.executes("attestor", |payer| transfer(&payer, &Pubkey::new_unique(), has - spare - 5_000));
    assert_eq!(io.lamports(attestor), spare);
    let report = io.json(&format!("{RUN} {}", list(&io, &addresses)));
    assert_eq!((count(&report, "granted"), count(&report, "refused")), (devices, 0));
}

#[test]
fn lookup_tables_are_made_once_and_hold_twenty_devices_in_a_transaction() {
    let io = Io::with_supplier();
    let devices: Vec<String> = (0..24).map(|number| io.device("EPYC", &format!("cpu-{number}"))).collect();
    let (file, state) = (list(&io, &devices), io.path("tables.json"));
    let run = format!("{RUN} {file} --state {}", state.display());
    let first = io.json(&run);
    assert_eq!((count(&first, "granted"), transactions(&first)), (24, 2));
    let remembered = fs::read_to_string(&state).expect("a state file");
    let before = io.number("ledger status", "transactions");
    io.wait(13 * HOUR);
    let second = io.json(&run);
    assert_eq!((count(&second, "renewed"), transactions(&second)), (24, 2));
    assert_eq!(io.number("ledger status", "transactions"), before + 2);
    assert_eq!(fs::read_to_string(&state).expect("a state file"), remembered);
    // Without tables they do not fit.
    io.wait(13 * HOUR);
    assert_eq!(transactions(&io.json(&format!("{RUN} {file}"))), 3);
    fs::write(&state, "[]").expect("a file");
    assert!(io.refused(&run).contains("is not the state of a run"));
}

#[test]
fn only_a_quorum_of_attestors_can_lease() {
    let io = Io::new();
    let three = "[\"embedded:one\", \"embedded:two\", \"embedded:three\"]\nquorum = 2";
    let settings = io.settings_with(&[("[\"embedded:attestor\"]\nquorum = 1", three)]);
    io.ok(&format!("migrate --settings {settings}"));
    io.ok("token release 1");
    io.ok("token transfer 50000 --to embedded:supplier");
    let rig = io.device("H100", "rig");
    let grant = format!("attest grant {rig}");
    for (signers, sentence) in [
        ("", "is not an attestor: name those who sign with --attestor"),
        ("--attestor embedded:one", "Not enough attestors have signed."),
        ("--attestor embedded:one --attestor embedded:one", "Each attestor counts once"),
        ("--attestor embedded:one --attestor embedded:supplier", "is not an attestor: they are"),
    ] {
        let refusal = io.refused(&format!("{grant} {signers}"));
        assert!(refusal.contains(sentence), "{signers}: {refusal}");
    }
    io.ok(&format!("{grant} --attestor embedded:three --attestor embedded:one"));
    // The wallet counts, if it is an attestor.
    io.wait(HOUR);
    io.ok(&format!("-k embedded:two attest revoke {rig} --attestor embedded:one"));
}

#[test]
fn a_revocation_costs_the_running_hour_and_the_last_one() {
    let (io, rig) = Io::with_leased_rig();
    io.wait(3 * HOUR + 1_800);
    let earned = rewards(&io, &rig)["claimable"].as_i64().expect("an amount");
    let revoke = format!("attest revoke {rig} --attestor embedded:attestor");
    let report = io.json(&revoke);
    let penalty = report["devices"][0]["penalty"].as_i64().expect("a penalty");
    // 95% of epoch 3.
    assert_eq!((penalty, report["devices"][0]["end"].as_i64()), (433_777_906_379, Some(3)));
    let now = rewards(&io, &rig);
    assert_eq!((now["claimable"].as_i64(), now["fined"].as_i64()), (Some(earned - penalty), Some(penalty)));
    let (report, _) = io.partly(&revoke);
    assert_eq!(refused(&report)["reason"], "This lease is not running.");

    io.wait(HOUR);
    assert_eq!(rewards(&io, &rig)["claimable"].as_i64(), Some(earned - penalty));
    let burned = io.json("emission burn");
    assert_eq!(burned["pools"][0]["burned"].as_i64(), Some(penalty));
    assert_eq!(io.json("token burns")["kinds"][2]["burned"].as_i64(), Some(penalty));
    assert_eq!(io.json(&format!("rewards claim {rig}"))["amount"].as_i64(), Some(earned - penalty));
    let nobody = io.refused("attest revoke B1aLzaNMeFVAyQ6f3XbbUyKcH2YPHu2fqiEagmiF23VR --attestor embedded:attestor");
    assert!(nobody.contains("has never had a lease"), "{nobody}");
}

#[test]
fn what_makes_no_sense_is_refused() {
    let (io, rig) = Io::with_leased_rig();
    let file = list(&io, std::slice::from_ref(&rig));
    for (line, sentence) in [
        (format!("attest run --devices {file} --attestor embedded:attestor"), "add --once"),
        (format!("{RUN} {file} --ahead 25"), "a lease may run 24 epochs ahead here, and --ahead asks for 25"),
        (format!("{RUN} /nowhere"), "cannot read /nowhere"),
        ("attest run --once --attestor embedded:attestor --devices-from false".into(), "`false` failed"),
    ] {
        let refusal = io.refused(&line);
        assert!(refusal.contains(sentence), "{line}: {refusal}");
    }
    for line in [
        "attest run --once".into(),
        format!("attest run --once --devices {file} --devices-from ls"),
        "attest grant".into(),
        format!("attest grant {rig} --ahead 0"),
        format!("{RUN} {file} --every soon"),
    ] {
        let output = io.run(&line);
        assert_eq!(output.status.code(), Some(2), "{line}: {}", text(&output.stderr));
    }
    io.ok("ledger warp --by 20y");
    let over = io.refused(&format!("attest grant {rig} --attestor embedded:attestor"));
    assert!(over.contains("The last epoch of the emission is over."), "{over}");
}

/// A node that does not answer is no reason to stop: the next round may find it again.
#[test]
fn a_run_goes_on_after_a_round_that_failed() {
    let (io, rig) = Io::with_leased_rig();
    let file = list(&io, std::slice::from_ref(&rig));
    let keypair = io.beside_ledger(".attestor.json");
    let line = format!("--url http://127.0.0.1:1 -k {} attest run --devices {file} --every 1s", keypair.display());
    let mut child = io.command(&line).stderr(Stdio::piped()).spawn().expect("`io` starts");
    let complaints = BufReader::new(child.stderr.take().expect("a pipe")).lines();
    let rounds: Vec<String> =
        complaints.map_while(Result::ok).filter(|line| line.contains("127.0.0.1:1")).take(2).collect();
    child.kill().expect("an end");
    child.wait().expect("an end");
    assert_eq!(rounds.len(), 2);
    assert!(rounds[0].contains("cannot be reached"), "{}", rounds[0]);
}
