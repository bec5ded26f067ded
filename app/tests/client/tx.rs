//! `io tx`, and how a transaction is signed on machines that do not know of each other.

use crate::io::{Io, text as said};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use std::fs;

const IO: i64 = 100_000_000;
const SOL: u64 = 1_000_000_000;

fn text<'a>(report: &'a Value, pointer: &str) -> &'a str {
    report.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("no text at {pointer} in {report:#}"))
}

/// A machine with a ledger on which 100 IO belong to a cold wallet without SOL, and the cold wallet's machine, which has
/// nothing but its keypair.
struct Machines {
    hot: Io,
    cold: Io,
    owner: String,
}

impl Machines {
    fn new() -> Self {
        let (hot, cold) = (Io::new(), Io::new());
        let owner = cold.keypair("cold.json");
        hot.ok("migrate");
        hot.ok("token release 1");
        hot.ok(&format!("token transfer 100 --to {owner}"));
        hot.ok("token transfer 1 --to embedded:friend");
        Self { hot, cold, owner }
    }

    /// A transfer out of the cold wallet, paid for by another one, as a file of the cold machine.
    fn unsigned(&self, amount: u32) -> String {
        let from = format!("-k {} token transfer {amount} --to embedded:friend", self.owner);
        let signed = self.hot.json(&format!("{from} --fee-payer embedded:payer --sign-only"));
        assert_eq!(signed["absent"], serde_json::json!([self.owner]));
        assert_eq!(signed["signers"].as_array().map(Vec::len), Some(1), "the payer signs where it is made");
        let file = self.cold.path(&format!("{amount}.json"));
        fs::write(&file, signed.to_string()).expect("a file");
        file.display().to_string()
    }

    fn sign(&self, file: &str) -> String {
        let signed = self.cold.json(&format!("-k {} tx sign {file} --yes", self.cold.path("cold.json").display()));
        assert_eq!(signed["absent"], serde_json::json!([]));
        text(&signed, "/transaction").to_owned()
    }

    fn balances(&self) -> (i64, i64) {
        let of = |whose: &str| self.hot.number(&format!("token balance {whose}"), "balance");
        (of(&self.owner), of("embedded:friend"))
    }
}

#[test]
fn what_is_made_on_one_machine_is_signed_on_another_and_sent_by_the_first() {
    let machines = Machines::new();
    let Machines { hot, cold, owner } = &machines;
    let file = machines.unsigned(30);
    let payer = text(&hot.json("token balance embedded:payer"), "/owner").to_owned();
    assert_eq!(hot.lamports(&payer), 10 * SOL);

    let unfinished = hot.refused(&format!("tx submit {file}"));
    assert!(unfinished.contains(&format!("{owner} has yet to sign")), "{unfinished}");

    let keypair = cold.path("cold.json").display().to_string();
    let shown = cold.json(&format!("-k {keypair} tx show {file}"));
    assert_eq!((text(&shown, "/feePayer"), shown["fee"].as_u64()), (&*payer, Some(10_000)));
    assert_eq!(shown["complete"], false);
    let signers: Vec<(&str, bool)> = shown["signers"]
        .as_array()
        .expect("signers")
        .iter()
        .map(|signer| (text(signer, "/address"), signer["signed"].as_bool().expect("true or false")))
        .collect();
    assert_eq!(signers, [(&*payer, true), (&**owner, false)]);
    assert_eq!(text(&shown, "/signers/1/known"), "you");
    let steps: Vec<(&str, &str)> = shown["instructions"]
        .as_array()
        .expect("instructions")
        .iter()
        .map(|step| (text(step, "/program"), text(step, "/instruction")))
        .collect();
    assert_eq!(
        steps,
        [
            ("compute budget", "set_compute_unit_limit"),
            ("associated token program", "create"),
            ("token program", "transfer_checked")
        ]
    );
    assert_eq!(shown.pointer("/instructions/2/arguments/0/value").and_then(Value::as_i64), Some(30 * IO));
    assert_eq!(text(&shown, "/instructions/2/accounts/0/known"), "your IO");

    // Nobody is asked here, and so nothing is signed unseen.
    assert!(cold.refused(&format!("-k {keypair} tx sign {file}")).contains("--yes signs without"));
    let signed = machines.sign(&file);
    assert!(!cold.ledger().exists(), "the cold machine has been given a ledger");
    assert_eq!(machines.balances(), (100 * IO, IO), "signing moved something");

    let submitted = hot.json(&format!("tx submit {signed}"));
    assert_eq!(text(&submitted, "/action"), "executed");
    assert_eq!(machines.balances(), (70 * IO, 31 * IO));
    assert_eq!(hot.lamports(&payer), 10 * SOL - 10_000);
    assert_eq!(hot.lamports(owner), 0);

    let ledger = hot.bytes();
    let again = hot.json(&format!("tx submit {signed}"));
    assert_eq!(text(&again, "/action"), "already");
    assert_eq!(again["signature"], submitted["signature"]);
    assert_eq!(hot.bytes(), ledger, "the second time did something");
}

