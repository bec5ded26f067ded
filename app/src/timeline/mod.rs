//! What becomes of a device's stake: what counts, what cools and until when, what can be withdrawn, and what slash cases
//! freeze. Computed with the program's own types, against the time that the programs see.

mod case;
mod costake;

use anchor_lang::prelude::Pubkey;
use io_economics::{Amount, Timestamp};
use io_stake::state::{Case, Class, Cooldown, Device};
use serde::Serialize;
use std::io::{self, Write};

use crate::moment;
use crate::money::show_units;
use crate::registry::required_stake;
use crate::report::Report;

pub use case::{CaseLine, Judges, Move, Who};
pub use costake::CostakeLine;

/// Amounts in base units, moments in seconds since 1970.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Timeline {
    /// What the programs' clock shows.
    pub time: i64,
    pub required: u64,
    /// The owner's stake that counts.
    pub active: u64,
    /// What counts, co-stake included.
    pub counted: u64,
    /// What is missing until the device can earn.
    pub short: u64,
    pub suspended: bool,
    pub cooling: u64,
    pub cooldowns: Vec<CooldownLine>,
    pub frozen: u64,
    pub frozen_of_active: u64,
    pub frozen_of_cooling: u64,
    pub withdrawable: u64,
    /// What others have staked behind it, if it is open for that.
    pub costake: Option<CostakeLine>,
    /// When more can be withdrawn, as things stand.
    pub next_withdrawal: Option<NextWithdrawal>,
    pub cases: Vec<CaseLine>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CooldownLine {
    pub amount: u64,
    pub ends_at: i64,
    pub seconds_left: i64,
    /// How much of it the cases freeze.
    pub frozen: u64,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NextWithdrawal {
    pub time: i64,
    pub amount: u64,
}

impl Timeline {
    pub fn of(device: &Device, class: &Class, cases: &[(Pubkey, Case)], arbiter: Pubkey, now: Timestamp) -> Self {
        let required = required_stake(class, device.processors);
        let frozen_of_active = device.frozen.min(device.active);
        let frozen_of_cooling = device.frozen.saturating_sub(frozen_of_active);
        let judges = Judges { owner: device.owner, arbiter };
        Self {
            time: now.get(),
            required: required.get(),
            active: device.active,
            counted: device.counted(),
            short: required.saturating_sub(Amount::new(device.counted())).get(),
            suspended: device.is_suspended(),
            cooling: device.cooling.total(),
            cooldowns: cooldowns(device, frozen_of_cooling, now),
            frozen: device.frozen,
            frozen_of_active,
            frozen_of_cooling,
            withdrawable: device.withdrawable(now),
            costake: CostakeLine::of(device),
            next_withdrawal: next_withdrawal(device, now),
            cases: cases.iter().map(|(address, case)| CaseLine::of(*address, case, &judges, now)).collect(),
        }
    }

    /// Whether the stake gives the device the right to earn.
    pub const fn is_enough(&self) -> bool {
        self.short == 0 && !self.suspended
    }

    /// What the stake means for earning.
    pub fn verdict(&self) -> String {
        match (self.short, self.suspended) {
            (0, false) => "enough to earn".into(),
            (0, true) => "enough, but suspended: earns nothing".into(),
            (short, true) => format!("{} IO short, and suspended: earns nothing", show_units(short)),
            (short, false) => format!("{} IO short: earns nothing", show_units(short)),
        }
    }
}

/// The cooldowns, the first to end first. Cases freeze those that end last before the others.
fn cooldowns(device: &Device, mut frozen: u64, now: Timestamp) -> Vec<CooldownLine> {
    let mut cooldowns = running(device);
    cooldowns.sort_by_key(|cooldown| cooldown.ends_at);
    let mut lines: Vec<CooldownLine> = Vec::with_capacity(cooldowns.len());
    for Cooldown { amount, ends_at } in cooldowns.into_iter().rev() {
        let of_it = frozen.min(amount);
        frozen -= of_it;
        let seconds_left = ends_at.saturating_sub(now.get()).max(0);
        lines.push(CooldownLine { amount, ends_at, seconds_left, frozen: of_it });
    }
    lines.reverse();
    lines
}

fn next_withdrawal(device: &Device, now: Timestamp) -> Option<NextWithdrawal> {
    let at_present = device.withdrawable(now);
    let later = running(device).into_iter().filter(|cooldown| cooldown.ends_at > now.get());
    let more = later.filter_map(|Cooldown { ends_at, .. }| {
        let amount = device.withdrawable(Timestamp::new(ends_at)).saturating_sub(at_present);
        (amount > 0).then_some(NextWithdrawal { time: ends_at, amount })
    });
    more.min_by_key(|next| next.time)
}

fn running(device: &Device) -> Vec<Cooldown> {
    device.cooling.cooldowns.into_iter().filter(|cooldown| cooldown.amount > 0).collect()
}

impl Report for Timeline {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let line = |out: &mut dyn Write, label: &str, amount: u64, rest: &str| {
            writeln!(out, "{}", format!("{label:<12} {:>20} IO  {rest}", show_units(amount)).trim_end())
        };
        writeln!(out, "{:<12} {}", "now", moment::show_local(self.time))?;
        line(out, "required", self.required, "")?;
        if self.costake.is_none() {
            line(out, "active", self.active, &self.verdict())?;
        } else {
            line(out, "active", self.active, "of the owner's")?;
            line(out, "counted", self.counted, &format!("with co-stake: {}", self.verdict()))?;
        }
        line(out, "cooling", self.cooling, "")?;
        for cooldown in &self.cooldowns {
            line(out, "", cooldown.amount, &cooldown.outlook())?;
        }
        let frozen = match self.frozen {
            0 => String::new(),
            _ => format!(
                "{} of what is active, {} of what cools",
                show_units(self.frozen_of_active),
                show_units(self.frozen_of_cooling)
            ),
        };
        line(out, "frozen", self.frozen, &frozen)?;
        let next = self.next_withdrawal.as_ref().map_or_else(String::new, |next| {
            let left = moment::show_duration(next.time.saturating_sub(self.time));
            format!("{} more on {}, in {left}", show_units(next.amount), moment::show_local(next.time))
        });
        line(out, "withdrawable", self.withdrawable, &next)?;
        self.costake.iter().try_for_each(|costake| costake.display(out))?;
        self.cases.iter().try_for_each(|case| {
            writeln!(out)?;
            case.display(out)
        })
    }
}

impl CooldownLine {
    fn outlook(&self) -> String {
        let end = moment::show_local(self.ends_at);
        let cooling = match self.seconds_left {
            0 => format!("since {end}, over"),
            left => format!("until {end}, {} left", moment::show_duration(left)),
        };
        match self.frozen {
            0 => cooling,
            all if all == self.amount => format!("{cooling}; frozen"),
            part => format!("{cooling}; {} of it frozen", show_units(part)),
        }
    }
}

#[cfg(test)]
mod tests;
