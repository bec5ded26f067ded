//! `io admin class`.

use anyhow::{Context, Result};
use clap::Args;
use io_stake::SetClassArgs;

use super::Changes;
use crate::governance::Governed;
use crate::registry::{self, POOLS};
use crate::report::Output;
use crate::session::Session;
use crate::setting::{self, Setting};
use crate::stake;
use crate::text;

#[derive(Args)]
pub struct SetClass {
    /// The class: its number, or the name that it has
    class: String,
    /// Its name from now on. A new class needs one
    #[arg(long)]
    name: Option<String>,
    /// The pool of its devices. A new class needs one
    #[arg(long, value_parser = POOLS)]
    pool: Option<String>,
    /// Weight of a processor: 10,000 are 1.0. A new class needs it
    #[arg(long, value_name = "BPS")]
    multiplier_bps: Option<u32>,
    /// Let it take new devices, as a new class does
    #[arg(long, conflicts_with = "closed")]
    open: bool,
    /// Keep it for the devices that it has
    #[arg(long)]
    closed: bool,
}

impl SetClass {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let admin = session.signer()?;
        let args = self.args(session)?;
        let number = args.number;
        let before = class(session, number)?;
        session.carry_out(&[stake::set_class(admin, args)], output, |session| {
            let after = class(session, number)?;
            Ok(Changes { changes: Changes::between(Governed::Stake, before, after).collect() })
        })
    }

    fn args(&self, session: &Session) -> Result<SetClassArgs> {
        let classes = registry::classes(&*session.backend)?;
        let named = self.name.as_deref().map(text::fill).transpose()?;
        let pool = self.pool.as_ref().and_then(|pool| (0..).zip(POOLS).find(|(_, name)| name == pool));
        let pool = pool.map(|(number, _)| number);
        let new = self.class.parse().ok().filter(|number| classes.get(*number).is_none());
        let Some(number) = new else {
            let (number, standing) = registry::class_named(&classes, &self.class)
                .context("name a class that exists, or give a new one a number that is free")?;
            return Ok(SetClassArgs {
                number,
                name: named.unwrap_or(standing.name),
                pool: pool.unwrap_or(standing.pool),
                multiplier_bps: self.multiplier_bps.unwrap_or(standing.multiplier_bps),
                open: self.open || (standing.is_open() && !self.closed),
            });
        };
        let needed = "a new class needs --name, --pool and --multiplier-bps";
        Ok(SetClassArgs {
            number,
            name: named.context(needed)?,
            pool: pool.context(needed)?,
            multiplier_bps: self.multiplier_bps.context(needed)?,
            open: !self.closed,
        })
    }
}

/// The class of that number, as settings.
fn class(session: &Session, number: u16) -> Result<Vec<Setting>> {
    let classes = registry::classes(&*session.backend)?;
    Ok(match classes.get(number) {
        Some(class) => setting::class(number, &class.name, class.pool, class.multiplier_bps, class.is_open()),
        None => setting::class(number, &[], 0, 0, false)
            .into_iter()
            .map(|Setting { setting, .. }| Setting::new(setting, "not set"))
            .collect(),
    })
}
