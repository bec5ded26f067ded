//! How many reservations go into one transaction.

use crate::io::Io;
use anchor_lang::prelude::Pubkey;
use io_app::ledger::{Ledger, Place};
use io_app::{associated, market, oracle, stake, token};
use solana_address_lookup_table_interface::instruction::{create_lookup_table, extend_lookup_table};
use solana_address_lookup_table_interface::program::ID as TABLE_PROGRAM;
use solana_keypair::{Signer, read_keypair_file};
use solana_message::{Message, VersionedMessage};
use solana_transaction::versioned::VersionedTransaction;

/// Creates a table of the addresses that every reservation in IO names.
fn table(io: &Io) -> Pubkey {
    let renter = read_keypair_file(io.beside_ledger(".renter.json")).expect("a keypair");
    let owner = renter.pubkey();
    let mut ledger = Ledger::open(Place::new(io.ledger()), || anyhow::bail!("no ledger")).expect("a ledger");
    let slot = ledger.clock().slot.saturating_sub(1);
    let hashes = ledger.svm().get_account(&solana_sdk_ids::sysvar::slot_hashes::ID).expect("slots");
    let known = hashes.data.get(8..16).map_or(slot, |slot| u64::from_le_bytes(slot.try_into().expect("a slot")));
    let (create, table) = create_lookup_table(owner, owner, known);
    let common = vec![
        market::CONFIG,
        market::IO_ESCROW,
        stake::CLASSES,
        associated::address(&owner, &token::MINT),
        oracle::sponsored_account(),
        anchor_spl::token::ID,
        anchor_lang::system_program::ID,
        io_market::EVENT_AUTHORITY_AND_BUMP.0,
    ];
    let fill = extend_lookup_table(table, owner, Some(owner), common);
    assert_eq!(create.program_id, TABLE_PROGRAM);
    let blockhash = ledger.svm().latest_blockhash();
    let message = Message::new_with_blockhash(&[create, fill], Some(&owner), &blockhash);
    let transaction =
        VersionedTransaction::try_new(VersionedMessage::Legacy(message), &[&renter]).expect("a transaction");
    ledger.execute(&transaction).unwrap_or_else(|failed| panic!("{} {:#?}", failed.err, failed.meta.logs));
    ledger.save().expect("to save");
    table
}

#[test]
fn five_reservations_fit_in_usdc_four_in_io_and_five_with_a_table() {
    let io = Io::with_supplier();
    for number in 0..5 {
        let register = format!("device register --class H100 --processors 1 --id {number} --stake required");
        io.ok(&format!("-k embedded:supplier {register}"));
        io.ok(&format!("-k embedded:supplier market offer {number} --price 1"));
    }
    io.ok("ledger price 2.50");
    io.ok("ledger usdc 100 --to embedded:renter");
    io.ok("token transfer 100 --to embedded:renter");
    io.ok("-k embedded:renter token transfer 1 --to operator");
    let transactions = |options: &str| {
        let reserve = format!("-k embedded:renter market reserve --class H100 --gpus 5 --hours 2 {options}");
        let report = io.json(&reserve);
        // A dry run has its plan beside its transactions.
        report.get("plan").unwrap_or(&report)["network"]["transactions"].as_i64().expect("a number")
    };
    assert_eq!(transactions("--pay usdc --dry-run"), 1);
    assert_eq!(transactions("--pay usdc --dry-run --with-compute-unit-price 1000"), 2);
    assert_eq!(transactions("--pay io --dry-run"), 2);
    let nowhere = stake::device_address(stake::CONFIG, &[1; 32]);
    let dry_run = "market reserve --class H100 --gpus 5 --hours 2 --pay io --dry-run";
    let refusal = io.refused(&format!("-k embedded:renter {dry_run} --lookup-table {nowhere}"));
    assert!(refusal.contains("there is no lookup table at"), "{refusal}");

    let table = table(&io);
    assert_eq!(transactions(&format!("--pay io --dry-run --lookup-table {table}")), 1);
    let priced = format!("--with-compute-unit-price 1000 --lookup-table {table}");
    assert_eq!(transactions(&format!("--pay io --max 50 {priced}")), 1);
    assert_eq!(io.json("-k embedded:renter market show")["rented"][0]["totals"]["reserved"], 5);
}
