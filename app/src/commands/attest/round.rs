//! One round: every device of a list gets the lease it is to have.

use anchor_lang::prelude::Pubkey;
use anyhow::{Result, ensure};
use io_economics::Epoch;
use io_emission::error::IoEmissionError;
use io_emission::standing::{Standing, weight_of};
use io_emission::state::{Config, Lease};
use io_stake::state::Classes;
use serde::Serialize;
use solana_instruction::Instruction;
use solana_message::AddressLookupTableAccount;
use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

use super::Hours;
use crate::advancing::catch_up;
use crate::backend::Receipt;
use crate::dispatch::Dispatch;
use crate::emission;
use crate::lookup::{Group, Tables};
use crate::money::show_units;
use crate::payroll::{self, Entry};
use crate::quorum::Quorum;
use crate::reckoning::Outlook;
use crate::refusal::Refusal;
use crate::registry::{self, pool_name};
use crate::report::{Progress, Report, counted};
use crate::session::{Envelope, Session};

/// Which leases are looked after.
#[derive(Clone, Copy)]
pub enum Scope {
    /// All of them.
    Every,
    /// Those that are not there, that end within so many epochs, or whose weight is not what the stake supports.
    EndingWithin(u32),
}

pub struct Round<'a> {
    config: Config,
    running: Epoch,
    until: Epoch,
    scope: Scope,
    /// When the devices were verified, at the latest: what was registered since is refused.
    verified_at: i64,
    quorum: &'a Quorum,
    pub report: RoundReport,
}

/// What a round came to.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RoundReport {
    epoch: u32,
    until: u32,
    devices: usize,
    /// Leases that run far enough.
    left_alone: usize,
    granted: Vec<LeaseLine>,
    renewed: Vec<LeaseLine>,
    refused: Vec<RefusedLine>,
    transactions: usize,
    compute_units: u64,
    #[serde(skip)]
    detailed: bool,
}

#[derive(Serialize)]
struct LeaseLine {
    device: String,
    pool: String,
    start: u32,
    end: u32,
    weight: u64,
}

#[derive(Serialize)]
struct RefusedLine {
    device: String,
    reason: String,
}

/// What is done about a device.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Deed {
    /// It never had a lease, or was registered anew since.
    Grant,
    /// Its lease goes on; that of a device that is gone ends.
    Renew,
}

/// A lease that the pool will not remember enough to settle.
struct Forgotten {
    device: Pubkey,
    settled: Epoch,
    through: Epoch,
}

impl<'a> Round<'a> {
    pub fn new(config: Config, hours: Hours, scope: Scope, verified_at: i64, quorum: &'a Quorum) -> Self {
        let Hours { running, until } = hours;
        let report = RoundReport { epoch: running.get(), until: until.get(), ..RoundReport::default() };
        Self { config, running, until, scope, verified_at, quorum, report }
    }

    /// Leases the devices. What was done by then stands in the report, also where it stops half-way.
    pub fn run(&mut self, session: &mut Session, devices: &[Pubkey], tables: Option<&Tables>) -> Result<()> {
        let classes = registry::classes(&*session.backend)?;
        let entries = payroll::entries(&*session.backend, &self.config, devices)?;
        self.report.devices += devices.len();
        let outlooks = self.outlooks(session)?;
        let mut work: BTreeMap<(u8, Deed), Vec<Pubkey>> = BTreeMap::new();
        let mut forgotten: BTreeMap<u8, Vec<Forgotten>> = BTreeMap::new();
        for entry in &entries {
            let pool = match self.pool(entry, &classes) {
                Ok(pool) => pool,
                Err(reason) => {
                    self.report.refuse(entry.device, reason.to_string());
                    continue;
                }
            };
            if !self.is_due(entry, &classes) {
                self.report.left_alone += 1;
                continue;
            }
            if let Some(lease) = &entry.lease
                && let Some(outlook) = outlooks.get(&lease.pool).filter(|outlook| outlook.needs_pages(lease))
            {
                let (settled, through) = outlook.stretch(lease);
                forgotten.entry(lease.pool).or_default().push(Forgotten { device: entry.device, settled, through });
            }
            let new = entry.leased().is_none() && entry.registered.is_some();
            let deed = if new { Deed::Grant } else { Deed::Renew };
            work.entry((pool, deed)).or_default().push(entry.device);
        }
        for (pool, leases) in &forgotten {
            self.settle(session, *pool, leases)?;
        }
        let due = work.values().map(Vec::len).sum::<usize>();
        let (mut progress, mut done) = (Progress::new("leases"), 0);
        for ((pool, deed), devices) in work {
            let devices: Vec<Pubkey> = devices.into_iter().filter(|device| !self.report.has_refused(device)).collect();
            let groups = tables
                .map_or_else(|| vec![Group { table: None, devices: devices.clone() }], |tables| tables.group(&devices));
            for Group { table, devices } in groups {
                self.lease(session, pool, deed, table, &devices, &mut |count| {
                    done += count;
                    progress.show(done, due, "devices");
                })?;
            }
        }
        Ok(())
    }

