//! Reservations as they are reported, and what they come to.

use anchor_lang::prelude::Pubkey;
use anyhow::Result;
use io_economics::Timestamp;
use io_market::state::Reservation;
use io_stake::state::{Classes, Device};
use serde::Serialize;
use std::collections::HashMap;
use std::io::{self, Write};

use crate::market::Asset;
use crate::moment;
use crate::registry;
use crate::rental::{self, Standing};
use crate::session::Session;
use crate::text;

/// How many lines are shown to people. Programs are given all of them.
const SHOWN: usize = 24;

/// What reservations have to be looked at with.
pub struct View {
    pub classes: Classes,
    devices: HashMap<Pubkey, Device>,
    pub now: Timestamp,
}

impl View {
    pub fn read(session: &Session, reservations: &[(Pubkey, Reservation)]) -> Result<Self> {
        let backend = &*session.backend;
        let addresses: Vec<Pubkey> = reservations.iter().map(|(_, reservation)| reservation.device).collect();
        Ok(Self {
            classes: registry::classes(backend)?,
            devices: registry::devices_at(backend, &addresses)?.into_iter().collect(),
            now: Timestamp::new(backend.clock()?.unix_timestamp),
        })
    }

    /// The device that is reserved. None where it is gone.
    pub fn device(&self, reservation: &Reservation) -> Option<&Device> {
        self.devices.get(&reservation.device)
    }
}

/// Amounts in base units of the asset.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    pub reservation: String,
    pub device: String,
    pub class: String,
    pub processors: u16,
    pub number: u32,
    pub cluster: Option<String>,
    pub renter: String,
    pub supplier: Option<String>,
    #[serde(serialize_with = "asset")]
    pub asset: Asset,
    pub standing: &'static str,
    pub hours: u16,
    pub cost: u64,
    pub fees: u64,
    pub earned: u64,
    pub claimed: u64,
    pub due_to_supplier: u64,
    /// How much of that its co-stakers get.
    pub due_to_costakers: u64,
    pub due_to_renter: u64,
    pub reserved_at: i64,
    pub start_before: Option<i64>,
    pub started_at: Option<i64>,
    pub ends_at: Option<i64>,
}

pub fn asset<S: serde::Serializer>(asset: &Asset, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(rental::asset_name(*asset))
}

impl Line {
    pub fn of(view: &View, address: Pubkey, reservation: &Reservation) -> Self {
        let standing = Standing::of(reservation, view.now);
        let device = view.device(reservation);
        let class = device.and_then(|device| view.classes.get(device.class)).and_then(|class| class.name());
        let wallet = |wallet: Pubkey| (wallet != Pubkey::default()).then(|| wallet.to_string());
        let started = reservation.started_at != 0;
        Self {
            reservation: address.to_string(),
            device: reservation.device.to_string(),
            class: class.unwrap_or("?").to_owned(),
            processors: device.map_or(0, |device| device.processors),
            number: reservation.number,
            cluster: cluster_name(&reservation.cluster),
            renter: reservation.renter.to_string(),
            supplier: wallet(reservation.supplier),
            asset: reservation.asset(),
            standing: standing.name(),
            hours: reservation.hours,
            cost: reservation.cost,
            fees: reservation.fees,
            earned: if started && standing_earns(standing) { reservation.earned(view.now) } else { kept(reservation) },
            claimed: reservation.claimed,
            due_to_supplier: reservation.due_to_supplier(view.now),
            due_to_costakers: rental::due_to_costakers(reservation, device, reservation.due_to_supplier(view.now)),
            due_to_renter: rental::due_to_renter(reservation, view.now),
            reserved_at: reservation.reserved_at,
            start_before: reservation.start_ends_at().map(Timestamp::get).filter(|_| !started),
            started_at: started.then_some(reservation.started_at),
            ends_at: reservation.ends_at().map(Timestamp::get),
        }
    }

    /// The last that was seen of one that has been closed since.
    #[must_use]
    pub fn closed(self) -> Self {
        Self { standing: "closed", due_to_supplier: 0, due_to_costakers: 0, due_to_renter: 0, ..self }
    }

    /// How it stands, in the line of a table.
    pub fn summary(&self) -> String {
        let mut summary = format!(", {}", self.standing);
        for (what, amount) in [
            ("cost", self.cost),
            ("earned", self.earned),
            ("due to the supplier", self.due_to_supplier),
            ("due to the renter", self.due_to_renter),
        ] {
            if amount > 0 {
                summary += &format!(", {what} {}", rental::show(self.asset, amount));
            }
        }
        match self.when() {
            when if when.is_empty() => summary,
            when => format!("{summary}, {when}"),
        }
    }

