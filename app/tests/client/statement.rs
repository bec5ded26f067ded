//! `io id statement`, to the base unit.

use crate::io::Io;
use anchor_lang::prelude::Pubkey;
use anchor_lang::solana_program::system_instruction::create_account_with_seed;
use anchor_spl::token::ID as TOKEN_PROGRAM;
use anchor_spl::token::spl_token::instruction::{AuthorityType, initialize_account3, set_authority, transfer};
use anyhow::Result;
use clap::Parser;
use io_app::backend::{Backend, Departed, Embedded, Executed, Fate, Filter, Preview, Receipt, Shipment, Tell};
use io_app::commands::id::Id;
use io_app::history::{Period, Record};
use io_app::ledger::{Ledger, Place};
use io_app::report::Output;
use io_app::session::{Session, Signing};
use io_app::token::MINT;
use io_app::wallet::Wallet;
use io_app::{associated, moment, statement, usdc};
use serde_json::Value;
use solana_account::Account;
use solana_hash::Hash;
use solana_keypair::{Signer, read_keypair_file};
use solana_message::{Message, VersionedMessage};
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use std::collections::BTreeMap;

const IO: i64 = 100_000_000;
const HOUR: i64 = 3_600;

/// What epochs 2 and 3 bring a device that is alone in the gpu pool, and what epoch 4 does.
const TWO_HOURS: i64 = 867_561_836_696;
const THIRD_HOUR: i64 = 433_771_882_526;

/// 24 hours at 2.350001 dollars, and what of them is paid for an hour and a half.
const COST: i64 = 56_400_024;
const RAN: i64 = 3_525_002;

/// What a wallet's statement says, which has to add up to what the wallet holds.
fn told(io: &Io, who: &str, rest: &str) -> Value {
    let statement = io.json(&format!("id statement --wallet embedded:{who} {rest}"));
    assert_eq!(statement["reconciled"], true, "{statement:#}");
    statement
}

fn number(report: &Value, place: &str) -> i64 {
    report.pointer(place).and_then(Value::as_i64).unwrap_or_else(|| panic!("no number {place} in {report:#}"))
}

/// What a kind of line comes to: the balance, then the stake, what cools and what is owed.
fn total(statement: &Value, kind: &str, asset: &str) -> [i64; 4] {
    let totals = statement["totals"].as_array().expect("totals").iter();
    let total = totals.clone().find(|total| total["kind"] == kind && total["asset"] == asset);
    let total = total.unwrap_or_else(|| panic!("no {kind} in {asset}: {statement:#}"));
    ["amount", "staked", "cooling", "owed"].map(|field| number(total, &format!("/{field}")))
}

/// The lines in an asset: their kinds, amounts and balances.
fn lines(statement: &Value, asset: &str) -> Vec<(String, i64, i64)> {
    let lines = statement["lines"].as_array().expect("lines").iter().filter(|line| line["asset"] == asset);
    let kind = |line: &Value| line["kind"].as_str().expect("a kind").to_owned();
    lines.map(|line| (kind(line), number(line, "/amount"), number(line, "/balance"))).collect()
}

fn address(io: &Io, who: &str) -> String {
    io.json(&format!("token balance embedded:{who}"))["owner"].as_str().expect("an address").to_owned()
}

/// Three hours of rewards, an hour and a half of rent, stake in and out, and a slash.
fn with_history() -> (Io, String) {
    let (io, rig) = Io::with_leased_rig();
    io.ok("ledger usdc 100 --to embedded:renter");
    io.ok("-k embedded:supplier market offer rig --price 2.350001 --max-hours 48");
    io.wait(3 * HOUR);
    io.ok(&format!("rewards claim {rig}"));
    io.ok("-k embedded:supplier token transfer 7 --to embedded:friend");
    io.ok(&format!("-k embedded:renter market reserve {rig} --hours 24 --pay usdc --max 60"));
    io.ok("-k embedded:supplier market start --all");
    io.wait(5_400);
    io.ok("-k embedded:supplier market claim --all");
    io.ok(&format!("-k embedded:renter market terminate {rig}"));
    io.ok("-k embedded:supplier stake add rig 100");
    io.ok("-k embedded:supplier stake unstake rig 300");
    io.ok(&format!("-k embedded:slasher slash open {rig} 1850 --reason 1 --evidence {}", "5e".repeat(32)));
    io.wait(31 * 24 * HOUR);
    io.ok(&format!("slash execute {rig}"));
    io.ok("-k embedded:supplier stake withdraw rig");
    (io, rig)
}

