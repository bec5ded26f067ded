//! One device on a supplier's desk.

use anyhow::Result;
use io_economics::Epoch;
use io_market::state::Listing;
use serde::Serialize;
use std::io::{self, Write};

use crate::commands::market::lines::Line as Reservation;
use crate::commands::{device, rewards};
use crate::moment;
use crate::money::show_units;
use crate::offers::{Obstacle, Offer};
use crate::payroll::Entry;
use crate::rental;
use crate::session::Session;
use crate::timeline::Timeline;
use crate::usdc;

/// What devices are looked at with.
pub struct Lookout<'a> {
    pub session: &'a Session,
    pub rewards: rewards::View,
    pub stake: device::View,
    /// Every reservation of the wallet's devices.
    pub reservations: Vec<Reservation>,
    pub running: Option<Epoch>,
}

/// A device, as far as it is there.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// None of a device that is gone, and has still something to claim.
    pub heading: Option<device::Heading>,
    pub state: State,
    pub rewards: rewards::Line,
    pub stake: Option<Timeline>,
    pub offer: Option<OfferLine>,
    pub reservations: Vec<Reservation>,
}

/// Whether a device earns, and if not why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum State {
    Earning,
    /// Its lease begins with the next epoch.
    Beginning,
    /// Nobody has leased it.
    NotLeased,
    /// Its lease has not taken note of what its stake is now.
    Unnoticed,
    ShortOfStake,
    Suspended,
    Gone,
}

/// On which terms a device is on the market.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OfferLine {
    /// Micro-dollars for an hour.
    pub price_per_hour: u64,
    pub min_hours: u16,
    pub max_hours: u16,
    pub open: bool,
    /// Until when it is reserved or running, if it is.
    pub busy_until: Option<i64>,
    /// What keeps it from being reserved now, if anything does.
    pub obstacle: Option<&'static str>,
    /// Whether it was listed by somebody who owned it before.
    pub of_another_owner: bool,
}

impl Lookout<'_> {
    pub fn rows(&self) -> Result<Vec<Row>> {
        self.rewards.entries.iter().map(|entry| self.row(entry)).collect()
    }

    fn row(&self, entry: &Entry) -> Result<Row> {
        let rewards = rewards::Line::of(&self.rewards, entry, self.running)?;
        let registered = entry.registered.as_ref();
        let stake = registered.map(|device| self.stake.timeline(entry.device, device)).transpose()?;
        let heading = registered.map(|device| {
            let class = self.stake.class(device)?;
            Ok::<_, anyhow::Error>(device::Heading::of(entry.device, device, class))
        });
        let listing = rental::find_listing(&*self.session.backend, entry.device)?;
        let offer = registered.zip(listing).map(|(device, listing)| {
            let offer = Offer {
                address: entry.device,
                device: *device,
                listing,
                required: stake.as_ref().map_or(0, |stake| stake.required),
            };
            OfferLine::of(&offer, self.stake.now)
        });
        let address = entry.device.to_string();
        Ok(Row {
            heading: heading.transpose()?,
            state: State::of(&rewards, stake.as_ref(), self.running),
            rewards,
            stake,
            offer,
            reservations: self.reservations.iter().filter(|one| one.device == address).cloned().collect(),
        })
    }
}

impl State {
    fn of(rewards: &rewards::Line, stake: Option<&Timeline>, running: Option<Epoch>) -> Self {
        let Some(stake) = stake else { return Self::Gone };
        let lease = rewards.lease.as_ref().filter(|lease| lease.running);
        match lease {
            _ if stake.suspended => Self::Suspended,
            _ if stake.short > 0 => Self::ShortOfStake,
            None => Self::NotLeased,
            Some(lease) if lease.needs_sync || lease.weight == 0 => Self::Unnoticed,
            Some(lease) if running.is_none_or(|running| lease.start > running.get()) => Self::Beginning,
            Some(_) => Self::Earning,
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Earning => "earning",
            Self::Beginning => "from next hour",
            Self::NotLeased => "not leased",
            Self::Unnoticed => "earns nothing",
            Self::ShortOfStake => "short of stake",
            Self::Suspended => "suspended",
            Self::Gone => "gone",
        }
    }
}

impl OfferLine {
    fn of(offer: &Offer, now: io_economics::Timestamp) -> Self {
        let Listing { price_per_hour, min_hours, max_hours, busy_until, .. } = offer.listing;
        Self {
            price_per_hour,
            min_hours,
            max_hours,
            open: offer.listing.is_open(),
            busy_until: (!offer.listing.is_free(now)).then_some(busy_until),
            obstacle: offer.obstacle(now).map(Obstacle::words),
            of_another_owner: offer.listing.owner != offer.device.owner,
        }
    }
}

impl Row {
    /// What its owner calls it; its address, if it is gone.
    pub fn name(&self) -> &str {
        self.heading.as_ref().map_or(&self.rewards.device, |heading| heading.name())
    }

    pub fn head(out: &mut dyn Write) -> io::Result<()> {
        writeln!(
            out,
            "{:<20} {:<16} {:<14} {:>11} {:>20} {:>20}  market",
            "name", "class", "state", "leased for", "to claim (IO)", "stake (IO)"
        )
    }

    pub fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let class = self
            .heading
            .as_ref()
            .map_or_else(String::new, |heading| format!("{} × {}", heading.processors, heading.class));
        let stake = self.stake.as_ref();
        let ends_at = self.rewards.lease.as_ref().filter(|lease| lease.running).and_then(|lease| lease.ends_at);
        let left = ends_at.zip(stake).map(|(end, stake)| moment::show_duration(end.saturating_sub(stake.time)));
        let row = format!(
            "{:<20} {class:<16} {:<14} {:>11} {:>20} {:>20}  {}",
            self.name(),
            self.state.words(),
            left.unwrap_or_default(),
            show_units(self.rewards.claimable),
            show_units(stake.map_or(0, |stake| stake.active)),
            self.market()
        );
        writeln!(out, "{}", row.trim_end())
    }

    /// How it stands on the market.
    fn market(&self) -> String {
        let live = self.reservations.iter().find(|one| matches!(one.standing, "reserved" | "running"));
        if let Some(one) = live {
            return match one.ends_at {
                Some(end) => format!("running until {}", moment::show_local(end)),
                None => "reserved, to be started".into(),
            };
        }
        match &self.offer {
            None => "not offered".into(),
            Some(OfferLine { obstacle: Some(obstacle), .. }) => (*obstacle).into(),
            Some(OfferLine { price_per_hour, .. }) => {
                format!("free, {} USDC an hour", usdc::show_units(*price_per_hour))
            }
        }
    }
}
