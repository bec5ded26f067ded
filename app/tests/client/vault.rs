//! Transactions for a vault that has no key.

use crate::io::Io;
use anchor_lang::prelude::Pubkey;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use io_app::ledger::{Ledger, Place};
use io_app::program::SUITE;
use io_app::stake;
use serde_json::Value;
use solana_message::VersionedMessage;
use solana_transaction::versioned::VersionedTransaction;

fn text<'a>(report: &'a Value, pointer: &str) -> &'a str {
    report.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("no text at {pointer} in {report:#}"))
}

fn address(io: &Io, whose: &str) -> String {
    text(&io.json(&format!("token balance {whose}")), "/owner").to_owned()
}

/// The admin of each program.
fn admins(io: &Io) -> Vec<String> {
    let shown = io.json("admin show");
    let admin = |program: &Value| {
        let settings = program["settings"].as_array().expect("settings");
        let setting = settings.iter().find(|setting| setting["setting"] == "admin").expect("an admin");
        text(setting, "/value").to_owned()
    };
    shown["programs"].as_array().expect("programs").iter().map(admin).collect()
}

/// A vault has no key: what it is to do is printed for its multisig, whose program then has it sign.
#[test]
fn a_vault_is_told_what_to_propose() {
    let io = Io::new();
    io.ok("migrate");
    // An address for which nobody can have a key, as a vault's.
    let vault = Pubkey::find_program_address(&[b"vault"], &Pubkey::new_from_array([7; 32])).0;
    let early = io.refused(&format!("--squads-vault {vault} admin accept --all"));
    assert!(early.contains("has offered the role"), "what would be refused is not proposed: {early}");
    io.ok(&format!("admin propose --all --to {vault}"));

    let ledger = io.bytes();
    let proposal = io.json(&format!("--squads-vault {vault} --with-compute-unit-price 1000 admin accept --all"));
    assert_eq!(io.bytes(), ledger, "a proposal changed the ledger");
    assert_eq!((text(&proposal, "/vault"), &proposal["otherSigners"]), (&*vault.to_string(), &serde_json::json!([])));
    let bytes = BASE64_STANDARD.decode(text(&proposal, "/message")).expect("base64");
    assert_eq!(bs58::decode(text(&proposal, "/messageBase58")).into_vec().expect("base58"), bytes);
    let message: VersionedMessage = wincode::deserialize(&bytes).expect("a message");
    assert_eq!(message.header().num_required_signatures, 1);
    assert_eq!(message.static_account_keys()[0], vault);
    let programs: Vec<Pubkey> = message
        .instructions()
        .iter()
        .map(|instruction| message.static_account_keys()[usize::from(instruction.program_id_index)])
        .collect();
    // Nothing else: a compute budget would be refused inside of the multisig's own transaction.
    assert_eq!(programs, SUITE.iter().map(|program| program.address).collect::<Vec<_>>());
    let names: Vec<&str> =
        proposal["instructions"].as_array().expect("steps").iter().map(|step| text(step, "/instruction")).collect();
    assert_eq!(names, ["accept_admin"; 5]);
    let squads: Vec<u8> = serde_json::from_value(proposal["squadsMessage"].clone()).expect("bytes");
    let count = message.static_account_keys().len();
    assert_eq!(squads[3], u8::try_from(count).expect("few"));
    assert_eq!(squads[4..36], vault.to_bytes());
    assert_eq!(squads[4 + 32 * count], 5, "so many instructions");

    // As the multisig's program would have it executed: with the vault's signature, which nobody else can give.
    let wire = BASE64_STANDARD.decode(text(&proposal, "/transaction")).expect("base64");
    let transaction: VersionedTransaction = wincode::deserialize(&wire).expect("a transaction");
    assert!(io.refused(&format!("tx submit {}", text(&proposal, "/transaction"))).contains("has yet to sign"));
    let ledger = Ledger::open(Place::new(io.ledger()), || anyhow::bail!("no ledger")).expect("a ledger");
    let mut ledger = ledger.unverified();
    ledger.airdrop(&vault, 1_000_000_000).expect("lamports");
    ledger.execute(&transaction).expect("an execution");
    ledger.save().expect("to save");
    drop(ledger);
    assert_eq!(admins(&io), vec![vault.to_string(); 5]);

    let key = address(&io, "operator");
    assert!(
        io.refused(&format!("--squads-vault {key} admin pause market"))
            .contains("is the address of a keypair, and not of a vault")
    );
    let config = stake::CONFIG;
    assert!(
        io.refused(&format!("--squads-vault {config} admin pause market"))
            .contains("is an account of a program, and not a vault")
    );
    assert_eq!(io.run(&format!("--squads-vault {vault} --sign-only admin pause market")).status.code(), Some(2));
    let pause = io.json(&format!("--squads-vault {vault} admin pause market"));
    assert_eq!(text(&pause, "/instructions/0/instruction"), "set_paused");
    assert_eq!(pause.pointer("/instructions/0/arguments/0/value"), Some(&Value::Bool(true)));
    let several = io.refused(&format!("--squads-vault {vault} migrate"));
    assert!(several.contains("several transactions"), "{several}");
}
