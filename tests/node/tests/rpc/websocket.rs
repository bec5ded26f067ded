//! Confirmation by the node's WebSocket, and without it.

use std::net::TcpListener;

use crate::line::{Fate, Line};
use crate::stage::{OPERATOR, Stage, succeeded};

/// Pays the renter an IO over a line and a WebSocket, and says how often the node was asked about the transaction.
fn pay(stage: &Stage, line: &Line, websocket: &str) -> usize {
    let before = stage.held("renter");
    let command = format!("--ws {websocket} token transfer 1 --to {}", stage.address("renter"));
    succeeded(stage.command_at(&line.url, OPERATOR, &command).output().expect("`io` starts"), &command);
    assert_eq!(stage.held("renter"), before + 100_000_000);
    assert_eq!(line.fates("sendTransaction").len(), 1);
    line.fates("getSignatureStatuses").len()
}

#[test]
fn the_websocket_is_enough() {
    let stage = Stage::set();
    let websocket = stage.node().websocket();
    // Whoever asks is told nothing.
    let line = stage.line(|call, _| match call.method.as_str() {
        "getSignatureStatuses" => Fate::Dropped,
        _ => Fate::Passed,
    });
    pay(&stage, &line, &websocket);
}

#[test]
fn where_there_is_no_websocket_the_node_is_asked() {
    let stage = Stage::set();
    // Nobody listens; somebody listens, and never speaks; somebody hangs up at once.
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let rude = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let addresses = [&silent, &rude].map(|listener| format!("ws://{}", listener.local_addr().expect("an address")));
    std::thread::spawn(move || rude.incoming().for_each(drop));
    let [silent, rude] = addresses;
    for websocket in ["ws://127.0.0.1:1", "not a URL", &silent, &rude].map(|url| url.replace(' ', "-")) {
        let line = stage.line(|_, _| Fate::Passed);
        assert!(pay(&stage, &line, &websocket) > 0, "{websocket}");
    }
}
