//! Migrations that are stopped after every step, that lose the node's answers, that somebody else is faster than, that are
//! run on the wrong cluster, and whose programs are frozen.

use crate::io::Io;
use anchor_lang::prelude::Pubkey;
use anyhow::{Result, bail, ensure};
use io_app::backend::{Backend, Departed, Embedded, Executed, Fate, Filter, Preview, Receipt, Shipment, Tell};
use io_app::cli::Global;
use io_app::commands::migrate::Migrate;
use io_app::history::{Period, Record};
use io_app::ledger::{Ledger, Place};
use io_app::migration::{Migration, Step, StepState};
use io_app::rehearsal::{Rehearsals, Unsent};
use io_app::report::Output;
use io_app::session::{Purpose, Session, Signing};
use io_app::wallet::Wallet;
use solana_account::Account;
use solana_hash::Hash;
use solana_keypair::{Keypair, Signer, read_keypair_file};
use solana_loader_v3_interface::{get_program_data_address, state::UpgradeableLoaderState};
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use wincode::Serialize as _;

/// What goes wrong on the way to a cluster.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mishap {
    None,
    /// Every answer to a transaction is lost, though it was executed.
    LostAnswers,
    /// Somebody with the same keypair sends each transaction first.
    FasterTwin,
    /// Nobody can upgrade this program any more.
    Frozen(Pubkey),
    /// The process is killed before it sends the transaction of this number, counted from zero.
    KilledBefore(usize),
    /// It is killed when the cluster has executed that transaction, before it hears so.
    KilledAfter(usize),
}

/// The embedded ledger, as a cluster that things go wrong with.
struct Troubled {
    ledger: std::cell::RefCell<Embedded>,
    mishap: Mishap,
    sent: usize,
    twin: Keypair,
    genesis: Option<Hash>,
}

impl Troubled {
    /// Sends what is about to be sent, before it is.
    fn send_first(&self, transaction: &VersionedTransaction) -> Result<()> {
        let mut ledger = self.ledger.borrow_mut();
        let mut message = transaction.message.clone();
        message.set_recent_blockhash(ledger.latest_blockhash()?);
        ledger.send(&VersionedTransaction::try_new(message, &[&self.twin])?).map(drop)
    }
}

impl Backend for Troubled {
    fn account(&self, address: &Pubkey) -> Result<Option<Account>> {
        let mut account = self.ledger.borrow().account(address)?;
        if let (Mishap::Frozen(program), Some(account)) = (self.mishap, &mut account)
            && *address == get_program_data_address(&program)
        {
            let frozen = UpgradeableLoaderState::ProgramData { slot: 0, upgrade_authority_address: None };
            UpgradeableLoaderState::serialize_into(account.data.as_mut_slice(), &frozen)?;
        }
        Ok(account)
    }

    fn accounts(&self, addresses: &[Pubkey]) -> Result<Vec<Option<Account>>> {
        self.ledger.borrow().accounts(addresses)
    }

    fn program_accounts(&self, program: &Pubkey, filters: &[Filter]) -> Result<Vec<(Pubkey, Account)>> {
        self.ledger.borrow().program_accounts(program, filters)
    }

    fn genesis_hash(&self) -> Result<Option<Hash>> {
        Ok(self.genesis)
    }

    fn latest_blockhash(&self) -> Result<Hash> {
        self.ledger.borrow().latest_blockhash()
    }

    fn preview(&self, transaction: &VersionedTransaction, watched: &[Pubkey]) -> Result<Preview> {
        if self.mishap == Mishap::FasterTwin {
            self.send_first(transaction)?;
        }
        self.ledger.borrow().preview(transaction, watched)
    }

    fn executed(&self, signature: &Signature) -> Result<Option<Executed>> {
        self.ledger.borrow().executed(signature)
    }

    fn send(&mut self, transaction: &VersionedTransaction) -> Result<Receipt> {
        assert!(self.mishap != Mishap::KilledBefore(self.sent), "killed before transaction {}", self.sent);
        let receipt = self.ledger.get_mut().send(transaction)?;
        assert!(self.mishap != Mishap::KilledAfter(self.sent), "killed after transaction {}", self.sent);
        self.sent += 1;
        ensure!(self.mishap != Mishap::LostAnswers, "the node did not answer");
        Ok(receipt)
    }

    fn send_all(&mut self, shipment: &dyn Shipment, abreast: usize, tell: Tell) -> Result<()> {
        self.ledger.get_mut().send_all(shipment, abreast, tell)
    }

