//! `io stake`.

use crate::io::Io;
use io_app::ledger::{Ledger, Place};

const IO: i64 = 100_000_000;
const COOLDOWN: i64 = 1_209_600;

fn supplier(io: &Io, command: &str) -> serde_json::Value {
    io.json(&format!("-k embedded:supplier {command}"))
}

fn refused(io: &Io, command: &str) -> String {
    io.refused(&format!("-k embedded:supplier {command}"))
}

fn held(io: &Io) -> i64 {
    io.number("-k embedded:supplier token balance", "balance")
}

/// The whole story without a case: in, cooling, and out again, to the second and to the base unit.
#[test]
fn stake_goes_in_cools_and_comes_out_again() {
    let (io, rig) = Io::with_rig();
    assert_eq!(held(&io), 34_000 * IO);
    let staked = supplier(&io, "stake add rig 0.00000001");
    assert_eq!((staked["action"].as_str(), staked["active"].as_i64()), (Some("staked"), Some(16_000 * IO + 1)));
    assert_eq!(held(&io), 34_000 * IO - 1);

    let now = io.number("ledger status", "time");
    let unstaked = supplier(&io, "stake unstake rig 1000.00000001");
    assert_eq!(unstaked["endsAt"].as_i64(), Some(now + COOLDOWN));
    assert_eq!((unstaked["active"].as_i64(), unstaked["short"].as_i64()), (Some(15_000 * IO), Some(1_000 * IO)));
    io.wait(3_600);
    supplier(&io, "stake unstake rig 500");

    io.wait(COOLDOWN - 3_601);
    let show = supplier(&io, "stake show rig");
    assert_eq!((show["withdrawable"].as_i64(), show["cooling"].as_i64()), (Some(0), Some(1_500 * IO + 1)));
    assert_eq!(show["nextWithdrawal"]["time"].as_i64(), Some(now + COOLDOWN));
    assert_eq!(show["cooldowns"][0]["secondsLeft"].as_i64(), Some(1));
    let refusal = refused(&io, "stake withdraw rig");
    assert!(refusal.contains("Nothing can be withdrawn: no cooldown has ended"), "{refusal}");

    io.wait(1);
    assert_eq!(supplier(&io, "stake show rig")["withdrawable"].as_i64(), Some(1_000 * IO + 1));
    assert!(io.refused(&format!("stake withdraw {rig}")).contains("Only the owner of this device can do this."));
    assert_eq!(supplier(&io, "stake withdraw rig")["amount"].as_i64(), Some(1_000 * IO + 1));
    assert_eq!(held(&io), 35_000 * IO);
    refused(&io, "stake withdraw rig");
    io.wait(3_600);
    assert_eq!(supplier(&io, "stake withdraw rig")["amount"].as_i64(), Some(500 * IO));

    assert_eq!(supplier(&io, "stake add rig required")["amount"].as_i64(), Some(1_500 * IO));
    assert_eq!(supplier(&io, "stake unstake rig all")["active"].as_i64(), Some(0));
    io.wait(COOLDOWN);
    assert_eq!(supplier(&io, "stake withdraw rig")["amount"].as_i64(), Some(16_000 * IO));
    assert_eq!(held(&io), 50_000 * IO);
}