#[test]
fn a_suppliers_and_a_renters_life_add_up() {
    let (io, rig) = with_history();
    let supplier = told(&io, "supplier", "");
    for (kind, asset, sums) in [
        ("reward-settled", "IO", [0, 0, 0, TWO_HOURS + THIRD_HOUR]),
        ("reward-claimed", "IO", [TWO_HOURS, 0, 0, -TWO_HOURS]),
        ("stake", "IO", [-2_100 * IO, 2_100 * IO, 0, 0]),
        ("unstake-request", "IO", [0, -300 * IO, 300 * IO, 0]),
        ("slash", "IO", [0, -1_800 * IO, -50 * IO, 0]),
        ("withdrawal", "IO", [250 * IO, 0, -250 * IO, 0]),
        ("transfer", "IO", [49_993 * IO, 0, 0, 0]),
        ("rent-earned", "USDC", [RAN, 0, 0, 0]),
    ] {
        assert_eq!(total(&supplier, kind, asset), sums, "{kind}");
    }
    let held = io.number("token balance embedded:supplier", "balance");
    assert_eq!(held, (50_000 - 2_100 + 250 - 7) * IO + TWO_HOURS);
    let closing =
        ["io", "usdc", "staked", "cooling", "owed"].map(|field| number(&supplier, &format!("/closing/{field}")));
    assert_eq!(closing, [held, RAN, 0, 0, THIRD_HOUR]);
    assert_eq!(number(&supplier, "/opening/io"), 0);
    // The renter ended it, and is who paid.
    let rent = supplier["lines"].as_array().expect("lines").iter().find(|line| line["kind"] == "rent-earned");
    let rent = rent.expect("a line about rent");
    assert_eq!((&rent["counterparty"], &rent["device"]), (&Value::from(address(&io, "renter")), &Value::from(rig)));

    let renter = told(&io, "renter", "");
    let fees = [("reservation-fee", 141_001), ("facilitation-fee", 1_128_001)];
    let mut expected = vec![("gift".to_owned(), 100_000_000, 100_000_000), ("rent-paid".to_owned(), -COST, 43_599_976)];
    let mut balance = 43_599_976;
    for (fee, amount) in fees {
        balance -= amount;
        expected.push((fee.to_owned(), -amount, balance));
    }
    expected.push(("refund".to_owned(), COST - RAN, balance + COST - RAN));
    assert_eq!(lines(&renter, "USDC"), expected);
}

#[test]
fn each_column_of_the_table_adds_up() {
    let (io, _) = with_history();
    let table = io.ok("id statement --wallet embedded:supplier --csv");
    let mut rows = table.lines();
    assert_eq!(
        rows.next(),
        Some("time,epoch,device,kind,asset,amount,balance,counterparty,signature,staked,cooling,owed")
    );
    let units = |text: &str| text.replace('.', "").parse::<i64>().expect("an amount");
    let (mut sums, mut last) = (BTreeMap::<String, i64>::new(), BTreeMap::<String, i64>::new());
    let mut position = [0; 3];
    for row in rows {
        let fields: Vec<&str> = row.split(',').collect();
        let [time, epoch, _, kind, asset, amount, balance, _, signature, changes @ ..] = fields.as_slice() else {
            panic!("{row}");
        };
        assert!(time.ends_with('Z') && changes.len() == 3, "{row}");
        assert!(*kind == "opening-balance" || epoch.parse::<u32>().is_ok(), "{row}");
        assert!(matches!(*kind, "opening-balance" | "gift") || signature.len() > 60, "{row}");
        *sums.entry(asset.to_string()).or_default() += units(amount);
        assert_eq!(sums[*asset], units(balance), "{row}");
        last.insert(asset.to_string(), units(balance));
        position.iter_mut().zip(changes).for_each(|(sum, change)| *sum += units(change));
    }
    let held = io.number("token balance embedded:supplier", "balance");
    assert_eq!((last["IO"], last["USDC"], position), (held, RAN, [0, 0, THIRD_HOUR]));
}

