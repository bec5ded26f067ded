//! The same done to many devices: named, listed in a file, or all of them.

use crate::io::{Io, text};
use serde_json::Value;
use std::fs;

const IO: i64 = 100_000_000;
const HOUR: i64 = 3_600;
const COOLDOWN: i64 = 1_209_600;

fn mine(io: &Io, line: &str) -> Value {
    io.json(&format!("-k embedded:supplier {line}"))
}

fn file(io: &Io, name: &str, content: &str) -> String {
    let path = io.path(name);
    fs::write(&path, content).expect("a file");
    path.display().to_string()
}

fn count(report: &Value, field: &str) -> i64 {
    report[field].as_i64().unwrap_or_else(|| panic!("no number {field} in {report:#}"))
}

fn transactions(report: &Value) -> usize {
    report["transactions"].as_array().expect("transactions").len()
}

/// A field of each line, in the order of the lines.
fn each<'a>(report: &'a Value, field: &str) -> Vec<&'a Value> {
    report["devices"].as_array().expect("devices").iter().map(|line| &line[field]).collect()
}

/// The line of a device.
fn line<'a>(report: &'a Value, name: &str) -> &'a Value {
    let mut lines = report["devices"].as_array().expect("devices").iter();
    lines.find(|line| line["name"] == name).unwrap_or_else(|| panic!("no {name} in {report:#}"))
}

/// With so many devices of the supplier's, of one processor each, without stake.
fn with_devices(count: usize) -> Io {
    let io = Io::with_supplier();
    let lines: String = (0..count).map(|number| format!("rig-{number},EPYC,1\n")).collect();
    let devices = file(&io, "devices.csv", &format!("id,class,processors\n{lines}"));
    mine(&io, &format!("device register --csv {devices}"));
    io
}

/// What lies beside the ledger, and remembers a batch.
fn journals(io: &Io) -> Vec<String> {
    let folder = io.ledger().parent().expect("a folder").to_path_buf();
    let names = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").file_name());
    names.filter_map(|name| name.into_string().ok()).filter(|name| name.ends_with(".batch")).collect()
}

#[test]
fn devices_of_a_file_are_registered_with_their_stakes() {
    let io = Io::with_supplier();
    let devices = file(
        &io,
        "rack.csv",
        "label,class,processors,stake,id\nleft,H100,8,required,\n# the next one comes later\nright,rtx 4090,2,,r-2\n,EPYC,4,\
         \"1,000\",third\n",
    );
    let report = mine(&io, &format!("device register --csv {devices}"));
    assert_eq!((count(&report, "done"), count(&report, "staked"), transactions(&report)), (3, 17_000 * IO, 1));
    assert_eq!(each(&report, "name"), ["left", "right", "third"]);
    assert_eq!(each(&report, "staked"), [16_000 * IO, 0, 1_000 * IO]);
    let right = mine(&io, "device show r-2");
    assert_eq!((right["label"].as_str(), right["class"].as_str()), (Some("right"), Some("RTX 4090")));
    assert_eq!(mine(&io, "device show left")["active"].as_i64(), Some(16_000 * IO));
    assert_eq!(io.number("-k embedded:supplier token balance", "balance"), 33_000 * IO);

    // Again, with a line more: only that one is done. Another class under the same id is refused, and stops nobody.
    let devices = file(
        &io,
        "rack.csv",
        "label,class,processors,stake,id\nleft,H100,8,required,\nfourth,EPYC,1,1,\nright,EPYC,2,,r-2\nfifth,EPYC,1,1,\n",
    );
    let (report, complaint) = io.partly(&format!("-k embedded:supplier device register --csv {devices}"));
    assert_eq!((count(&report, "done"), count(&report, "nothing"), count(&report, "refused")), (2, 1, 1));
    assert_eq!(line(&report, "left")["reason"], "it is registered already");
    let reason = line(&report, "right")["reason"].as_str().expect("a reason");
    assert!(reason.contains("has already registered a device of this id"), "{reason}");
    assert!(complaint.contains("of 4 devices, 1 refused"), "{complaint}");
    assert_eq!(io.number("-k embedded:supplier token balance", "balance"), 32_998 * IO);
    assert_eq!(journals(&io), Vec::<String>::new());
}

