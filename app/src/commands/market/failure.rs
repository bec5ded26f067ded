//! `io market report-failure`.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, ensure};
use clap::Args;
use io_economics::Timestamp;
use io_market::state::Reservation;
use serde::Serialize;
use std::io::{self, Write};

use super::lines;
use super::target::Payees;
use crate::accounts::find;
use crate::designation::DeviceName;
use crate::evidence;
use crate::market::{self, Asset, Rental};
use crate::quorum::Attestors;
use crate::rental::{self, Search, Standing};
use crate::report::{Output, Report};
use crate::session::{Envelope, Session};

#[derive(Args)]
pub struct ReportFailure {
    /// The device that failed, by its address
    device: DeviceName,
    /// Number of the reason, in the attestors' published list
    #[arg(long, value_name = "NUMBER")]
    reason: u16,
    /// The evidence: a file, of which the SHA-256 hash is taken, or that hash in hexadecimal
    #[arg(long, value_name = "FILE_OR_HASH")]
    evidence: String,
    #[command(flatten)]
    attestors: Attestors,
}

/// Amounts in base units.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Failed {
    device: String,
    reservation: String,
    renter: String,
    supplier: String,
    #[serde(serialize_with = "lines::asset")]
    asset: Asset,
    /// What the supplier has earned and keeps.
    kept: u64,
    /// What comes back to the renter.
    refund: u64,
    /// Whether it was paid at once. Else the renter claims it.
    paid: bool,
}

impl ReportFailure {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        ensure!(!session.signs_only(), "the attestors sign together, on one machine: leave out --sign-only");
        let backend = &*session.backend;
        let config = rental::config(backend)?;
        let quorum = self.attestors.quorum(session, config.attestors(), config.quorum)?;
        let evidence = evidence::hash(&self.evidence)?;
        let (address, reservation) = self.running(session)?;
        let renters_account = Payees::new(session)?.account(session, reservation.renter, reservation.asset())?;
        let (attestor, further) = quorum.addresses.split_first().context("a quorum has an attestor")?;
        let rental = Rental::of(address, &reservation);
        let instruction = market::report_failure(*attestor, further, &rental, renters_account, self.reason, evidence);
        session.carry_out_in(
            Envelope { cosigners: &quorum.wallets, ..Envelope::default() },
            &[instruction],
            output,
            |session| {
                // Closed, where nobody is owed anything any more: then the supplier had claimed all that it keeps.
                let after: Option<Reservation> = find(&*session.backend, &address)?;
                let kept = after.map_or(reservation.claimed, |after| after.claimed.saturating_add(after.supplier_due));
                Ok(Failed {
                    device: reservation.device.to_string(),
                    reservation: address.to_string(),
                    renter: reservation.renter.to_string(),
                    supplier: reservation.supplier.to_string(),
                    asset: reservation.asset(),
                    kept,
                    refund: reservation.cost.saturating_sub(kept),
                    paid: renters_account.is_some(),
                })
            },
        )
    }

    /// The reservation that the device is running, else its latest: the program says what is wrong with that.
    fn running(&self, session: &mut Session) -> Result<(Pubkey, Reservation)> {
        let device = match self.device {
            DeviceName::Address(address) => address,
            DeviceName::Id(_) => self.device.find(session)?.0,
        };
        let now = Timestamp::new(session.backend.clock()?.unix_timestamp);
        let search = Search { device: Some(device), ..Search::default() };
        let found = rental::reservations(&*session.backend, search)?;
        let running = found.iter().find(|(_, one)| Standing::of(one, now) == Standing::Running);
        let meant = running.or_else(|| found.last());
        meant.copied().with_context(|| format!("there is no reservation of the device {device}"))
    }
}

impl Report for Failed {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { device, asset, kept, refund, paid, renter, supplier, .. } = self;
        let how = if *paid { "was paid" } else { "may claim" };
        writeln!(out, "The device {device} has failed")?;
        writeln!(out, "  the renter {renter} {how} {}", rental::show(*asset, *refund))?;
        writeln!(out, "  the supplier {supplier} keeps {}", rental::show(*asset, *kept))
    }
}
