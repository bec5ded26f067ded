//! `io token`.

use crate::io::Io;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use io_app::ledger::{Ledger, Place};
use solana_transaction::versioned::VersionedTransaction;
use std::fs;

const IO: i64 = 100_000_000;

#[test]
fn nothing_is_there_before_the_migration() {
    let io = Io::new();
    for command in ["token supply", "token allocations", "token burns", "token release --all"] {
        let refusal = io.refused(command);
        assert!(refusal.contains("io migrate"), "{command}: {refusal}");
    }
}

#[test]
fn supply_after_genesis() {
    let io = Io::new();
    io.ok("migrate");
    let supply = io.json("token supply");
    for (field, whole) in [
        ("cap", 800_000_000),
        ("minted", 500_000_000),
        ("emissionMinted", 0),
        ("emissionLeft", 300_000_000),
        ("burned", 0),
        ("supply", 500_000_000),
        ("locked", 500_000_000),
        ("circulating", 0),
    ] {
        assert_eq!(supply[field].as_i64(), Some(whole * IO), "{field}");
    }
    assert_eq!(supply["genesisTime"].as_i64(), Some(io.number("ledger status", "time")));
    assert!(io.ok("token supply").contains("500,000,000.00000000 IO"));
}

#[test]
fn release_pays_what_has_vested_and_no_more() {
    let io = Io::new();
    io.ok("migrate");
    let paid = |report: &serde_json::Value| {
        let releases = report["releases"].as_array().expect("releases").clone();
        releases.iter().map(|one| (one["id"].as_i64().unwrap(), one["amount"].as_i64().unwrap())).collect::<Vec<_>>()
    };
    assert_eq!(paid(&io.json("token release --all")), [(1, 28_000_000 * IO), (2, 8_000_000 * IO)]);
    assert_eq!(paid(&io.json("token release --all")), []);
    assert_eq!(io.ok("token release --all"), "Nothing is due\n");
    let refusal = io.refused("token release 1");
    assert!(refusal.contains("Nothing has vested since the last release of this allocation."), "{refusal}");

    io.ok("ledger warp --by 2629799s");
    assert_eq!(paid(&io.json("token release --all")), []);
    io.ok("ledger warp --by 1s");
    assert_eq!(paid(&io.json("token release 2 1")), [(2, 2_500_000 * IO), (1, 2_000_000 * IO)]);

    io.ok("ledger warp --by 12month");
    let report = io.json("token release --all");
    assert_eq!(paid(&report).len(), 5);
    assert_eq!(paid(&report)[2], (3, 416_666_666_666_666));

    io.ok("ledger warp --by 10y");
    io.ok("token release --all");
    let supply = io.json("token supply");
    assert_eq!((supply["locked"].as_i64(), supply["circulating"].as_i64()), (Some(0), Some(500_000_000 * IO)));
    for line in io.json("token allocations")["allocations"].as_array().expect("allocations") {
        assert_eq!(line["released"], line["total"]);
        assert_eq!(line["nextTranche"], serde_json::Value::Null);
    }
}

#[test]
fn one_refused_release_does_not_undo_another() {
    let io = Io::new();
    io.ok("migrate");
    let output = io.run("token release 1 3 2 --output json");
    assert_eq!(output.status.code(), Some(1));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(report["releases"].as_array().expect("releases").len(), 1);
    let refusal: serde_json::Value = serde_json::from_slice(&output.stderr).expect("JSON");
    assert_eq!(refusal["error"], "allocation 3 was not released");
    assert_eq!(refusal["refusal"]["name"], "NothingToRelease");
    assert_eq!(refusal["refusal"]["code"], 6016);
    assert_eq!(io.number("token supply", "circulating"), 28_000_000 * IO);
}

#[test]
fn an_allocation_that_does_not_exist() {
    let io = Io::new();
    io.ok("migrate");
    assert!(io.refused("token release 9").contains("there is no allocation 9"));
    assert_eq!(io.run("token release").status.code(), Some(2));
}

