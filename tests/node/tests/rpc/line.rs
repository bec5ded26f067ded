//! A bad line between the client and a node: it speaks HTTP to both, and does to each call what a test says.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What becomes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Passed,
    /// Answered that too many have been made, without the node.
    TooMany,
    /// Answered that nobody is there at the moment, without the node.
    Unavailable,
    /// Never answered, and never brought to the node.
    Dropped,
    /// Brought to the node, whose answer gets lost.
    AnswerLost,
    /// Brought to the node, and answered after so long.
    Late(Duration),
    /// Brought to the node, and not answered before the client has given up.
    TooLate,
    /// Kept back, and not answered before the client has given up.
    Stuck,
    /// Brought to the node twice, whose second answer comes back.
    Twice,
    /// Brought to the node, and then to one that has it already and says so.
    AlreadyThere,
    /// A transaction that is answered by a node which does not know its blockhash yet, and lets go of it.
    BlockhashUnknown,
    /// A transaction that is answered as if it were taken, and kept back.
    Swallowed,
    /// A question about a transaction that is answered by a node which knows the first block only.
    Lagging,
}

/// A call of the client's.
#[derive(Clone, Debug)]
pub struct Call {
    pub method: String,
    /// How many calls of this method came before.
    pub before: usize,
    /// The transaction it sends, if it does.
    pub transaction: Option<String>,
}

/// What has been called, and what became of it.
type Record = Arc<Mutex<Vec<(Call, Fate)>>>;

/// What was kept back.
type Held = Arc<Mutex<Vec<Vec<u8>>>>;

type Rule = Arc<Mutex<dyn FnMut(&Call) -> Fate + Send>>;

pub struct Line {
    pub url: String,
    node: SocketAddr,
    record: Record,
    held: Held,
}

impl Line {
    /// A line to the node at this URL, with a rule for each call.
    pub fn to(node: &str, rule: impl FnMut(&Call) -> Fate + Send + 'static) -> Self {
        let node: SocketAddr = node.trim_start_matches("http://").parse().expect("the address of a node");
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let (record, held, rule): (Record, Held, Rule) =
            (Record::default(), Held::default(), Arc::new(Mutex::new(rule)));
        let line = Self { url, node, record: record.clone(), held: held.clone() };
        // It ends with the tests.
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let (record, held, rule) = (record.clone(), held.clone(), rule.clone());
                std::thread::spawn(move || serve(client.expect("a connection"), node, &record, &held, &rule));
            }
        });
        line
    }

    /// What became of the calls of a method, in their order.
    pub fn fates(&self, method: &str) -> Vec<Fate> {
        let record = self.record.lock().expect("no test has panicked");
        record.iter().filter(|(call, _)| call.method == method).map(|(_, fate)| *fate).collect()
    }

    /// Brings what was kept back to the node, each once, and says how many there were.
    pub fn releases(&self) -> usize {
        let mut held = self.held.lock().expect("no test has panicked");
        held.sort();
        held.dedup_by_key(|body| serde_json::from_slice::<Value>(body).map(|call| call["params"][0].clone()).ok());
        for body in held.iter() {
            forward(self.node, body).expect("an answer");
        }
        held.len()
    }

    /// How many transactions were signed and sent, however often each was.
    pub fn signed(&self) -> usize {
        let mut sent = self.sent();
        sent.sort();
        sent.dedup();
        sent.len()
    }

    /// The transactions that were sent, each as often as it was.
    pub fn sent(&self) -> Vec<String> {
        let record = self.record.lock().expect("no test has panicked");
        record.iter().filter_map(|(call, _)| call.transaction.clone()).collect()
    }
}