#[test]
fn copies_that_were_signed_apart_become_one() {
    let machines = Machines::new();
    let owner = &machines.owner;
    let transfer = format!("-k {owner} token transfer 30 --to embedded:friend --fee-payer");
    let payer = text(&machines.hot.json("token balance embedded:payer"), "/owner").to_owned();
    // So that the payer has SOL.
    machines.hot.ok("-k embedded:payer nonce create");
    let message = machines.hot.json(&format!("{transfer} {payer} --sign-only --dump-transaction-message"));
    assert_eq!(message["signers"], serde_json::json!([]));
    let message = text(&message, "/message");
    let ours = machines.hot.json(&format!("-k embedded:payer tx sign {message} --yes"));
    let theirs =
        machines.cold.json(&format!("-k {} tx sign {message} --yes", machines.cold.path("cold.json").display()));
    assert_eq!((ours["absent"].clone(), theirs["absent"].clone()), ([&**owner].into(), [&*payer].into()));
    let both = format!("tx submit {} {}", text(&ours, "/transaction"), text(&theirs, "/transaction"));
    assert_eq!(text(&machines.hot.json(&both), "/action"), "executed");
    assert_eq!(machines.balances(), (70 * IO, 31 * IO));
}

/// As with the Solana CLI: the command is repeated with the signatures that were made elsewhere.
#[test]
fn a_signature_from_elsewhere_can_be_given() {
    let machines = Machines::new();
    let Machines { hot, cold, owner } = &machines;
    let transfer = format!("-k {owner} token transfer 30 --to embedded:friend --fee-payer embedded:payer");
    let missing = hot.refused(&transfer);
    assert!(missing.contains(&format!("the keypair of {owner} is not here")), "{missing}");
    let unsigned = hot.json(&format!("{transfer} --sign-only"));
    let signed = cold.json(&format!(
        "-k {} tx sign {} --yes",
        cold.path("cold.json").display(),
        text(&unsigned, "/transaction")
    ));
    let signature = text(&signed, "/signers/1");
    assert!(signature.starts_with(&format!("{owner}=")));

    // Of another amount, it is not a signature.
    let other = transfer.replacen("transfer 30", "transfer 31", 1);
    let refusal = hot.refused(&format!("{other} --signer {signature}"));
    assert!(refusal.contains("is not one of this transaction"), "{refusal}");
    hot.ok(&format!("{transfer} --signer {signature}"));
    assert_eq!(machines.balances(), (70 * IO, 31 * IO));
    for broken in ["x", "x=y", &format!("{owner}=y")] {
        assert_eq!(hot.run(&format!("{transfer} --signer {broken}")).status.code(), Some(2), "{broken}");
    }
}

#[test]
fn a_changed_transaction_and_a_wrong_signer_are_refused() {
    let machines = Machines::new();
    let Machines { hot, cold, owner } = &machines;
    let file = machines.unsigned(30);
    let signed = machines.sign(&file);

    // The last nine bytes are the amount and the decimals.
    let mut bytes = BASE64_STANDARD.decode(&signed).expect("base64");
    let amount = bytes.len() - 9;
    bytes[amount] ^= 1;
    let changed = BASE64_STANDARD.encode(&bytes);
    let ledger = hot.bytes();
    for command in ["tx show", "tx sign --yes", "tx submit", "tx submit --dry-run"] {
        let refusal = hot.refused(&format!("{command} {changed}"));
        assert!(refusal.contains("is not one of this transaction: one of the two was changed"), "{command}: {refusal}");
    }
    cold.keypair("stranger.json");
    let stranger = format!("-k {} tx sign {file} --yes", cold.path("stranger.json").display());
    let refusal = cold.refused(&stranger);
    assert!(refusal.contains("the transaction does not ask for a signature of"), "{refusal}");
    assert!(refusal.contains(&**owner), "{refusal}");
    let refusal = hot.refused(&format!(
        "tx submit {signed} {}",
        hot.json("token transfer 1 --to embedded:friend --sign-only")["transaction"].as_str().expect("base64")
    ));
    assert!(refusal.contains("these are different transactions"), "{refusal}");
    assert!(hot.refused("tx show no-sense").contains("given in base64"));
    assert!(hot.refused("tx show AAAA").contains("neither a transaction nor the message of one"));
    assert_eq!(hot.bytes(), ledger);
}

