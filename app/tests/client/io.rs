//! Runs `io` on a machine that knows nothing yet.

use anchor_lang::prelude::Pubkey;
use io_app::ledger::{Ledger, Place};
use io_app::program::SUITE;
use serde_json::Value;
use solana_instruction::Instruction;
use solana_keypair::{Keypair, read_keypair_file, write_keypair_file};
use solana_message::{Message, VersionedMessage};
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// The settings of the embedded ledger.
pub const SETTINGS: &str = include_str!("../../../migrations/embedded.toml");

pub struct Io {
    pub home: TempDir,
}

impl Io {
    pub fn new() -> Self {
        let bytecode =
            Path::new(env!("CARGO_BIN_EXE_io")).parent().and_then(Path::parent).map(|target| target.join("deploy"));
        let built = bytecode.is_some_and(|folder| SUITE.iter().all(|program| folder.join(program.file).exists()));
        assert!(built, "the programs are not built: run `cargo xtask build` first");
        Self { home: tempfile::tempdir().expect("a temporary folder") }
    }

    /// With the suite set up, and 50,000 IO in the supplier's wallet.
    pub fn with_supplier() -> Self {
        let io = Self::new();
        io.ok("migrate");
        io.ok("token release 1");
        io.ok("token transfer 50000 --to embedded:supplier");
        io
    }

    /// With a device of the supplier's besides, called rig, that has the 16,000 IO it requires. Returns its address.
    pub fn with_rig() -> (Self, String) {
        let io = Self::with_supplier();
        let rig = io.json("-k embedded:supplier device register --class H100 --processors 8 --id rig --stake required");
        let address = rig["device"].as_str().expect("an address").to_owned();
        (io, address)
    }

    /// With a device of one H100 and the 2,000 IO it requires, called rig, that is leased from epoch 2 to epoch 25. The
    /// first epoch has just begun. Returns its address.
    pub fn with_leased_rig() -> (Self, String) {
        let io = Self::with_supplier();
        let rig = io.device("H100", "rig");
        io.ok(&format!("attest grant {rig} --attestor embedded:attestor"));
        (io, rig)
    }

    /// Registers a device of the supplier's with one processor, and with the stake it requires. Returns its address.
    pub fn device(&self, class: &str, id: &str) -> String {
        let register = format!("device register --class {class} --processors 1 --id {id} --stake required");
        let device = self.json(&format!("-k embedded:supplier {register}"));
        device["device"].as_str().expect("an address").to_owned()
    }

    /// A settings file with this text.
    pub fn settings(&self, text: &str) -> String {
        let file = self.path("settings.toml");
        std::fs::write(&file, text).expect("a file");
        file.display().to_string()
    }

    /// A settings file for the embedded ledger, with each `to` in place of its `from`.
    pub fn settings_with(&self, changes: &[(&str, &str)]) -> String {
        let text = changes.iter().fold(SETTINGS.to_owned(), |text, (from, to)| {
            assert!(text.contains(from), "{from}");
            text.replacen(from, to, 1)
        });
        self.settings(&text)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Where the embedded ledger of this home is by default.
    pub fn ledger(&self) -> PathBuf {
        self.path(".local/share/io/ledger")
    }

    pub fn beside_ledger(&self, ending: &str) -> PathBuf {
        self.path(&format!(".local/share/io/ledger{ending}"))
    }

    pub fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_io"));
        command.args(line.split_whitespace()).env("HOME", self.home.path()).env("TZ", "UTC").stdin(Stdio::null());
        for variable in ["XDG_DATA_HOME", "IO_LEDGER", "IO_PROGRAMS", "IO_URL"] {
            command.env_remove(variable);
        }
        command
    }

    pub fn run(&self, line: &str) -> Output {
        self.command(line).output().expect("`io` starts")
    }

    /// What a command that succeeds says.
    pub fn ok(&self, line: &str) -> String {
        let output = self.run(line);
        assert!(output.status.success(), "io {line}: {}", text(&output.stderr));
        text(&output.stdout)
    }

    /// What a command that succeeds says to programs.
    pub fn json(&self, line: &str) -> Value {
        let said = self.ok(&format!("{line} --output json"));
        serde_json::from_str(&said).unwrap_or_else(|fault| panic!("io {line}: {fault} in {said}"))
    }

    /// Why a command is refused.
    pub fn refused(&self, line: &str) -> String {
        let output = self.run(line);
        assert_eq!(output.status.code(), Some(1), "io {line}: {}{}", text(&output.stdout), text(&output.stderr));
        text(&output.stderr)
    }

    /// Moves the ledger's clock forward by so many seconds.
    pub fn wait(&self, seconds: i64) {
        self.ok(&format!("ledger warp --by {seconds}s"));
    }

    /// A report of a command that fails after it has told what it did.
    pub fn partly(&self, line: &str) -> (Value, String) {
        let output = self.run(&format!("{line} --output json"));
        assert_eq!(output.status.code(), Some(1), "io {line}: {}", text(&output.stdout));
        let report = serde_json::from_slice(&output.stdout);
        let complaint = text(&output.stderr);
        (report.unwrap_or_else(|fault| panic!("io {line}: {fault}, {complaint}")), complaint)
    }

    /// Executes an instruction that no command sends, signed by a keypair of the embedded ledger.
    pub fn executes(&self, name: &str, instruction: impl FnOnce(Pubkey) -> Instruction) {
        let keypair = read_keypair_file(self.beside_ledger(&format!(".{name}.json"))).expect("a keypair");
        let signer = keypair.pubkey();
        let mut ledger = Ledger::open(Place::new(self.ledger()), || anyhow::bail!("no ledger")).expect("a ledger");
        let blockhash = ledger.svm().latest_blockhash();
        let message = Message::new_with_blockhash(&[instruction(signer)], Some(&signer), &blockhash);
        let transaction = VersionedTransaction::try_new(VersionedMessage::Legacy(message), &[&keypair]);
        ledger.execute(&transaction.expect("a transaction")).expect("an execution");
        ledger.save().expect("to save");
    }

    /// Creates a keypair in this home, and returns its address.
    pub fn keypair(&self, name: &str) -> String {
        let keypair = Keypair::new();
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        write_keypair_file(&keypair, path).expect("to write a keypair");
        keypair.pubkey().to_string()
    }

    /// What an account of the embedded ledger holds, in lamports.
    pub fn lamports(&self, address: &str) -> u64 {
        let ledger = Ledger::open(Place::new(self.ledger()), || anyhow::bail!("no ledger")).expect("a ledger");
        ledger.svm().get_balance(&address.parse().expect("an address")).unwrap_or_default()
    }

    /// The bytes of the embedded ledger, and of its journal.
    pub fn bytes(&self) -> (Vec<u8>, Vec<u8>) {
        let read = |path: PathBuf| std::fs::read(path).expect("a file");
        (read(self.ledger()), read(self.beside_ledger(".journal")))
    }

    /// The number that a field of a JSON report holds.
    pub fn number(&self, line: &str, field: &str) -> i64 {
        self.json(line)[field].as_i64().unwrap_or_else(|| panic!("io {line}: no number {field}"))
    }
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("`io` writes UTF-8")
}
