//! `io id statement`.

use anyhow::{Result, bail, ensure};
use clap::Args;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::history::Period;
use crate::moment;
use crate::party::Party;
use crate::report::{Output, Report, print};
use crate::session::Session;
use crate::statement::{self, Asset, Balances, Kind, Line, Position, Statement};

#[derive(Args)]
pub struct Command {
    /// The wallet
    #[arg(long, value_name = "WALLET", default_value = "operator")]
    wallet: Party,
    /// The first moment: 2026-01-31, 2026-01-31T12:00:00Z, or seconds since 1970 [default: everything]
    #[arg(long, value_name = "DATE", value_parser = moment::parse)]
    from: Option<i64>,
    /// Where it ends: a day with its last second, a moment before it [default: now]
    #[arg(long, value_name = "DATE", value_parser = moment::parse_end)]
    to: Option<i64>,
    /// Write a table of comma-separated values
    #[arg(long)]
    csv: bool,
}

impl Command {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let wallet = self.wallet.address(session)?;
        let backend = &*session.backend;
        let remembered = backend.memory_begins()?;
        let period = Period {
            from: self.from.unwrap_or(remembered),
            // What happens in this second belongs to it.
            until: self.to.unwrap_or(backend.clock()?.unix_timestamp.saturating_add(1)),
        };
        ensure!(period.from < period.until, "a statement has to begin before it ends");
        ensure!(
            period.from >= remembered,
            "this node remembers what has happened since {} only: ask one that remembers all, or begin --from then",
            moment::show(remembered)
        );
        let past = statement::read(backend, wallet, period.from)?;
        let statement = Statement::of(&past, period);
        match self.csv {
            true => print(&Table(&statement), Output::Display)?,
            false => print(&Account::of(&statement), output)?,
        }
        if !statement.is_reconciled() {
            bail!("the statement does not add up: {}", faults(&statement).join("; "));
        }
        Ok(())
    }
}

/// What does not add up, in words.
fn faults(statement: &Statement) -> Vec<String> {
    let difference = statement.difference();
    let missing = rows(&difference).into_iter().filter(|(_, _, amount)| *amount != 0);
    let missing = missing.map(|(name, asset, amount)| format!("{} {name} are unexplained", asset.show(amount)));
    statement.gaps.iter().cloned().chain(missing).collect()
}

/// What is counted, by its name.
const fn rows(balances: &Balances) -> [(&'static str, Asset, i128); 6] {
    let Balances { io, usdc, sol, position: Position { staked, cooling, owed } } = *balances;
    [
        ("IO", Asset::Io, io),
        ("USDC", Asset::Usdc, usdc),
        ("SOL", Asset::Sol, sol),
        ("IO staked", Asset::Io, staked),
        ("IO cooling", Asset::Io, cooling),
        ("IO owed", Asset::Io, owed),
    ]
}

/// The statement as a table of comma-separated values. No value has a comma.
struct Table<'a>(&'a Statement);

impl Serialize for Table<'_> {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        Account::of(self.0).serialize(to)
    }
}

impl Report for Table<'_> {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self(statement) = self;
        writeln!(out, "time,epoch,device,kind,asset,amount,balance,counterparty,signature,staked,cooling,owed")?;
        for asset in Asset::ALL {
            let balance = asset.plain(statement.opening.of(asset));
            // With the opening balances each column adds up to the closing one.
            let position = if asset == Asset::Io { statement.opening.position } else { Position::NONE };
            let time = moment::show(statement.period.from);
            let position = columns(&position);
            writeln!(out, "{time},,,opening-balance,{},{balance},{balance},,,{position}", asset.name())?;
        }
        for line in &statement.lines {
            let Line { time, epoch, device, kind, asset, amount, balance, counterparty, signature, position, .. } =
                line;
            writeln!(
                out,
                "{},{},{},{},{},{},{},{},{},{}",
                moment::show(*time),
                shown(epoch),
                shown(device),
                kind.name(),
                asset.name(),
                asset.plain(*amount),
                asset.plain(*balance),
                shown(counterparty),
                shown(signature),
                columns(position)
            )?;
        }
        Ok(())
    }
}

fn columns(position: &Position) -> String {
    [position.staked, position.cooling, position.owed].map(|amount| Asset::Io.plain(amount)).join(",")
}

fn shown(value: &Option<impl ToString>) -> String {
    value.as_ref().map_or_else(String::new, ToString::to_string)
}

/// Amounts in base units, moments in seconds since 1970.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Account<'a> {
    wallet: String,
    from: i64,
    /// The first second that lies outside.
    until: i64,
    reconciled: bool,
    opening: Sums,
    closing: Sums,
    totals: Vec<Total>,
    lines: Vec<Entry<'a>>,
    faults: Vec<String>,
    #[serde(skip)]
    statement: &'a Statement,
}

#[derive(Serialize)]
struct Sums {
    io: i128,
    usdc: i128,
    sol: i128,
    #[serde(flatten)]
    position: Position,
}