    fn fates(&self, departed: &[Departed]) -> Result<Vec<Fate>> {
        self.ledger.borrow().fates(departed)
    }

    fn cluster(&self) -> Result<String> {
        self.ledger.borrow().cluster()
    }

    fn history(&self, addresses: &[Pubkey], period: Period) -> Result<Vec<Record>> {
        self.ledger.borrow().history(addresses, period)
    }

    fn memory_begins(&self) -> Result<i64> {
        self.ledger.borrow().memory_begins()
    }

    fn rent_minimum(&self, length: usize) -> Result<u64> {
        self.ledger.borrow().rent_minimum(length)
    }

    fn airdrop(&mut self, address: &Pubkey, lamports: u64) -> Result<()> {
        self.ledger.get_mut().airdrop(address, lamports)
    }

    fn finish(&mut self) -> Result<()> {
        self.ledger.get_mut().finish()
    }
}

/// A machine on which everything is ready for a migration: the ledger, and every keypair that its settings name.
fn ready() -> Io {
    let io = Io::new();
    io.ok("migrate --plan");
    io
}

/// The same machine in another home.
fn copy_of(io: &Io) -> Io {
    let copy = Io::new();
    let (from, to) = (io.ledger(), copy.ledger());
    let (from, to) = (from.parent().expect("a folder"), to.parent().expect("a folder"));
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        fs::copy(&path, to.join(path.file_name().expect("a name"))).expect("a copy");
    }
    copy
}

fn session(io: &Io, mishap: Mishap, genesis: Option<Hash>) -> Session {
    session_that(io, mishap, genesis, Purpose::Send)
}

fn session_that(io: &Io, mishap: Mishap, genesis: Option<Hash>, purpose: Purpose) -> Session {
    let place = Place::new(io.ledger());
    let ledger = Ledger::open(place.clone(), || bail!("no ledger")).expect("a ledger");
    let keys = io.beside_ledger(".wallet.json");
    let twin = read_keypair_file(&keys).expect("a keypair");
    let backend = Troubled { ledger: Embedded::new(ledger).into(), mishap, sent: 0, twin, genesis };
    let embedded = genesis.is_none().then_some(place);
    let keys = keys.display().to_string();
    let signing = Signing { purpose, ..Signing::default() };
    let mut session = Session::new(Box::new(backend), embedded, move || Wallet::find(Some(&keys), None, None), signing);
    session.rehearsals = Rehearsals::new(Output::Silent);
    session
}

fn builds() -> PathBuf {
    Path::new(env!("CARGO_BIN_EXE_io")).parent().and_then(Path::parent).expect("a folder").join("deploy")
}

/// Runs the migration as a process that ends after so many steps were done. Returns what became of each step that it told of.
fn run(session: &mut Session, settings: Option<&Path>, steps: usize) -> Result<Vec<StepState>> {
    let mut states = Vec::new();
    let migration = Migration::open(settings, &builds(), session)?;
    let ran = migration.run(session, &mut |_, step| {
        states.push(step.state);
        let done = states.iter().filter(|state| **state == StepState::Done).count();
        ensure!(step.state != StepState::Done || done < steps, "the process ended");
        Ok(())
    });
    session.backend.finish()?;
    match ran {
        Err(error) if error.to_string() != "the process ended" => Err(error),
        _ => Ok(states),
    }
}

fn count(states: &[StepState], state: StepState) -> usize {
    states.iter().filter(|one| **one == state).count()
}

/// Accounts, blockhash and clock: the file of the ledger holds all of it.
fn ledger(io: &Io) -> Vec<u8> {
    fs::read(io.ledger()).expect("a ledger")
}

#[test]
fn a_migration_that_is_stopped_after_any_step_ends_as_one_that_is_not() -> Result<()> {
    let start = ready();
    let straight = copy_of(&start);
    let states = run(&mut session(&straight, Mishap::None, None), None, usize::MAX)?;
    let steps = count(&states, StepState::Done);
    assert_eq!(steps, 22);
    let expected = ledger(&straight);
    for stop in 1..=steps {
        let stopped = copy_of(&start);
        let first = run(&mut session(&stopped, Mishap::None, None), None, stop)?;
        assert_eq!(count(&first, StepState::Done), stop);
        assert_eq!(ledger(&stopped) == expected, stop == steps, "after {stop} steps");
        let second = run(&mut session(&stopped, Mishap::None, None), None, usize::MAX)?;
        assert_eq!(count(&second, StepState::Done), steps - stop);
        assert_eq!(count(&second, StepState::Missing), 0);
        assert!(ledger(&stopped) == expected, "stopped after {stop} steps, it ended otherwise");
    }
    // And one that is stopped after every single step.
    let crawling = copy_of(&start);
    for _ in 0..steps {
        assert_eq!(count(&run(&mut session(&crawling, Mishap::None, None), None, 1)?, StepState::Done), 1);
    }
    assert!(ledger(&crawling) == expected, "stopped after every step, it ended otherwise");
    Ok(())
}

