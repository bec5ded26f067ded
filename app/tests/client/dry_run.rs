//! `--dry-run`: what it shows is what happens, and it leaves no trace.

use crate::io::{Io, text as said};
use anchor_lang::AccountDeserialize;
use anchor_spl::token::TokenAccount;
use io_app::ledger::{Ledger, Place};
use serde_json::Value;

const IO: i64 = 100_000_000;

fn text<'a>(report: &'a Value, pointer: &str) -> &'a str {
    report.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("no text at {pointer} in {report:#}"))
}

fn transactions(report: &Value) -> &[Value] {
    report["transactions"].as_array().expect("transactions")
}

/// What an account really holds of what a change is about.
fn held(io: &Io, change: &Value) -> u64 {
    let ledger = Ledger::open(Place::new(io.ledger()), || anyhow::bail!("no ledger")).expect("a ledger");
    let account = ledger.svm().get_account(&text(change, "/account").parse().expect("an address"));
    match (text(change, "/asset"), account) {
        (_, None) => 0,
        ("SOL", Some(account)) => account.lamports,
        (_, Some(account)) => TokenAccount::try_deserialize(&mut account.data.as_slice()).expect("tokens").amount,
    }
}

/// Shows what a command would do, then has it done, and compares: the changes to the base unit, the compute units, the
/// fee, and that showing it changed nothing.
fn rehearsed(io: &Io, command: &str, price: u64) -> (Value, Value) {
    let command = if price > 0 { format!("{command} --with-compute-unit-price {price}") } else { command.to_owned() };
    let ledger = io.bytes();
    let shown = io.json(&format!("{command} --dry-run"));
    assert_eq!(io.bytes(), ledger, "{command}: the dry run changed the ledger");
    let [transaction] = transactions(&shown) else { panic!("{command}: {shown:#}") };
    assert_eq!((&transaction["refusal"], &shown["complete"]), (&Value::Null, &Value::Bool(true)));
    let changes = transaction["changes"].as_array().expect("changes");
    assert!(!changes.is_empty());
    for change in changes {
        assert_eq!(Some(held(io, change)), change["before"].as_u64(), "{command}: before, {change:#}");
    }
    let done = io.json(&command);
    let mut lamports = 0;
    for change in changes {
        let [before, after] = ["before", "after"].map(|field| change[field].as_i64().expect("a number"));
        assert_eq!(i64::try_from(held(io, change)), Ok(after), "{command}: after, {change:#}");
        assert_eq!(change["difference"].as_i64(), Some(after - before));
        lamports += if text(change, "/asset") == "SOL" { after - before } else { 0 };
    }
    // No SOL appears, and none is lost but the fee.
    let fee = transaction["fee"].as_u64().expect("a fee");
    assert_eq!(-lamports, i64::try_from(fee).expect("a small fee"), "{command}");
    // Units are limited where they are paid for.
    let limit = transaction["computeUnitLimit"].as_u64().unwrap_or_default();
    assert!(limit > 0 || price == 0, "{command}");
    assert_eq!(transaction["priorityFee"].as_u64(), Some((limit * price).div_ceil(1_000_000)));
    assert_eq!(fee, 5_000 + (limit * price).div_ceil(1_000_000));
    assert_eq!(transaction["computeUnits"], done["computeUnits"], "{command}");
    (transaction.clone(), done)
}

#[test]
fn what_is_shown_is_what_happens() {
    let (io, _) = Io::with_rig();
    let (staked, _) = rehearsed(&io, "-k embedded:supplier stake add rig 100", 0);
    let step = &staked["instructions"][1];
    assert_eq!((text(step, "/program"), text(step, "/instruction")), ("io-stake", "stake"));
    assert!(text(step, "/meaning").starts_with("Adds stake to a device."));
    assert_eq!(
        (step["arguments"][0]["value"].as_i64(), text(step, "/arguments/0/shown")),
        (Some(100 * IO), "100.00000000 IO")
    );
    assert_eq!((text(step, "/accounts/0/role"), text(step, "/accounts/0/known")), ("owner", "you"));
    assert_eq!(step["accounts"][0]["signs"], true);
    let amounts: Vec<(&str, i64)> = staked["changes"]
        .as_array()
        .expect("changes")
        .iter()
        .map(|change| (text(change, "/asset"), change["difference"].as_i64().expect("a number")))
        .collect();
    assert_eq!(amounts.len(), 3);
    assert!(
        amounts.contains(&("SOL", -5_000))
            && amounts.contains(&("IO", 100 * IO))
            && amounts.contains(&("IO", -100 * IO))
    );

    // An account is created, and its rent paid; with a priority fee.
    rehearsed(
        &io,
        "-k embedded:supplier device register --class H100 --processors 1 --id two --stake required",
        777_777,
    );
    rehearsed(&io, "-k embedded:supplier token transfer 0.00000001 --to embedded:friend", 1);
    // One is closed, and its rent returned.
    io.ok("-k embedded:supplier device register --class H100 --processors 1 --id three");
    io.ok("ledger warp --by 1s");
    rehearsed(&io, "-k embedded:supplier device close three", 0);
}

