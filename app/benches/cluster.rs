//! A cluster of 10,000 GPUs on the embedded ledger, reserved by one command: `cargo xtask bench cluster [DEVICES]`.
//!
//! Registering and listing the devices is not what is measured; it is done here in one process. Everything else is done by
//! `io`, as its users would do it.

use anyhow::{Context, Result, bail, ensure};
use io_app::ledger::{Ledger, Place};
use io_app::market::{self, ListArgs};
use io_app::{associated, stake, token};
use io_economics::Amount;
use io_stake::RegisterArgs;
use serde_json::Value;
use solana_keypair::{Keypair, Signer, read_keypair_file};
use solana_message::{Message, VersionedMessage};
use solana_transaction::versioned::VersionedTransaction;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Devices of eight processors: together 10,000.
const DEVICES: u32 = 1_250;
const PROCESSORS: u16 = 8;

/// Number and name of their class.
const CLASS: (u16, &str) = (2, "H100");

/// What the network advertises for a cluster.
const PROMISE: Duration = Duration::from_secs(90);

/// What an hour of a device costs, in micro-dollars: eight times 2.35 dollars.
const PRICE: u64 = 18_800_000;
const HOURS: u16 = 24;

fn main() -> Result<()> {
    let asked = std::env::args().skip(1).find_map(|word| word.parse().ok());
    let machine = Machine { home: tempfile::tempdir()?, devices: asked.unwrap_or(DEVICES) };
    machine.prepare()?;
    machine.reserve()?;
    machine.rest_of_its_life()
}

struct Machine {
    home: tempfile::TempDir,
    devices: u32,
}

impl Machine {
    fn ledger(&self) -> PathBuf {
        self.home.path().join(".local/share/io/ledger")
    }

