//! `io admin burner` and `io admin deallocate`: what io-token's admin decides.

use anyhow::Result;
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::io::{self, Write};

use super::change;
use super::role::SomebodyOrNobody;
use crate::books;
use crate::governance::Governed;
use crate::money::show_units;
use crate::report::{Output, Report};
use crate::session::Session;
use crate::token::{self, BurnKind};

#[derive(Args)]
pub struct Burner {
    /// What is burned. Credits anyone burns
    #[arg(value_enum)]
    kind: Kind,
    #[command(flatten)]
    who: SomebodyOrNobody,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    Buyback,
    Slash,
    Penalty,
    Fee,
}

impl From<Kind> for BurnKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Buyback => Self::Buyback,
            Kind::Slash => Self::Slash,
            Kind::Penalty => Self::Penalty,
            Kind::Fee => Self::Fee,
        }
    }
}

#[derive(Args)]
pub struct Deallocate {
    /// Number of the allocation
    id: u32,
}

impl Burner {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let (admin, burner) = (session.signer()?, self.who.key(session)?);
        change(session, output, &[Governed::Token], &[token::set_burner(admin, self.kind.into(), burner)])
    }
}

/// Amounts in base units.
#[derive(Serialize)]
struct Deallocated {
    id: u32,
    amount: u64,
    beneficiary: String,
}

impl Deallocate {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let (admin, id) = (session.signer()?, self.id);
        let allocation = books::allocation(&*session.backend, id)?;
        let beneficiary = allocation.beneficiary.to_string();
        session.carry_out(&[token::deallocate(admin, id, allocation.rent_payer)], output, |_| {
            Ok(Deallocated { id, amount: allocation.total, beneficiary })
        })
    }
}

impl Report for Deallocated {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { id, amount, beneficiary } = self;
        writeln!(out, "Allocation {id} is taken back: {} IO for {beneficiary}", show_units(*amount))
    }
}
