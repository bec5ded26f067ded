//! `io admin`: what the admins and the pausers of the programs decide.

mod attestors;
mod class;
mod role;
mod shares;
mod show;
mod swap;
mod terms;
mod token;

use anyhow::Result;
use clap::{Args, Subcommand};
use serde::Serialize;
use solana_instruction::Instruction;
use std::io::{self, Write};

use crate::governance::Governed;
use crate::report::{Output, Report};
use crate::session::Session;
use crate::setting::Setting;

#[derive(Subcommand)]
pub enum Admin {
    /// Who governs each program, and everything that its admin can change
    Show(show::Show),
    /// Stop what puts money in, as the pauser or the admin. What lets it out goes on
    Pause(Programs),
    /// Go on after a pause, as the pauser or the admin
    Resume(Programs),
    /// Name who may pause and resume besides the admin
    Pauser(role::Pauser),
    /// Offer the admin's role to somebody, who has to accept it
    Propose(role::Propose),
    /// Take over the admin's role that was offered to you
    Accept(Programs),
    /// Name the slasher or the arbiter of io-stake
    Role(role::Role),
    /// Add a device class, or change one
    Class(class::SetClass),
    /// Name the attestors of io-emission or io-market, and how many of them have to sign
    Attestors(attestors::SetAttestors),
    /// Change the terms of a program. What is not named stays
    #[command(subcommand)]
    Terms(terms::Terms),
    /// Share the emission among the pools. What is not named stays
    Shares(shares::Shares),
    /// Say who alone burns IO under a kind
    Burner(token::Burner),
    /// Take back a planned allocation, before genesis
    Deallocate(token::Deallocate),
    /// Say which programs the treasury may swap by
    #[command(subcommand)]
    Swap(swap::Swap),
}

/// Which programs are meant.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub struct Programs {
    /// The programs
    #[arg(value_enum, value_name = "PROGRAM")]
    named: Vec<Governed>,
    /// All of them
    #[arg(long)]
    all: bool,
}

impl Programs {
    fn list(&self) -> Vec<Governed> {
        // In their order, and each of them once.
        let mut programs = Governed::ALL.to_vec();
        programs.retain(|program| self.all || self.named.contains(program));
        programs
    }
}

impl Admin {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        match self {
            Self::Show(show) => show.run(session, output),
            Self::Pause(programs) => role::set_paused(&programs.list(), true, session, output),
            Self::Resume(programs) => role::set_paused(&programs.list(), false, session, output),
            Self::Pauser(pauser) => pauser.run(session, output),
            Self::Propose(propose) => propose.run(session, output),
            Self::Accept(programs) => role::accept(programs, session, output),
            Self::Role(role) => role.run(session, output),
            Self::Class(class) => class.run(session, output),
            Self::Attestors(attestors) => attestors.run(session, output),
            Self::Terms(terms) => terms.run(session, output),
            Self::Shares(shares) => shares.run(session, output),
            Self::Burner(burner) => burner.run(session, output),
            Self::Deallocate(deallocate) => deallocate.run(session, output),
            Self::Swap(swap) => swap.run(session, output),
        }
    }
}

/// A setting that a command changed.
#[derive(Serialize)]
struct Change {
    program: &'static str,
    setting: String,
    before: String,
    after: String,
}

#[derive(Serialize)]
struct Changes {
    changes: Vec<Change>,
}

impl Changes {
    fn between(program: Governed, before: Vec<Setting>, after: Vec<Setting>) -> impl Iterator<Item = Change> {
        let program = program.program().name;
        before.into_iter().zip(after).filter(|(before, after)| before != after).map(move |(before, after)| Change {
            program,
            setting: after.setting,
            before: before.value,
            after: after.value,
        })
    }
}

impl Report for Changes {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.changes.is_empty() {
            return writeln!(out, "Nothing changed: it was so before");
        }
        for Change { program, setting, before, after } in &self.changes {
            writeln!(out, "{program}: the {setting} was {before}, and is {after}")?;
        }
        Ok(())
    }
}

/// Sends the instructions, and reports which settings of the programs they changed.
fn change(session: &mut Session, output: Output, programs: &[Governed], instructions: &[Instruction]) -> Result<()> {
    let before = settings(session, programs)?;
    session.carry_out(instructions, output, |session| {
        let after = settings(session, programs)?;
        let pairs = programs.iter().zip(before.into_iter().zip(after));
        let changes = pairs.flat_map(|(program, (before, after))| Changes::between(*program, before, after));
        Ok(Changes { changes: changes.collect() })
    })
}

fn settings(session: &Session, programs: &[Governed]) -> Result<Vec<Vec<Setting>>> {
    programs.iter().map(|program| program.settings(&*session.backend)).collect()
}
