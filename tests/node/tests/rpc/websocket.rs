//! Confirmation by the node's WebSocket, and without it.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc;

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

/// A way to the node's WebSocket, and word of the node's first answer over it: the client is being told from then on.
fn overheard(websocket: &str) -> (String, mpsc::Receiver<()>) {
    let node = websocket.trim_start_matches("ws://").to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("ws://{}", listener.local_addr().expect("an address"));
    let (tell, told) = mpsc::channel();
    // It ends with the tests.
    std::thread::spawn(move || {
        let mut client = listener.accept().expect("a connection").0;
        let mut node = TcpStream::connect(node).expect("the node");
        let (mut requests, mut sink) = (client.try_clone().expect("a handle"), node.try_clone().expect("a handle"));
        std::thread::spawn(move || std::io::copy(&mut requests, &mut sink));
        let (mut said, mut some) = (vec![], [0; 4_096]);
        while let Ok(length @ 1..) = node.read(&mut some) {
            said.extend_from_slice(&some[..length]);
            if client.write_all(&some[..length]).is_err() {
                return;
            }
            // What comes behind the end of the handshake.
            if said.windows(5).any(|end| end.starts_with(b"\r\n\r\n")) {
                let _ = tell.send(());
            }
        }
    });
    (url, told)
}

#[test]
fn the_websocket_is_enough() {
    let stage = Stage::set();
    let (websocket, told) = overheard(&stage.node().websocket());
    let mut told = Some(told);
    let line = stage.line(move |call, _| match call.method.as_str() {
        // This node tells only of what is executed after it was asked to tell.
        "sendTransaction" => {
            if let Some(told) = told.take() {
                told.recv().expect("an answer");
            }
            Fate::Passed
        }
        // Whoever asks is told nothing.
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
