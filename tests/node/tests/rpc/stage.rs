//! A node with the suite on it, and `io` on a machine that knows nothing but its URL.

use io_app::{associated, usdc};
pub use io_node::cast::OPERATOR;
use io_node::{Cast, Node};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex, MutexGuard};
use tempfile::TempDir;

use crate::line::{Call, Fate, Line};

/// What everybody has for fees and rent.
pub const LAMPORTS: u64 = 100_000_000_000;

pub struct Stage {
    node: Arc<Mutex<Node>>,
    pub cast: Cast,
    home: TempDir,
}

/// Where `cargo xtask build` puts the programs.
fn programs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/deploy")
}

impl Stage {
    /// With the suite deployed, and 100 SOL in everybody's wallet. The clock stands still.
    pub fn bare() -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        let cast = Cast::gather(home.path()).expect("keypairs");
        let node = Node::start_anywhere().expect("a node");
        node.deploy(&programs(), cast.address(OPERATOR).expect("a keypair"))
            .expect("the programs: `cargo xtask build`");
        cast.fund(&node, LAMPORTS).expect("lamports");
        Self { node: Arc::new(Mutex::new(node)), cast, home }
    }

    /// With the suite set up besides, and what has vested at genesis with the operator: 36 million IO.
    pub fn set() -> Self {
        let stage = Self::bare();
        stage.migrates();
        stage.ok(OPERATOR, "token release --all");
        stage
    }

    pub fn migrates(&self) -> Value {
        let migrated = self.json(OPERATOR, &self.migration());
        // On a cluster the first epoch begins a minute after it was settled.
        self.node().warp(60);
        migrated
    }

    /// How the operator migrates.
    pub fn migration(&self) -> String {
        let settings = self.cast.settle(&self.node()).expect("settings");
        format!("--programs {} migrate --yes --settings {}", programs().display(), settings.display())
    }

    pub fn node(&self) -> MutexGuard<'_, Node> {
        self.node.lock().expect("no test has panicked with the node in hand")
    }

    /// A bad line to the node. Its rule has the node at hand.
    pub fn line(&self, mut rule: impl FnMut(&Call, &mut Node) -> Fate + Send + 'static) -> Line {
        let node = self.node.clone();
        let url = self.node().url();
        Line::to(&url, move |call| rule(call, &mut node.lock().expect("no test has panicked with the node in hand")))
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub fn address(&self, who: &str) -> String {
        self.cast.address(who).expect("a keypair").to_string()
    }

    /// `io`, as somebody types it, with the node's own URL.
    pub fn command(&self, who: &str, line: &str) -> Command {
        let url = self.node().url();
        self.command_at(&url, who, line)
    }

    /// `io`, as somebody types it, with another URL.
    pub fn command_at(&self, url: &str, who: &str, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_io-client"));
        command.args(["--url", url, "--keypair"]).arg(self.cast.file(who)).args(line.split_whitespace());
        command.env("HOME", self.home.path()).env("TZ", "UTC").current_dir(self.home.path()).stdin(Stdio::null());
        for variable in ["XDG_DATA_HOME", "IO_LEDGER", "IO_PROGRAMS", "IO_URL"] {
            command.env_remove(variable);
        }
        command
    }

    /// What a command that succeeds says.
    pub fn ok(&self, who: &str, line: &str) -> String {
        succeeded(self.command(who, line).output().expect("`io` starts"), line)
    }

    /// What a command that succeeds says to programs.
    pub fn json(&self, who: &str, line: &str) -> Value {
        let said = self.ok(who, &format!("{line} --output json"));
        serde_json::from_str(&said).unwrap_or_else(|fault| panic!("io {line}: {fault} in {said}"))
    }

    /// Why a command is refused.
    pub fn refused(&self, who: &str, line: &str) -> String {
        let output = self.command(who, line).output().expect("`io` starts");
        assert_eq!(output.status.code(), Some(1), "io {line}: {}{}", text(&output.stdout), text(&output.stderr));
        let said = text(&output.stderr);
        println!("\n$ io {line}\n{said}");
        said
    }

    /// What somebody has, in lamports.
    pub fn lamports(&self, who: &str) -> u64 {
        let address = self.cast.address(who).expect("a keypair");
        self.node().account(address).map_or(0, |account| account.lamports)
    }

    /// What somebody has, in hundred-millionths of an IO.
    pub fn held(&self, who: &str) -> u64 {
        self.number(OPERATOR, &format!("token balance {}", self.address(who)), "/balance")
    }

    /// What somebody has, in micro-dollars.
    pub fn dollars(&self, who: &str) -> u64 {
        let owner = self.cast.address(who).expect("a keypair");
        let account = self.node().account(associated::address(&owner, &usdc::MINT)).expect("a token account");
        u64::from_le_bytes(account.data[64..72].try_into().expect("eight bytes"))
    }

    /// A number out of what a command says to programs.
    pub fn number(&self, who: &str, line: &str, place: &str) -> u64 {
        let said = self.json(who, line);
        said.pointer(place)
            .and_then(Value::as_u64)
            .unwrap_or_else(|| panic!("io {line}: no number {place} in {said:#}"))
    }

    /// Posts that an IO costs 2.50 dollars, give or take a cent.
    pub fn posts_price(&self) {
        self.node().post_price(250_000_000, 1_000_000).expect("a price");
    }

    pub fn waits(&self, hours: u64) {
        self.node().warp(hours * 3_600);
    }
}

/// What a command said that succeeded.
pub fn succeeded(output: Output, line: &str) -> String {
    assert!(output.status.success(), "io {line}: {}", text(&output.stderr));
    let said = text(&output.stdout);
    let shown = if line.ends_with(" --output json") { "" } else { &said };
    println!("\n$ io {line}\n{shown}");
    said
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("`io` writes UTF-8")
}