    fn io(&self, line: &str) -> Result<(Value, Duration)> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_io"));
        command.args(line.split_whitespace()).args(["--output", "json"]).env("HOME", self.home.path());
        for variable in ["XDG_DATA_HOME", "IO_LEDGER", "IO_URL"] {
            command.env_remove(variable);
        }
        let start = Instant::now();
        let output = command.stderr(Stdio::inherit()).output()?;
        let took = start.elapsed();
        ensure!(output.status.success(), "`io {line}` failed: {}", String::from_utf8_lossy(&output.stdout));
        Ok((serde_json::from_slice(&output.stdout)?, took))
    }

    fn key(&self, name: &str) -> Result<Keypair> {
        let mut path = self.ledger().into_os_string();
        path.push(name);
        read_keypair_file(Path::new(&path)).map_err(|fault| anyhow::anyhow!("{}: {fault}", path.display()))
    }

    /// The suite set up, the devices on offer, and a renter who can pay.
    fn prepare(&self) -> Result<()> {
        self.io("migrate")?;
        self.io("token release 1")?;
        let each = 2_000 * u64::from(PROCESSORS);
        self.io(&format!("token transfer {} --to embedded:supplier", each * u64::from(self.devices)))?;
        self.io("ledger usdc 1000000 --to embedded:renter")?;

        let start = Instant::now();
        let supplier = self.key(".supplier.json")?;
        let mut ledger = Ledger::open(Place::new(self.ledger()), || bail!("there is no ledger"))?;
        ledger.airdrop(&supplier.pubkey(), 1_000_000_000_000)?;
        let amount = Amount::from_io(each).context("an amount")?.get();
        for number in 0..self.devices {
            offer(&mut ledger, &supplier, number, amount)?;
        }
        ledger.save()?;
        println!("{} devices registered and listed in {:.1} s", self.devices, start.elapsed().as_secs_f64());
        Ok(())
    }

    fn reserve(&self) -> Result<()> {
        let processors = self.devices * u32::from(PROCESSORS);
        let files = || {
            let length = |path: &Path| std::fs::metadata(path).map_or(0, |found| found.len());
            (length(&self.ledger()), length(&Place::new(self.ledger()).journal()))
        };
        let before = files();
        let (report, took) = self.io(&format!(
            "-k embedded:renter market reserve --class {} --gpus {processors} --hours {HOURS} --pay usdc --max 1000000",
            CLASS.1
        ))?;
        let number = |place: &str| report.pointer(place).and_then(Value::as_u64).with_context(|| place.to_owned());
        ensure!(number("/processors")? == u64::from(processors), "the cluster is not complete: {report:#}");
        ensure!(number("/totals/reserved")? == u64::from(self.devices), "some are not reserved: {report:#}");
        // The facilitation fee is 2%, the reservation fee 0.25%, and neither has to be rounded here.
        let cost = PRICE * u64::from(HOURS) * u64::from(self.devices);
        ensure!(
            number("/spent")? == cost + cost / 400 + cost / 50,
            "the cluster cost {} micro-dollars",
            number("/spent")?
        );

        let (transactions, units) = (number("/network/transactions")?, number("/computeUnits")?);
        let sol = |lamports: u64| lamports as f64 / 1e9;
        let after = files();
        println!("\none command:     {processors} processors on {} devices", self.devices);
        println!("wall time        {:.1} s, of {} s that are promised", took.as_secs_f64(), PROMISE.as_secs());
        println!(
            "transactions     {transactions}, of {:.1} reservations",
            f64::from(self.devices) / transactions as f64
        );
        println!("compute units    {units}, {} for a reservation", units / u64::from(self.devices));
        println!("fees             {:.6} SOL", sol(number("/network/fees")?));
        println!("rent             {:.6} SOL, which comes back", sol(number("/network/rent")?));
        println!("paid             {} USDC", io_app::usdc::show_units(number("/spent")?));
        println!(
            "ledger           {} bytes, saved when the command ends; {} bytes more of journal",
            after.0,
            after.1 - before.1
        );
        ensure!(took <= PROMISE, "that is more than the {} s that are promised", PROMISE.as_secs());
        Ok(())
    }

    /// The same cluster until everybody is paid, for comparison.
    fn rest_of_its_life(&self) -> Result<()> {
        let name = format!("{}x{}-{HOURS}h-usdc", self.devices * u32::from(PROCESSORS), CLASS.1);
        println!("\nafterwards, one command each");
        for (who, command) in [
            ("supplier", format!("start --cluster {name}")),
            ("renter", format!("show --cluster {name}")),
            ("supplier", format!("claim --cluster {name}")),
            ("renter", format!("terminate --cluster {name}")),
        ] {
            if word(&command) == "claim" {
                self.io("ledger warp --by 90min")?;
            }
            let (report, took) = self.io(&format!("-k embedded:{who} market {command}"))?;
            let transactions = report["transactions"].as_array().map_or(0, Vec::len);
            println!("{:<16} {:.1} s, {transactions} transactions", word(&command), took.as_secs_f64());
        }
        Ok(())
    }
}

fn word(command: &str) -> &str {
    command.split(' ').next().unwrap_or_default()
}

/// Registers a device with the stake it requires, and lists it.
fn offer(ledger: &mut Ledger, supplier: &Keypair, number: u32, amount: u64) -> Result<()> {
    let owner = supplier.pubkey();
    let mut id = [0; 32];
    id[..4].copy_from_slice(&number.to_le_bytes());
    id[4] = 1;
    let args = RegisterArgs { id, class: CLASS.0, processors: PROCESSORS, label: [0; 32], amount };
    let source = associated::address(&owner, &token::MINT);
    let terms = ListArgs { price_per_hour: PRICE, min_hours: 1, max_hours: 720, open: true };
    let instructions = [
        stake::register(owner, Some(source), args),
        market::list(owner, owner, stake::device_address(owner, &id), terms),
    ];
    let message = Message::new_with_blockhash(&instructions, Some(&owner), &ledger.svm().latest_blockhash());
    let transaction = VersionedTransaction::try_new(VersionedMessage::Legacy(message), &[supplier])?;
    let outcome = ledger.execute(&transaction);
    outcome.map(drop).map_err(|failed| anyhow::anyhow!("device {number}: {} {:#?}", failed.err, failed.meta.logs))
}
