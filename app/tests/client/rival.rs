//! Clusters where something happens between the plan and the transactions.

use crate::io::Io;
use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result};
use clap::Parser;
use io_app::backend::{Backend, Departed, Embedded, Executed, Fate, Filter, Preview, Receipt, Shipment, Tell};
use io_app::commands::market::Market;
use io_app::history::{Period, Record};
use io_app::ledger::{Ledger, Place};
use io_app::market::{self, Asset, Payment};
use io_app::report::Output;
use io_app::session::{Session, Signing};
use io_app::wallet::Wallet;
use io_app::{associated, rental, usdc};
use solana_account::Account;
use solana_hash::Hash;
use solana_keypair::{Keypair, Signer, read_keypair_file};
use solana_message::{Message, VersionedMessage};
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;

/// The embedded ledger, on which somebody else reserves these devices while a plan is on its way.
struct Rivalry {
    ledger: Embedded,
    rival: Keypair,
    wanted: Vec<Pubkey>,
}

impl Rivalry {
    fn strike(&mut self) -> Result<()> {
        let Some(device) = self.wanted.pop() else { return Ok(()) };
        let rival = self.rival.pubkey();
        let listing = rental::listing(&self.ledger, device)?;
        let payment = Payment { source: associated::address(&rival, &usdc::MINT), price: None };
        let args = market::reserve_args(&listing, 1, Asset::Usdc, u64::MAX, [0; 32]);
        let instruction = market::reserve(rival, rival, device, usdc::MINT, payment, args);
        let message = Message::new_with_blockhash(&[instruction], Some(&rival), &self.ledger.latest_blockhash()?);
        let transaction = VersionedTransaction::try_new(VersionedMessage::Legacy(message), &[&self.rival])?;
        self.ledger.send(&transaction).map(drop)
    }
}

impl Backend for Rivalry {
    fn account(&self, address: &Pubkey) -> Result<Option<Account>> {
        self.ledger.account(address)
    }

    fn accounts(&self, addresses: &[Pubkey]) -> Result<Vec<Option<Account>>> {
        self.ledger.accounts(addresses)
    }

    fn program_accounts(&self, program: &Pubkey, filters: &[Filter]) -> Result<Vec<(Pubkey, Account)>> {
        self.ledger.program_accounts(program, filters)
    }

    fn genesis_hash(&self) -> Result<Option<Hash>> {
        self.ledger.genesis_hash()
    }

    fn latest_blockhash(&self) -> Result<Hash> {
        self.ledger.latest_blockhash()
    }

    fn preview(&self, transaction: &VersionedTransaction, watched: &[Pubkey]) -> Result<Preview> {
        self.ledger.preview(transaction, watched)
    }

    fn executed(&self, signature: &Signature) -> Result<Option<Executed>> {
        self.ledger.executed(signature)
    }

    fn send(&mut self, transaction: &VersionedTransaction) -> Result<Receipt> {
        self.ledger.send(transaction)
    }

    fn send_all(&mut self, shipment: &dyn Shipment, abreast: usize, tell: Tell) -> Result<()> {
        self.strike()?;
        self.ledger.send_all(shipment, abreast, tell)
    }

    fn fates(&self, departed: &[Departed]) -> Result<Vec<Fate>> {
        self.ledger.fates(departed)
    }

    fn cluster(&self) -> Result<String> {
        self.ledger.cluster()
    }

    fn history(&self, addresses: &[Pubkey], period: Period) -> Result<Vec<Record>> {
        self.ledger.history(addresses, period)
    }

    fn memory_begins(&self) -> Result<i64> {
        self.ledger.memory_begins()
    }

    fn rent_minimum(&self, length: usize) -> Result<u64> {
        self.ledger.rent_minimum(length)
    }

    fn airdrop(&mut self, address: &Pubkey, lamports: u64) -> Result<()> {
        self.ledger.airdrop(address, lamports)
    }

    fn finish(&mut self) -> Result<()> {
        self.ledger.finish()
    }
}

#[derive(Parser)]
struct Line {
    #[command(subcommand)]
    market: Market,
}

