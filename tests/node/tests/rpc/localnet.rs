//! `cargo xtask localnet`: the node in the foreground.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use io_app::program::SUITE;
use serde_json::{Value, json};
use solana_rpc_client::rpc_client::RpcClient;
use solana_rpc_client_api::request::RpcRequest;

use crate::stage::{OPERATOR, succeeded};

struct Localnet {
    node: Child,
    /// What it says until it is ready.
    said: Vec<String>,
}

impl Localnet {
    fn start(keys: &std::path::Path) -> Self {
        let mut node = Command::new(env!("CARGO_BIN_EXE_io-node"))
            .args(["--price", "2.50", "--keys"])
            .arg(keys)
            .stdout(Stdio::piped())
            .spawn()
            .expect("`io-node` starts");
        let lines = BufReader::new(node.stdout.take().expect("a pipe")).lines().map_while(Result::ok);
        let mut said = Vec::new();
        for line in lines {
            let ready = line.starts_with("Ctrl-C");
            said.push(line);
            if ready {
                break;
            }
        }
        Self { node, said }
    }

    /// What stands behind a word.
    fn says(&self, word: &str) -> &str {
        let line = self.said.iter().find(|line| line.starts_with(word));
        line.unwrap_or_else(|| panic!("no {word} in {:#?}", self.said))[word.len()..].trim()
    }

    /// Ends it as Ctrl-C does, and says whether it ended well.
    fn interrupt(mut self) -> bool {
        let signalled =
            Command::new("kill").args(["-INT", &self.node.id().to_string()]).status().expect("`kill` starts");
        assert!(signalled.success());
        self.node.wait().expect("an end").success()
    }
}

/// Moves the clock of the node to a moment.
fn travel(url: &str, moment: u64) {
    let node = RpcClient::new(url);
    let request = RpcRequest::Custom { method: "surfnet_timeTravel" };
    let to = json!([{ "absoluteTimestamp": moment * 1_000 }]);
    node.send::<Value>(request, to).expect("a journey");
}

#[test]
fn it_has_the_suite_set_up_money_and_a_price_that_stays_fresh() {
    let keys = tempfile::tempdir().expect("a temporary folder");
    let localnet = Localnet::start(keys.path());
    let url = localnet.says("RPC").to_owned();
    for program in SUITE {
        assert_eq!(localnet.says(program.name), program.address.to_string());
    }
    let operator = keys.path().join(OPERATOR).with_extension("json");
    let renter = keys.path().join("renter.json");
    let io = |who: &std::path::Path, line: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_io-client"));
        command.args(["--url", &url, "--output", "json", "--keypair"]).arg(who).args(line.split_whitespace());
        let said = succeeded(command.env("HOME", keys.path()).output().expect("`io` starts"), line);
        serde_json::from_str::<Value>(&said).expect("JSON")
    };
    assert_eq!(io(&operator, "token release --all")["releases"][0]["amount"], 2_800_000_000_000_000_u64);
    let supplier = localnet.says("supplier").split_whitespace().next().expect("an address").to_owned();
    io(&operator, &format!("token transfer 20000 --to {supplier}"));
    let register = "device register --class H100 --processors 8 --id rack-7 --stake required";
    let supplier = keys.path().join("supplier.json");
    io(&supplier, register);
    io(&supplier, "market offer rack-7 --price 18.80");
    let quote = io(&renter, "market quote --class H100 --gpus 8 --hours 1");
    assert_eq!((&quote["usdc"]["cost"], &quote["price"]["low"]), (&18_800_000.into(), &250_000_000.into()));
    let reserved = io(&renter, "market reserve --class H100 --gpus 8 --hours 1 --pay usdc --max 20");
    // An hour, and 0.25% and 2% of it.
    assert_eq!(reserved["spent"], 18_800_000 + 47_000 + 376_000);

    // Its own calls move the time, and the price follows.
    // The first epoch begins a minute after the node is set up.
    let before = io(&renter, "emission status")["epoch"].as_u64().unwrap_or_default();
    travel(&url, io(&renter, "emission status")["time"].as_u64().expect("a time") + 7_200);
    assert!((before + 2..=before + 3).contains(&io(&renter, "emission status")["epoch"].as_u64().expect("an epoch")));
    let mut quotes = (0..100).map(|_| io(&renter, "market quote --class H100 --gpus 8 --hours 1"));
    assert!(quotes.any(|quote| quote["price"]["low"] == 250_000_000));
    assert!(localnet.interrupt());
}