#[test]
fn the_timeline_says_what_a_supplier_wants_to_know() {
    let (io, rig) = Io::with_rig();
    io.ok("ledger warp --to 2030-01-01T00:00:00Z");
    io.ok("-k embedded:supplier stake unstake rig 1000");
    io.wait(86_400 + 7_200);
    io.ok("-k embedded:supplier stake unstake rig 300");
    let hash = "5e".repeat(32);
    io.ok(&format!("-k embedded:slasher slash open {rig} 14800.5 --reason 3 --evidence {hash}"));
    io.wait(11 * 86_400);
    let case = io_app::stake::case_address(rig.parse().expect("an address"), 0);
    let owner = io.json("token balance embedded:supplier")["owner"].as_str().expect("an address").to_owned();
    let slasher = io.json("token balance embedded:slasher")["owner"].as_str().expect("an address").to_owned();
    let expected = format!(
        "\
rig: H100, 8 processors
  {rig}
now          2030-01-13 02:00:00 +00:00
required          16,000.00000000 IO
active            14,700.00000000 IO  1,300.00000000 IO short: earns nothing
cooling            1,300.00000000 IO
                   1,000.00000000 IO  until 2030-01-15 00:00:00 +00:00, 1 d 22 h left
                     300.00000000 IO  until 2030-01-16 02:00:00 +00:00, 3 d left; 100.50000000 of it frozen
frozen            14,800.50000000 IO  14,700.00000000 of what is active, 100.50000000 of what cools
withdrawable           0.00000000 IO  1,000.00000000 more on 2030-01-15 00:00:00 +00:00, in 1 d 22 h

case 0            14,800.50000000 IO  opened, for reason 3
  {case}
  opened 2030-01-02 02:00:00 +00:00 by {slasher}
    evidence {hash}
  the owner {owner} may appeal it before 2030-02-01 02:00:00 +00:00, 19 d left
    io slash appeal {case} --evidence FILE
  anyone may execute it, if it is not appealed, from 2030-02-01 02:00:00 +00:00, in 19 d
    io slash execute {case}
"
    );
    assert_eq!(io.ok("-k embedded:supplier stake show rig"), expected);
    assert_eq!(io.ok("-k embedded:supplier stake show"), expected);
    assert!(io.ok(&format!("device show {rig}")).ends_with(expected.split_once("\nnow ").expect("the time").1));
    assert!(io.ok("stake show").contains("This wallet has no devices"));
}

#[test]
fn what_cannot_be_is_refused_with_the_programs_sentence() {
    let (io, rig) = Io::with_rig();
    for (command, sentence) in [
        ("stake add rig 0", "The amount must not be zero."),
        ("stake unstake rig 0", "The amount must not be zero."),
        ("stake unstake rig 16000.00000001", "The device has less active stake than that."),
        ("stake add rig required", "the device has the stake it requires, 16,000.00000000 IO, already"),
        ("stake add rig 34000.00000001", "holds 34,000.00000000 IO, and 34,000.00000001 are needed"),
    ] {
        let refusal = refused(&io, command);
        assert!(refusal.contains(sentence), "{command}: {refusal}");
    }
    assert!(io.refused(&format!("stake add {rig} 1")).contains("Only the owner of this device can do this."));
    assert!(io.refused(&format!("stake unstake {rig} all")).contains("Only the owner of this device can do this."));
    for _ in 0..8 {
        io.ok("-k embedded:supplier stake unstake rig 1");
        io.wait(1);
    }
    assert!(refused(&io, "stake unstake rig 1").contains("Eight cooldowns are running already"));
    for command in
        ["stake add rig -1", "stake add rig all", "stake unstake rig 1.000000001", "stake unstake rig required"]
    {
        assert_eq!(io.run(command).status.code(), Some(2), "{command}");
    }
}

#[test]
fn stake_comes_from_and_goes_to_the_account_that_is_named() {
    let (io, rig) = Io::with_rig();
    io.ok("token transfer 1 --to embedded:friend");
    let friends = io.json("token balance embedded:friend")["tokenAccount"].as_str().expect("an address").to_owned();
    // It is not the supplier's to spend from.
    assert!(refused(&io, &format!("stake add {rig} 1 --from {friends}")).contains("Owner does not match"));
    io.ok("-k embedded:supplier stake unstake rig 2");
    io.wait(COOLDOWN);
    assert_eq!(supplier(&io, &format!("stake withdraw rig --to {friends}"))["destination"], friends);
    assert_eq!(io.number("token balance embedded:friend", "balance"), 3 * IO);
}

#[test]
fn a_stake_that_was_only_signed_is_not_added() {
    let (io, _) = Io::with_rig();
    let signed = supplier(&io, "stake add rig 1 --sign-only");
    assert_eq!(signed["absent"].as_array().map(Vec::len), Some(0));
    assert_eq!(supplier(&io, "stake show rig")["active"].as_i64(), Some(16_000 * IO));
    let ledger = Ledger::open(Place::new(io.ledger()), || anyhow::bail!("no ledger")).expect("a ledger");
    assert_eq!(ledger.svm().latest_blockhash().to_string(), signed["blockhash"].as_str().expect("a blockhash"));
}
