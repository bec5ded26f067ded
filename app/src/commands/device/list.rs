//! `io device list`.

use anyhow::Result;
use clap::Args;
use serde::Serialize;
use std::io::{self, Write};

use super::show::{Heading, View};
use crate::money::show_units;
use crate::party::Party;
use crate::registry::{self, Search};
use crate::report::{Output, Report, print};
use crate::session::Session;
use crate::timeline::CostakeLine;

#[derive(Args)]
pub struct List {
    /// Another wallet's devices, instead of yours
    #[arg(long, value_name = "WALLET")]
    owner: Option<Party>,
    /// Only those of a class
    #[arg(long, value_name = "CLASS")]
    class: Option<String>,
    /// Everyone's devices
    #[arg(long, conflicts_with = "owner")]
    all: bool,
}

/// Amounts in base units.
#[derive(Serialize)]
struct DeviceList {
    time: i64,
    devices: Vec<DeviceLine>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DeviceLine {
    #[serde(flatten)]
    heading: Heading,
    required: u64,
    active: u64,
    /// What others have staked behind it; none where it is not open for that.
    costake: Option<CostakeLine>,
    short: u64,
    cooling: u64,
    frozen: u64,
    withdrawable: u64,
    suspended: bool,
    open_cases: u16,
}

impl List {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let owner = match (&self.owner, self.all) {
            (Some(owner), _) => Some(owner.address(session)?),
            (None, true) => None,
            (None, false) => Some(session.signer()?),
        };
        let classes = registry::classes(&*session.backend)?;
        let named = self.class.as_deref().map(|text| registry::class_named(&classes, text)).transpose()?;
        let search = Search { owner, class: named.map(|(number, _)| number), ..Search::default() };
        let found = registry::devices(&*session.backend, search)?;
        let view = View::read(session, None)?;
        let lines = found.iter().map(|(address, device)| {
            let stake = view.timeline(*address, device)?;
            Ok(DeviceLine {
                heading: Heading::of(*address, device, view.class(device)?),
                required: stake.required,
                active: stake.active,
                costake: stake.costake,
                short: stake.short,
                cooling: stake.cooling,
                frozen: stake.frozen,
                withdrawable: stake.withdrawable,
                suspended: stake.suspended,
                open_cases: device.open_cases,
            })
        });
        print(&DeviceList { time: view.now.get(), devices: lines.collect::<Result<_>>()? }, output)
    }
}

impl Report for DeviceList {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.devices.is_empty() {
            return writeln!(out, "No such devices: `io device register` adds one");
        }
        writeln!(
            out,
            "{:<44}  {:<24} {:>20} {:>20} {:>20} {:>20} {:>20} {:>20}  name",
            "device", "class", "required (IO)", "active", "co-stake", "cooling", "frozen", "withdrawable"
        )?;
        for line in &self.devices {
            let DeviceLine { heading, required, active, cooling, frozen, withdrawable, .. } = line;
            let class = format!("{} × {}", heading.processors, heading.class);
            let [required, active, cooling, frozen, withdrawable] =
                [required, active, cooling, frozen, withdrawable].map(|amount| show_units(*amount));
            // None is not the same as nothing: nobody could stake behind it.
            let costake = line.costake.map_or_else(|| "–".into(), |costake| show_units(costake.active));
            let state = match (line.suspended, line.short) {
                (true, _) => ", suspended",
                (false, 1..) => ", short of stake",
                (false, 0) => "",
            };
            writeln!(
                out,
                "{:<44}  {class:<24} {required:>20} {active:>20} {costake:>20} {cooling:>20} {frozen:>20} {withdrawable:>20}  {}{state}",
                heading.device,
                heading.name()
            )?;
        }
        Ok(())
    }
}
