//! `io slash`: slash cases, from their opening to their end.

mod cases;

use anchor_lang::prelude::Pubkey;
use anyhow::Result;
use clap::{Args, Subcommand};
use io_economics::{Amount, Timestamp};
use io_stake::OpenCaseArgs;
use serde::Serialize;
use std::collections::HashMap;
use std::io::{self, Write};

use crate::designation::{CaseName, DeviceName, OpenCase};
use crate::evidence;
use crate::money::{self, Portion, show_units};
use crate::registry;
use crate::report::{Output, Report, print};
use crate::session::Session;
use crate::stake;
use crate::syncing::with_sync;
use crate::timeline::{CaseLine, Judges};
use cases::End;

#[derive(Subcommand)]
pub enum Slash {
    /// Open a case against a device, as the slasher. The amount is frozen at once
    Open(Open),
    /// Suspend the device until the case ends, as the slasher
    Suspend(CaseName),
    /// Appeal a case, as the owner of the device, within 30 days
    Appeal(Appeal),
    /// Rule on an appealed case, as the arbiter, within 30 days
    Resolve(Resolve),
    /// Burn what cases froze, once they are upheld or were not appealed in time. Anyone may do it
    Execute(cases::Cases),
    /// Dismiss appealed cases on which the arbiter did not rule in time. Anyone may do it
    Expire(cases::Cases),
    /// The open cases: who can do what about them by when
    List(List),
}

#[derive(Args)]
pub struct Open {
    /// The device's address
    device: DeviceName,
    /// How much, in IO. Where less is left to freeze, all of that is frozen
    #[arg(value_parser = money::parse)]
    amount: Amount,
    /// Number of the reason, in the slasher's published list
    #[arg(long, value_name = "NUMBER")]
    reason: u16,
    /// The evidence: a file, of which the SHA-256 hash is taken, or that hash in hexadecimal
    #[arg(long, value_name = "FILE_OR_HASH")]
    evidence: String,
}

#[derive(Args)]
pub struct Appeal {
    #[command(flatten)]
    case: CaseName,
    /// Your evidence: a file, of which the SHA-256 hash is taken, or that hash in hexadecimal
    #[arg(long, value_name = "FILE_OR_HASH")]
    evidence: String,
}

#[derive(Args)]
pub struct Resolve {
    #[command(flatten)]
    case: CaseName,
    #[command(flatten)]
    ruling: Ruling,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct Ruling {
    /// Uphold the case for this much, in IO, or for `all` of what it froze. The rest is free at once
    #[arg(long, value_name = "AMOUNT")]
    uphold: Option<Portion>,
    /// Dismiss the case
    #[arg(long)]
    dismiss: bool,
}

#[derive(Args)]
pub struct List {
    /// Only those about a device
    #[arg(long)]
    device: Option<DeviceName>,
    /// Only those about devices of yours
    #[arg(long, conflicts_with = "device")]
    mine: bool,
}

impl Slash {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        match self {
            Self::Open(open) => open.run(session, output),
            Self::Suspend(case) => suspend(case, session, output),
            Self::Appeal(appeal) => appeal.run(session, output),
            Self::Resolve(resolve) => resolve.run(session, output),
            Self::Execute(cases) => cases.run(session, output, End::Execution),
            Self::Expire(cases) => cases.run(session, output, End::Expiry),
            Self::List(list) => list.run(session, output),
        }
    }
}

/// What was done about a case. Amounts in base units.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    action: &'static str,
    #[serde(flatten)]
    line: CaseLine,
    burned: u64,
    /// How much of what was burned was co-stake.
    burned_costake: u64,
    unfrozen: u64,
    #[serde(skip)]
    sentence: String,
}

/// Reads a case, and says who can do what about it.
fn line(session: &Session, address: Pubkey) -> Result<CaseLine> {
    let backend = &*session.backend;
    let case = registry::case(backend, &address)?;
    let judges =
        Judges { owner: registry::device(backend, &case.device)?.owner, arbiter: registry::config(backend)?.arbiter };
    Ok(CaseLine::of(address, &case, &judges, Timestamp::new(backend.clock()?.unix_timestamp)))
}

impl Change {
    /// The case goes on.
    fn ongoing(session: &Session, action: &'static str, case: Pubkey, unfrozen: u64, what: &str) -> Result<Self> {
        let line = line(session, case)?;
        let sentence = format!("Case {} about the device {}: {what}", line.number, line.device);
        Ok(Self { action, line, burned: 0, burned_costake: 0, unfrozen, sentence })
    }

