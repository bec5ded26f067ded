//! `io device register`.

mod many;

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, bail};
use clap::Args;
use io_stake::RegisterArgs;
use serde::Serialize;
use std::io::{self, Write};
use std::path::PathBuf;

use super::show::StakeReport;
use crate::batch::Way;
use crate::commands::stake::{Sum, source};
use crate::registry;
use crate::report::{Output, Report, print};
use crate::session::Session;
use crate::stake;
use crate::text;

#[derive(Args)]
pub struct Register {
    /// Class of the device, by name or number: see `io device classes`
    #[arg(long, required_unless_present = "csv")]
    class: Option<String>,
    /// How many processors it has
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u16).range(1..), required_unless_present = "csv")]
    processors: Option<u16>,
    /// What tells it apart from your other devices: up to 32 bytes of text, or 64 hexadecimal digits [default: the
    /// label, else the name of the class]
    #[arg(long)]
    id: Option<String>,
    /// Your name for it, which can be changed
    #[arg(long, value_name = "TEXT")]
    label: Option<String>,
    /// First stake, in IO, or `required` for what the device needs to earn
    #[arg(long, value_name = "AMOUNT")]
    stake: Option<Sum>,
    /// Token account that the first stake comes from [default: your own]
    #[arg(long, value_name = "TOKEN_ACCOUNT")]
    from: Option<Pubkey>,
    /// CSV file with a line for each device. Its first line names the columns: `class` and `processors`; `id` or `label` or
    /// both; and `stake`, if there is to be a first one
    #[arg(long, value_name = "FILE", conflicts_with_all = ["class", "processors", "id", "label", "stake"])]
    csv: Option<PathBuf>,
    #[command(flatten)]
    way: Way,
}

#[derive(Serialize)]
struct Registration {
    action: &'static str,
    #[serde(flatten)]
    stake: StakeReport,
}

impl Register {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        if let Some(sheet) = &self.csv {
            return many::register(session, output, sheet, self.from, &self.way);
        }
        let classes = registry::classes(&*session.backend)?;
        let (Some(class), Some(processors)) = (&self.class, self.processors) else {
            bail!("say what the device is, with --class and --processors");
        };
        let (number, class) = registry::class_named(&classes, class)?;
        let owner = session.signer()?;
        // Never a random id: a command that is repeated because its answer was lost has to find the same device.
        let by_default =
            self.label.as_deref().filter(|label| !label.is_empty()).or_else(|| class.name()).unwrap_or_default();
        let id = text::id(self.id.as_deref().unwrap_or(by_default)).context("--id")?;
        let address = stake::device_address(owner, &id);

        if let Some(device) = registry::find_device(&*session.backend, &address)? {
            // What is not the same, the program refuses below.
            if (device.owner, device.class, device.processors) == (owner, number, processors) {
                let stake = StakeReport::read(session, address, &device)?;
                return print(&Registration { action: "already", stake }, output);
            }
        }
        let amount = match self.stake {
            Some(sum) => sum.missing(0, registry::required_stake(class, processors).get())?,
            None => 0,
        };
        if self.stake.is_some() && amount == 0 {
            bail!("--stake 0: leave it out to register without a stake");
        }
        let from = if amount > 0 { Some(source(session, self.from, amount)?) } else { None };
        let label = text::fill(self.label.as_deref().unwrap_or_default()).context("--label")?;
        let args = RegisterArgs { id, class: number, processors, label, amount };
        session.carry_out(&[stake::register(owner, from, args)], output, |session| {
            Ok(Registration { action: "registered", stake: StakeReport::read_anew(session, address)? })
        })
    }
}

impl Report for Registration {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let StakeReport { heading, .. } = &self.stake;
        match self.action {
            "already" => writeln!(
                out,
                "{} is registered already, so nothing was done. Another device needs another --id",
                heading.name()
            )?,
            _ => writeln!(out, "{} is registered", heading.name())?,
        }
        self.stake.display(out)
    }
}