/// A period begins with its first second and ends before its last one; a day is all of it.
#[test]
fn a_period_is_cut_to_the_second() {
    let (io, rig) = Io::with_leased_rig();
    io.ok("ledger warp --to 2050-03-04T00:00:00Z");
    io.ok("-k embedded:supplier token transfer 1 --to embedded:friend");
    io.wait(86_399);
    io.ok("-k embedded:supplier token transfer 2 --to embedded:friend");
    io.wait(1);
    io.ok("-k embedded:supplier token transfer 4 --to embedded:friend");
    io.ok(&format!("rewards claim {rig}"));
    let sent = |period: &str| {
        let statement = told(&io, "supplier", period);
        let transfers = lines(&statement, "IO").into_iter().filter(|(kind, ..)| kind == "transfer");
        (number(&statement, "/opening/io") / IO, transfers.map(|(_, amount, _)| amount / IO).sum::<i64>())
    };
    assert_eq!(sent("--from 2050-03-04 --to 2050-03-04"), (48_000, -3));
    assert_eq!(sent("--from 2050-03-05 --to 2050-03-05"), (47_997, -4));
    assert_eq!(sent("--from 2050-03-04T00:00:01Z --to 2050-03-04T23:59:59Z"), (47_999, 0));
    assert_eq!(sent("--from 2050-03-04T23:59:59Z --to 2050-03-05T00:00:01Z"), (47_999, -6));
    assert_eq!(sent("--from 2050-03-05"), (47_997, -4));
    let empty = told(&io, "supplier", "--from 2049-01-01 --to 2049-12-31");
    assert_eq!((empty["lines"].as_array().map(Vec::len), number(&empty, "/closing/staked")), (Some(0), 2_000 * IO));
    assert!(io.refused("id statement --from 2050-03-05 --to 2050-03-04").contains("has to begin before it ends"));
    assert_eq!(io.run("id statement --from yesterday").status.code(), Some(2));
}

#[test]
fn rewards_that_another_wallet_is_paid_are_in_both_statements() {
    let (io, rig) = Io::with_leased_rig();
    io.ok("-k embedded:supplier rewards payout rig --to embedded:treasurer");
    io.wait(3 * HOUR);
    io.ok(&format!("rewards claim {rig}"));
    let supplier = told(&io, "supplier", "");
    assert_eq!(total(&supplier, "reward-claimed", "IO"), [0, 0, 0, -TWO_HOURS]);
    let claim = supplier["lines"].as_array().expect("lines").iter().find(|line| line["kind"] == "reward-claimed");
    assert_eq!(claim.expect("a claim")["counterparty"], address(&io, "treasurer"));
    let treasurer = told(&io, "treasurer", "");
    assert_eq!(lines(&treasurer, "IO"), [("reward-claimed".to_owned(), TWO_HOURS, TWO_HOURS)]);
}

#[test]
fn a_device_that_changes_hands_takes_its_stake_along() {
    let (io, rig) = Io::with_leased_rig();
    io.ok("-k embedded:supplier stake unstake rig 500");
    io.wait(3 * HOUR);
    io.ok("-k embedded:supplier device transfer rig --to embedded:heir");
    io.wait(HOUR);
    let handed_over = moment::show(io.number("ledger status", "time"));
    io.ok(&format!("-k embedded:heir device accept {rig}"));
    io.wait(HOUR);
    io.ok("-k embedded:heir token balance");
    io.ok("token transfer 100 --to embedded:heir");
    io.ok(&format!("-k embedded:heir stake add {rig} 100"));

    let stake = [0, -1_500 * IO, -500 * IO, 0];
    assert_eq!(total(&told(&io, "supplier", ""), "ownership", "IO"), stake);
    let heir = told(&io, "heir", "");
    assert_eq!(total(&heir, "ownership", "IO"), stake.map(|change| -change));
    assert_eq!((number(&heir, "/closing/staked"), number(&heir, "/closing/cooling")), (1_600 * IO, 500 * IO));
    // Also where the offer was made before the period began.
    let after = told(&io, "supplier", &format!("--from {handed_over}"));
    assert_eq!((number(&after, "/opening/staked"), number(&after, "/closing/staked")), (1_500 * IO, 0));
    let before = told(&io, "supplier", &format!("--to {handed_over}"));
    assert_eq!((number(&before, "/closing/staked"), number(&before, "/closing/cooling")), (1_500 * IO, 500 * IO));
}

