//! A position: what a holder has behind a device, and what it has earned.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result};
use io_economics::Timestamp;
use io_economics::rounding::mul_div_floor;
use io_stake::state::{Classes, Device, Position, Rewards};
use serde::Serialize;
use std::collections::HashMap;
use std::io::{self, Write};

use crate::commands::device::Heading;
use crate::costake;
use crate::earnings::{self, Flow};
use crate::market::Asset;
use crate::moment;
use crate::money::show_units;
use crate::positions;
use crate::registry;
use crate::rental;
use crate::report::Report;
use crate::session::Session;

/// What positions have to be looked at with.
pub struct View {
    classes: Classes,
    devices: HashMap<Pubkey, Device>,
    rewards: HashMap<Pubkey, Rewards>,
    pub now: Timestamp,
}

impl View {
    /// With these devices. A device that somebody has a position behind cannot be closed, so it is there.
    pub fn read(session: &Session, devices: &[Pubkey]) -> Result<Self> {
        let backend = &*session.backend;
        Ok(Self {
            classes: registry::classes(backend)?,
            devices: registry::devices_at(backend, devices)?.into_iter().collect(),
            rewards: positions::rewards_of(backend, devices)?,
            now: Timestamp::new(backend.clock()?.unix_timestamp),
        })
    }

    pub fn device(&self, address: Pubkey) -> Result<&Device> {
        self.devices.get(&address).with_context(|| format!("there is no device at {address}"))
    }

    pub fn heading(&self, address: Pubkey) -> Result<Heading> {
        let device = self.device(address)?;
        let class = self.classes.get(device.class).context("the device's class does not exist")?;
        Ok(Heading::of(address, device, class))
    }

    /// What the co-stakers of a device are paid in the asset of that number.
    pub fn flow(&self, device: Pubkey, asset: u8) -> Result<Flow> {
        let rewards = self.rewards.get(&device);
        let rewards = rewards.with_context(|| format!("the device {device} is not open for co-stake"))?;
        Flow::of(rewards, asset, self.now)
    }
}

/// Amounts in base units, moments in seconds since 1970.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PositionReport {
    #[serde(flatten)]
    pub heading: Heading,
    pub holder: String,
    pub time: i64,
    /// Shares that count and earn, and how many of them there are behind the device.
    pub shares: u64,
    pub all_shares: u64,
    /// What they are worth.
    pub worth: u64,
    pub cooling: u64,
    pub cooldowns: Vec<CooldownLine>,
    /// What a withdrawal would pay now.
    pub withdrawable: u64,
    /// Of all this, what falls on open slash cases.
    pub frozen: u64,
    pub open_cases: u16,
    pub io: Earnings,
    pub usdc: Earnings,
}

/// Shares on their way out.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CooldownLine {
    pub shares: u64,
    pub worth: u64,
    pub ends_at: i64,
    pub seconds_left: i64,
}

/// What a position has earned in one asset.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Earnings {
    /// Released and not yet claimed.
    pub claimable: u64,
    /// What it will have of what is still being released, as things stand.
    pub to_come: u64,
    /// When the last of that is released.
    pub to_come_until: Option<i64>,
    pub claimed: u64,
}

impl PositionReport {
    pub fn of(view: &View, position: &Position) -> Result<Self> {
        let device = view.device(position.device)?;
        let shared = device.costake.shared();
        let worth = |shares| shared.worth(shares).unwrap_or_default();
        let running = position.cooling.cooldowns.iter().filter(|cooldown| cooldown.amount > 0);
        let mut cooldowns: Vec<CooldownLine> = running
            .map(|cooldown| CooldownLine {
                shares: cooldown.amount,
                worth: worth(cooldown.amount),
                ends_at: cooldown.ends_at,
                seconds_left: cooldown.ends_at.saturating_sub(view.now.get()).max(0),
            })
            .collect();
        cooldowns.sort_by_key(|cooldown| cooldown.ends_at);
        let held = position.shares.saturating_add(position.cooling.total());
        let earnings = |asset| {
            let flow = view.flow(position.device, asset)?;
            Ok::<_, anyhow::Error>(Earnings {
                claimable: flow.claimable(position)?,
                to_come: flow.to_come_for(position.shares),
                to_come_until: flow.ends_at,
                claimed: earnings::claimed(position, asset),
            })
        };
        Ok(Self {
            heading: view.heading(position.device)?,
            holder: position.holder.to_string(),
            time: view.now.get(),
            shares: position.shares,
            all_shares: device.costake.active_shares(),
            worth: worth(position.shares),
            cooling: worth(position.cooling.total()),
            cooldowns,
            withdrawable: match device.costake.frozen {
                0 => worth(position.cooling.ended(view.now)),
                _ => 0,
            },
            frozen: mul_div_floor(device.costake.frozen, held, device.costake.shares).unwrap_or_default(),
            open_cases: device.open_cases,
            io: earnings(costake::IO)?,
            usdc: earnings(costake::USDC)?,
        })
    }

    /// As it stands now. None where the holder has none behind the device.
    pub fn read(session: &Session, device: Pubkey, holder: Pubkey) -> Result<Option<Self>> {
        let Some(position) = positions::find_position(&*session.backend, device, holder)? else { return Ok(None) };
        Self::of(&View::read(session, &[device])?, &position).map(Some)
    }

    /// The shares as a part of those that earn.
    pub fn part(&self) -> String {
        percent(self.shares, self.all_shares)
    }
}

/// `12.50%`.
pub fn percent(part: u64, whole: u64) -> String {
    let hundredths = mul_div_floor(part, 10_000, whole).unwrap_or_default();
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

impl Report for PositionReport {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let line = |out: &mut dyn Write, label: &str, amount: u64, rest: &str| {
            writeln!(out, "{}", format!("{label:<12} {:>20} IO  {rest}", show_units(amount)).trim_end())
        };
        self.heading.display(out)?;
        writeln!(out, "{:<12} {}", "now", moment::show_local(self.time))?;
        let part = format!("{} shares, {} of those that earn", self.shares, self.part());
        line(out, "co-stake", self.worth, &part)?;
        line(out, "cooling", self.cooling, "")?;
        for cooldown in &self.cooldowns {
            line(out, "", cooldown.worth, &cooldown.outlook())?;
        }
        if self.frozen > 0 {
            line(out, "frozen", self.frozen, "nobody joins or is paid out until the slash case has ended")?;
        }
        line(out, "withdrawable", self.withdrawable, "")?;
        self.io.display(Asset::Io, out)?;
        self.usdc.display(Asset::Usdc, out)
    }
}

impl CooldownLine {
    fn outlook(&self) -> String {
        let end = moment::show_local(self.ends_at);
        match self.seconds_left {
            0 => format!("{} shares, since {end}, over", self.shares),
            left => format!("{} shares, until {end}, {} left", self.shares, moment::show_duration(left)),
        }
    }
}

impl Earnings {
    fn display(&self, asset: Asset, out: &mut dyn Write) -> io::Result<()> {
        let show = |amount| rental::show_bare(asset, amount);
        let name = rental::asset_name(asset);
        let until = match self.to_come_until {
            Some(until) => format!("{} more until {}, ", show(self.to_come), moment::show_local(until)),
            None => String::new(),
        };
        let claimed = show(self.claimed);
        writeln!(out, "{:<12} {:>20} {name}  {until}{claimed} claimed", "claimable", show(self.claimable))
    }
}
