//! A command on many devices, killed at each step that it takes, and repeated: nothing is done twice, and nothing is left
//! out.
//!
//! The embedded ledger stands for a cluster here: what it has executed stays, whatever becomes of the command.

use crate::io::Io;
use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, bail};
use clap::{Parser, Subcommand};
use io_app::backend::{Backend, Departed, Embedded, Executed, Fate, Filter, Preview, Receipt, Shipment, Tell};
use io_app::commands::device::DeviceCommand;
use io_app::commands::market::Market;
use io_app::commands::stake::Stake;
use io_app::history::{Period, Record};
use io_app::ledger::{Ledger, Place};
use io_app::registry::{self, Search};
use io_app::report::Output;
use io_app::session::{Session, Signing};
use io_app::wallet::Wallet;
use io_app::{associated, token};
use solana_account::Account;
use solana_hash::Hash;
use solana_keypair::{Signer, read_keypair_file};
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::rc::Rc;
use tempfile::TempDir;

/// What goes wrong at a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fault {
    /// The command is killed.
    Kill,
    /// The node does not answer any more. What it was given it has executed, or lost.
    Silence,
}

/// What a node says that does not know what became of a transaction, and how often it says so before it knows.
#[derive(Clone, Copy)]
struct Ignorance {
    says: Fate,
    times: usize,
}

/// A cluster, and the step at which something goes wrong. A transaction takes three: it is noted, executed, and told of.
struct Cluster {
    ledger: Embedded,
    _folder: TempDir,
    steps: usize,
    fatal: Option<(usize, Fault)>,
    ignorance: Option<Ignorance>,
}

#[derive(Clone)]
struct Node(Rc<RefCell<Cluster>>);

impl Node {
    /// Takes a step, unless that is the fatal one.
    fn step(&self) -> Result<()> {
        let mut cluster = self.0.borrow_mut();
        cluster.steps += 1;
        match cluster.fatal {
            Some((step, Fault::Kill)) if step == cluster.steps => panic!("killed at step {step}"),
            Some((step, Fault::Silence)) if step == cluster.steps => bail!("the node does not answer"),
            _ => Ok(()),
        }
    }
}

impl Backend for Node {
    fn account(&self, address: &Pubkey) -> Result<Option<Account>> {
        self.0.borrow().ledger.account(address)
    }

    fn accounts(&self, addresses: &[Pubkey]) -> Result<Vec<Option<Account>>> {
        self.0.borrow().ledger.accounts(addresses)
    }

    fn program_accounts(&self, program: &Pubkey, filters: &[Filter]) -> Result<Vec<(Pubkey, Account)>> {
        self.0.borrow().ledger.program_accounts(program, filters)
    }

    fn latest_blockhash(&self) -> Result<Hash> {
        self.0.borrow().ledger.latest_blockhash()
    }

    fn preview(&self, transaction: &VersionedTransaction, watched: &[Pubkey]) -> Result<Preview> {
        self.0.borrow().ledger.preview(transaction, watched)
    }

    fn executed(&self, signature: &Signature) -> Result<Option<Executed>> {
        self.0.borrow().ledger.executed(signature)
    }

    fn history(&self, addresses: &[Pubkey], period: Period) -> Result<Vec<Record>> {
        self.0.borrow().ledger.history(addresses, period)
    }

    fn memory_begins(&self) -> Result<i64> {
        self.0.borrow().ledger.memory_begins()
    }

    fn send(&mut self, transaction: &VersionedTransaction) -> Result<Receipt> {
        self.0.borrow_mut().ledger.send(transaction)
    }