/// What the lines of a kind come to.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Total {
    kind: Kind,
    asset: Asset,
    amount: i128,
    #[serde(flatten)]
    position: Position,
    lines: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    time: i64,
    epoch: Option<u32>,
    device: Option<String>,
    reservation: Option<String>,
    kind: Kind,
    asset: Asset,
    amount: i128,
    balance: i128,
    counterparty: Option<String>,
    signature: Option<String>,
    #[serde(flatten)]
    position: &'a Position,
}

impl<'a> Account<'a> {
    fn of(statement: &'a Statement) -> Self {
        let sums = |balances: &Balances| {
            let Balances { io, usdc, sol, position } = *balances;
            Sums { io, usdc, sol, position }
        };
        Self {
            wallet: statement.wallet.to_string(),
            from: statement.period.from,
            until: statement.period.until,
            reconciled: statement.is_reconciled(),
            opening: sums(&statement.opening),
            closing: sums(&statement.closing),
            totals: totals(&statement.lines),
            lines: statement.lines.iter().map(Entry::of).collect(),
            faults: faults(statement),
            statement,
        }
    }
}

fn totals(lines: &[Line]) -> Vec<Total> {
    let mut totals: BTreeMap<(Kind, Asset), Total> = BTreeMap::new();
    for Line { kind, asset, amount, position, .. } in lines {
        let total = totals.entry((*kind, *asset)).or_insert(Total {
            kind: *kind,
            asset: *asset,
            amount: 0,
            position: Position::NONE,
            lines: 0,
        });
        total.amount += amount;
        total.position += *position;
        total.lines += 1;
    }
    totals.into_values().collect()
}

impl<'a> Entry<'a> {
    fn of(line: &'a Line) -> Self {
        let address = |address: Option<anchor_lang::prelude::Pubkey>| address.map(|address| address.to_string());
        Self {
            time: line.time,
            epoch: line.epoch,
            device: address(line.device),
            reservation: address(line.reservation),
            kind: line.kind,
            asset: line.asset,
            amount: line.amount,
            balance: line.balance,
            counterparty: address(line.counterparty),
            signature: line.signature.map(|signature| signature.to_string()),
            position: &line.position,
        }
    }
}

impl Report for Account<'_> {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let [from, until] = [self.from, self.until].map(moment::show);
        writeln!(out, "statement of {}\nfrom {from} until {until}\n", self.wallet)?;
        writeln!(
            out,
            "{:<20} {:>6}  {:<16} {:>26} {:<4} {:>26}  about",
            "time (UTC)", "epoch", "kind", "amount", "", "balance"
        )?;
        for line in &self.statement.lines {
            let Line { time, epoch, kind, asset, amount, balance, .. } = line;
            let (time, epoch, kind, name) = (moment::show(*time), shown(epoch), kind.name(), asset.name());
            let (amount, balance) = (asset.show(*amount), asset.show(*balance));
            let row =
                format!("{time:<20} {epoch:>6}  {kind:<16} {amount:>26} {name:<4} {balance:>26}  {}", about(line));
            writeln!(out, "{}", row.trim_end())?;
        }
        writeln!(out, "\n{:<16} {:>26}", "in all", "amount")?;
        for Total { kind, asset, amount, position, lines } in &self.totals {
            let row = format!(
                "{:<16} {:>26} {:<4} {lines:>6} ×{}",
                kind.name(),
                asset.show(*amount),
                asset.name(),
                changes(position)
            );
            writeln!(out, "{row}")?;
        }
        writeln!(out, "\n{:<16} {:>26} {:>26} {:>26}", "", "opening", "change", "closing")?;
        let (opening, closing) = (rows(&self.statement.opening), rows(&self.statement.closing));
        for ((name, asset, opening), (_, _, closing)) in opening.into_iter().zip(closing) {
            let [first, change, last] = [opening, closing - opening, closing].map(|amount| asset.show(amount));
            writeln!(out, "{name:<16} {first:>26} {change:>26} {last:>26}")?;
        }
        match self.reconciled {
            true => writeln!(out, "\nThe lines account for every base unit."),
            false => writeln!(out, "\nTHIS DOES NOT ADD UP"),
        }
    }
}

/// Whom and what a line is about.
fn about(line: &Line) -> String {
    let Line { device, counterparty, position, .. } = line;
    let device = device.map(|device| format!("device {device}"));
    let counterparty = counterparty.map(|counterparty| match line.amount {
        ..0 => format!("to {counterparty}"),
        1.. => format!("from {counterparty}"),
        0 => counterparty.to_string(),
    });
    let about: Vec<String> = [device, counterparty].into_iter().flatten().collect();
    format!("{}{}", about.join(", "), changes(position))
}

/// `; staked +500.00000000`
fn changes(position: &Position) -> String {
    let Position { staked, cooling, owed } = *position;
    let named = [("staked", staked), ("cooling", cooling), ("owed", owed)];
    let changed = named.into_iter().filter(|(_, change)| *change != 0);
    let sign = |change: i128| if change > 0 { "+" } else { "" };
    changed.map(|(name, change)| format!("; {name} {}{}", sign(change), Asset::Io.show(change))).collect()
}
