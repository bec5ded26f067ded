//! Durable nonces: what is signed for one does not expire, and is executed once.

use crate::io::Io;
use serde_json::Value;

const IO: i64 = 100_000_000;
const SOL: u64 = 1_000_000_000;
/// Of an account of 80 bytes.
const RENT: u64 = 1_447_680;

fn text<'a>(report: &'a Value, pointer: &str) -> &'a str {
    report.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("no text at {pointer} in {report:#}"))
}

/// A ledger with 28 million IO in the wallet, and its nonce account.
fn with_nonce() -> (Io, String) {
    let io = Io::new();
    io.ok("migrate");
    io.ok("token release 1");
    let nonce = text(&io.json("nonce create"), "/account").to_owned();
    (io, nonce)
}

fn friends(io: &Io) -> i64 {
    io.number("token balance embedded:friend", "balance")
}

fn signed(io: &Io, amount: u32, nonce: &str) -> String {
    let signed = io.json(&format!("token transfer {amount} --to embedded:friend --nonce {nonce} --sign-only"));
    text(&signed, "/transaction").to_owned()
}

#[test]
fn a_transaction_for_a_nonce_does_not_expire() {
    let (io, nonce) = with_nonce();
    let value = text(&io.json("nonce show"), "/value").to_owned();
    let transaction = signed(&io, 30, &nonce);
    let shown = io.json(&format!("tx show {transaction}"));
    assert_eq!((text(&shown, "/nonce"), text(&shown, "/blockhash")), (&*nonce, &*value));
    assert_eq!(text(&shown, "/instructions/0/instruction"), "advance_nonce_account");

    for _ in 0..3 {
        io.ok("token transfer 1 --to embedded:friend");
    }
    io.ok("ledger warp --by 1y");
    assert_eq!(friends(&io), 3 * IO);
    assert_eq!(text(&io.json("nonce show"), "/value"), value);
    assert_eq!(text(&io.json(&format!("tx submit {transaction}")), "/action"), "executed");
    assert_eq!(friends(&io), 33 * IO);
    assert_ne!(text(&io.json("nonce show"), "/value"), value, "the value is used up");
    assert_eq!(text(&io.json(&format!("tx submit {transaction}")), "/action"), "already");
    assert_eq!(friends(&io), 33 * IO);
}

#[test]
fn a_value_is_used_once() {
    let (io, nonce) = with_nonce();
    let (first, second) = (signed(&io, 30, &nonce), signed(&io, 40, &nonce));
    io.ok(&format!("tx submit {second}"));
    let ledger = io.bytes();
    let refusal = io.refused(&format!("tx submit {first}"));
    assert!(refusal.contains(&format!("the nonce account {nonce} has moved on")), "{refusal}");
    assert!(refusal.contains("it can never be executed"), "{refusal}");
    assert_eq!((friends(&io), io.bytes()), (40 * IO, ledger));

    // Advancing takes back what was signed and not sent.
    let third = signed(&io, 50, &nonce);
    io.ok("nonce advance");
    assert!(io.refused(&format!("tx submit {third}")).contains("has moved on"));
    assert_eq!(friends(&io), 40 * IO);
    // With the present value, it is good for a command as well.
    io.ok(&format!("token transfer 5 --to embedded:friend --nonce {nonce}"));
    assert_eq!(friends(&io), 45 * IO);
}

#[test]
fn only_its_authority_uses_it() {
    let (io, nonce) = with_nonce();
    io.ok("token transfer 10 --to embedded:other");
    let use_it = format!("-k embedded:other token transfer 1 --to embedded:friend --nonce {nonce}");
    let refusal = io.refused(&use_it);
    assert!(refusal.contains("--nonce-authority names whoever may use it"), "{refusal}");
    let authority = io.beside_ledger(".wallet.json").display().to_string();
    io.ok(&format!("{use_it} --nonce-authority {authority}"));
    assert_eq!(friends(&io), IO);
    let refusal = io.refused("-k embedded:other nonce advance");
    assert!(refusal.contains("there is no nonce account at"), "{refusal}");
    assert!(io.refused(&format!("-k embedded:other nonce advance {nonce}")).contains("may use the nonce account"));
    let mint = text(&io.json("token supply"), "/mint").to_owned();
    assert!(
        io.refused(&format!("token transfer 1 --to embedded:friend --nonce {mint}")).contains("is not a nonce account")
    );
    assert_eq!(io.run("token supply --nonce-authority embedded:other").status.code(), Some(2));
}

#[test]
fn its_rent_is_paid_and_comes_back_to_the_lamport() {
    let io = Io::new();
    io.ok("migrate");
    // So that the wallet has SOL.
    io.ok("-k embedded:keeper nonce create first");
    let keeper = text(&io.json("token balance embedded:keeper"), "/owner").to_owned();
    let operator = text(&io.json("token balance"), "/owner").to_owned();
    let before = io.lamports(&keeper);
    assert_eq!(before, 10 * SOL - RENT - 5_000);
    let created = io.json(&format!("-k embedded:keeper nonce create second --authority {operator}"));
    let account = text(&created, "/account").to_owned();
    assert_eq!((text(&created, "/action"), created["lamports"].as_u64()), ("created", Some(RENT)));
    assert_eq!((io.lamports(&account), io.lamports(&keeper)), (RENT, before - RENT - 5_000));
    let again = io.json(&format!("-k embedded:keeper nonce create second --authority {operator}"));
    assert_eq!(text(&again, "/action"), "already");
    assert_eq!(io.lamports(&keeper), before - RENT - 5_000, "nothing is paid twice");
    assert!(io.refused("-k embedded:keeper nonce create second").contains("another one needs another name"));

    assert!(io.refused(&format!("-k embedded:keeper nonce withdraw {account}")).contains("may use the nonce account"));
    let withdrawn = io.json(&format!("nonce withdraw {account} --to embedded:keeper"));
    assert_eq!((text(&withdrawn, "/action"), withdrawn["lamports"].as_u64()), ("withdrawn", Some(RENT)));
    assert_eq!((io.lamports(&account), io.lamports(&keeper)), (0, before - 5_000));
    assert!(io.refused(&format!("nonce show {account}")).contains("there is no nonce account at"));
}
