//! `io rewards show`.

use anyhow::{Context, Result};
use clap::Args;
use io_economics::{Epoch, Timestamp, Weight, distribute, earned, emission, pool_share};
use io_emission::standing::Standing;
use io_emission::state::Lease;
use serde::Serialize;
use std::io::{self, Write};

use super::{View, addresses};
use crate::designation::DeviceName;
use crate::moment;
use crate::money::show_units;
use crate::party::Party;
use crate::payroll::{self, Entry};
use crate::reckoning::{Outlook, Reckoning};
use crate::registry::pool_name;
use crate::report::{Output, Report, print};
use crate::session::Session;

#[derive(Args)]
#[group(multiple = false)]
pub struct Show {
    /// The devices: their addresses, or the ids that your wallet gave them [default: every device of yours]
    #[arg(value_name = "DEVICE")]
    devices: Vec<DeviceName>,
    /// Every device of this wallet
    #[arg(long, value_name = "WALLET")]
    owner: Option<Party>,
    /// Every device that has a lease
    #[arg(long)]
    all: bool,
}

/// Amounts in base units.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rewards {
    time: i64,
    /// The epoch that is running.
    epoch: Option<u32>,
    earned: u64,
    claimable: u64,
    claimed: u64,
    devices: Vec<Line>,
    /// Whether one device was asked for by name.
    #[serde(skip)]
    one: bool,
}

/// What a device has earned.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    pub device: String,
    pub name: String,
    pub owner: Option<String>,
    pub payee: Option<String>,
    pub pool: Option<String>,
    pub lease: Option<LeaseLine>,
    /// Every hour that is over is counted, whether or not anybody has accounted for it.
    pub earned: u64,
    pub claimable: u64,
    /// What a claim would pay its co-stakers.
    pub shared: u64,
    /// Everything that was ever paid, to co-stakers as well.
    pub claimed: u64,
    /// Penalties: still to be paid, and paid.
    pub penalty: u64,
    pub fined: u64,
    pub lost: u64,
}

/// How far a device's lease goes.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LeaseLine {
    pub running: bool,
    pub start: u32,
    pub end: u32,
    /// When the last epoch that counts is over.
    pub ends_at: Option<i64>,
    pub weight: u64,
    /// The epoch from which on nothing is earned, because the stake fell.
    pub fallen_in: Option<u32>,
    /// Whether the lease has to look at its device anew before it earns again.
    pub needs_sync: bool,
    /// What the running epoch will bring, as things stand.
    pub this_hour: u64,
}

impl Show {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let config = payroll::config(&*session.backend)?;
        let entries = if self.all {
            payroll::every_entry(&*session.backend, &config)?
        } else if self.devices.is_empty() {
            let owner = self.owner.as_ref().unwrap_or(&Party::Operator).address(session)?;
            payroll::entries_of(&*session.backend, &config, owner)?
        } else {
            let devices = addresses(&self.devices, session)?;
            payroll::entries(&*session.backend, &config, &devices)?
        };
        let view = View::of(session, config, entries)?;
        let now = payroll::now(&*session.backend)?;
        print(&Rewards::of(&view, now, self.devices.len() == 1)?, output)
    }
}

impl Rewards {
    fn of(view: &View, now: Timestamp, one: bool) -> Result<Self> {
        let running = payroll::running(&view.config, now).ok();
        let lines = view.entries.iter().map(|entry| Line::of(view, entry, running));
        let devices = lines.collect::<Result<Vec<Line>>>()?;
        let sum = |of: fn(&Line) -> u64| devices.iter().map(of).fold(0, u64::saturating_add);
        Ok(Self {
            time: now.get(),
            epoch: running.map(Epoch::get),
            earned: sum(|line| line.earned),
            claimable: sum(|line| line.claimable),
            claimed: sum(|line| line.claimed),
            devices,
            one,
        })
    }
}

impl Line {
    pub fn of(view: &View, entry: &Entry, running: Option<Epoch>) -> Result<Self> {
        let lease = entry.lease.as_ref();
        let reckoning = match lease.zip(view.outlook(entry)) {
            Some((lease, outlook)) => {
                let reckoned = outlook.reckon(lease, entry.standing, entry.has_costakers());
                reckoned.with_context(|| format!("the lease of {}", entry.device))?
            }
            None => Reckoning::default(),
        };
        let Reckoning { earned, claimable, shared, penalty, fined, lost, .. } = reckoning;
        Ok(Self {
            device: entry.device.to_string(),
            name: entry.name().unwrap_or_else(|| "(gone)".into()),
            owner: entry.owner().map(|owner| owner.to_string()),
            payee: entry.payee().map(|payee| payee.to_string()),
            pool: lease.map(|lease| pool_name(lease.pool)),
            lease: lease.map(|lease| LeaseLine::of(view, entry, lease, running)),
            earned,
            claimable,
            shared,
            claimed: lease.map_or(0, |lease| lease.paid),
            penalty,
            fined,
            lost,
        })
    }
}

