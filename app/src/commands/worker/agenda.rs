//! What a supplier has to do, by when, and what comes without its doing.

use anchor_lang::prelude::Pubkey;
use serde::Serialize;

use super::row::{Row, State};
use crate::moment;
use crate::money::show_units;
use crate::timeline::{CaseLine, Move, Timeline, Who};

/// How many seconds before its end a lease that nobody has renewed is worth a look: attestors renew them long before.
const LATE_RENEWAL: i64 = 2 * 3_600;

/// Soonest first.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Agenda {
    #[serde(skip)]
    pub time: i64,
    pub to_do: Vec<Entry>,
    pub ahead: Vec<Entry>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    pub device: String,
    pub name: String,
    /// The first second in which it is too late, or in which it comes.
    pub moment: Option<i64>,
    pub what: String,
    pub command: Option<String>,
}

impl Entry {
    /// `rig-1: appeal case 0, before 2027-01-31 12:00:00 +00:00, 29 d left`.
    pub fn sentence(&self, now: i64) -> String {
        let Self { name, what, moment, .. } = self;
        let Some(moment) = moment else { return format!("{name}: {what}") };
        let (when, left) = (moment::show_local(*moment), moment::show_duration(moment.saturating_sub(now)));
        match self.command {
            Some(_) => format!("{name}: {what}, before {when}, {left} left"),
            None => format!("{name}: {what}, {when}, in {left}"),
        }
    }
}

impl Agenda {
    pub const fn new(time: i64) -> Self {
        Self { time, to_do: Vec::new(), ahead: Vec::new() }
    }

    pub fn sort(&mut self) {
        for entries in [&mut self.to_do, &mut self.ahead] {
            entries.sort_by_key(|entry| (entry.moment.is_none(), entry.moment));
        }
    }

    /// A device that was offered to the wallet.
    pub fn add_offer(&mut self, device: Pubkey) {
        self.to_do.push(Entry {
            device: device.to_string(),
            name: device.to_string(),
            moment: None,
            what: "was offered to you; you can take it over".into(),
            command: Some(format!("io device accept {device}")),
        });
    }

    /// All that a device needs, and all that is ahead of it.
    pub fn add(&mut self, row: &Row) {
        if let Some(stake) = &row.stake {
            stake.cases.iter().for_each(|case| self.add_case(row, case));
            self.add_stake(row, stake);
        }
        self.add_lease(row);
        self.add_market(row);
    }

    fn must(&mut self, row: &Row, moment: Option<i64>, what: impl Into<String>, command: &str) {
        self.to_do.push(Entry { command: Some(command.to_owned()), ..entry(row, moment, what.into()) });
    }

    fn comes(&mut self, row: &Row, moment: Option<i64>, what: impl Into<String>) {
        self.ahead.push(entry(row, moment, what.into()));
    }

    fn add_case(&mut self, row: &Row, case: &CaseLine) {
        let CaseLine { number, frozen, .. } = case;
        let frozen = show_units(*frozen);
        for choice in &case.options {
            let later = choice.from.is_some_and(|from| from > self.time);
            match (choice.who, choice.what) {
                (Who::Owner, Move::Appeal) => {
                    let what = format!("appeal case {number}, or {frozen} IO can be burned");
                    self.must(row, choice.before, what, &choice.command);
                }
                (_, Move::Rule) => {
                    self.comes(row, choice.before, format!("the arbiter has to have ruled on case {number}"))
                }
                (_, Move::Execute) if !later => {
                    self.comes(row, None, format!("anyone may burn {frozen} IO of case {number} now"))
                }
                (_, Move::Dismiss) if !later => {
                    self.must(
                        row,
                        None,
                        format!("nobody has ruled on case {number}: dismiss it, which frees {frozen} IO"),
                        &choice.command,
                    );
                }
                _ => {}
            }
        }
    }

    fn add_stake(&mut self, row: &Row, stake: &Timeline) {
        let device = &row.rewards.device;
        if stake.short > 0 {
            let what = format!("add {} IO of stake: it earns nothing before", show_units(stake.short));
            self.must(row, None, what, &format!("io stake add {device} required"));
        }
        if stake.withdrawable > 0 {
            let what = format!("{} IO have cooled and can be withdrawn", show_units(stake.withdrawable));
            self.must(row, None, what, &format!("io stake withdraw {device}"));
        }
        for cooldown in stake.cooldowns.iter().filter(|cooldown| cooldown.seconds_left > 0) {
            let frozen = match cooldown.frozen {
                0 => String::new(),
                frozen => format!(", of which cases freeze {}", show_units(frozen)),
            };
            self.comes(row, Some(cooldown.ends_at), format!("{} IO have cooled{frozen}", show_units(cooldown.amount)));
        }
    }

    fn add_lease(&mut self, row: &Row) {
        let lease = row.rewards.lease.as_ref();
        match row.state {
            State::NotLeased => {
                let since = lease.map_or_else(
                    || "never was leased".to_owned(),
                    |lease| format!("is not leased since epoch {}", lease.end),
                );
                self.to_do.push(entry(row, None, format!("{since}: it earns nothing until attestors find it online")));
            }
            State::Unnoticed => self.to_do.push(entry(
                row,
                None,
                "earns nothing: its lease takes note of its stake when attestors renew it, or when the stake changes"
                    .into(),
            )),
            State::Earning | State::Beginning => {
                let ends_at = lease.and_then(|lease| lease.ends_at);
                if let Some(end) = ends_at.filter(|end| end.saturating_sub(self.time) <= LATE_RENEWAL) {
                    let what = "its lease ends, and nobody has renewed it: see that attestors find it online";
                    self.to_do.push(entry(row, Some(end), what.into()));
                }
            }
            State::Gone if row.rewards.claimable > 0 => {
                let what = format!("{} IO that it had earned are still yours", show_units(row.rewards.claimable));
                self.must(row, None, what, &format!("io rewards claim {}", row.rewards.device));
            }
            _ => {}
        }
    }

    fn add_market(&mut self, row: &Row) {
        let device = &row.rewards.device;
        for reservation in &row.reservations {
            let hours = reservation.hours;
            match reservation.standing {
                "reserved" => {
                    let what = format!("start the reservation of {hours} h");
                    self.must(row, reservation.start_before, what, &format!("io market start {device}"));
                }
                "running" => self.comes(row, reservation.ends_at, format!("the reservation of {hours} h ends")),
                _ => {}
            }
        }
        if row.offer.as_ref().is_some_and(|offer| offer.of_another_owner) {
            let what = "was listed by its former owner: offer it anew, or nobody can reserve it";
            self.must(row, None, what, &format!("io market offer {device} --price USDC"));
        }
    }
}

fn entry(row: &Row, moment: Option<i64>, what: String) -> Entry {
    Entry { device: row.rewards.device.clone(), name: row.name().to_owned(), moment, what, command: None }
}