/// Serves a client until it, or the rule, ends the connection.
fn serve(client: TcpStream, node: SocketAddr, record: &Record, held: &Held, rule: &Rule) {
    let mut requests = BufReader::new(client.try_clone().expect("a second handle"));
    let mut answers = client;
    while let Some(body) = message(&mut requests) {
        let request: Value = serde_json::from_slice(&body).expect("the client speaks JSON");
        let call = called(&request, record);
        let fate = (rule.lock().expect("no rule has panicked"))(&call);
        record.lock().expect("no test has panicked").push((call, fate));
        let written = match fate {
            Fate::Dropped => return,
            Fate::AnswerLost => {
                let _ = forward(node, &body);
                return;
            }
            Fate::TooLate | Fate::Stuck => {
                if fate == Fate::TooLate {
                    let _ = forward(node, &body);
                } else {
                    held.lock().expect("no test has panicked").push(body);
                }
                // It gives up by hanging up.
                assert!(message(&mut requests).is_none(), "one question at a time");
                return;
            }
            Fate::TooMany => answer(&mut answers, "429 Too Many Requests\r\nRetry-After: 0", b""),
            Fate::Unavailable => answer(&mut answers, "503 Service Unavailable", b""),
            Fate::Lagging => {
                let nothing = json!({ "context": { "slot": 1 }, "value": [null] });
                let answered = json!({ "jsonrpc": "2.0", "id": request["id"], "result": nothing });
                answer(&mut answers, "200 OK", answered.to_string().as_bytes())
            }
            Fate::Swallowed => {
                held.lock().expect("no test has panicked").push(body);
                let answered = json!({ "jsonrpc": "2.0", "id": request["id"], "result": signature(&request) });
                answer(&mut answers, "200 OK", answered.to_string().as_bytes())
            }
            Fate::BlockhashUnknown => refuse(&mut answers, &request, "BlockhashNotFound"),
            Fate::AlreadyThere => {
                let _ = forward(node, &body);
                refuse(&mut answers, &request, "AlreadyProcessed")
            }
            Fate::Passed | Fate::Late(_) | Fate::Twice => {
                if fate == Fate::Twice {
                    let _ = forward(node, &body);
                }
                // Where the node is away, so is the line.
                let Some(answered) = forward(node, &body) else { return };
                if let Fate::Late(by) = fate {
                    std::thread::sleep(by);
                }
                answer(&mut answers, "200 OK", &answered)
            }
        };
        if written.is_err() {
            return;
        }
    }
}

/// Answers as Agave does where trying a transaction out has failed.
fn refuse(client: &mut TcpStream, request: &Value, reason: &str) -> std::io::Result<()> {
    let data = json!({ "err": reason, "logs": [], "accounts": null, "unitsConsumed": 0 });
    let error = json!({ "code": -32_002, "message": "Transaction simulation failed", "data": data });
    let answered = json!({ "jsonrpc": "2.0", "id": request["id"], "error": error });
    answer(client, "200 OK", answered.to_string().as_bytes())
}

fn called(request: &Value, record: &Record) -> Call {
    let method = request["method"].as_str().expect("a method").to_owned();
    let before = record.lock().expect("no test has panicked").iter().filter(|(call, _)| call.method == method).count();
    let transaction = (method == "sendTransaction").then(|| signature(request));
    Call { method, before, transaction }
}

/// The first signature of the transaction that is sent, in base58.
fn signature(request: &Value) -> String {
    use base64::Engine;
    let wire = request["params"][0].as_str().expect("a transaction in base64");
    let wire = base64::prelude::BASE64_STANDARD.decode(wire).expect("base64");
    bs58::encode(&wire[1..65]).into_string()
}

fn forward(node: SocketAddr, body: &[u8]) -> Option<Vec<u8>> {
    let mut stream = TcpStream::connect(node).ok()?;
    write!(
        stream,
        "POST / HTTP/1.1\r\nHost: {node}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    )
    .ok()?;
    stream.write_all(body).ok()?;
    message(&mut BufReader::new(stream))
}

fn answer(client: &mut TcpStream, status: &str, body: &[u8]) -> std::io::Result<()> {
    let head = format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n", body.len());
    client.write_all(head.as_bytes())?;
    client.write_all(body)
}

/// The body of an HTTP message whose length is given. None at the end of the connection.
fn message(stream: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(given) = line.strip_prefix("content-length:") {
            length = given.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    Some(body)
}
