//! Registering the devices of a file.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, bail, ensure};
use io_stake::RegisterArgs;
use io_stake::state::{Classes, Device};
use serde::Serialize;
use solana_instruction::Instruction;
use std::collections::HashMap;
use std::io::{self, Write};
use std::path::Path;

use crate::batch::sheet::{Row, Sheet, number};
use crate::batch::{Batch, Group, Job, Line, Outcome, Way};
use crate::commands::stake::{Sum, source, source_address};
use crate::money::show_units;
use crate::registry;
use crate::report::{Output, Report};
use crate::session::Session;
use crate::stake;
use crate::text;

/// Length of the token account that is a device's vault.
const VAULT: usize = 165;

/// A line of the file.
struct Wanted {
    address: Pubkey,
    line: u64,
    class: String,
    args: RegisterArgs,
}

#[derive(Serialize)]
struct Registered {
    id: String,
    class: String,
    processors: u16,
    /// First stake, in base units.
    staked: u64,
}

/// In base units.
#[derive(Serialize)]
struct Staked {
    staked: u64,
}

pub fn register(session: &mut Session, output: Output, path: &Path, from: Option<Pubkey>, way: &Way) -> Result<()> {
    let shown = path.display();
    let place = std::fs::canonicalize(path).with_context(|| format!("cannot read {shown}"))?;
    let mut batch = Batch::open(session, way, "device register", &format!("csv {}", place.display()))?;
    let classes = registry::classes(&*session.backend)?;
    let owner = session.signer()?;
    let wanted = Sheet::read(path)?.each(|row| Wanted::of(row, &classes, owner))?;
    require_different(&wanted).with_context(|| format!("{shown} cannot be used, and nothing was done"))?;

    let addresses: Vec<Pubkey> = wanted.iter().map(|wanted| wanted.address).collect();
    let found: HashMap<Pubkey, Device> = registry::devices_at(&*session.backend, &addresses)?.into_iter().collect();
    let missing: Vec<&Wanted> = wanted.iter().filter(|wanted| !wanted.is(owner, found.get(&wanted.address))).collect();
    let stake = missing.iter().map(|wanted| wanted.args.amount).fold(0, u64::saturating_add);
    let token_account = match stake {
        0 => source_address(session, from)?,
        stake => source(session, from, stake)?,
    };
    let rents = [Device::SIZE, VAULT].map(|length| session.backend.rent_minimum(length));
    let rent = rents.into_iter().sum::<Result<u64>>()?;
    if !session.signs_only() {
        session.require_lamports(rent.saturating_mul(missing.len() as u64))?;
    }

    let jobs: Vec<Job<Instruction>> = missing
        .iter()
        .map(|wanted| {
            let source = (wanted.args.amount > 0).then_some(token_account);
            let about = stake::register(owner, source, wanted.args.clone());
            Job { device: wanted.address, what: "register".into(), adds_up: false, about }
        })
        .collect();
    let pack = |some: &[&Job<Instruction>]| some.iter().map(|job| job.about.clone()).collect();
    let outcomes = batch.run(session, &Group::new(&pack), &jobs);
    let mut outcomes: HashMap<Pubkey, Outcome> = jobs.iter().map(|job| job.device).zip(outcomes).collect();
    let mut sum = Staked { staked: 0 };
    let lines = wanted.iter().map(|wanted| {
        let outcome = outcomes
            .remove(&wanted.address)
            .unwrap_or_else(|| batch.unless_done(&wanted.address, Outcome::Nothing("it is registered already".into())));
        let registered = matches!(outcome, Outcome::Done(_)).then(|| wanted.registered());
        sum.staked = sum.staked.saturating_add(registered.as_ref().map_or(0, |registered| registered.staked));
        Line::of(wanted.address, Some(wanted.name()), outcome, registered, wanted.words())
    });
    let lines = lines.collect();
    batch.finish(output, lines, sum)
}

impl Wanted {
    fn of(row: &Row, classes: &Classes, owner: Pubkey) -> Result<Self> {
        let (class_number, class) = row.get("class", |text| registry::class_named(classes, text))?;
        let processors = row.get("processors", number(1..=u16::MAX))?;
        let label = row.find("label", text::fill)?.unwrap_or_default();
        // Never made of the line or the class: one that is inserted would make other devices of those below.
        let id = match row.find("id", text::id)? {
            Some(id) => id,
            None => {
                row.find("label", text::id)?.with_context(|| row.whereabouts("there is neither an id nor a label"))?
            }
        };
        let stake = row.find("stake", str::parse::<Sum>)?;
        let required = registry::required_stake(class, processors).get();
        let amount = stake.map_or(Ok(0), |stake| stake.missing(0, required))?;
        ensure!(
            stake.is_none() || amount > 0,
            "{}",
            row.whereabouts("column stake: leave it empty to register without a stake")
        );
        Ok(Self {
            address: stake::device_address(owner, &id),
            line: row.line,
            class: class.name().unwrap_or("?").to_owned(),
            args: RegisterArgs { id, class: class_number, processors, label, amount },
        })
    }

    /// Whether that is what is registered already. What is not the same, the program refuses.
    fn is(&self, owner: Pubkey, device: Option<&Device>) -> bool {
        let RegisterArgs { class, processors, .. } = self.args;
        device.is_some_and(|device| (device.owner, device.class, device.processors) == (owner, class, processors))
    }

    fn name(&self) -> String {
        match text::shown(&self.args.label) {
            Some(label) if !label.is_empty() => label.to_owned(),
            _ => text::shown_or_hex(&self.args.id),
        }
    }

    fn registered(&self) -> Registered {
        Registered {
            id: text::shown_or_hex(&self.args.id),
            class: self.class.clone(),
            processors: self.args.processors,
            staked: self.args.amount,
        }
    }

    fn words(&self) -> String {
        let Self { class, args: RegisterArgs { processors, amount, .. }, .. } = self;
        match amount {
            0 => format!("registered: {processors} × {class}"),
            stake => format!("registered: {processors} × {class}, with {} IO", show_units(*stake)),
        }
    }
}

/// Two lines that make one device are a mistake: the second one would silently be left out.
fn require_different(wanted: &[Wanted]) -> Result<()> {
    let mut seen: HashMap<Pubkey, u64> = HashMap::new();
    for Wanted { address, line, .. } in wanted {
        if let Some(first) = seen.insert(*address, *line) {
            bail!("line {line} has the id of line {first}");
        }
    }
    Ok(())
}

impl Report for Staked {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        match self.staked {
            0 => Ok(()),
            staked => writeln!(out, "{} IO staked in all", show_units(staked)),
        }
    }
}
