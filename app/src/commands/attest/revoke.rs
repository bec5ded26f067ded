//! `io attest revoke`.

use anchor_lang::prelude::Pubkey;
use anyhow::{Result, ensure};
use clap::Args;
use io_emission::error::IoEmissionError;
use io_emission::state::Lease;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

use crate::advancing::catch_up;
use crate::designation::DeviceName;
use crate::dispatch::Dispatch;
use crate::emission;
use crate::money::show_units;
use crate::payroll;
use crate::quorum::Attestors;
use crate::registry::pool_name;
use crate::report::{Output, Report, print};
use crate::session::Session;

#[derive(Args)]
pub struct Revoke {
    /// The devices: their addresses, or the ids that your wallet gave them
    #[arg(required = true, value_name = "DEVICE")]
    devices: Vec<DeviceName>,
    #[command(flatten)]
    attestors: Attestors,
}

/// Amounts in base units.
#[derive(Default, Serialize)]
struct Revoked {
    revoked: Vec<Line>,
    refused: Vec<Refused>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    device: String,
    pool: String,
    /// The last epoch that counts.
    end: u32,
    penalty: u64,
    /// Of all its penalties, what it has yet to pay.
    to_be_paid: u64,
    signature: String,
}

#[derive(Serialize)]
struct Refused {
    device: String,
    reason: String,
}

impl Revoke {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let config = payroll::config(&*session.backend)?;
        let running = payroll::running(&config, payroll::now(&*session.backend)?)?;
        let quorum = self.attestors.quorum(session, config.attestors(), config.quorum)?;
        // A device that is gone can be named by its address, too: its lease may be running.
        let named = self.devices.iter().map(|device| match device {
            DeviceName::Address(address) => Ok(*address),
            DeviceName::Id(_) => Ok(device.find(session)?.0),
        });
        let devices = named.collect::<Result<Vec<Pubkey>>>()?;
        let mut report = Revoked::default();
        let mut before: HashMap<Pubkey, Lease> = HashMap::new();
        let mut pools: BTreeMap<u8, Vec<Pubkey>> = BTreeMap::new();
        for entry in payroll::entries(&*session.backend, &config, &devices)? {
            let Some(lease) = entry.lease else {
                anyhow::bail!("the device {} has never had a lease", entry.device);
            };
            if !lease.is_running(running) {
                let reason = IoEmissionError::LeaseNotRunning.to_string();
                report.refused.push(Refused { device: entry.device.to_string(), reason });
            } else if before.insert(entry.device, lease).is_none() {
                pools.entry(lease.pool).or_default().push(entry.device);
            }
        }
        let worked = pools.iter().try_for_each(|(pool, devices)| {
            let dispatch = Dispatch {
                envelope: quorum.envelope(),
                preface: &|session: &mut Session| catch_up(session, &config, *pool),
                pack: &|devices: &[Pubkey]| match devices.split_first() {
                    Some((first, further)) => vec![emission::revoke(&quorum.addresses, *pool, *first, further)],
                    None => Vec::new(),
                },
            };
            dispatch.send(session, devices, &mut |session, devices, outcome| {
                match outcome {
                    Ok(receipt) => {
                        for entry in payroll::entries(&*session.backend, &config, devices)? {
                            let before = before.get(&entry.device);
                            let Some((lease, before)) = entry.lease.as_ref().zip(before) else { continue };
                            report.revoked.push(Line::of(lease, before, receipt.signature.to_string()));
                        }
                    }
                    Err(refusal) => report.refused.extend(
                        devices
                            .iter()
                            .map(|device| Refused { device: device.to_string(), reason: refusal.to_string() }),
                    ),
                }
                Ok(())
            })
        });
        print(&report, output)?;
        worked?;
        let refused = report.refused.len();
        ensure!(refused == 0, "{refused} of {} leases were not revoked", devices.len());
        Ok(())
    }
}

impl Line {
    fn of(lease: &Lease, before: &Lease, signature: String) -> Self {
        // Paying a penalty off moves it from one number to the other.
        let penalties = |lease: &Lease| lease.penalty.saturating_add(lease.fined);
        Self {
            device: lease.device.to_string(),
            pool: pool_name(lease.pool),
            end: lease.end,
            penalty: penalties(lease).saturating_sub(penalties(before)),
            to_be_paid: lease.penalty,
            signature,
        }
    }
}

impl Report for Revoked {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        for Line { device, pool, end, penalty, to_be_paid, signature } in &self.revoked {
            writeln!(out, "The lease of {device} ({pool}) is revoked: the last epoch that counts is {end}")?;
            let later = match to_be_paid {
                0 => String::new(),
                some => format!(", {} IO of all its penalties yet to be paid", show_units(*some)),
            };
            writeln!(out, "  penalty {} IO{later}", show_units(*penalty))?;
            writeln!(out, "  {signature}")?;
        }
        self.refused
            .iter()
            .try_for_each(|Refused { device, reason }| writeln!(out, "The lease of {device} stays: {reason}"))
    }
}
