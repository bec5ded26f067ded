//! `io costake list`.

use anchor_lang::prelude::Pubkey;
use anyhow::{Result, ensure};
use clap::Args;
use io_economics::Timestamp;
use io_stake::state::{Class, Device};
use serde::Serialize;
use std::cmp::Reverse;
use std::io::{self, Write};

use super::position::percent;
use crate::commands::device::Heading;
use crate::costake;
use crate::designation::DeviceName;
use crate::money::show_units;
use crate::registry;
use crate::report::{Output, Report, note, print};
use crate::reputation::{self, Reputation};
use crate::session::Session;
use crate::timeline::CostakeLine;
use crate::usdc;

#[derive(Args)]
pub struct List {
    /// Only these devices, by their addresses
    #[arg(value_name = "DEVICE")]
    devices: Vec<DeviceName>,
    /// Only those of a class
    #[arg(long, value_name = "CLASS", conflicts_with = "devices")]
    class: Option<String>,
}

/// Devices that are open for co-stake, those that take some and have paid most first. Amounts in base units.
#[derive(Serialize)]
struct Choice {
    time: i64,
    devices: Vec<Line>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    #[serde(flatten)]
    heading: Heading,
    required: u64,
    /// The owner's active stake.
    own: u64,
    costake: CostakeLine,
    suspended: bool,
    open_cases: u16,
    /// Of the last 30 days: hours since it was registered, and those for which it was leased.
    hours: u32,
    leased_hours: u32,
    /// What each thousand IO of co-stake were paid in these days.
    paid_per_thousand_io: u64,
    paid_per_thousand_usdc: u64,
}

impl List {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let found = self.find(session)?;
        let classes = registry::classes(&*session.backend)?;
        let now = Timestamp::new(session.backend.clock()?.unix_timestamp);
        let reputations = reputation::of(&*session.backend, &found, now)?;
        let remembered = reputation::remembers_all(&*session.backend, now)?;
        let mut devices = Vec::with_capacity(found.len());
        for ((address, device), reputation) in found.iter().zip(reputations) {
            if let Some((class, costake)) = classes.get(device.class).zip(CostakeLine::of(device)) {
                devices.push(Line::of(*address, device, class, costake, reputation));
            }
        }
        devices.sort_by(|one, other| one.rank().cmp(&other.rank()));
        if !remembered {
            note("The node has forgotten a part of the last 30 days: ask one that keeps all");
        }
        print(&Choice { time: now.get(), devices }, output)
    }

    fn find(&self, session: &mut Session) -> Result<Vec<(Pubkey, Device)>> {
        if self.devices.is_empty() {
            let classes = registry::classes(&*session.backend)?;
            let class = self.class.as_deref().map(|text| registry::class_named(&classes, text)).transpose()?;
            return registry::devices_open(&*session.backend, class.map(|(number, _)| number));
        }
        let mut found = Vec::with_capacity(self.devices.len());
        for name in &self.devices {
            let (address, device) = name.find(session)?;
            ensure!(device.costake.is_open(), "the device {address} is not open for co-stake");
            found.push((address, device));
        }
        Ok(found)
    }
}

impl Line {
    fn of(address: Pubkey, device: &Device, class: &Class, costake: CostakeLine, reputation: Reputation) -> Self {
        let paid = |asset: u8| reputation.paid.get(usize::from(asset)).copied().unwrap_or_default();
        Self {
            heading: Heading::of(address, device, class),
            required: registry::required_stake(class, device.processors).get(),
            own: device.active,
            costake,
            suspended: device.is_suspended(),
            open_cases: device.open_cases,
            hours: reputation.hours,
            leased_hours: reputation.leased,
            paid_per_thousand_io: paid(costake::IO),
            paid_per_thousand_usdc: paid(costake::USDC),
        }
    }

    /// What a chooser wants first comes first: room, no case, what was paid, uptime; then its owner's stake.
    fn rank(&self) -> impl Ord {
        (
            self.costake.room == 0,
            self.open_cases > 0,
            Reverse((self.paid_per_thousand_io, self.paid_per_thousand_usdc)),
            // Of the hours that it could have been leased for, in millionths.
            Reverse(u64::from(self.leased_hours).saturating_mul(1_000_000) / u64::from(self.hours.max(1))),
            Reverse(self.own),
            self.heading.device.clone(),
        )
    }

    fn uptime(&self) -> String {
        match self.hours {
            0 => "–".into(),
            hours => percent(self.leased_hours.into(), hours.into()),
        }
    }

    fn remarks(&self) -> String {
        let mut remarks = String::new();
        match self.open_cases {
            0 => {}
            1 => remarks += ", 1 open case",
            several => remarks += &format!(", {several} open cases"),
        }
        if self.suspended {
            remarks += ", suspended";
        }
        if self.own.saturating_add(self.costake.counted) < self.required {
            remarks += ", short of stake";
        }
        remarks
    }
}

impl Report for Choice {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.devices.is_empty() {
            return writeln!(out, "No such device is open for co-stake: `io costake open` opens one of yours");
        }
        writeln!(
            out,
            "{:<44}  {:<20} {:>18} {:>18} {:>18} {:>8} {:>16} {:>14}  name and owner",
            "device", "class", "own stake (IO)", "co-stake", "room", "leased", "per 1,000: IO", "USDC"
        )?;
        for line in &self.devices {
            let Line { heading, own, costake, paid_per_thousand_io, paid_per_thousand_usdc, .. } = line;
            let class = format!("{} × {}", heading.processors, heading.class);
            let [own, active, room, paid] = [*own, costake.active, costake.room, *paid_per_thousand_io].map(show_units);
            let dollars = usdc::show_units(*paid_per_thousand_usdc);
            writeln!(
                out,
                "{:<44}  {class:<20} {own:>18} {active:>18} {room:>18} {:>8} {paid:>16} {dollars:>14}  {}, {}{}",
                heading.device,
                line.uptime(),
                heading.name(),
                heading.owner,
                line.remarks()
            )?;
        }
        writeln!(out, "leased and paid: of the last 30 days; paid: what each 1,000 IO of co-stake shared in")
    }
}