impl LeaseLine {
    fn of(view: &View, entry: &Entry, lease: &Lease, running: Option<Epoch>) -> Self {
        let is_running = running.is_some_and(|running| lease.is_running(running));
        let counts = is_running && running.is_some_and(|running| lease.start() <= running);
        let upright = entry.standing == Standing::Upright;
        let this_hour = match running.zip(view.outlook(entry)).filter(|_| counts && upright) {
            Some((running, outlook)) => expected(view, lease, outlook, running).unwrap_or_default(),
            None => 0,
        };
        Self {
            running: is_running,
            start: lease.start,
            end: lease.end,
            ends_at: view.config.clock().end(lease.end()).map(Timestamp::get),
            weight: lease.weight,
            fallen_in: match entry.standing {
                Standing::Fallen(epoch) => Some(epoch.get()),
                Standing::Upright | Standing::Unknown => None,
            },
            needs_sync: is_running && !upright,
            this_hour,
        }
    }
}

/// What a lease will earn in the running epoch.
fn expected(view: &View, lease: &Lease, outlook: &Outlook, running: Epoch) -> Option<u64> {
    let share = pool_share(emission(running), &view.config.shares(), usize::from(lease.pool));
    let per_weight = distribute(share, Weight::new(outlook.weight))?.per_weight;
    Some(earned(Weight::new(lease.weight), 0, per_weight)?.amount.get())
}

impl Report for Rewards {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        if let ([line], true) = (self.devices.as_slice(), self.one) {
            return line.display(out);
        }
        if self.devices.is_empty() {
            return writeln!(out, "No devices: `io device register` adds one, and attestors lease it");
        }
        let heads = ["earned (IO)", "claimable", "claimed", "penalty due", "lost"].map(|head| format!("{head:>20}"));
        writeln!(out, "{:<20} {:<5} {}  {:>9}  device", "name", "pool", heads.join(" "), "lease to")?;
        for line in &self.devices {
            let amounts = [line.earned, line.claimable, line.claimed, line.penalty, line.lost];
            let amounts = amounts.map(|amount| format!("{:>20}", show_units(amount))).join(" ");
            let until = match &line.lease {
                None => "never".into(),
                Some(lease) if lease.running => lease.end.to_string(),
                Some(_) => "over".into(),
            };
            let pool = line.pool.as_deref().unwrap_or("–");
            writeln!(out, "{:<20} {pool:<5} {amounts}  {until:>9}  {}", line.name, line.device)?;
        }
        if self.devices.len() > 1 {
            let amounts = [self.earned, self.claimable, self.claimed].map(|sum| format!("{:>20}", show_units(sum)));
            writeln!(out, "{:<20} {:<5} {}", "total", "", amounts.join(" "))?;
        }
        match self.epoch {
            Some(epoch) => writeln!(out, "now {}, epoch {epoch}", moment::show_local(self.time)),
            None => writeln!(out, "now {}", moment::show_local(self.time)),
        }
    }
}

impl Report for Line {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}\n  {}", self.name, self.device)?;
        let Some(lease) = &self.lease else {
            return writeln!(out, "lease        none ever: attestors grant it once they have verified the device");
        };
        lease.display(out)?;
        for (label, amount) in [
            ("earned", self.earned),
            ("claimable", self.claimable),
            ("co-stakers'", self.shared),
            ("claimed", self.claimed),
            ("penalty due", self.penalty),
            ("penalty paid", self.fined),
            ("lost", self.lost),
        ] {
            // Most devices have none.
            if label == "co-stakers'" && amount == 0 {
                continue;
            }
            writeln!(out, "{label:<12} {:>24} IO", show_units(amount))?;
        }
        match (&self.payee, &self.owner) {
            (Some(payee), Some(owner)) if payee != owner => writeln!(out, "paid to      {payee}, as {owner} decided"),
            (Some(payee), _) => writeln!(out, "paid to      {payee}"),
            (None, _) => Ok(()),
        }
    }
}

impl Report for LeaseLine {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { start, end, ends_at, weight, this_hour, .. } = self;
        let until = ends_at.map_or_else(String::new, |ends_at| format!(", {}", moment::show_local(ends_at)));
        match self.running {
            true => writeln!(out, "lease        from epoch {start} to the end of epoch {end}{until}")?,
            false if start > end => writeln!(out, "lease        over: it ended before it began")?,
            false => writeln!(out, "lease        over since the end of epoch {end}{until}")?,
        }
        if self.needs_sync {
            let since = self.fallen_in.map_or_else(String::new, |epoch| format!(" since epoch {epoch}"));
            writeln!(out, "             earns nothing{since}: its stake fell, and the lease has not taken note of it")?;
        }
        if self.running {
            writeln!(out, "weight       {:>24} IO", show_units(*weight))?;
            writeln!(out, "this hour    {:>24} IO, as things stand", show_units(*this_hour))?;
        }
        Ok(())
    }
}