#[test]
fn a_file_with_a_fault_does_nothing() {
    let io = Io::with_supplier();
    let before = fs::read(io.ledger()).expect("a ledger");
    let register = |content: &str| {
        let devices = file(&io, "rack.csv", content);
        io.refused(&format!("-k embedded:supplier device register --csv {devices}"))
    };
    for (content, complaint) in [
        (
            "id,class,processors\na,H100,8\nb,H200000,8\n",
            "rack.csv, line 3, column class: \"H200000\" is not a device class",
        ),
        (
            "id,class,processors\na,H100,-1\n",
            "rack.csv, line 2, column processors: \"-1\" is not a whole number from 1 to 65535",
        ),
        ("id,class,processors\na,H100,\n", "rack.csv, line 2, column processors: there is nothing"),
        (
            "id,class,processors,stake\na,H100,8,much\n",
            "rack.csv, line 2, column stake: \"much\" is not an amount of IO",
        ),
        ("id,class,processors,stake\na,H100,8,0\n", "rack.csv, line 2, column stake: leave it empty"),
        ("class,processors\nH100,8\n", "rack.csv, line 2, there is neither an id nor a label"),
        ("id,class,processors\na,H100,8\nb,H100,8\na,H100,8\n", "line 4 has the id of line 2"),
        (
            "id,class,processors,stake\na,H100,8,required\nb,H100,20,required\n",
            "holds 50,000.00000000 IO, and 56,000.00000000 are needed",
        ),
        ("id,classes\na,H100\n", "line 1, column 2: \"classes\" is not the name of a column"),
    ] {
        let refusal = register(content);
        assert!(refusal.contains(complaint), "{content}: {refusal}");
    }
    assert!(io.refused("device register --csv /nowhere").contains("cannot read /nowhere"));
    assert_eq!(fs::read(io.ledger()).expect("a ledger"), before);
    assert_eq!(mine(&io, "device list")["devices"], Value::Array(Vec::new()));
    assert_eq!(io.run("device register --csv x --class H100").status.code(), Some(2));
}

#[test]
fn stake_goes_in_cools_and_comes_out_for_many() {
    let io = with_devices(4);
    let all = mine(&io, "stake add --all required");
    assert_eq!((count(&all, "done"), count(&all, "amount")), (4, 800 * IO));
    let again = mine(&io, "stake add rig-0 rig-1 required");
    assert_eq!((count(&again, "nothing"), count(&again, "amount")), (2, 0));
    assert_eq!(line(&again, "rig-0")["reason"], "the device has the stake it requires, 200.00000000 IO, already");
    // What the file says goes before what the command line says.
    let amounts = file(&io, "amounts.csv", "id,amount\nrig-0,1\nrig-3,\n");
    let some = mine(&io, &format!("stake add --csv {amounts} 2.5"));
    assert_eq!(
        (each(&some, "amount"), count(&some, "amount")),
        (vec![&Value::from(IO), &Value::from(5 * IO / 2)], 7 * IO / 2)
    );

    let (part, complaint) = io.partly("-k embedded:supplier stake unstake rig-0 rig-1 rig-3 201");
    assert_eq!((count(&part, "done"), count(&part, "refused"), count(&part, "amount")), (2, 1, 402 * IO));
    let reason = "The device has less active stake than that. (io-stake: ExceedsActive";
    assert!(line(&part, "rig-1")["reason"].as_str().expect("a reason").starts_with(reason), "{part:#}");
    assert!(complaint.contains("of 3 devices, 1 refused") && complaint.contains(reason), "{complaint}");
    let rest = mine(&io, "stake unstake --all all");
    assert_eq!((count(&rest, "done"), count(&rest, "amount")), (3, (800 + 3 - 402) * IO + IO / 2));
    assert_eq!(count(&mine(&io, "stake withdraw --all"), "done"), 0, "nothing has cooled");

    io.wait(COOLDOWN);
    let file = file(&io, "out.csv", "device\nrig-2\nrig-9\n");
    let (out, _) = io.partly(&format!("-k embedded:supplier stake withdraw --csv {file}"));
    assert_eq!((count(&out, "done"), count(&out, "refused"), count(&out, "amount")), (1, 1, 200 * IO));
    assert!(out["devices"][1]["reason"].as_str().expect("a reason").contains("out.csv, line 3, there is no device at"));
    let rest = mine(&io, "stake withdraw --all");
    assert_eq!((count(&rest, "done"), count(&rest, "amount")), (3, 603 * IO + IO / 2));
    assert_eq!(io.number("-k embedded:supplier token balance", "balance"), 50_000 * IO);
    assert_eq!(count(&mine(&io, "device close --all"), "done"), 4);
    assert_eq!(mine(&io, "device list")["devices"], Value::Array(Vec::new()));
}