/// The second account is another one than the associated one, is staked from, and goes to somebody else in the end.
#[test]
fn every_token_account_of_a_wallet_counts_as_long_as_it_is_the_wallets() -> Result<()> {
    let (io, _) = Io::with_leased_rig();
    let owner: Pubkey = address(&io, "supplier").parse()?;
    let treasurer: Pubkey = address(&io, "treasurer").parse()?;
    let second = Pubkey::create_with_seed(&owner, "second", &TOKEN_PROGRAM)?;
    let first = associated::address(&owner, &MINT);
    io.executes("supplier", |owner| {
        create_account_with_seed(&owner, &second, &owner, "second", 10_000_000, 165, &TOKEN_PROGRAM)
    });
    io.executes("supplier", |owner| initialize_account3(&TOKEN_PROGRAM, &second, &MINT, &owner).expect("an account"));
    io.executes("supplier", |owner| {
        transfer(&TOKEN_PROGRAM, &first, &second, &owner, &[], 10_000_000_000).expect("a transfer")
    });
    io.ok(&format!("-k embedded:supplier stake add rig 40 --from {second}"));
    let before = told(&io, "supplier", "");
    assert_eq!(number(&before, "/closing/io"), 47_960 * IO);
    let end = moment::show(io.number("ledger status", "time") + 1);
    io.wait(1);
    let hand_over = |owner| {
        let kind = AuthorityType::AccountOwner;
        set_authority(&TOKEN_PROGRAM, &second, Some(&treasurer), kind, &owner, &[]).expect("a new owner")
    };
    io.executes("supplier", hand_over);
    io.wait(1);
    io.ok("token transfer 5 --to embedded:supplier");

    let all = told(&io, "supplier", "");
    let expected = [
        ("transfer", 50_000, 50_000),
        ("stake", -2_000, 48_000),
        ("stake", -40, 47_960),
        ("transfer", -60, 47_900),
        ("transfer", 5, 47_905),
    ];
    // What moves from one account of a wallet to another is no line.
    let moved: Vec<_> = lines(&all, "IO").into_iter().filter(|(_, amount, _)| *amount != 0).collect();
    assert_eq!(moved, expected.map(|(kind, amount, balance)| (kind.to_owned(), amount * IO, balance * IO)));
    // To whoever asks only for the time before, it has always been the wallet's.
    assert_eq!(number(&told(&io, "supplier", &format!("--to {end}")), "/closing/io"), 47_960 * IO);
    let after = told(&io, "supplier", &format!("--from {end}"));
    assert_eq!((number(&after, "/opening/io"), number(&after, "/closing/io")), (47_960 * IO, 47_905 * IO));
    assert_eq!(lines(&told(&io, "treasurer", ""), "IO"), [("transfer".to_owned(), 60 * IO, 60 * IO)]);
    Ok(())
}

#[test]
fn a_transaction_that_fails_costs_its_fee() -> Result<()> {
    let (io, _) = Io::with_leased_rig();
    let before = told(&io, "supplier", "");
    let keypair = read_keypair_file(io.beside_ledger(".supplier.json")).expect("a keypair");
    let signer = keypair.pubkey();
    let account = associated::address(&signer, &MINT);
    let mut ledger = Ledger::open(Place::new(io.ledger()), || anyhow::bail!("no ledger"))?;
    let too_much = transfer(&TOKEN_PROGRAM, &account, &account, &signer, &[], u64::MAX)?;
    let message = Message::new_with_blockhash(&[too_much], Some(&signer), &ledger.svm().latest_blockhash());
    let transaction = VersionedTransaction::try_new(VersionedMessage::Legacy(message), &[&keypair])?;
    assert!(ledger.execute(&transaction).is_err());
    ledger.save()?;
    drop(ledger);
    let after = told(&io, "supplier", "");
    assert_eq!(lines(&after, "IO"), lines(&before, "IO"));
    let (fees_before, fees) = (total(&before, "transaction-fee", "SOL")[0], total(&after, "transaction-fee", "SOL")[0]);
    assert_eq!(fees, fees_before - 5_000);
    assert_eq!(number(&after, "/closing/sol"), number(&before, "/closing/sol") - 5_000);
    Ok(())
}