    fn send_all(&mut self, shipment: &dyn Shipment, _abreast: usize, tell: Tell) -> Result<()> {
        for place in 0..shipment.count() {
            let rehearsed = self.simulate(&shipment.make(place, Hash::default(), None)?)?;
            let outcome = match rehearsed.error {
                Some(error) => Err(io_app::refusal::Refusal { error, logs: rehearsed.logs }.into()),
                None => {
                    let transaction = shipment.make(place, self.latest_blockhash()?, Some(rehearsed.units))?;
                    shipment.departs(place, &transaction, 150)?;
                    self.step().and_then(|()| self.send(&transaction)).and_then(|receipt| {
                        self.step()?;
                        Ok(receipt)
                    })
                }
            };
            tell(place, outcome)?;
            self.step()?;
        }
        Ok(())
    }

    fn fates(&self, departed: &[Departed]) -> Result<Vec<Fate>> {
        let mut cluster = self.0.borrow_mut();
        match &mut cluster.ignorance {
            Some(Ignorance { says, times: times @ 1.. }) if !departed.is_empty() => {
                *times -= 1;
                Ok(vec![*says; departed.len()])
            }
            _ => cluster.ledger.fates(departed),
        }
    }

    fn cluster(&self) -> Result<String> {
        Ok("a cluster".into())
    }

    fn rent_minimum(&self, length: usize) -> Result<u64> {
        self.0.borrow().ledger.rent_minimum(length)
    }

    fn airdrop(&mut self, address: &Pubkey, lamports: u64) -> Result<()> {
        self.0.borrow_mut().ledger.airdrop(address, lamports)
    }

    fn finish(&mut self) -> Result<()> {
        Ok(())
    }
}

#[derive(Parser)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
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
        Command::Device(device) => device.run(&mut session, Output::Display),
        Command::Market(market) => market.run(&mut session, Output::Display),
        Command::Stake(stake) => stake.run(&mut session, Output::Display),
    }
}

/// The ledger of that home, in a copy of its own.
fn cluster(io: &Io, fatal: Option<(usize, Fault)>) -> Result<Node> {
    let folder = tempfile::tempdir()?;
    let copy = folder.path().join("ledger");
    std::fs::copy(io.ledger(), &copy)?;
    std::fs::copy(io.beside_ledger(".journal"), folder.path().join("ledger.journal"))?;
    let ledger = Embedded::new(Ledger::open(Place::new(copy), || bail!("no ledger"))?);
    Ok(Node(Rc::new(RefCell::new(Cluster { ledger, _folder: folder, steps: 0, fatal, ignorance: None }))))
}

/// Runs a command to its end, and says how many steps that takes. Then kills it at each of them, with the last line of its
/// journal as it is, without its end, cut in half, and gone, as far as that may be; and silences the node at each. Each
/// time the same command is repeated, and `check` looks whether all is as it should be.
fn at_every_step(io: &Io, who: &str, line: &str, check: impl Fn(&Node) -> Result<()>) -> Result<usize> {
    let folder = tempfile::tempdir()?;
    let journal = folder.path().join("journal");
    let line = format!("{line} --journal {}", journal.display());
    let node = cluster(io, None)?;
    run(io, &node, who, &line).context("without a fault")?;
    check(&node).context("without a fault")?;
    let steps = node.0.borrow().steps;
    for step in 1..=steps {
        for fault in [Fault::Kill, Fault::Silence] {
            for cut in cuts(step, fault) {
                let _ = std::fs::remove_file(&journal);
                let node = cluster(io, Some((step, fault)))?;
                let ended = catch_unwind(AssertUnwindSafe(|| run(io, &node, who, &line)));
                let context = || format!("{fault:?} at step {step}, the last line cut at {cut:?}");
                match (fault, ended) {
                    (Fault::Kill, Err(_)) => cut_last_line(&journal, cut).with_context(context)?,
                    // What was sent is looked up at once, or the rest is refused.
                    (Fault::Silence, Ok(_)) => {}
                    (_, ended) => bail!("{}: it ended with {:?}", context(), ended.is_ok()),
                }
                node.0.borrow_mut().fatal = None;
                run(io, &node, who, &line).with_context(context)?;
                check(&node).with_context(context)?;
                // And once more: the journal knows that all is done.
                run(io, &node, who, &line).with_context(context)?;
                check(&node).with_context(context)?;
            }
        }
    }
    // Killed, and the command that goes on with it killed as well.
    for (first, second) in (1..=steps).flat_map(|first| (1..=steps).map(move |second| (first, second))) {
        let _ = std::fs::remove_file(&journal);
        let node = cluster(io, None)?;
        for step in [first, second] {
            let mut cluster = node.0.borrow_mut();
            (cluster.steps, cluster.fatal) = (0, Some((step, Fault::Kill)));
            drop(cluster);
            // The second one has fewer steps to take, and may come to its end.
            let _ = catch_unwind(AssertUnwindSafe(|| run(io, &node, who, &line)));
        }
        node.0.borrow_mut().fatal = None;
        let context = || format!("killed at step {first}, then at step {second}");
        run(io, &node, who, &line).with_context(context)?;
        check(&node).with_context(context)?;
    }
    Ok(steps)
}