/// With so many devices of one processor each, at a dollar an hour, in the order of their ranks.
fn with_devices(count: usize) -> (Io, Vec<Pubkey>) {
    let io = Io::with_supplier();
    for number in 0..count {
        let register = format!("device register --class H100 --processors 1 --id {number} --stake required");
        io.ok(&format!("-k embedded:supplier {register}"));
        io.ok(&format!("-k embedded:supplier market offer {number} --price 1"));
    }
    for who in ["renter", "rival"] {
        io.ok(&format!("ledger usdc 100 --to embedded:{who}"));
        // Whoever signs is given lamports.
        io.ok(&format!("-k embedded:{who} device register --class H100 --processors 1 --id none"));
    }
    let list = io.json("market list --free");
    let addresses = list["offers"].as_array().expect("offers").iter();
    let devices = addresses.map(|offer| offer["device"].as_str().expect("a device").parse().expect("an address"));
    let devices = devices.collect();
    (io, devices)
}

/// Runs a command of the renter's while the rival takes these devices, the last one first.
fn run(io: &Io, line: &str, wanted: &[Pubkey]) -> Result<()> {
    let place = Place::new(io.ledger());
    let key = |name: &str| read_keypair_file(io.beside_ledger(name)).expect("a keypair");
    let ledger = Embedded::new(Ledger::open(place.clone(), || anyhow::bail!("no ledger"))?);
    let backend = Rivalry { ledger, rival: key(".rival.json"), wanted: wanted.to_vec() };
    let renter = io.beside_ledger(".renter.json");
    let find = move || Wallet::find(renter.to_str(), None, None);
    let mut session = Session::new(Box::new(backend), Some(place), find, Signing::default());
    let parsed = Line::try_parse_from(["market"].into_iter().chain(line.split_whitespace())).context("a command")?;
    let worked = parsed.market.run(&mut session, Output::Json);
    session.backend.finish()?;
    worked
}

fn cluster(io: &Io) -> Vec<String> {
    let show = io.json("-k embedded:renter market show --cluster c");
    let lines = show["rented"][0]["reservations"].as_array().cloned().unwrap_or_default();
    let mut devices: Vec<String> = lines.iter().map(|line| line["device"].as_str().expect("a device").into()).collect();
    devices.sort();
    devices
}

fn sorted(devices: &[Pubkey]) -> Vec<String> {
    let mut devices: Vec<String> = devices.iter().map(Pubkey::to_string).collect();
    devices.sort();
    devices
}

const RESERVE: &str = "reserve --class H100 --hours 2 --pay usdc --cluster c --max 100";

#[test]
fn others_are_reserved_where_somebody_was_quicker() -> Result<()> {
    let (io, devices) = with_devices(8);
    // Two transactions of five and one; then of what is left; the rival strikes before each of the first two rounds.
    run(&io, &format!("{RESERVE} --gpus 6"), &[devices[6], devices[0]])?;
    assert_eq!(cluster(&io), sorted(&[&devices[1..6], &devices[7..]].concat()));
    // Two hours of each at a dollar, with 5,000 and 40,000 micro-dollars of fees.
    assert_eq!(io.number("ledger usdc 0 --to embedded:renter", "balance"), 100_000_000 - 6 * 2_045_000);
    Ok(())
}

#[test]
fn what_is_there_stays_where_there_is_nothing_else() -> Result<()> {
    let (io, devices) = with_devices(6);
    let refusal = run(&io, &format!("{RESERVE} --gpus 6"), &devices[5..]).expect_err("there are only five");
    let refusal = format!("{refusal:#}");
    assert!(refusal.contains("the cluster c is not complete: repeat the command with --cluster c"), "{refusal}");
    assert!(refusal.contains("the devices that can be reserved for 2 hours now have 0; other devices are 6 busy"));
    assert_eq!(cluster(&io), sorted(&devices[..5]));
    assert_eq!(io.number("ledger usdc 0 --to embedded:renter", "balance"), 100_000_000 - 5 * 2_045_000);
    // The rival's is started by nobody, and the same command takes it.
    io.ok("-k embedded:supplier market start --cluster c");
    io.wait(1_200);
    run(&io, &format!("{RESERVE} --gpus 6"), &[])?;
    assert_eq!(cluster(&io), sorted(&devices));
    Ok(())
}

#[test]
fn one_device_that_somebody_else_has_is_not_replaced() -> Result<()> {
    let (io, devices) = with_devices(1);
    let refusal = run(&io, &format!("reserve {} --hours 2 --pay usdc --max 100", devices[0]), &devices);
    let refusal = format!("{:#}", refusal.expect_err("somebody else has it"));
    assert!(refusal.contains("This device is reserved or running."), "{refusal}");
    assert_eq!(io.number("ledger usdc 0 --to embedded:renter", "balance"), 100_000_000);
    Ok(())
}