    /// The case has ended, and its account is closed.
    fn ended(action: &'static str, case: &OpenCase, burned: u64, unfrozen: u64, what: &str) -> Self {
        let line = CaseLine::ended(case.address, &case.case);
        let sentence = format!("Case {} about the device {} has ended: {what}", line.number, line.device);
        let burned_costake = if burned > 0 { case.case.costake } else { 0 };
        Self { action, line, burned, burned_costake, unfrozen, sentence }
    }
}

impl Report for Change {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", self.sentence)?;
        if self.line.is_open() { self.line.display(out) } else { Ok(()) }
    }
}

impl Open {
    fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let slasher = session.signer()?;
        let (device, before) = self.device.find(session)?;
        let evidence = evidence::hash(&self.evidence)?;
        let (number, asked) = (before.cases, self.amount.get());
        let args = OpenCaseArgs { number, amount: asked, reason: self.reason, evidence };
        session.carry_out(&[stake::open_case(slasher, device, args)], output, |session| {
            let what = format!("opened for {} IO", show_units(asked));
            Change::ongoing(session, "opened", stake::case_address(device, number), 0, &what)
        })
    }
}

fn suspend(case: &CaseName, session: &mut Session, output: Output) -> Result<()> {
    let slasher = session.signer()?;
    let OpenCase { address, case, .. } = case.find(session)?;
    let instructions = with_sync(session, case.device, vec![stake::suspend(slasher, case.device, address)])?;
    session.carry_out(&instructions, output, |session| {
        Change::ongoing(session, "suspended", address, 0, "suspends the device until it ends")
    })
}

impl Appeal {
    fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let owner = session.signer()?;
        let OpenCase { address, case, .. } = self.case.find(session)?;
        let defence = evidence::hash(&self.evidence)?;
        session.carry_out(&[stake::appeal(owner, case.device, address, defence)], output, |session| {
            Change::ongoing(session, "appealed", address, 0, "appealed")
        })
    }
}

impl Resolve {
    fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let arbiter = session.signer()?;
        let found = self.case.find(session)?;
        let OpenCase { address, case, .. } = found;
        let upheld = self.ruling.uphold.map_or(0, |portion| portion.of(case.frozen));
        let unfrozen = case.frozen.saturating_sub(upheld);
        let instruction = stake::resolve(arbiter, case.device, address, case.opener, upheld);
        let instructions = with_sync(session, case.device, vec![instruction])?;
        session.carry_out(&instructions, output, |session| {
            let free = format!("{} IO are free again", show_units(unfrozen));
            if upheld == 0 {
                return Ok(Change::ended("dismissed", &found, 0, unfrozen, &format!("dismissed, {free}")));
            }
            let what = format!("upheld for {} IO, {free}", show_units(upheld));
            Change::ongoing(session, "upheld", address, unfrozen, &what)
        })
    }
}

/// Open cases, oldest first.
#[derive(Serialize)]
struct CaseList {
    time: i64,
    cases: Vec<CaseLine>,
}

impl List {
    fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let about = self.device.map(|device| device.find(session)).transpose()?.map(|(address, _)| address);
        let only = if self.mine { Some(session.signer()?) } else { None };
        let backend = &*session.backend;
        let cases = registry::cases(backend, about)?;
        let now = Timestamp::new(backend.clock()?.unix_timestamp);
        let arbiter = registry::config(backend)?.arbiter;
        let owners = owners(session, cases.iter().map(|(_, case)| case.device))?;
        let lines = cases.iter().filter_map(|(address, case)| {
            let owner = *owners.get(&case.device)?;
            let meant = only.is_none_or(|only| only == owner);
            meant.then(|| CaseLine::of(*address, case, &Judges { owner, arbiter }, now))
        });
        print(&CaseList { time: now.get(), cases: lines.collect() }, output)
    }
}

/// Who owns each of the devices. A case keeps its device from being closed, so there is one for each.
fn owners(session: &Session, devices: impl Iterator<Item = Pubkey>) -> Result<HashMap<Pubkey, Pubkey>> {
    let addresses: Vec<Pubkey> = devices.collect();
    let found = registry::devices_at(&*session.backend, &addresses)?;
    Ok(found.into_iter().map(|(address, device)| (address, device.owner)).collect())
}

impl Report for CaseList {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.cases.is_empty() {
            return writeln!(out, "No open cases");
        }
        for (place, case) in self.cases.iter().enumerate() {
            if place > 0 {
                writeln!(out)?;
            }
            writeln!(out, "{:<12} {}", "device", case.device)?;
            case.display(out)?;
        }
        Ok(())
    }
}
