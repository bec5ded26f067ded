//! An open slash case: how far it has come, and who can do what about it by when.

use anchor_lang::prelude::Pubkey;
use io_economics::Timestamp;
use io_stake::state::{Case, Stage};
use serde::Serialize;
use std::fmt;
use std::io::{self, Write};

use crate::moment;
use crate::money::show_units;
use crate::report::Report;
use crate::text::hex;

/// Who decides about a case.
pub struct Judges {
    pub owner: Pubkey,
    pub arbiter: Pubkey,
}

/// Amounts in base units, moments in seconds since 1970.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CaseLine {
    pub case: String,
    pub device: String,
    pub number: u32,
    pub stage: &'static str,
    pub frozen: u64,
    /// How much of that is co-stake.
    pub costake: u64,
    pub reason: u16,
    pub suspends: bool,
    pub opener: String,
    pub opened_at: i64,
    pub appealed_at: Option<i64>,
    /// Hash of the slasher's evidence.
    pub evidence: String,
    /// Hash of the owner's evidence.
    pub defence: Option<String>,
    pub options: Vec<Choice>,
    #[serde(skip)]
    time: i64,
}

/// What somebody can do about a case.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Choice {
    pub who: Who,
    /// Their address, where not anyone will do.
    pub address: Option<String>,
    pub what: Move,
    /// The first second in which it is possible.
    pub from: Option<i64>,
    /// The first second in which it is too late.
    pub before: Option<i64>,
    pub command: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Who {
    Owner,
    Arbiter,
    Anyone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Move {
    Appeal,
    Rule,
    Execute,
    Dismiss,
}

impl CaseLine {
    pub fn of(address: Pubkey, case: &Case, judges: &Judges, now: Timestamp) -> Self {
        let appealed = case.appealed_at != 0;
        Self {
            case: address.to_string(),
            device: case.device.to_string(),
            number: case.number,
            stage: stage_name(case),
            frozen: case.frozen,
            costake: case.costake,
            reason: case.reason,
            suspends: case.is_suspending(),
            opener: case.opener.to_string(),
            opened_at: case.opened_at,
            appealed_at: appealed.then_some(case.appealed_at),
            evidence: hex(&case.evidence),
            defence: appealed.then(|| hex(&case.defence)),
            options: options(address, case, judges, now),
            time: now.get(),
        }
    }

    /// What a case was that has ended. Nobody can do anything about it any more.
    pub fn ended(address: Pubkey, case: &Case) -> Self {
        let nobody = Judges { owner: Pubkey::default(), arbiter: Pubkey::default() };
        let last = Self::of(address, case, &nobody, Timestamp::new(case.opened_at));
        Self { stage: ENDED, frozen: 0, costake: 0, options: Vec::new(), ..last }
    }

    pub fn is_open(&self) -> bool {
        self.stage != ENDED
    }
}

const ENDED: &str = "ended";

fn stage_name(case: &Case) -> &'static str {
    match case.stage() {
        Some(Stage::Opened) => "opened",
        Some(Stage::Appealed) => "appealed",
        Some(Stage::Upheld) => "upheld",
        None => "unknown",
    }
}

fn options(address: Pubkey, case: &Case, judges: &Judges, now: Timestamp) -> Vec<Choice> {
    let of = |who, what, from: Option<Timestamp>, before: Option<Timestamp>| {
        let (verb, rest) = match what {
            Move::Appeal => ("appeal", " --evidence FILE"),
            Move::Rule => ("resolve", " --uphold AMOUNT|all or --dismiss"),
            Move::Execute => ("execute", ""),
            Move::Dismiss => ("expire", ""),
        };
        let address_of = match who {
            Who::Owner => Some(judges.owner.to_string()),
            Who::Arbiter => Some(judges.arbiter.to_string()),
            Who::Anyone => None,
        };
        let command = format!("io slash {verb} {address}{rest}");
        Choice {
            who,
            address: address_of,
            what,
            from: from.map(Timestamp::get),
            before: before.map(Timestamp::get),
            command,
        }
    };
    match case.stage() {
        Some(Stage::Opened) => match case.appeal_ends_at().filter(|end| now < *end) {
            Some(end) => {
                vec![of(Who::Owner, Move::Appeal, None, Some(end)), of(Who::Anyone, Move::Execute, Some(end), None)]
            }
            None => vec![of(Who::Anyone, Move::Execute, case.appeal_ends_at(), None)],
        },
        Some(Stage::Appealed) => match case.ruling_ends_at().filter(|end| now < *end) {
            Some(end) => {
                vec![of(Who::Arbiter, Move::Rule, None, Some(end)), of(Who::Anyone, Move::Dismiss, Some(end), None)]
            }
            None => vec![of(Who::Anyone, Move::Dismiss, case.ruling_ends_at(), None)],
        },
        Some(Stage::Upheld) => vec![of(Who::Anyone, Move::Execute, None, None)],
        None => Vec::new(),
    }
}

impl Report for CaseLine {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let label = format!("case {}", self.number);
        let suspends = if self.suspends { ", suspends the device" } else { "" };
        writeln!(
            out,
            "{label:<12} {:>20} IO  {}{suspends}, for reason {}",
            show_units(self.frozen),
            self.stage,
            self.reason
        )?;
        if self.costake > 0 {
            let owners = show_units(self.frozen.saturating_sub(self.costake));
            writeln!(out, "  of the owner's stake {owners} IO, of the co-stake {} IO", show_units(self.costake))?;
        }
        writeln!(out, "  {}", self.case)?;
        writeln!(out, "  opened {} by {}", moment::show_local(self.opened_at), self.opener)?;
        writeln!(out, "    evidence {}", self.evidence)?;
        if let (Some(appealed_at), Some(defence)) = (self.appealed_at, &self.defence) {
            writeln!(out, "  appealed {}", moment::show_local(appealed_at))?;
            writeln!(out, "    evidence {defence}")?;
        }
        for choice in &self.options {
            writeln!(out, "  {}", choice.sentence(self.time))?;
            writeln!(out, "    {}", choice.command)?;
        }
        Ok(())
    }
}

impl Choice {
    fn sentence(&self, now: i64) -> String {
        let Self { who, what, .. } = self;
        let who = match &self.address {
            Some(address) => format!("{who} {address}"),
            None => who.to_string(),
        };
        let condition = match (what, self.from) {
            (Move::Execute, Some(from)) if from > now => ", if it is not appealed,",
            (Move::Dismiss, Some(from)) if from > now => ", if it is not ruled on,",
            _ => "",
        };
        let when = match (self.from, self.before) {
            (_, Some(end)) => format!("before {}, {} left", moment::show_local(end), left(end, now)),
            (Some(from), None) if from > now => format!("from {}, in {}", moment::show_local(from), left(from, now)),
            _ => "now".into(),
        };
        format!("{who} may {what} it{condition} {when}")
    }
}

fn left(moment: i64, now: i64) -> String {
    moment::show_duration(moment.saturating_sub(now))
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Owner => "the owner",
            Self::Arbiter => "the arbiter",
            Self::Anyone => "anyone",
        })
    }
}

impl fmt::Display for Move {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Appeal => "appeal",
            Self::Rule => "rule on",
            Self::Execute => "execute",
            Self::Dismiss => "dismiss",
        })
    }
}