    fn outlooks(&self, session: &Session) -> Result<HashMap<u8, Outlook>> {
        let now = payroll::now(&*session.backend)?;
        let pools = payroll::pools(&*session.backend, &self.config)?;
        Ok(pools.into_iter().map(|pool| (pool.number, Outlook::of(&self.config, pool, now))).collect())
    }

    /// The pool that a device belongs to. That of a device that is gone has to be freed of its weight.
    fn pool(&self, entry: &Entry, classes: &Classes) -> Result<u8, IoEmissionError> {
        let Some(device) = &entry.registered else {
            let running = entry.lease.filter(|lease| lease.is_running(self.running));
            return running.map(|lease| lease.pool).ok_or(IoEmissionError::NoDevice);
        };
        let class = classes.get(device.class).ok_or(IoEmissionError::NoSuchClass)?;
        Ok(class.pool)
    }

    fn is_due(&self, entry: &Entry, classes: &Classes) -> bool {
        let Scope::EndingWithin(hours) = self.scope else { return true };
        let (Some(lease), Some(device)) = (&entry.lease, entry.leased()) else { return true };
        if !lease.is_running(self.running) || entry.standing != Standing::Upright {
            return true;
        }
        let class = classes.get(device.class);
        let weight = class.map(|class| weight_of(device, class, self.config.weight_cap()).get());
        let left = lease.end().since(self.running).unwrap_or_default();
        weight != Some(lease.weight) || (left <= hours && lease.end() < self.until)
    }

    fn settle(&mut self, session: &mut Session, pool: u8, leases: &[Forgotten]) -> Result<()> {
        let config = self.config;
        let dispatch = Dispatch {
            envelope: Envelope::default(),
            preface: &|session: &mut Session| catch_up(session, &config, pool),
            pack: &|leases: &[Forgotten]| {
                let settle = |lease: &Forgotten| emission::settle(pool, lease.device, lease.settled, lease.through);
                leases.iter().map(settle).collect()
            },
        };
        dispatch.send(session, leases, &mut |_, leases, outcome| {
            match outcome {
                Ok(receipt) => self.report.count(&receipt),
                Err(refusal) => leases.iter().for_each(|lease| self.report.refuse(lease.device, refusal.to_string())),
            }
            Ok(())
        })
    }

    fn lease(
        &mut self,
        session: &mut Session,
        pool: u8,
        deed: Deed,
        table: Option<&AddressLookupTableAccount>,
        devices: &[Pubkey],
        told: &mut dyn FnMut(usize),
    ) -> Result<()> {
        let (config, until, verified_at, quorum) = (self.config, self.until.get(), self.verified_at, self.quorum);
        let payer = session.signer()?;
        let pack = |devices: &[Pubkey]| -> Vec<Instruction> {
            let Some((first, further)) = devices.split_first() else { return Vec::new() };
            let attestors = &quorum.addresses;
            vec![match deed {
                Deed::Grant => emission::grant(attestors, payer, pool, *first, further, until, verified_at),
                Deed::Renew => emission::renew(attestors, pool, *first, further, until),
            }]
        };
        let dispatch = Dispatch {
            envelope: Envelope { tables: table.map(std::slice::from_ref).unwrap_or_default(), ..quorum.envelope() },
            preface: &|session: &mut Session| catch_up(session, &config, pool),
            pack: &pack,
        };
        dispatch.send(session, devices, &mut |session, devices, outcome| {
            self.note(session, pool, deed, devices, outcome)?;
            told(devices.len());
            Ok(())
        })
    }