#[derive(Clone, Copy, Debug)]
enum Cut {
    Nothing,
    Newline,
    Half,
    Line,
}

/// The last line may be cut off where the kill may have come while it was written: before a transaction is executed, and
/// after that was told.
fn cuts(step: usize, fault: Fault) -> Vec<Cut> {
    let writing = step % 3 != 2;
    if fault == Fault::Kill && writing {
        vec![Cut::Nothing, Cut::Newline, Cut::Half, Cut::Line]
    } else {
        vec![Cut::Nothing]
    }
}

fn cut_last_line(journal: &Path, cut: Cut) -> Result<()> {
    let text = std::fs::read(journal)?;
    let before = text[..text.len() - 1].iter().rposition(|byte| *byte == b'\n').map_or(0, |place| place + 1);
    let length = match cut {
        Cut::Nothing => text.len(),
        Cut::Newline => text.len() - 1,
        Cut::Half => before + (text.len() - before) / 2,
        Cut::Line => before,
    };
    Ok(std::fs::write(journal, &text[..length])?)
}

const IO: u64 = 100_000_000;

fn held(io: &Io, node: &Node, who: &str, mint: &Pubkey) -> Result<u64> {
    let keypair = read_keypair_file(io.beside_ledger(&format!(".{who}.json"))).expect("a keypair");
    Ok(associated::balance(node, &associated::address(&keypair.pubkey(), mint))?.unwrap_or(0))
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

/// What is staked twice is gone from the wallet twice.
#[test]
fn stake_is_added_once() -> Result<()> {
    let io = with_devices(12, "");
    let lines: String = (0..12).map(|number| format!("rig-{number},{}\n", 10 + number)).collect();
    let file = io.path("stakes.csv");
    std::fs::write(&file, format!("id,amount\n{lines}"))?;
    let steps = at_every_step(&io, "supplier", &format!("stake add --csv {}", file.display()), |node| {
        let devices = registry::devices(node, Search::default())?;
        assert_eq!(devices.len(), 12);
        for (_, device) in devices {
            let id = io_app::text::shown_or_hex(&device.id);
            let number: u64 = id.strip_prefix("rig-").context("an id")?.parse()?;
            assert_eq!(device.active, (10 + number) * IO, "{id}");
        }
        assert_eq!(held(&io, node, "supplier", &token::MINT)?, 50_000 * IO - (12 * 10 + 66) * IO);
        Ok(())
    })?;
    assert_eq!(steps, 6, "two transactions, of three steps each");
    Ok(())
}

/// An account that is there already is not made again, and its stake is not paid again.
#[test]
fn devices_are_registered_once() -> Result<()> {
    let io = Io::with_supplier();
    io.ok("-k embedded:supplier token balance");
    io.ok("-k embedded:supplier device register --class EPYC --processors 1 --id first");
    let lines: String = (0..7).map(|number| format!("rig-{number},EPYC,1,required\n")).collect();
    let file = io.path("devices.csv");
    std::fs::write(&file, format!("id,class,processors,stake\n{lines}"))?;
    let steps = at_every_step(&io, "supplier", &format!("device register --csv {}", file.display()), |node| {
        let devices = registry::devices(node, Search::default())?;
        let staked: Vec<u64> = devices.iter().map(|(_, device)| device.active).filter(|active| *active > 0).collect();
        assert_eq!((devices.len(), staked), (8, vec![200 * IO; 7]));
        assert_eq!(held(&io, node, "supplier", &token::MINT)?, 50_000 * IO - 7 * 200 * IO);
        Ok(())
    })?;
    assert_eq!(steps, 6, "two transactions, of three steps each");
    Ok(())
}

/// Hours that are added twice are paid twice.
#[test]
fn reservations_are_extended_once() -> Result<()> {
    let io = with_devices(6, "required");
    io.ok("-k embedded:supplier market offer --all --price 1");
    io.ok("ledger usdc 100 --to embedded:renter");
    io.ok("-k embedded:renter market reserve --class EPYC --gpus 6 --hours 2 --pay usdc --max 50 --cluster c");
    io.ok("-k embedded:supplier market start --all");
    let before = io.number("ledger usdc 0 --to embedded:renter", "balance");
    let before = u64::try_from(before)?;
    at_every_step(&io, "renter", "market extend --cluster c --hours 3 --max 50", |node| {
        let reservations = io_app::rental::reservations(node, Default::default())?;
        let hours: Vec<u16> = reservations.iter().map(|(_, reservation)| reservation.hours).collect();
        assert_eq!(hours, [5; 6]);
        // Three dollars each, with 7,500 and 60,000 micro-dollars of fees.
        assert_eq!(held(&io, node, "renter", &io_app::usdc::MINT)?, before - 6 * 3_067_500);
        Ok(())
    })?;
    Ok(())
}

fn adds_stake(io: &Io) -> Result<String> {
    let file = io.path("stakes.csv");
    let lines: String = (0..12).map(|number| format!("rig-{number},10\n")).collect();
    std::fs::write(&file, format!("id,amount\n{lines}"))?;
    Ok(format!("stake add --csv {} --journal {}", file.display(), io.path("journal").display()))
}

/// Where nobody remembers what became of a transaction, what adds up is not done again.
#[test]
fn what_nobody_remembers_is_not_done_again() -> Result<()> {
    let io = with_devices(12, "");
    let (line, node) = (adds_stake(&io)?, cluster(&io, Some((2, Fault::Silence)))?);
    let forgets = Some(Ignorance { says: Fate::Forgotten, times: usize::MAX });
    node.0.borrow_mut().ignorance = forgets;
    let staked = || -> Result<Vec<u64>> {
        let devices = registry::devices(&node, Search::default())?;
        Ok(devices.iter().map(|(_, device)| device.active).filter(|active| *active > 0).collect())
    };
    for _ in 0..2 {
        let error = run(&io, &node, "supplier", &line).expect_err("some are in doubt");
        assert!(format!("{error:#}").contains("of 12 devices, 10 in doubt"), "{error:#}");
        assert_eq!(staked()?, [10 * IO; 12]);
    }
    node.0.borrow_mut().ignorance = None;
    run(&io, &node, "supplier", &line)?;
    assert_eq!(staked()?, [10 * IO; 12]);
    Ok(())
}

/// What may still arrive is waited for, and then it is known.
#[test]
fn what_may_still_arrive_is_waited_for() -> Result<()> {
    for executed in [false, true] {
        let io = with_devices(12, "");
        let step = 1 + usize::from(executed);
        let (line, node) = (adds_stake(&io)?, cluster(&io, Some((step, Fault::Silence)))?);
        node.0.borrow_mut().ignorance = Some(Ignorance { says: Fate::OnItsWay, times: 1 });
        run(&io, &node, "supplier", &line)?;
        let devices = registry::devices(&node, Search::default())?;
        assert!(devices.iter().all(|(_, device)| device.active == 10 * IO));
        assert_eq!(held(&io, &node, "supplier", &token::MINT)?, (50_000 - 120) * IO);
    }
    Ok(())
}
