//! Tables of addresses that the cluster keeps: made by a run of attestors, and used for a cluster of devices.

use io_app::backend::Rpc;
use io_app::session::{Session, Signing};
use io_app::wallet::Wallet;
use io_app::{associated, market, oracle, stake, token};
use serde_json::Value;
use solana_address_lookup_table_interface::instruction::{create_lookup_table, extend_lookup_table};
use solana_commitment_config::CommitmentConfig;
use std::fs;

use crate::stage::{OPERATOR, Stage};

/// With so many devices of the supplier's, of one processor each. Returns their addresses.
fn with_devices(count: usize) -> (Stage, Vec<String>) {
    let stage = Stage::set();
    stage.ok(OPERATOR, &format!("token transfer 50000 --to {}", stage.address("supplier")));
    let register = "device register --class EPYC --processors 1 --stake required --id";
    let registered = (0..count).map(|id| stage.json("supplier", &format!("{register} {id}")));
    let devices = registered.map(|device| device["device"].as_str().expect("an address").to_owned()).collect();
    (stage, devices)
}

#[test]
fn a_run_makes_its_tables_once_and_holds_twenty_devices_in_a_transaction() {
    let (stage, devices) = with_devices(20);
    fs::write(stage.path("devices"), devices.join("\n")).expect("a file");
    let run = "attest run --once --devices devices --state tables.json";
    let count = |report: &Value, list: &str| report[list].as_array().map(Vec::len);
    let first = stage.json("attestor", run);
    assert_eq!((count(&first, "devices"), count(&first, "transactions")), (Some(20), Some(1)));
    let remembered = fs::read_to_string(stage.path("tables.json")).expect("a state file");

    stage.waits(13);
    let (lamports, second) = (stage.lamports("attestor"), stage.json("attestor", run));
    assert_eq!((count(&second, "devices"), count(&second, "transactions")), (Some(20), Some(1)));
    // One transaction's fee, and the rent of the first page of the pool's history: nothing was paid for another table.
    assert_eq!(lamports - stage.lamports("attestor"), 5_000 + 58_018_560);
    assert_eq!(fs::read_to_string(stage.path("tables.json")).expect("a state file"), remembered);
    // Without a table only half of them fit.
    stage.waits(13);
    let granted = stage.json("attestor", &format!("attest grant {}", devices.join(" ")));
    assert_eq!(count(&granted, "transactions"), Some(2));
}

#[test]
fn five_reservations_in_io_fit_into_a_transaction_with_a_table() {
    let (stage, devices) = with_devices(5);
    for (id, _) in devices.iter().enumerate() {
        stage.ok("supplier", &format!("market offer {id} --price 1"));
    }
    stage.ok(OPERATOR, &format!("token transfer 100 --to {}", stage.address("renter")));
    stage.posts_price();
    let table = table(&stage);
    let reserve = "market reserve --class EPYC --gpus 5 --hours 2 --pay io --max 50 --with-compute-unit-price 1000";
    let planned = format!("{reserve} --dry-run");
    assert_eq!(stage.number("renter", &planned, "/plan/network/transactions"), 2);
    let reserved = stage.json("renter", &format!("{reserve} --lookup-table {table}"));
    assert_eq!(reserved["transactions"].as_array().map(Vec::len), Some(1), "{reserved:#}");
    let rented = stage.json("renter", "market show");
    assert_eq!(rented["rented"][0]["totals"]["reserved"], 5);
    // Two dollars at 2.49 for an IO, and 0.25% of that, each rounded up.
    assert_eq!(stage.held("renter"), 10_000_000_000 - 5 * (80_321_286 + 200_804));
}

/// Makes a table of the addresses that every reservation in IO names.
fn table(stage: &Stage) -> String {
    let (url, file) = (stage.node().url(), stage.cast.file("renter"));
    let backend = Rpc::new(url, None, CommitmentConfig::confirmed(), Rpc::TIMEOUT);
    let find = move || Wallet::find(file.to_str(), None, None);
    let mut session = Session::new(Box::new(backend), None, find, Signing::default());
    let renter = session.signer().expect("a keypair");
    let slot = session.backend.clock().expect("a clock").slot;
    let hashes = session.backend.account(&solana_sdk_ids::sysvar::slot_hashes::ID).expect("an answer").expect("slots");
    let recent = hashes.data.get(8..16).map_or(slot, |slot| u64::from_le_bytes(slot.try_into().expect("a slot")));
    let (create, table) = create_lookup_table(renter, renter, recent);
    let common = vec![
        market::CONFIG,
        market::IO_ESCROW,
        stake::CLASSES,
        associated::address(&renter, &token::MINT),
        oracle::sponsored_account(),
        anchor_spl::token::ID,
        anchor_lang::system_program::ID,
        io_market::EVENT_AUTHORITY_AND_BUMP.0,
    ];
    let fill = extend_lookup_table(table, renter, Some(renter), common);
    session.confirm(&[create, fill]).expect("a table");
    table.to_string()
}
