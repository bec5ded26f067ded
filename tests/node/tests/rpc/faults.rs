//! Bad lines: what is read is read again, and what is paid is paid once.

use io_node::Node;
use std::time::Duration;

use crate::line::{Call, Fate, Line};
use crate::payment::Payment;
use crate::stage::{OPERATOR, Stage, succeeded, text};

/// Pays the renter over a line with this rule for what is sent, and makes sure that it happens once.
fn pays_once(rule: impl FnMut(&Call, &mut Node) -> Fate + Send + 'static) -> Line {
    let payment = Payment::new();
    let line = payment.stage.line(rule);
    succeeded(payment.make(&line), "token transfer");
    assert_eq!((line.signed(), payment.done()), (1, (1, 1)));
    line
}

/// The first calls of a method meet this fate.
pub fn first(method: &'static str, calls: usize, fate: Fate) -> impl FnMut(&Call, &mut Node) -> Fate {
    move |call, _| if call.method == method && call.before < calls { fate } else { Fate::Passed }
}

#[test]
fn a_node_that_is_asked_too_often_is_asked_later() {
    // More often than the library tries by itself.
    let line = pays_once(first("simulateTransaction", 8, Fate::TooMany));
    assert_eq!(line.fates("simulateTransaction").len(), 9);
    let line = pays_once(first("sendTransaction", 8, Fate::TooMany));
    assert_eq!(line.fates("sendTransaction").len(), 9);
}

#[test]
fn a_question_that_gets_lost_is_asked_again() {
    for fate in [Fate::Dropped, Fate::AnswerLost, Fate::Unavailable] {
        let line = pays_once(first("getLatestBlockhash", 2, fate));
        assert_eq!(line.fates("getLatestBlockhash"), [fate, fate, Fate::Passed]);
    }
}

#[test]
fn a_transaction_that_gets_lost_is_sent_again() {
    for fate in [Fate::Dropped, Fate::Unavailable] {
        let line = pays_once(first("sendTransaction", 1, fate));
        assert_eq!(line.fates("sendTransaction"), [fate, Fate::Passed]);
    }
}

#[test]
fn a_transaction_whose_answer_gets_lost_is_found() {
    let line = pays_once(first("sendTransaction", 1, Fate::AnswerLost));
    assert_eq!(line.fates("sendTransaction"), [Fate::AnswerLost]);
    let line = pays_once(first("sendTransaction", 1, Fate::Late(Duration::from_millis(300))));
    assert_eq!(line.fates("sendTransaction").len(), 1);
    // Nobody says what became of it, until it is sent once more.
    let line = pays_once(|call, _| match (call.method.as_str(), call.before) {
        ("sendTransaction", 0) => Fate::AnswerLost,
        ("getSignatureStatuses", 0..6) => Fate::Lagging,
        _ => Fate::Passed,
    });
    assert!(line.fates("sendTransaction").starts_with(&[Fate::AnswerLost, Fate::Passed]));
}

/// What is brought to the node a second time is answered as if it were refused: it was executed before.
#[test]
fn a_transaction_that_is_brought_twice_is_done_once() {
    for fate in [Fate::Twice, Fate::AlreadyThere] {
        let line = pays_once(first("sendTransaction", 1, fate));
        assert_eq!(line.fates("sendTransaction"), [fate]);
    }
}

/// Behind one address the node that gave the blockhash may be ahead of the one that is given the transaction.
#[test]
fn a_transaction_whose_blockhash_is_not_known_yet_is_sent_again() {
    let line = pays_once(first("sendTransaction", 1, Fate::BlockhashUnknown));
    assert_eq!(line.fates("sendTransaction"), [Fate::BlockhashUnknown, Fate::Passed]);
}

#[test]
fn many_transactions_are_each_paid_once() {
    for fate in [Fate::AnswerLost, Fate::TooLate, Fate::Twice, Fate::AlreadyThere, Fate::BlockhashUnknown] {
        many_are_paid_once(fate);
    }
}

/// Reserves a cluster by two transactions, over a line that does this to each.
fn many_are_paid_once(fate: Fate) {
    let stage = Stage::set();
    stage.ok(OPERATOR, &format!("token transfer 20000 --to {}", stage.address("supplier")));
    for number in 0..6 {
        let register = format!("device register --class EPYC --processors 1 --id {number} --stake required");
        stage.ok("supplier", &register);
        stage.ok("supplier", &format!("market offer {number} --price 1"));
    }
    let renter = stage.cast.address("renter").expect("a keypair");
    stage.node().issue_usdc(renter, 100_000_000).expect("dollars");
    let line = stage.line(first("sendTransaction", 2, fate));
    let reserve = "market reserve --class EPYC --gpus 6 --hours 2 --pay usdc --max 100 --cluster c --rpc-timeout 3";
    succeeded(stage.command_at(&line.url, "renter", reserve).output().expect("`io` starts"), reserve);
    let rented = stage.json("renter", "market show --cluster c");
    assert_eq!(rented["rented"][0]["totals"]["reserved"], 6);
    // Two hours of each at a dollar, with 5,000 and 40,000 micro-dollars of fees.
    assert_eq!(stage.dollars("renter"), 100_000_000 - 6 * 2_045_000);
    assert_eq!(line.signed(), 2);
}

#[test]
fn a_node_that_never_was_there_is_reported_at_once() {
    let stage = Stage::bare();
    let output = stage.command_at("http://127.0.0.1:1", OPERATOR, "token supply").output().expect("`io` starts");
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("error: http://127.0.0.1:1 cannot be reached"), "{}", text(&output.stderr));
    assert!(!text(&output.stderr).contains("trying again"));
}
