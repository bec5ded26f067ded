//! `io rewards end`.

use anyhow::{Context, Result};
use clap::Args;
use serde::Serialize;
use std::io::{self, Write};

use crate::advancing::catch_up;
use crate::designation::DeviceName;
use crate::emission;
use crate::payroll;
use crate::registry::pool_name;
use crate::report::{Output, Report};
use crate::session::Session;

#[derive(Args)]
pub struct End {
    /// The device: its address, or the id that your wallet gave it
    device: DeviceName,
}

#[derive(Serialize)]
struct Ended {
    device: String,
    pool: String,
    /// The last epoch that counts.
    end: u32,
}

impl End {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let owner = session.signer()?;
        let (device, _) = self.device.find(session)?;
        let config = payroll::config(&*session.backend)?;
        payroll::require_genesis(&config)?;
        let lease = |session: &Session| {
            let entry = payroll::entry(&*session.backend, &config, device)?;
            entry.lease.with_context(|| format!("the device {device} has never had a lease"))
        };
        let pool = lease(session)?.pool;
        let mut instructions = catch_up(session, &config, pool)?;
        instructions.push(emission::end(owner, pool, device));
        session.carry_out(&instructions, output, |session| {
            Ok(Ended { device: device.to_string(), pool: pool_name(pool), end: lease(session)?.end })
        })
    }
}

impl Report for Ended {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { device, pool, end } = self;
        writeln!(out, "The lease of {device} ({pool}) ends: the last epoch that counts is {end}")
    }
}