/// Killed by the transaction, and not by the step: what the cluster has executed stays, and the process has not heard of it.
#[test]
fn a_migration_that_is_killed_around_any_transaction_ends_as_one_that_is_not() -> Result<()> {
    let start = ready();
    let straight = copy_of(&start);
    let steps = count(&run(&mut session(&straight, Mishap::None, None), None, usize::MAX)?, StepState::Done);
    let expected = ledger(&straight);
    for number in 0..steps {
        for (mishap, executed) in [(Mishap::KilledBefore(number), number), (Mishap::KilledAfter(number), number + 1)] {
            let killed = copy_of(&start);
            let mut first = session(&killed, mishap, None);
            let ended = catch_unwind(AssertUnwindSafe(|| run(&mut first, None, usize::MAX)));
            ensure!(ended.is_err(), "the process was not killed at transaction {number}");
            first.backend.finish()?;
            drop(first);
            let second = run(&mut session(&killed, Mishap::None, None), None, usize::MAX)?;
            assert_eq!(count(&second, StepState::Done), steps - executed);
            assert!(
                ledger(&killed) == expected,
                "killed when {executed} transactions were executed, it ended otherwise"
            );
        }
    }
    Ok(())
}

#[test]
fn a_migration_whose_answers_are_lost_goes_on() -> Result<()> {
    let io = ready();
    let states = run(&mut session(&io, Mishap::LostAnswers, None), None, usize::MAX)?;
    assert_eq!(count(&states, StepState::Already), states.len());
    let straight = run(&mut session(&io, Mishap::None, None), None, usize::MAX)?;
    assert_eq!(count(&straight, StepState::Done), 0);
    assert_eq!(io.number("token supply", "minted"), 50_000_000_000_000_000);
    Ok(())
}

#[test]
fn two_operators_at_once_do_not_disturb_each_other() -> Result<()> {
    let start = ready();
    let alone = copy_of(&start);
    run(&mut session(&alone, Mishap::None, None), None, usize::MAX)?;
    let io = copy_of(&start);
    let states = run(&mut session(&io, Mishap::FasterTwin, None), None, usize::MAX)?;
    // Each step was done, by the one or by the other.
    assert_eq!(count(&states, StepState::Done) + count(&states, StepState::Already), states.len());
    for line in ["token supply", "token allocations", "token burns", "device classes", "emission status", "admin show"]
    {
        assert_eq!(io.json(line), alone.json(line), "{line}");
    }
    Ok(())
}

/// The settings of devnet with an address for every blank. Returns their file.
fn filled_in(io: &Io) -> String {
    let devnet = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations/devnet.toml");
    let blank = fs::read_to_string(devnet).expect("a file");
    let mut filled = blank.replacen("4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU", &io_app::usdc::MINT.to_string(), 1);
    while let Some((start, rest)) = filled.split_once("\"<") {
        let (_, end) = rest.split_once(">\"").expect("the end of a blank");
        filled = format!("{start}\"{}\"{end}", Keypair::new().pubkey());
    }
    io.settings(&filled)
}