    fn note(
        &mut self,
        session: &Session,
        pool: u8,
        deed: Deed,
        devices: &[Pubkey],
        outcome: Result<Receipt, Refusal>,
    ) -> Result<()> {
        let receipt = match outcome {
            Ok(receipt) => receipt,
            Err(refusal) => {
                devices.iter().for_each(|device| self.report.refuse(*device, refusal.to_string()));
                return Ok(());
            }
        };
        self.report.count(&receipt);
        for entry in payroll::entries(&*session.backend, &self.config, devices)? {
            let Some(lease) = entry.lease.filter(|lease| lease.is_running(self.running)) else {
                self.report.refuse(entry.device, format!("{} Its lease has ended.", IoEmissionError::NoDevice));
                continue;
            };
            let Lease { start, end, weight, .. } = lease;
            let line = LeaseLine { device: entry.device.to_string(), pool: pool_name(pool), start, end, weight };
            match deed {
                Deed::Grant => self.report.granted.push(line),
                Deed::Renew => self.report.renewed.push(line),
            }
        }
        Ok(())
    }
}

impl RoundReport {
    /// With a line for each lease.
    pub fn in_detail(&mut self) -> &Self {
        self.detailed = true;
        self
    }

    /// A line of a list that names no device.
    pub fn refuse_line(&mut self, line: String) {
        self.devices += 1;
        self.refused.push(RefusedLine { device: line, reason: "This is not the address of a device.".into() });
    }

    pub fn require_no_refusal(&self) -> Result<()> {
        let refused = self.refused.len();
        ensure!(refused == 0, "{refused} of {} devices were refused", self.devices);
        Ok(())
    }

    fn refuse(&mut self, device: Pubkey, reason: String) {
        self.refused.push(RefusedLine { device: device.to_string(), reason });
    }

    fn has_refused(&self, device: &Pubkey) -> bool {
        // Few are, so that looking through them costs nothing.
        !self.refused.is_empty() && self.refused.iter().any(|refused| refused.device == device.to_string())
    }

    fn count(&mut self, receipt: &Receipt) {
        self.transactions += 1;
        self.compute_units = self.compute_units.saturating_add(receipt.units);
    }
}

impl Report for RoundReport {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { epoch, until, devices, left_alone, granted, renewed, refused, transactions, compute_units, .. } =
            self;
        writeln!(
            out,
            "epoch {epoch}: {}, {} granted and {} renewed through epoch {until}, {left_alone} left alone, {} refused; {}, \
             {compute_units} compute units",
            counted(*devices, "device"),
            granted.len(),
            renewed.len(),
            refused.len(),
            counted(*transactions, "transaction")
        )?;
        let weightless = granted.iter().chain(renewed).filter(|line| line.weight == 0).count();
        if self.detailed {
            granted.iter().chain(renewed).try_for_each(|line| line.display(out))?;
        } else if weightless > 0 {
            writeln!(out, "  {weightless} have no weight: too little stake, or suspended")?;
        }
        refused.iter().try_for_each(|RefusedLine { device, reason }| writeln!(out, "  refused  {device}: {reason}"))
    }
}

impl Report for LeaseLine {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { device, pool, start, end, weight } = self;
        let earns = if *weight == 0 { ": earns nothing, for lack of stake or because it is suspended" } else { "" };
        writeln!(out, "  leased   {device} ({pool}): epochs {start} to {end}, weight {}{earns}", show_units(*weight))
    }
}
