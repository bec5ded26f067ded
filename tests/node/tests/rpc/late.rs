//! Answers for which the client does not wait any more: here it waits for two seconds. What was sent may have been executed,
//! and may yet be: it is looked for, and nothing is signed in its place before it is certain that it never can be.

use std::process::Output;

use crate::expiry::TOO_MANY_BLOCKS;
use crate::faults::first;
use crate::line::{Fate, Line};
use crate::payment::Payment;
use crate::stage::{OPERATOR, Stage, succeeded, text};

/// What is said of a node that is too slow.
const COMPLAINT: &str = "did not answer within 2 s: give it longer with --rpc-timeout, or use another node";

fn make(payment: &Payment, line: &Line) -> Output {
    payment.make_with(line, "--rpc-timeout 2")
}

#[test]
fn a_transaction_that_is_confirmed_too_late_is_found() {
    let payment = Payment::new();
    let line = payment.stage.line(first("sendTransaction", 1, Fate::TooLate));
    succeeded(make(&payment, &line), "token transfer");
    assert_eq!((line.fates("sendTransaction"), payment.done()), (vec![Fate::TooLate], (1, 1)));
}

#[test]
fn a_transaction_that_is_stuck_is_sent_again_and_done_once() {
    let payment = Payment::new();
    let line = payment.stage.line(first("sendTransaction", 2, Fate::Stuck));
    let output = make(&payment, &line);
    assert!(text(&output.stderr).contains(COMPLAINT), "{}", text(&output.stderr));
    succeeded(output, "token transfer");
    assert_eq!(line.fates("sendTransaction"), [Fate::Stuck, Fate::Stuck, Fate::Passed]);
    assert_eq!((line.signed(), payment.done()), (1, (1, 1)));
    // What was stuck arrives after all.
    assert_eq!((line.releases(), payment.done()), (1, (1, 1)));
}

/// It was executed, and its blockhash has run out; the first node that is asked does not know of it, and the ones that would
/// decide are too slow.
#[test]
fn nothing_is_signed_anew_for_want_of_an_answer() {
    let payment = Payment::new();
    let mut decisive = 0;
    let line = payment.stage.line(move |call, node| match call.method.as_str() {
        "sendTransaction" if call.before == 0 => Fate::TooLate,
        "getSignatureStatuses" if decisive == 0 => {
            if call.before == 0 {
                node.pass_blocks(TOO_MANY_BLOCKS).expect("blocks");
            }
            Fate::Lagging
        }
        // Whether its last block is final, and whether it is known then.
        "getEpochInfo" if decisive < 2 => {
            decisive += 1;
            Fate::TooLate
        }
        "getSignatureStatuses" if decisive < 4 => {
            decisive += 1;
            Fate::TooLate
        }
        _ => Fate::Passed,
    });
    let output = make(&payment, &line);
    assert!(text(&output.stderr).contains(COMPLAINT), "{}", text(&output.stderr));
    succeeded(output, "token transfer");
    assert_eq!((line.signed(), payment.done()), (1, (1, 1)));
}

#[test]
fn what_was_stuck_until_no_block_could_take_it_is_signed_anew() {
    let payment = Payment::new();
    let line = payment.stage.line(|call, node| match (call.method.as_str(), call.before) {
        ("sendTransaction", 0) => {
            node.pass_blocks(TOO_MANY_BLOCKS).expect("blocks");
            Fate::Stuck
        }
        ("getEpochInfo", 0) => Fate::TooLate,
        _ => Fate::Passed,
    });
    let output = make(&payment, &line);
    let said = text(&output.stderr);
    succeeded(output, "token transfer");
    assert!(said.contains("Signing anew: no block took the transaction"), "{said}");
    assert_eq!((line.signed(), payment.done()), (2, (1, 1)));
    // The first one turns up after all.
    assert_eq!((line.releases(), payment.done()), (1, (1, 1)));
}

#[test]
fn a_question_that_is_answered_too_late_is_asked_again() {
    let payment = Payment::new();
    let line = payment.stage.line(first("getLatestBlockhash", 2, Fate::TooLate));
    let output = make(&payment, &line);
    assert!(text(&output.stderr).contains(COMPLAINT), "{}", text(&output.stderr));
    succeeded(output, "token transfer");
    assert_eq!(line.fates("getLatestBlockhash"), [Fate::TooLate, Fate::TooLate, Fate::Passed]);
    assert_eq!((line.signed(), payment.done()), (1, (1, 1)));
}

#[test]
fn a_node_that_never_answers_is_reported() {
    let stage = Stage::bare();
    let line = stage.line(|_, _| Fate::TooLate);
    let output = stage.command_at(&line.url, OPERATOR, "token supply --rpc-timeout 2").output().expect("`io` starts");
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text(&output.stderr).starts_with(&format!("error: {} {COMPLAINT}\n", line.url)),
        "{}",
        text(&output.stderr)
    );
    let output = stage.command_at(&line.url, OPERATOR, "token supply --rpc-timeout 0").output().expect("`io` starts");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
#[ignore = "waits for three minutes"]
fn what_nobody_can_tell_the_fate_of_is_left_to_whoever_pays() {
    let payment = Payment::new();
    let line = payment.stage.line(|call, _| match call.method.as_str() {
        "sendTransaction" | "getSignatureStatuses" => Fate::TooLate,
        _ => Fate::Passed,
    });
    let output = make(&payment, &line);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    let signature = line.sent().pop().expect("it was sent");
    let expected = format!(
        "error: {} did not say within 3 minutes what became of the transaction {signature}. It may have been executed, and it \
         may still be: look for it before you repeat the command, with `solana confirm {signature}` or in an explorer\n",
        line.url
    );
    assert!(said.contains(&expected), "{said}");
    assert!(said.contains(COMPLAINT), "{said}");
    assert_eq!((line.signed(), payment.done()), (1, (1, 1)));
}