/// As on a cluster: with a genesis, without the keypairs of the embedded ledger, and with somebody to hand over to.
#[test]
fn a_cluster_is_set_up_with_the_file_that_is_for_it() -> Result<()> {
    let io = ready();
    let devnet: Hash = "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG".parse()?;
    let before = ledger(&io);
    let refusal = |settings: Option<&Path>| {
        run(&mut session(&io, Mishap::None, Some(devnet)), settings, usize::MAX).expect_err("a refusal").to_string()
    };
    let blank = refusal(None);
    assert!(blank.starts_with("devnet.toml has yet to be filled in"), "{blank}");
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations");
    let wrong = refusal(Some(&repository.join("mainnet-beta.toml")));
    assert!(wrong.contains("is for mainnet-beta") && wrong.contains("and this is devnet"), "{wrong}");
    let embedded = refusal(Some(&repository.join("embedded.toml")));
    assert!(embedded.contains("is for the embedded ledger, and this is devnet"), "{embedded}");
    let header = format!("cluster = \"devnet\"\ngenesis_hash = \"{devnet}\"");
    let keys = io.settings_with(&[("cluster = \"the embedded ledger\"", &header)]);
    let error =
        run(&mut session(&io, Mishap::None, Some(devnet)), Some(keys.as_ref()), usize::MAX).expect_err("a refusal");
    assert!(format!("{error:#}").contains("is a keypair that only the embedded ledger has"), "{error:#}");
    assert_eq!(ledger(&io), before);

    let filled = filled_in(&io);
    let mut cluster = session(&io, Mishap::None, Some(devnet));
    let payer = cluster.signer()?;
    cluster.backend.airdrop(&payer, 10_000_000_000)?;
    let states = run(&mut cluster, Some(filled.as_ref()), usize::MAX)?;
    // The five offers of the admin's role are done, and the upgrade authorities wait.
    assert_eq!((count(&states, StepState::Done), count(&states, StepState::Waiting)), (27, 5));
    let states = run(&mut cluster, Some(filled.as_ref()), usize::MAX)?;
    assert_eq!((count(&states, StepState::Done), count(&states, StepState::Waiting)), (0, 10));
    // The first hour does not begin in the second that the plan was made in.
    let genesis = io_app::payroll::config(&*cluster.backend)?.genesis;
    assert_eq!(genesis, cluster.backend.clock()?.unix_timestamp + 60);
    Ok(())
}

/// Nothing is decided by looking, so nobody is asked; on a cluster that ends with the first transaction.
#[test]
fn a_dry_run_of_a_migration_asks_nobody() -> Result<()> {
    #[derive(clap::Parser)]
    struct Typed {
        #[command(flatten)]
        global: Global,
        #[command(flatten)]
        migrate: Migrate,
    }
    let io = ready();
    let devnet: Hash = "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG".parse()?;
    let (settings, programs) = (filled_in(&io), builds().display().to_string());
    let line = ["io", "--settings", &settings, "--programs", &programs, "--dry-run"];
    let Typed { global, migrate } = clap::Parser::parse_from(line);
    let mut cluster = session_that(&io, Mishap::None, Some(devnet), Purpose::Rehearse);
    let payer = cluster.signer()?;
    cluster.backend.airdrop(&payer, 10_000_000_000)?;
    let end = migrate.run(&mut cluster, &global).expect_err("an end");
    assert!(end.is::<Unsent>(), "{end:#}");
    assert!(cluster.rehearsals.incomplete);
    Ok(())
}

/// Whoever was told that it failed would do it again.
#[test]
fn what_was_done_is_done_though_nobody_can_see_it() -> Result<()> {
    let io = ready();
    let mut session = session(&io, Mishap::None, None);
    let (from, to) = (session.signer()?, Pubkey::new_unique());
    let transfer = solana_system_interface::instruction::transfer(&from, &to, 1_000_000);
    let unseen = |_: &mut Session| -> Result<Step> { bail!("the node did not answer") };
    session.carry_out(&[transfer], Output::Silent, unseen)?;
    assert_eq!(session.backend.account(&to)?.map(|account| account.lamports), Some(1_000_000));
    Ok(())
}

/// A program that is frozen after it was set up stays what it is; one that is frozen before can never be set up.
#[test]
fn a_program_that_nobody_can_upgrade_can_only_be_looked_at() -> Result<()> {
    let io = ready();
    let frozen = Mishap::Frozen(io_app::stake::ID);
    let refusal = run(&mut session(&io, frozen, None), None, usize::MAX).expect_err("a refusal").to_string();
    let expected = "the program has no upgrade authority any more, so nobody can: initialise io-stake with the slasher";
    assert!(refusal.contains(expected), "{refusal}");
    run(&mut session(&io, Mishap::None, None), None, usize::MAX)?;
    let session = session(&io, frozen, None);
    let plan = Migration::open(None, &builds(), &session)?.plan(&session)?;
    assert_eq!((plan.count(StepState::Missing), plan.count(StepState::Waiting)), (0, 0));
    assert!(plan.steps().any(|(_, step)| step.title == "nobody can upgrade io-stake any more"));
    Ok(())
}