#[test]
fn a_blockhash_that_has_expired_is_refused_in_words() {
    let machines = Machines::new();
    let signed = machines.sign(&machines.unsigned(30));
    machines.hot.ok("token transfer 1 --to embedded:friend");
    let refusal = machines.hot.refused(&format!("tx submit {signed}"));
    assert!(refusal.contains("The blockhash is unknown or has expired: sign again."), "{refusal}");
    assert_eq!(machines.balances(), (100 * IO, 2 * IO));
}

#[test]
fn what_a_program_refuses_is_not_sent() {
    let machines = Machines::new();
    let Machines { hot, owner, .. } = &machines;
    let first = machines.sign(&machines.unsigned(60));
    let transfer = format!("-k {owner} token transfer 41 --to embedded:friend --fee-payer embedded:payer");
    let second = hot.json(&format!("{transfer} --sign-only"));
    let payer = text(&hot.json("token balance embedded:payer"), "/owner").to_owned();
    hot.ok(&format!("tx submit {first}"));
    let second = machines.sign(text(&second, "/transaction"));
    let refusal = hot.refused(&format!("tx submit {second}"));
    assert!(refusal.contains("Insufficient funds. (token program: InsufficientFunds, 1)"), "{refusal}");
    assert_eq!(hot.lamports(&payer), 10 * SOL - 10_000, "a refusal costs nothing");
}

/// With a blockhash, nobody is asked: neither a cluster nor a ledger.
#[test]
fn what_takes_no_reading_is_signed_without_a_ledger() {
    let machines = Machines::new();
    let Machines { hot, cold, owner } = &machines;
    let keypair = format!("-k {}", cold.path("cold.json").display());
    let friend = text(&hot.json("token balance embedded:friend"), "/owner").to_owned();
    let blockhash = text(&hot.json("token release 2 --sign-only"), "/blockhash").to_owned();
    let offline = format!("{keypair} token transfer 30 --to {friend} --sign-only --blockhash {blockhash}");
    let signed = cold.json(&format!("{offline} --with-compute-unit-limit 40000 --with-compute-unit-price 1000000"));
    let nobody = cold.refused(&format!("{keypair} stake add {friend} 1 --sign-only --blockhash {blockhash}"));
    assert!(nobody.contains("there is no ledger here to read them from"), "{nobody}");
    assert!(!cold.ledger().exists());

    // The cold wallet pays by itself here: 5,000 lamports, and 40,000 units at a lamport each.
    let poor = hot.refused(&format!("tx submit {}", text(&signed, "/transaction")));
    assert!(poor.contains("The wallet that pays has no SOL."), "{poor}");
    // Whoever is to sign is given 10 SOL.
    hot.ok(&format!("-k {owner} token transfer 1 --to embedded:friend --sign-only"));
    hot.ok(&format!("tx submit {}", text(&signed, "/transaction")));
    assert_eq!(machines.balances(), (70 * IO, 31 * IO));
    assert_eq!(hot.lamports(owner), 10 * SOL - 45_000);
}

/// What is signed is shown where the signed transaction does not go, and that does not depend on the form it is wanted in.
#[test]
fn what_is_signed_is_shown_before_anybody_is_asked() {
    let machines = Machines::new();
    let cold = &machines.cold;
    let file = machines.unsigned(30);
    let keypair = format!("-k {}", cold.path("cold.json").display());
    let shown = cold.ok(&format!("{keypair} tx show {file}"));
    for form in ["", "--output json"] {
        let signed = cold.run(&format!("{keypair} tx sign {file} --yes {form}"));
        assert_eq!((signed.status.code(), said(&signed.stderr)), (Some(0), shown.clone()), "{form}");
        let asked = cold.refused(&format!("{keypair} tx sign {file} {form}"));
        let unanswered = asked.strip_prefix(&shown).unwrap_or_else(|| panic!("{form}: unseen: {asked}"));
        assert!(unanswered.contains("there is nobody to ask whether to sign this"), "{unanswered}");
    }
}

/// That nobody reads the output is no failure; that nobody sees what is to be signed is one.
#[test]
fn what_cannot_be_shown_is_not_signed() {
    let machines = Machines::new();
    let cold = &machines.cold;
    let file = machines.unsigned(30);
    let (reader, closed) = std::io::pipe().expect("a pipe");
    drop(reader);
    let mut sign = cold.command(&format!("-k {} tx sign {file} --yes", cold.path("cold.json").display()));
    let output = sign.stderr(closed).output().expect("`io` starts");
    assert_eq!((output.status.code(), said(&output.stdout)), (Some(1), String::new()));
}