/// What adds up is done once for a journal, and the journal stays until all is done.
#[test]
fn what_is_refused_is_done_later_and_the_rest_not_again() {
    let io = with_devices(3);
    let amounts = file(&io, "amounts.csv", "id,amount\nrig-0,10\nrig-1,20\nrig-7,30\n");
    let add = format!("stake add --csv {amounts}");
    let (first, complaint) = io.partly(&format!("-k embedded:supplier {add}"));
    assert_eq!((count(&first, "done"), count(&first, "refused"), count(&first, "amount")), (2, 1, 30 * IO));
    assert!(complaint.contains("amounts.csv, line 4, there is no device at"), "{complaint}");
    let [journal] = &*journals(&io) else { panic!("one journal: {:?}", journals(&io)) };
    assert!(complaint.contains(journal) && complaint.contains("the same command does the rest"), "{complaint}");

    // The file is put right, and the command is the same: only what is missing is done.
    file_of(&io, "amounts.csv", "id,amount\nrig-0,10\nrig-1,20\nrig-2,30\n");
    let second = mine(&io, &add);
    assert_eq!((count(&second, "done"), count(&second, "doneBefore"), count(&second, "amount")), (1, 2, 30 * IO));
    assert_eq!(line(&second, "rig-1")["signature"], line(&first, "rig-1")["signature"]);
    assert_eq!(io.number("-k embedded:supplier token balance", "balance"), (50_000 - 60) * IO);
    assert_eq!(journals(&io), Vec::<String>::new());

    // All is done and forgotten: the same command is a new one. Unless a journal is named.
    assert_eq!(count(&mine(&io, &add), "amount"), 60 * IO);
    let kept = io.path("january");
    let add = format!("{add} --journal {}", kept.display());
    assert_eq!(count(&mine(&io, &add), "amount"), 60 * IO);
    let again = mine(&io, &add);
    assert_eq!((count(&again, "doneBefore"), count(&again, "amount"), transactions(&again)), (3, 0, 0));
    assert_eq!(io.number("-k embedded:supplier token balance", "balance"), (50_000 - 180) * IO);
    let other = io.refused(&format!("-k embedded:supplier stake unstake --all 1 --journal {}", kept.display()));
    assert!(other.contains("is the journal of another command: `io stake add` of the wallet"), "{other}");
}

fn file_of(io: &Io, name: &str, content: &str) {
    file(io, name, content);
}

