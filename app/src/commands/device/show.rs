//! A device, and what becomes of its stake.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result};
use io_economics::Timestamp;
use io_stake::state::{Case, Class, Classes, Device};
use serde::Serialize;
use std::io::{self, Write};

use crate::moment;
use crate::registry::{self, pool_name};
use crate::report::Report;
use crate::session::Session;
use crate::text;
use crate::timeline::Timeline;

/// What devices have to be looked at with.
pub struct View {
    classes: Classes,
    arbiter: Pubkey,
    cases: Vec<(Pubkey, Case)>,
    pub now: Timestamp,
}

impl View {
    /// With the cases about one device, or about every device.
    pub fn read(session: &Session, about: Option<Pubkey>) -> Result<Self> {
        let backend = &*session.backend;
        Ok(Self {
            classes: registry::classes(backend)?,
            arbiter: registry::config(backend)?.arbiter,
            cases: registry::cases(backend, about)?,
            now: Timestamp::new(backend.clock()?.unix_timestamp),
        })
    }

    pub fn class(&self, device: &Device) -> Result<&Class> {
        self.classes.get(device.class).with_context(|| format!("there is no device class {}", device.class))
    }

    pub fn timeline(&self, address: Pubkey, device: &Device) -> Result<Timeline> {
        let about_it = self.cases.iter().filter(|(_, case)| case.device == address);
        let cases: Vec<_> = about_it.copied().collect();
        Ok(Timeline::of(device, self.class(device)?, &cases, self.arbiter, self.now))
    }
}

/// Which device it is.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Heading {
    pub device: String,
    pub id: String,
    pub label: String,
    pub class: String,
    pub pool: String,
    pub multiplier_bps: u32,
    pub processors: u16,
    pub owner: String,
}

impl Heading {
    pub fn of(address: Pubkey, device: &Device, class: &Class) -> Self {
        Self {
            device: address.to_string(),
            id: text::shown_or_hex(&device.id),
            label: text::shown(&device.label).unwrap_or_default().to_owned(),
            class: class.name().unwrap_or_default().to_owned(),
            pool: pool_name(class.pool),
            multiplier_bps: class.multiplier_bps,
            processors: device.processors,
            owner: device.owner.to_string(),
        }
    }

    /// What its owner calls it.
    pub fn name(&self) -> &str {
        if self.label.is_empty() { &self.id } else { &self.label }
    }
}

impl Report for Heading {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { device, class, processors, .. } = self;
        writeln!(out, "{}: {class}, {processors} {}", self.name(), processors_word(*processors))?;
        writeln!(out, "  {device}")
    }
}

/// A device and its stake.
#[derive(Serialize)]
pub struct StakeReport {
    #[serde(flatten)]
    pub heading: Heading,
    #[serde(flatten)]
    pub timeline: Timeline,
}

impl StakeReport {
    pub fn of(view: &View, address: Pubkey, device: &Device) -> Result<Self> {
        Ok(Self {
            heading: Heading::of(address, device, view.class(device)?),
            timeline: view.timeline(address, device)?,
        })
    }

    pub fn read(session: &Session, address: Pubkey, device: &Device) -> Result<Self> {
        Self::of(&View::read(session, Some(address))?, address, device)
    }

    /// How it stands now, read anew.
    pub fn read_anew(session: &Session, address: Pubkey) -> Result<Self> {
        Self::read(session, address, &registry::device(&*session.backend, &address)?)
    }
}

impl Report for StakeReport {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        self.heading.display(out)?;
        self.timeline.display(out)
    }
}

fn processors_word(count: u16) -> &'static str {
    if count == 1 { "processor" } else { "processors" }
}

/// All there is to know about a device.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeviceReport {
    #[serde(flatten)]
    stake: StakeReport,
    vault: String,
    pending_owner: Option<String>,
    /// The wallet whose id it bears.
    registrant: String,
    registered_at: i64,
    /// How many cases have ever been opened about it.
    cases_opened: u32,
}

impl DeviceReport {
    pub fn read(session: &Session, address: Pubkey, device: &Device) -> Result<Self> {
        let pending = device.pending_owner;
        Ok(Self {
            stake: StakeReport::read(session, address, device)?,
            vault: device.vault.to_string(),
            pending_owner: (pending != Pubkey::default()).then(|| pending.to_string()),
            registrant: device.registrant.to_string(),
            registered_at: device.registered_at,
            cases_opened: device.cases,
        })
    }
}

impl Report for DeviceReport {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let Heading { device, id, label, class, pool, multiplier_bps, processors, owner } = &self.stake.heading;
        writeln!(out, "device       {device}")?;
        writeln!(out, "id           {id}")?;
        if !label.is_empty() {
            writeln!(out, "label        {label}")?;
        }
        let multiplier = f64::from(*multiplier_bps) / 10_000.0;
        writeln!(out, "class        {class}, multiplier {multiplier}, pool {pool}")?;
        writeln!(out, "processors   {processors}")?;
        writeln!(out, "owner        {owner}")?;
        if let Some(pending) = &self.pending_owner {
            writeln!(out, "offered to   {pending}")?;
        }
        if self.registrant != *owner {
            writeln!(out, "registrant   {}", self.registrant)?;
        }
        writeln!(out, "vault        {}", self.vault)?;
        writeln!(out, "registered   {}", moment::show_local(self.registered_at))?;
        writeln!(out, "cases ever   {}", self.cases_opened)?;
        self.stake.timeline.display(out)
    }
}
