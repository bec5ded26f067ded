//! Commands that are killed at each step that they take, and repeated: nothing is done twice, and nothing is left out.
//!
//! [`batches`] keep a journal of what they have done; [`repeated`] are commands that look what is there instead.

mod batches;
mod cluster;
mod repeated;

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use io_app::associated;
use io_app::commands::attest::Attest;
use io_app::commands::device::DeviceCommand;
use io_app::commands::market::Market;
use io_app::commands::stake::Stake;
use io_app::report::Output;
use io_app::session::{Session, Signing};
use io_app::wallet::Wallet;
use solana_keypair::{Signer, read_keypair_file};

use crate::io::Io;
use cluster::Node;

#[derive(Parser)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    #[command(subcommand)]
    Attest(Attest),
    #[command(subcommand)]
    Device(DeviceCommand),
    #[command(subcommand)]
    Market(Market),
    #[command(subcommand)]
    Stake(Stake),
}

/// Runs a command of somebody's.
fn run(io: &Io, node: &Node, who: &str, line: &str) -> Result<()> {
    let keypair = io.beside_ledger(&format!(".{who}.json"));
    let find = move || Wallet::find(keypair.to_str(), None, None);
    let mut session = Session::new(Box::new(node.clone()), None, find, Signing::default());
    let words = ["io"].into_iter().chain(line.split_whitespace());
    match Line::try_parse_from(words).context("a command")?.command {
        Command::Attest(attest) => attest.run(&mut session, Output::Display),
        Command::Device(device) => device.run(&mut session, Output::Display),
        Command::Market(market) => market.run(&mut session, Output::Display),
        Command::Stake(stake) => stake.run(&mut session, Output::Display),
    }
}

const IO: u64 = 100_000_000;

/// The wallet of somebody who has one by now.
fn wallet(io: &Io, who: &str) -> Pubkey {
    read_keypair_file(io.beside_ledger(&format!(".{who}.json"))).expect("a keypair").pubkey()
}

fn held(io: &Io, node: &Node, who: &str, mint: &Pubkey) -> Result<u64> {
    Ok(associated::balance(node, &associated::address(&wallet(io, who), mint))?.unwrap_or(0))
}

/// With so many devices of the supplier's, of one processor each.
fn with_devices(count: usize, stake: &str) -> Io {
    let io = Io::with_supplier();
    let lines: String = (0..count).map(|number| format!("rig-{number},EPYC,1,{stake}\n")).collect();
    let file = io.path("devices.csv");
    std::fs::write(&file, format!("id,class,processors,stake\n{lines}")).expect("a file");
    io.ok(&format!("-k embedded:supplier device register --csv {}", file.display()));
    io
}