#[test]
fn leases_and_rewards_of_a_file() {
    let io = with_devices(3);
    mine(&io, "stake add --all required");
    let list = mine(&io, "device list")["devices"].as_array().expect("devices").clone();
    let addresses = list.iter().map(|device| device["device"].as_str().expect("an address"));
    let addresses: Vec<&str> = addresses.collect();
    let leases = file(&io, "leases.csv", &format!("device\n{}\n", addresses.join("\n")));
    let granted = io.json(&format!("attest grant --csv {leases} --attestor embedded:attestor"));
    assert_eq!((count(&granted, "done"), count(&granted, "granted"), transactions(&granted)), (3, 3, 1));
    let nothing = io.json(&format!("rewards settle --csv {leases}"));
    assert_eq!((count(&nothing, "nothing"), transactions(&nothing)), (3, 0));

    io.wait(3 * HOUR);
    let settled = io.json(&format!("rewards settle {} {}", addresses[0], addresses[1]));
    assert_eq!((count(&settled, "done"), each(&settled, "settled")), (2, vec![&Value::from(3); 2]));
    // A third of 5% of epochs 2 and 3, each rounded down.
    assert_eq!(each(&settled, "owed"), [15_220_383_100i64; 2]);
    let sync = io.json(&format!("rewards sync --csv {leases}"));
    assert_eq!((count(&sync, "nothing"), transactions(&sync)), (3, 0));
    let claimed = io.json(&format!("rewards claim --csv {leases}"));
    assert_eq!((count(&claimed, "done"), count(&claimed, "amount")), (3, 3 * 15_220_383_100));

    // Unstaking takes each lease along.
    assert_eq!(count(&mine(&io, "stake unstake --all 1"), "done"), 3);
    let shown = mine(&io, "rewards show");
    let weights = shown["devices"].as_array().expect("devices").iter().map(|device| &device["lease"]["weight"]);
    assert_eq!(weights.collect::<Vec<_>>(), [0, 0, 0]);
    assert_eq!(each(&mine(&io, "stake add --all required"), "amount"), [IO; 3]);
    let revoked = io.json(&format!("attest revoke --csv {leases} --attestor embedded:attestor"));
    assert_eq!((count(&revoked, "done"), each(&revoked, "end")), (3, vec![&Value::from(3); 3]));
    let paid = mine(&io, "rewards payout --all --to embedded:treasurer");
    assert_eq!(count(&paid, "done"), 3);
    assert_eq!(each(&io.json("rewards show --owner embedded:supplier"), "payee").len(), 3);
}

#[test]
fn offers_of_a_file() {
    let io = with_devices(3);
    let unpriced = io.partly("-k embedded:supplier market offer --all").0;
    assert_eq!(count(&unpriced, "refused"), 3);
    assert!(line(&unpriced, "rig-0")["reason"].as_str().expect("a reason").contains("say what an hour costs"));
    let offers = file(&io, "offers.csv", "id,price,min_hours,max_hours\nrig-0,1.5,2,\nrig-1,,,48\n");
    let offered = mine(&io, &format!("market offer --csv {offers} --price 2"));
    assert_eq!(
        (count(&offered, "done"), each(&offered, "pricePerHour")),
        (2, vec![&Value::from(1_500_000), &Value::from(2_000_000)])
    );
    assert_eq!(
        (each(&offered, "minHours"), each(&offered, "maxHours")),
        (vec![&Value::from(2), &Value::from(1)], vec![&Value::from(720), &Value::from(48)])
    );
    assert_eq!(count(&mine(&io, &format!("market offer --csv {offers} --price 2")), "nothing"), 2);
    let fault = file(&io, "offers.csv", "id,price\nrig-0,cheap\nrig-1,-1\n");
    let refusal = io.refused(&format!("-k embedded:supplier market offer --csv {fault}"));
    for complaint in ["offers.csv, line 2, column price: \"cheap\"", "offers.csv, line 3, column price: \"-1\""] {
        assert!(refusal.contains(complaint), "{refusal}");
    }
    let (gone, _) = io.partly("-k embedded:supplier market withdraw-offer rig-0 rig-2");
    assert_eq!((count(&gone, "done"), count(&gone, "refused")), (1, 1));
    assert_eq!(count(&mine(&io, "market withdraw-offer --all"), "done"), 1);
    assert_eq!(io.json("market list")["offers"], Value::Array(Vec::new()));
}