#[test]
fn burns_are_open_to_anyone_only_for_credits() {
    let io = Io::new();
    io.ok("migrate");
    let burns = io.json("token burns");
    assert_eq!(burns["total"], 0);
    let kinds: Vec<&str> =
        burns["kinds"].as_array().expect("kinds").iter().map(|k| k["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["buyback", "slash", "penalty", "credits", "fee"]);
    let shown = io.ok("token burns");
    assert!(shown.lines().any(|line| line.starts_with("credits") && line.ends_with("anyone")), "{shown}");
}

#[test]
fn wallets_send_io_to_each_other() {
    let io = Io::new();
    io.ok("migrate");
    assert_eq!(io.number("token balance", "balance"), 0);
    assert!(
        io.refused("token transfer 1 --to embedded:friend").contains("holds 0.00000000 IO, and 1.00000000 are needed")
    );
    io.ok("token release 1");
    let sent = io.json("token transfer 1.00000001 --to embedded:friend");
    assert_eq!((sent["amount"].as_i64(), sent["balance"].as_i64()), (Some(IO + 1), Some(IO + 1)));
    assert_eq!(io.number("token balance embedded:friend", "balance"), IO + 1);
    assert_eq!(io.number("token balance", "balance"), 28_000_000 * IO - IO - 1);
    let account = sent["destination"].as_str().expect("an address").to_owned();
    let refusal = io.refused(&format!("token transfer 1 --to {account}"));
    assert!(refusal.contains("name the wallet that owns it"), "{refusal}");
    assert_eq!(io.run("token transfer 1.000000001 --to embedded:friend").status.code(), Some(2));
    assert_eq!(io.run("token transfer 1 --to friend").status.code(), Some(2));
}

/// What `--sign-only` prints is a transaction that anyone can send later.
#[test]
fn a_transaction_that_was_only_signed_can_be_sent_by_others() {
    let io = Io::new();
    io.ok("migrate");
    assert!(io.refused("token release --all --sign-only").contains("name one allocation"));
    let ledger = fs::read(io.ledger()).expect("a ledger");
    let signed = io.json("token release 1 --sign-only --with-compute-unit-price 1000");
    assert_eq!(fs::read(io.ledger()).expect("a ledger"), ledger, "signing changed the ledger");
    assert_eq!(signed["absent"].as_array().map(Vec::len), Some(0));

    let wire = BASE64_STANDARD.decode(signed["transaction"].as_str().expect("base64")).expect("base64");
    let transaction: VersionedTransaction = wincode::deserialize(&wire).expect("a transaction");
    assert_eq!(signed["blockhash"], transaction.message.recent_blockhash().to_string());
    let mut ledger = Ledger::open(Place::new(io.ledger()), || anyhow::bail!("no ledger")).expect("a ledger");
    let done = ledger.execute(&transaction).expect("the signed transaction is sound");
    assert_eq!(done.fee, 5_000 + (1_000 * limit(&transaction)).div_ceil(1_000_000), "base and priority fee");
    ledger.save().expect("to save");
    drop(ledger);
    assert_eq!(io.number("token supply", "circulating"), 28_000_000 * IO);
}

#[test]
fn the_blockhash_to_sign_can_be_given() {
    let io = Io::new();
    io.ok("migrate");
    let hash = "3ALSPMjKy4haPtsV5LnLNiw4sfYipJ36Mg6asePKnDUQ";
    assert_eq!(io.json(&format!("token release 1 --sign-only --blockhash {hash}"))["blockhash"], hash);
    assert!(io.refused(&format!("token release 1 --blockhash {hash}")).contains("sign again"));
    assert_eq!(io.run("token release 1 --blockhash x").status.code(), Some(2));
}

/// The compute units that a transaction asks for, in its first instruction.
fn limit(transaction: &VersionedTransaction) -> u64 {
    let data = &transaction.message.instructions()[0].data;
    u64::from(u32::from_le_bytes(data[1..5].try_into().expect("four bytes")))
}
