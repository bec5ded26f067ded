//! Blockhashes that run out before a block has taken the transaction: another one is signed only when it is certain that the
//! first can never be executed.

use io_node::Node;

use crate::line::{Call, Fate};
use crate::payment::Payment;
use crate::stage::{succeeded, text};

/// More blocks than a blockhash is good for, and than it takes for the last of them to be final.
pub const TOO_MANY_BLOCKS: u32 = 190;

/// A rule that swallows the first transactions that are signed, so many of them, and lets their blockhashes run out.
fn swallow(transactions: usize) -> impl FnMut(&Call, &mut Node) -> Fate {
    let mut swallowed: Vec<String> = Vec::new();
    move |call, node| {
        let Some(transaction) = &call.transaction else { return Fate::Passed };
        if swallowed.contains(transaction) {
            return Fate::Swallowed;
        }
        if swallowed.len() == transactions {
            return Fate::Passed;
        }
        swallowed.push(transaction.clone());
        node.pass_blocks(TOO_MANY_BLOCKS).expect("blocks");
        Fate::Swallowed
    }
}

#[test]
fn what_can_never_be_executed_is_signed_anew() {
    let payment = Payment::new();
    let line = payment.stage.line(swallow(1));
    let output = payment.make(&line);
    let said = text(&output.stderr);
    succeeded(output, "token transfer");
    assert!(said.contains("Signing anew: no block took the transaction"), "{said}");
    assert_eq!((line.signed(), payment.done()), (2, (1, 1)));
    // The first one turns up after all, and comes too late.
    assert_eq!(line.releases(), 1);
    assert_eq!(payment.done(), (1, 1));
}

#[test]
fn three_times_are_enough() {
    let payment = Payment::new();
    let line = payment.stage.line(swallow(usize::MAX));
    let output = payment.make(&line);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(said.contains("nothing was done. With --with-compute-unit-price"), "{said}");
    assert_eq!((line.signed(), payment.done()), (3, (0, 0)));
}

#[test]
fn while_its_blockhash_is_good_the_same_transaction_is_sent_again() {
    let payment = Payment::new();
    let line = payment.stage.line(|call, _| match (&call.transaction, call.before) {
        (Some(_), 0 | 1) => Fate::Swallowed,
        _ => Fate::Passed,
    });
    succeeded(payment.make(&line), "token transfer");
    assert_eq!((line.sent().len(), line.signed(), payment.done()), (3, 1, (1, 1)));
}

/// Behind one address there may be many nodes: one that has seen the end of the blockhash, and one that lags behind and knows
/// nothing of the transaction, although it was executed.
#[test]
fn a_node_that_lags_behind_is_no_witness() {
    let payment = Payment::new();
    let line = payment.stage.line(|call, node| match (call.method.as_str(), call.before) {
        ("sendTransaction", 0) => Fate::AnswerLost,
        // Every question before it is sent again, and the two about whether it was missed.
        ("getSignatureStatuses", 0..8) => {
            if call.before == 0 {
                node.pass_blocks(TOO_MANY_BLOCKS).expect("blocks");
            }
            Fate::Lagging
        }
        _ => Fate::Passed,
    });
    succeeded(payment.make(&line), "token transfer");
    assert_eq!((line.signed(), payment.done()), (1, (1, 1)));
    assert!(!line.fates("getEpochInfo").is_empty());
}