#[test]
fn many_are_handed_over_at_once() {
    let io = with_devices(3);
    assert_eq!(count(&mine(&io, "device transfer --all --to embedded:heir"), "done"), 3);
    assert_eq!(count(&mine(&io, "device transfer rig-0 --cancel"), "done"), 1);
    assert_eq!(count(&io.json("-k embedded:heir device accept --all"), "done"), 2);
    assert_eq!(count(&io.json("-k embedded:heir device accept --all"), "done"), 0);
    let list = io.json("-k embedded:heir device list");
    assert_eq!(list["devices"].as_array().map(Vec::len), Some(2));
}

#[test]
fn cases_that_are_ripe_end_together() {
    let io = with_devices(3);
    mine(&io, "stake add --all required");
    for device in mine(&io, "device list")["devices"].as_array().expect("devices") {
        let device = device["device"].as_str().expect("an address");
        let hash = "5e".repeat(32);
        io.ok(&format!("-k embedded:slasher slash open {device} 10 --reason 1 --evidence {hash}"));
    }
    io.ok(&format!("-k embedded:supplier slash appeal rig-0 --evidence {}", "a1".repeat(32)));
    assert_eq!(io.ok("slash execute --all"), "slash execute: nothing to do\n");
    io.wait(2_592_000);
    let supply = io.number("token supply", "supply");
    let executed = io.json("slash execute --all");
    assert_eq!((count(&executed, "done"), each(&executed, "burned")), (2, vec![&Value::from(10 * IO); 2]));
    assert_eq!(io.number("token supply", "supply"), supply - 20 * IO);
    let expired = io.json("slash expire --all");
    assert_eq!((count(&expired, "done"), &expired["devices"][0]["unfrozen"]), (1, &Value::from(10 * IO)));
    assert_eq!(io.ok("slash list"), "No open cases\n");
}

#[test]
fn the_table_says_what_succeeded_and_what_did_not() {
    let io = with_devices(30);
    let register = file(&io, "more.csv", "id,class,processors\nrig-0,EPYC,2\n");
    let refused = io.run(&format!("-k embedded:supplier device register --csv {register}"));
    let (table, complaint) = (text(&refused.stdout), text(&refused.stderr));
    assert!(table.starts_with("device register: 0 of 1 device done, 1 refused\n"), "{table}");
    assert!(table.contains("refused: This wallet has already registered a device of this id"), "{table}");
    assert!(complaint.contains("error: This wallet has already registered"), "{complaint}");

    let (part, _) = {
        let output = io.run("-k embedded:supplier stake add --all required");
        assert!(output.status.success());
        (text(&output.stdout), text(&output.stderr))
    };
    assert!(part.starts_with("stake add: 30 of 30 devices done in "), "{part}");
    assert!(part.contains("\n6,000.00000000 IO in all\n"), "{part}");
    assert_eq!(part.lines().filter(|line| line.contains("staked 200.00000000 IO")).count(), 24);
    assert!(part.ends_with("… and 6 more (all of them: --output json)\n"), "{part}");
}

#[test]
fn what_makes_no_sense_is_refused() {
    let io = with_devices(2);
    for line in [
        "stake add",
        "stake add rig-0",
        "stake add required",
        "stake add --all",
        "stake add rig-0 --all 1",
        "stake add rig-0 --csv x 1",
        "stake add --all --csv x 1",
        "stake withdraw",
        "stake withdraw rig-0 --all",
        "device close",
        "device close rig-0 --csv x",
        "rewards claim --all --owner operator",
        "market start",
        "market start --all --cluster c",
        "attest revoke",
        "attest grant --csv x rig-0",
        "slash execute --all --case 1",
        "rewards claim --all --parallel 0",
        "rewards claim --all --parallel 257",
    ] {
        let output = io.run(&format!("-k embedded:supplier {line}"));
        assert_eq!(output.status.code(), Some(2), "{line}: {}{}", text(&output.stdout), text(&output.stderr));
    }
    let several = io.refused(
        "-k embedded:supplier market offer --all --price 1 --sign-only --lookup-table 11111111111111111111111111111111",
    );
    assert!(several.contains("there is no lookup table at"), "{several}");
    let signed = mine(&io, "stake add --all 1 --sign-only");
    assert_eq!(signed["absent"].as_array().map(Vec::len), Some(0));
    assert_eq!(io.number("-k embedded:supplier token balance", "balance"), 50_000 * IO);
}