#[test]
fn what_would_be_refused_is_shown_with_the_reason() {
    let (io, _) = Io::with_rig();
    let ledger = io.bytes();
    let (shown, complaint) = io.partly("-k embedded:supplier stake withdraw rig --dry-run");
    let [transaction] = transactions(&shown) else { panic!("{shown:#}") };
    assert_eq!(text(transaction, "/refusal/name"), "NothingToWithdraw");
    assert_eq!(transaction["changes"], serde_json::json!([]));
    assert!(complaint.contains("NothingToWithdraw"), "{complaint}");
    let output = io.run("-k embedded:supplier stake withdraw rig --dry-run");
    assert_eq!(output.status.code(), Some(1));
    let sentence = "would be refused: ";
    assert!(said(&output.stdout).contains(sentence), "{}", said(&output.stdout));
    assert!(said(&output.stderr).contains("io-stake: NothingToWithdraw"), "{}", said(&output.stderr));
    // Refused before there is a transaction.
    assert!(
        io.refused("-k embedded:supplier stake add rig 99999 --dry-run").contains("and 99,999.00000000 are needed")
    );
    assert_eq!(io.bytes(), ledger);
}

#[test]
fn a_command_of_many_transactions_is_shown_to_its_end() {
    let io = Io::new();
    io.ok("ledger status");
    io.ok("token balance");
    let ledger = std::fs::read(io.ledger()).expect("a ledger");
    let shown = io.json("migrate --dry-run");
    assert_eq!(shown["complete"], true);
    let count = transactions(&shown).len();
    assert!(transactions(&shown).iter().all(|transaction| transaction["refusal"].is_null()));
    assert_eq!(std::fs::read(io.ledger()).expect("a ledger"), ledger);
    assert!(io.refused("token supply").contains("io migrate"));

    let done = io.json("migrate");
    let steps =
        done["sections"].as_array().expect("sections").iter().flat_map(|one| one["steps"].as_array().expect("steps"));
    assert_eq!(steps.filter(|step| step["signature"].is_string()).count(), count);
    assert_eq!(transactions(&io.json("migrate --dry-run")), &[] as &[Value]);
    assert_eq!(io.ok("migrate --dry-run"), "Nothing would be sent\n");
    assert_eq!(io.ok("token supply --dry-run"), "Nothing would be sent\n");
    assert!(io.refused("ledger warp --by 1h --dry-run").contains("makes no transactions"));
    assert_eq!(io.run("token release 1 --dry-run --sign-only").status.code(), Some(2));
}

/// Whoever has no keypair here can still see what somebody else's transaction would do.
#[test]
fn it_takes_no_keypair() {
    let (io, _) = Io::with_rig();
    let supplier = text(&io.json("token balance embedded:supplier"), "/owner").to_owned();
    let ours = io.json("-k embedded:supplier stake add rig 100 --dry-run");
    assert_eq!(io.json(&format!("-k {supplier} stake add rig 100 --dry-run")), ours);
}

#[test]
fn what_is_rented_is_shown_first() {
    let (io, rig) = Io::with_rig();
    io.ok("-k embedded:supplier market offer rig --price 2.50");
    io.ok("ledger usdc 100 --to embedded:renter");
    let ledger = io.bytes();
    let reserve = "-k embedded:renter market reserve --class H100 --gpus 8 --hours 4 --pay usdc";
    let shown = io.json(&format!("{reserve} --dry-run"));
    assert_eq!(io.bytes(), ledger);
    let [transaction] = transactions(&shown) else { panic!("{shown:#}") };
    let step = &transaction["instructions"][0];
    assert_eq!((text(step, "/program"), text(step, "/instruction")), ("io-market", "reserve"));
    assert!(step["accounts"].as_array().expect("accounts").iter().any(|account| account["address"] == *rig));
    // 10 dollars, 0.25% and 2%.
    let paid: Vec<i64> = transaction["changes"]
        .as_array()
        .expect("changes")
        .iter()
        .filter(|change| text(change, "/asset") == "USDC")
        .map(|change| change["difference"].as_i64().expect("a number"))
        .collect();
    assert_eq!((paid.len(), paid.iter().sum::<i64>(), paid.iter().max()), (2, 0, Some(&10_225_000)));
    io.ok(&format!("{reserve} --max 11"));
    for change in transaction["changes"].as_array().expect("changes") {
        assert_eq!(Some(held(&io, change)), change["after"].as_u64(), "{change:#}");
    }
}
