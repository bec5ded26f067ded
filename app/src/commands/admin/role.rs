//! `io admin pause`, `resume`, `pauser`, `propose`, `accept` and `role`: who may do what.

use anchor_lang::prelude::Pubkey;
use anyhow::{Result, ensure};
use clap::{Args, ValueEnum};
use solana_instruction::Instruction;

use super::{Programs, change};
use crate::governance::Governed;
use crate::party::Party;
use crate::report::Output;
use crate::session::Session;
use crate::stake;

#[derive(Args)]
pub struct Pauser {
    #[command(flatten)]
    programs: Programs,
    #[command(flatten)]
    who: SomebodyOrNobody,
}

/// Who gets a role.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub struct SomebodyOrNobody {
    /// Who it is to be
    #[arg(long, value_name = "KEY")]
    to: Option<Party>,
    /// Nobody
    #[arg(long)]
    nobody: bool,
}

#[derive(Args)]
pub struct Propose {
    #[command(flatten)]
    programs: Programs,
    #[command(flatten)]
    who: Successor,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct Successor {
    /// Who is offered the role
    #[arg(long, value_name = "KEY")]
    to: Option<Party>,
    /// Take the offer back
    #[arg(long)]
    withdraw: bool,
}

#[derive(Args)]
pub struct Role {
    #[arg(value_enum)]
    role: NamedRole,
    /// Who it is to be
    #[arg(long, value_name = "KEY")]
    to: Party,
}

/// A role that only io-stake has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum NamedRole {
    /// Opens slash cases, and suspends devices while one is open
    Slasher,
    /// Rules on appeals
    Arbiter,
}

pub fn set_paused(programs: &[Governed], paused: bool, session: &mut Session, output: Output) -> Result<()> {
    let authority = session.signer()?;
    let instructions: Vec<Instruction> = programs.iter().map(|program| program.set_paused(authority, paused)).collect();
    change(session, output, programs, &instructions)
}

impl SomebodyOrNobody {
    /// The key; the default address for nobody.
    pub fn key(&self, session: &mut Session) -> Result<Pubkey> {
        self.to.as_ref().map_or(Ok(Pubkey::default()), |to| to.address(session))
    }
}

impl Pauser {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let (admin, pauser) = (session.signer()?, self.who.key(session)?);
        let programs = self.programs.list();
        let instructions: Vec<Instruction> = programs.iter().map(|program| program.set_pauser(admin, pauser)).collect();
        change(session, output, &programs, &instructions)
    }
}

impl Propose {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let admin = session.signer()?;
        let successor = self.who.to.as_ref().map_or(Ok(Pubkey::default()), |to| to.address(session))?;
        let programs = self.programs.list();
        let instructions: Vec<Instruction> =
            programs.iter().map(|program| program.propose_admin(admin, successor)).collect();
        change(session, output, &programs, &instructions)
    }
}

/// With `--all` it accepts what there is to be accepted.
pub fn accept(programs: &Programs, session: &mut Session, output: Output) -> Result<()> {
    let successor = session.signer()?;
    let mut list = programs.list();
    if programs.all {
        let mut offered = Vec::new();
        for program in list {
            if program.authorities(&*session.backend)?.pending_admin == successor {
                offered.push(program);
            }
        }
        ensure!(!offered.is_empty(), "no program's admin has offered the role to {successor}");
        list = offered;
    }
    let instructions: Vec<Instruction> = list.iter().map(|program| program.accept_admin(successor)).collect();
    change(session, output, &list, &instructions)
}

impl Role {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let (admin, key) = (session.signer()?, self.to.address(session)?);
        let role = match self.role {
            NamedRole::Slasher => stake::Role::Slasher,
            NamedRole::Arbiter => stake::Role::Arbiter,
        };
        change(session, output, &[Governed::Stake], &[stake::set_role(admin, role, key)])
    }
}