/// A fleet, from its registration to its first rewards, with a few commands.
#[test]
fn two_hundred_devices_are_few_commands() {
    let io = Io::with_supplier();
    let lines: String = (0..200).map(|number| format!("rig-{number},EPYC,1\n")).collect();
    let devices = file(&io, "devices.csv", &format!("id,class,processors\n{lines}"));
    let registered = mine(&io, &format!("device register --csv {devices}"));
    assert_eq!((count(&registered, "done"), transactions(&registered)), (200, 40));
    let staked = mine(&io, &format!("stake add --csv {devices} required"));
    assert_eq!((count(&staked, "done"), count(&staked, "amount"), transactions(&staked)), (200, 40_000 * IO, 20));
    let addresses: String =
        each(&staked, "device").iter().map(|device| format!("{}\n", device.as_str().expect("one"))).collect();
    let leases = file(&io, "leases.csv", &format!("device\n{addresses}"));
    let granted = io.json(&format!("attest grant --csv {leases} --attestor embedded:attestor"));
    assert_eq!((count(&granted, "done"), transactions(&granted)), (200, 19));
    io.wait(2 * HOUR);
    let before = io.number("-k embedded:supplier token balance", "balance");
    let claimed = mine(&io, "rewards claim --all");
    // A two hundredth of 5% of the 4,566.14663492 IO of epoch 2, rounded down.
    let each = 22_830_733_175 / 200;
    assert_eq!((count(&claimed, "done"), count(&claimed, "amount"), transactions(&claimed)), (200, 200 * each, 23));
    assert_eq!(io.number("-k embedded:supplier token balance", "balance"), before + 200 * each);
}

/// What a killed command did on the embedded ledger is gone with it, whatever its journal says.
#[test]
fn on_the_embedded_ledger_the_ledger_is_believed_and_not_the_journal() {
    let io = with_devices(3);
    let names = ["", ".journal"].map(|ending| io.beside_ledger(ending));
    let before = names.clone().map(|name| fs::read(name).expect("a ledger"));
    let add = format!("stake add --all 10 --journal {}", io.path("journal").display());
    assert_eq!(count(&mine(&io, &add), "done"), 3);
    for (name, content) in names.iter().zip(&before) {
        fs::write(name, content).expect("a file");
    }
    assert_eq!(count(&mine(&io, &add), "done"), 3);
    let again = mine(&io, &add);
    assert_eq!((count(&again, "doneBefore"), transactions(&again)), (3, 0));
    assert_eq!(io.number("-k embedded:supplier token balance", "balance"), (50_000 - 30) * IO);
}

#[test]
fn a_limit_of_compute_units_is_for_every_transaction() {
    let io = with_devices(2);
    let add = "stake add --all 5 --with-compute-unit-limit";
    let shown = mine(&io, &format!("{add} 123456 --dry-run"));
    let limits = shown["transactions"].as_array().expect("transactions").iter().map(|one| &one["computeUnitLimit"]);
    assert_eq!(limits.collect::<Vec<_>>(), [123_456]);
    // What is sent has it too: so few units are not enough.
    let (report, complaint) = io.partly(&format!("-k embedded:supplier {add} 1000"));
    assert_eq!((count(&report, "done"), count(&report, "refused")), (0, 2), "{complaint}");
    assert_eq!(count(&mine(&io, &format!("{add} 123456")), "done"), 2);
}
