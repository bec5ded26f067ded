//! A node that goes away in the middle of a command, and comes back with what it had executed.

use io_node::Node;

use crate::line::{Call, Fate};
use crate::stage::{OPERATOR, Stage, succeeded, text};

const IO: u64 = 100_000_000;
const FEE: u64 = 5_000;

/// How many calls nobody answers.
const AWAY: usize = 3;

/// The node goes away at the first call of this method, and is back for the fourth call from then on.
fn away_at(method: &'static str) -> impl FnMut(&Call, &mut Node) -> Fate {
    let mut unanswered = None;
    move |call, node| {
        if unanswered.is_none() && call.method == method {
            node.stop().expect("an end");
            unanswered = Some(0);
        }
        match &mut unanswered {
            Some(count) if *count < AWAY => {
                *count += 1;
                Fate::Dropped
            }
            Some(count) if *count == AWAY => {
                *count += 1;
                node.resume().expect("a new start");
                Fate::Passed
            }
            _ => Fate::Passed,
        }
    }
}

#[test]
fn a_command_goes_on_where_the_node_was_away() {
    let stage = Stage::set();
    let pay = format!("token transfer 1 --to {}", stage.address("renter"));
    stage.ok(OPERATOR, &pay);
    // Before anything is signed; before it is sent; and after it was executed.
    for (nth, method) in ["simulateTransaction", "sendTransaction", "getSignatureStatuses"].into_iter().enumerate() {
        let before = stage.lamports(OPERATOR);
        let line = stage.line(away_at(method));
        let output = stage.command_at(&line.url, OPERATOR, &pay).output().expect("`io` starts");
        let said = text(&output.stderr);
        succeeded(output, &pay);
        assert!(said.contains("trying again"), "{method}: {said}");
        assert_eq!(stage.held("renter"), (nth as u64 + 2) * IO, "{method}");
        assert_eq!(before - stage.lamports(OPERATOR), FEE, "{method}");
        let mut signed = line.sent();
        signed.dedup();
        assert_eq!(signed.len(), 1, "{method}");
    }
}

/// The WebSocket breaks off as well, and is opened anew by the next transaction.
#[test]
fn a_migration_goes_on_where_the_node_was_away() {
    let stage = Stage::bare();
    let line = stage.line(|call, node| {
        if call.method == "simulateTransaction" && call.before % 10 == 5 {
            node.stop().expect("an end");
            node.resume().expect("a new start");
        }
        Fate::Passed
    });
    let websocket = stage.node().websocket();
    let migrate = format!("--ws {websocket} {}", stage.migration());
    succeeded(stage.command_at(&line.url, OPERATOR, &migrate).output().expect("`io` starts"), &migrate);
    let again = stage.migrates();
    let steps = again["sections"].as_array().expect("sections").iter();
    let mut states = steps.flat_map(|section| section["steps"].as_array().expect("steps"));
    assert!(states.all(|step| step["state"] == "already"), "{again:#}");
}
