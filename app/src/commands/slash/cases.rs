//! `io slash execute` and `io slash expire`: how cases end by themselves.

use anchor_lang::prelude::Pubkey;
use anyhow::{Result, ensure};
use clap::{ArgGroup, Args};
use io_economics::Timestamp;
use io_stake::state::Case;
use serde::Serialize;
use solana_instruction::Instruction;

use super::Change;
use crate::batch::{Batch, Job, Line, NoTotals, Outcome, Way, devices::Listed};
use crate::designation::{CaseName, DeviceName, OpenCase};
use crate::money::show_units;
use crate::registry;
use crate::report::Output;
use crate::session::Session;
use crate::stake;
use crate::syncing::{run_with_sync, with_sync};
use crate::text;
use crate::timeline::{CaseLine, Judges, Move};

#[derive(Args)]
#[command(group(ArgGroup::new("cases").required(true).args(["named", "csv", "all"])))]
pub struct Cases {
    /// The cases, or their devices
    #[command(flatten)]
    listed: Listed,
    /// Number of the case. Only needed where several are open about the device
    #[arg(long = "case", value_name = "NUMBER", conflicts_with_all = ["csv", "all"])]
    number: Option<u32>,
    /// Every case that this can be done to now
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    way: Way,
}

/// How a case ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// What it froze is burned.
    Execution,
    /// It is dismissed, because nobody ruled on it.
    Expiry,
}

/// Amounts in base units.
#[derive(Serialize)]
struct Ended {
    case: String,
    number: u32,
    burned: u64,
    unfrozen: u64,
}

impl Cases {
    pub fn run(&self, session: &mut Session, output: Output, end: End) -> Result<()> {
        if let Some(name) = self.listed.one() {
            return one(session, output, CaseName::new(*name, self.number), end);
        }
        ensure!(self.number.is_none(), "--case is the number of one case: name one device");
        let words = if self.all { "all".into() } else { self.listed.words()? };
        let mut batch = Batch::open(session, &self.way, end.action(), &words)?;
        let mut lines: Vec<Line<Ended>> = Vec::new();
        let mut cases: Vec<OpenCase> = Vec::new();
        if self.all {
            cases = ripe(session, end)?;
        } else {
            for (name, _) in self.listed.names()? {
                match CaseName::new(name, None).find(session) {
                    Ok(case) if cases.iter().any(|known| known.address == case.address) => {}
                    Ok(case) => cases.push(case),
                    Err(error) => {
                        let address = address(session, &name)?;
                        let outcome = batch.unless_done(&address, Outcome::Unfit(format!("{error:#}")));
                        lines.push(Line::of(address, None, outcome, None, String::new()));
                    }
                }
            }
        }
        let job = |OpenCase { address, case, .. }: &OpenCase| Job {
            device: case.device,
            what: format!("{} {address}", end.action()),
            adds_up: false,
            about: vec![end.instruction(*address, case)],
        };
        let outcomes = run_with_sync(&mut batch, session, cases.iter().map(job).collect())?;
        for (OpenCase { address, case, device }, outcome) in cases.iter().zip(outcomes) {
            let (burned, unfrozen) = end.amounts(case);
            let ended = Ended { case: address.to_string(), number: case.number, burned, unfrozen };
            let detail = matches!(outcome, Outcome::Done(_)).then_some(ended);
            let words = format!("case {}: {}", case.number, end.words(case));
            lines.push(Line::of(case.device, Some(text::name_of(device)), outcome, detail, words));
        }
        batch.finish(output, lines, NoTotals)
    }
}

impl End {
    const fn action(self) -> &'static str {
        match self {
            Self::Execution => "slash execute",
            Self::Expiry => "slash expire",
        }
    }

    fn instruction(self, address: Pubkey, case: &Case) -> Instruction {
        match self {
            Self::Execution => stake::execute(case.device, address, case.opener, case.costake > 0),
            Self::Expiry => stake::expire(case.device, address, case.opener),
        }
    }

    /// What is burned, and what is free again.
    const fn amounts(self, case: &Case) -> (u64, u64) {
        match self {
            Self::Execution => (case.frozen, 0),
            Self::Expiry => (0, case.frozen),
        }
    }

    fn words(self, case: &Case) -> String {
        let frozen = show_units(case.frozen);
        match self {
            Self::Execution if case.costake > 0 => {
                format!("{frozen} IO are burned, {} of them co-stake", show_units(case.costake))
            }
            Self::Execution => format!("{frozen} IO are burned"),
            Self::Expiry => format!("the arbiter did not rule in time, {frozen} IO are free again"),
        }
    }
}

fn one(session: &mut Session, output: Output, name: CaseName, end: End) -> Result<()> {
    let found = name.find(session)?;
    let OpenCase { address, case, .. } = found;
    let instructions = with_sync(session, case.device, vec![end.instruction(address, &case)])?;
    session.carry_out(&instructions, output, |_| {
        let action = if end == End::Execution { "executed" } else { "expired" };
        let (burned, unfrozen) = end.amounts(&case);
        Ok(Change::ended(action, &found, burned, unfrozen, &end.words(&case)))
    })
}

/// The cases that can end like this now.
fn ripe(session: &Session, end: End) -> Result<Vec<OpenCase>> {
    let backend = &*session.backend;
    let now = Timestamp::new(backend.clock()?.unix_timestamp);
    let arbiter = registry::config(backend)?.arbiter;
    let wanted = if end == End::Execution { Move::Execute } else { Move::Dismiss };
    let cases = registry::cases(backend, None)?.into_iter().filter(|(address, case)| {
        let line = CaseLine::of(*address, case, &Judges { owner: Pubkey::default(), arbiter }, now);
        line.options.iter().any(|choice| choice.what == wanted && choice.from.is_none_or(|from| from <= now.get()))
    });
    cases
        .map(|(address, case)| Ok(OpenCase { address, case, device: registry::device(backend, &case.device)? }))
        .collect()
}

/// What is named, whether it is there or not.
fn address(session: &mut Session, name: &DeviceName) -> Result<Pubkey> {
    match name {
        DeviceName::Address(address) => Ok(*address),
        DeviceName::Id(id) => Ok(stake::device_address(session.signer()?, id)),
    }
}