    fn when(&self) -> String {
        match (self.standing, self.start_before, self.ends_at) {
            ("reserved", Some(before), _) => format!("to be started before {}", moment::show_local(before)),
            ("late", ..) => "not started in time: anyone may expire it".into(),
            ("running", _, Some(end)) => format!("until {}", moment::show_local(end)),
            _ => String::new(),
        }
    }
}

const fn standing_earns(standing: Standing) -> bool {
    matches!(standing, Standing::Running | Standing::Over)
}

/// What the supplier has kept of one that has ended.
const fn kept(reservation: &Reservation) -> u64 {
    reservation.claimed.saturating_add(reservation.supplier_due)
}

/// What a cluster is called. None where the reservation belongs to none.
pub fn cluster_name(cluster: &[u8; 32]) -> Option<String> {
    (*cluster != [0; 32]).then(|| text::shown_or_hex(cluster))
}

/// What some reservations in one asset come to, in base units.
#[derive(Clone, Copy, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sum {
    pub cost: u64,
    pub fees: u64,
    pub earned: u64,
    pub claimed: u64,
    pub due_to_supplier: u64,
    pub due_to_costakers: u64,
    pub due_to_renter: u64,
}

/// What some reservations come to.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Totals {
    pub devices: usize,
    pub processors: u32,
    pub reserved: usize,
    pub running: usize,
    /// Reserved or running.
    pub live_processors: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usdc: Option<Sum>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub io: Option<Sum>,
}

impl Totals {
    pub fn of(lines: &[Line]) -> Self {
        let mut totals = Self { devices: lines.len(), ..Self::default() };
        for line in lines {
            let processors = u32::from(line.processors);
            totals.processors = totals.processors.saturating_add(processors);
            totals.reserved += usize::from(line.standing == "reserved");
            totals.running += usize::from(line.standing == "running");
            if matches!(line.standing, "reserved" | "running") {
                totals.live_processors = totals.live_processors.saturating_add(processors);
            }
            let sum = match line.asset {
                Asset::Usdc => totals.usdc.get_or_insert_default(),
                Asset::Io => totals.io.get_or_insert_default(),
            };
            sum.add(line);
        }
        totals
    }

    pub fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { devices, processors, reserved, running, .. } = self;
        let devices = super::counted(*devices, "device");
        writeln!(out, "{devices} with {processors} processors: {running} running, {reserved} reserved")?;
        for (asset, sum) in [(Asset::Usdc, self.usdc), (Asset::Io, self.io)] {
            let Some(Sum { cost, fees, earned, claimed, due_to_supplier, due_to_costakers, due_to_renter }) = sum
            else {
                continue;
            };
            for (label, amount) in [
                ("cost", cost),
                ("fees", fees),
                ("earned so far", earned),
                ("  paid to suppliers", claimed),
                ("  suppliers may claim", due_to_supplier),
                ("    for co-stakers", due_to_costakers),
                ("due to renters", due_to_renter),
            ] {
                // Most devices have none.
                if label == "    for co-stakers" && amount == 0 {
                    continue;
                }
                writeln!(out, "{label:<22} {:>24}", rental::show(asset, amount))?;
            }
        }
        Ok(())
    }
}

impl Sum {
    fn add(&mut self, line: &Line) {
        for (sum, amount) in [
            (&mut self.cost, line.cost),
            (&mut self.fees, line.fees),
            (&mut self.earned, line.earned),
            (&mut self.claimed, line.claimed),
            (&mut self.due_to_supplier, line.due_to_supplier),
            (&mut self.due_to_costakers, line.due_to_costakers),
            (&mut self.due_to_renter, line.due_to_renter),
        ] {
            *sum = sum.saturating_add(amount);
        }
    }
}

/// The lines as a table for people; of a large cluster the first ones, and how many more there are.
pub fn display(lines: &[Line], out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{:<44}  {:<20} {:<10} {:>5} {:>22} {:>22} {:>22}  when",
        "device", "class", "standing", "hours", "cost", "earned", "due"
    )?;
    for line in lines.iter().take(SHOWN) {
        let class = format!("{} × {}", line.processors, line.class);
        let due = line.due_to_supplier.saturating_add(line.due_to_renter);
        let [cost, earned, due] = [line.cost, line.earned, due].map(|amount| rental::show(line.asset, amount));
        let (device, standing, hours) = (&line.device, line.standing, line.hours);
        let row = format!(
            "{device:<44}  {class:<20} {standing:<10} {hours:>5} {cost:>22} {earned:>22} {due:>22}  {}",
            line.when()
        );
        writeln!(out, "{}", row.trim_end())?;
    }
    match lines.len().checked_sub(SHOWN) {
        Some(more @ 1..) => writeln!(out, "… and {more} more (all of them: --output json)"),
        _ => Ok(()),
    }
}