#[test]
fn what_vests_and_what_the_treasury_buys_is_named() {
    let (io, rig) = Io::with_rig();
    io.ok("-k embedded:supplier market offer rig --price 1000 --max-hours 48");
    io.ok("ledger usdc 20000 --to embedded:renter");
    io.ok(&format!("-k embedded:renter market reserve {rig} --hours 10 --pay usdc --max 10225"));
    io.ok("-k embedded:supplier market start rig");
    io.ok("ledger price 2.50 --confidence 0.01");
    io.ok("treasury sell 50");
    let operator = io.json("id statement");
    assert_eq!(operator["reconciled"], true);
    // Allocation 1, all of which vests at genesis; 50 IO at 2.4402 dollars.
    let released = total(&operator, "vesting-release", "IO")[0];
    assert_eq!(total(&operator, "buyback-sale", "IO"), [-50 * IO, 0, 0, 0]);
    assert_eq!(total(&operator, "buyback-sale", "USDC"), [122_010_000, 0, 0, 0]);
    assert_eq!(total(&operator, "transfer", "IO"), [-50_000 * IO, 0, 0, 0]);
    assert_eq!(number(&operator, "/closing/io"), released - 50_050 * IO);
    assert_eq!(io.number("token balance", "balance"), released - 50_050 * IO);
}

#[test]
fn people_are_told_what_every_line_is() {
    let (io, rig) = with_history();
    let page = io.ok("id statement --wallet embedded:supplier");
    for line in [
        format!("-2,000.00000000 IO              48,000.00000000  device {rig}; staked +2,000.00000000"),
        format!("device {rig}; staked -300.00000000; cooling +300.00000000"),
        "IO cooling                       0.00000000                 0.00000000                 0.00000000".to_owned(),
        "The lines account for every base unit.".to_owned(),
    ] {
        assert!(page.contains(&line), "{line}: {page}");
    }
}

/// The embedded ledger, of whose history one record is missing.
struct Forgetful {
    ledger: Embedded,
    missing: usize,
}

impl Backend for Forgetful {
    fn account(&self, address: &Pubkey) -> Result<Option<Account>> {
        self.ledger.account(address)
    }

    fn accounts(&self, addresses: &[Pubkey]) -> Result<Vec<Option<Account>>> {
        self.ledger.accounts(addresses)
    }

    fn program_accounts(&self, program: &Pubkey, filters: &[Filter]) -> Result<Vec<(Pubkey, Account)>> {
        self.ledger.program_accounts(program, filters)
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
        self.ledger.send_all(shipment, abreast, tell)
    }

    fn fates(&self, departed: &[Departed]) -> Result<Vec<Fate>> {
        self.ledger.fates(departed)
    }

    fn cluster(&self) -> Result<String> {
        self.ledger.cluster()
    }

    fn history(&self, addresses: &[Pubkey], period: Period) -> Result<Vec<Record>> {
        let mut records = self.ledger.history(addresses, period)?;
        if self.missing < records.len() {
            records.remove(self.missing);
        }
        Ok(records)
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
    id: Id,
}

#[test]
fn a_statement_that_does_not_add_up_says_so_and_fails() -> Result<()> {
    let (io, _) = with_history();
    let keypair = read_keypair_file(io.beside_ledger(".supplier.json")).expect("a keypair");
    let wallet = keypair.pubkey();
    let open = || Ledger::open(Place::new(io.ledger()), || anyhow::bail!("no ledger")).map(Embedded::new);
    let records = statement::read(&open()?, wallet, 0)?.records;
    let own = [wallet, associated::address(&wallet, &MINT), associated::address(&wallet, &usdc::MINT)];
    let changes = |record: &Record, account: &Pubkey| {
        record.changes.lamports.iter().any(|change| change.account == *account)
            || record.changes.tokens.iter().any(|change| change.account == *account)
    };
    let mut found = 0;
    for missing in 0..records.len() {
        let file = io.beside_ledger(".supplier.json");
        let find = move || Wallet::find(file.to_str(), None, None);
        let backend = Forgetful { ledger: open()?, missing };
        let mut session = Session::new(Box::new(backend), None, find, Signing::default());
        let outcome = Line::try_parse_from(["id", "statement"])?.id.run(&mut session, Output::Json);
        // What changed an account shows, unless nothing before it says what that held.
        let (record, earlier) = (&records[missing], &records[..missing]);
        let known = |account: &Pubkey| earlier.iter().any(|record| changes(record, account));
        if own.iter().any(|account| changes(record, account) && known(account)) {
            let sentence = outcome.expect_err("it cannot add up").to_string();
            assert!(sentence.starts_with("the statement does not add up: "), "{sentence}");
            found += 1;
        }
    }
    assert!(found > 10, "{found} of {}", records.len());
    Ok(())
}
