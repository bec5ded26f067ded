//! `io admin`: who may change the programs' settings.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, bail, ensure};
use clap::{Args, Subcommand};
use serde::Serialize;
use solana_instruction::Instruction;
use solana_loader_v3_interface::get_program_data_address;
use solana_loader_v3_interface::state::UpgradeableLoaderState;
use std::io::{self, Write};
use std::str::FromStr;

use crate::backend::Backend;
use crate::party::Party;
use crate::program::{Program, SUITE};
use crate::report::{Output, Report, print};
use crate::session::Session;
use crate::{books, buyback, emission, market, payroll, registry, rental, stake, token, treasury};

#[derive(Subcommand)]
pub enum Admin {
    /// Who is the admin, who was offered the role, who may pause, who may replace the bytecode
    Show,
    /// Offer the role to somebody, who has to accept
    Propose(Propose),
    /// Take the role over that was offered to the wallet
    Accept(Which),
    /// Stop what puts money in, as the pauser or the admin. Withdrawals, appeals and refunds go on
    Pause(Which),
    /// Let it go on, as the pauser or the admin
    Resume(Which),
}

#[derive(Args)]
pub struct Propose {
    #[command(flatten)]
    offer: Offer,
    #[command(flatten)]
    which: Which,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct Offer {
    /// Who is to be the admin
    #[arg(long, value_name = "WALLET")]
    to: Option<Party>,
    /// Withdraw the offer
    #[arg(long)]
    cancel: bool,
}

#[derive(Args)]
pub struct Which {
    /// Only this program, by its name. Once for each of them [default: all]
    #[arg(long = "program", value_name = "NAME")]
    only: Vec<ProgramName>,
}

#[derive(Clone, Copy, Debug)]
struct ProgramName(Program);

impl FromStr for ProgramName {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        match SUITE.iter().find(|program| program.name == text) {
            Some(program) => Ok(Self(*program)),
            None => {
                let names: Vec<&str> = SUITE.iter().map(|program| program.name).collect();
                bail!("\"{text}\" is not a program of the suite: they are {}", names.join(", "))
            }
        }
    }
}

impl Which {
    fn programs(&self) -> Vec<Program> {
        let named = self.only.iter().map(|ProgramName(program)| *program);
        if self.only.is_empty() { SUITE.to_vec() } else { named.collect() }
    }

    /// What is done to each of the programs.
    fn each(&self, instruction: impl Fn(&Program) -> Option<Instruction>) -> Result<Vec<Instruction>> {
        let each = |program: &Program| instruction(program).with_context(|| format!("{} has no admin", program.name));
        self.programs().iter().map(each).collect()
    }
}

/// The offices of every program.
#[derive(Serialize)]
struct Offices {
    programs: Vec<Office>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Office {
    program: &'static str,
    address: String,
    /// None where the program is not set up.
    admin: Option<String>,
    pending_admin: Option<String>,
    /// None where only the admin may pause.
    pauser: Option<String>,
    paused: bool,
    /// None where nobody may replace the bytecode any more.
    upgrade_authority: Option<String>,
}

/// Who is what, by a program's settings.
struct Settings {
    admin: Pubkey,
    pending_admin: Pubkey,
    pauser: Pubkey,
    paused: bool,
}

macro_rules! settings {
    ($config:expr) => {
        $config.map(|config| Settings {
            admin: config.admin,
            pending_admin: config.pending_admin,
            pauser: config.pauser,
            paused: config.is_paused(),
        })
    };
}

fn settings(backend: &dyn Backend, program: &Program) -> Result<Option<Settings>> {
    Ok(match program.address {
        io_token::ID_CONST => settings!(books::find_config(backend)?),
        io_stake::ID_CONST => settings!(registry::find_config(backend)?),
        io_emission::ID_CONST => settings!(payroll::find_config(backend)?),
        io_market::ID_CONST => settings!(rental::find_config(backend)?),
        io_treasury::ID_CONST => settings!(buyback::find_config(backend)?),
        _ => None,
    })
}

fn propose(program: &Program, admin: Pubkey, new: Pubkey) -> Option<Instruction> {
    Some(match program.address {
        io_token::ID_CONST => token::propose_admin(admin, new),
        io_stake::ID_CONST => stake::propose_admin(admin, new),
        io_emission::ID_CONST => emission::propose_admin(admin, new),
        io_market::ID_CONST => market::propose_admin(admin, new),
        io_treasury::ID_CONST => treasury::propose_admin(admin, new),
        _ => return None,
    })
}

fn accept(program: &Program, new: Pubkey) -> Option<Instruction> {
    Some(match program.address {
        io_token::ID_CONST => token::accept_admin(new),
        io_stake::ID_CONST => stake::accept_admin(new),
        io_emission::ID_CONST => emission::accept_admin(new),
        io_market::ID_CONST => market::accept_admin(new),
        io_treasury::ID_CONST => treasury::accept_admin(new),
        _ => return None,
    })
}

fn set_paused(program: &Program, authority: Pubkey, paused: bool) -> Option<Instruction> {
    Some(match program.address {
        io_token::ID_CONST => token::set_paused(authority, paused),
        io_stake::ID_CONST => stake::set_paused(authority, paused),
        io_emission::ID_CONST => emission::set_paused(authority, paused),
        io_market::ID_CONST => market::set_paused(authority, paused),
        io_treasury::ID_CONST => treasury::set_paused(authority, paused),
        _ => return None,
    })
}

impl Admin {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let signer = session.signer()?;
        let instructions = match self {
            Self::Show => return print(&Offices::read(&*session.backend)?, output),
            Self::Propose(Propose { offer, which }) => {
                let to = offer.to.as_ref().map(|to| to.address(session)).transpose()?;
                ensure!(
                    to != Some(Pubkey::default()),
                    "nobody can accept at this address: --cancel withdraws an offer"
                );
                which.each(|program| propose(program, signer, to.unwrap_or_default()))?
            }
            Self::Accept(which) => which.each(|program| accept(program, signer))?,
            Self::Pause(which) => which.each(|program| set_paused(program, signer, true))?,
            Self::Resume(which) => which.each(|program| set_paused(program, signer, false))?,
        };
        session.carry_out(&instructions, output, |session| Offices::read(&*session.backend))
    }
}

impl Offices {
    fn read(backend: &dyn Backend) -> Result<Self> {
        Ok(Self { programs: SUITE.iter().map(|program| Office::read(backend, program)).collect::<Result<_>>()? })
    }
}

impl Office {
    fn read(backend: &dyn Backend, program: &Program) -> Result<Self> {
        let settings = settings(backend, program)?;
        let named = |key: Pubkey| (key != Pubkey::default()).then(|| key.to_string());
        Ok(Self {
            program: program.name,
            address: program.address.to_string(),
            admin: settings.as_ref().map(|settings| settings.admin.to_string()),
            pending_admin: settings.as_ref().and_then(|settings| named(settings.pending_admin)),
            pauser: settings.as_ref().and_then(|settings| named(settings.pauser)),
            paused: settings.is_some_and(|settings| settings.paused),
            upgrade_authority: upgrade_authority(backend, program)?.map(|key| key.to_string()),
        })
    }
}

fn upgrade_authority(backend: &dyn Backend, program: &Program) -> Result<Option<Pubkey>> {
    let address = get_program_data_address(&program.address);
    let Some(account) = backend.account(&address)? else { return Ok(None) };
    let length = UpgradeableLoaderState::size_of_programdata_metadata();
    let header = account.data.get(..length).with_context(|| format!("{address} is not the data of a program"))?;
    match wincode::deserialize(header) {
        Ok(UpgradeableLoaderState::ProgramData { upgrade_authority_address, .. }) => Ok(upgrade_authority_address),
        _ => bail!("{address} is not the data of a program"),
    }
}

impl Report for Offices {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        self.programs.iter().try_for_each(|office| office.display(out))
    }
}

impl Report for Office {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { program, address, admin, pending_admin, pauser, paused, upgrade_authority } = self;
        writeln!(out, "{program} ({address}){}", if *paused { ", PAUSED" } else { "" })?;
        writeln!(out, "  admin              {}", admin.as_deref().unwrap_or("not set up"))?;
        if let Some(pending) = pending_admin {
            writeln!(out, "    offered to       {pending}")?;
        }
        writeln!(out, "  pauser             {}", pauser.as_deref().unwrap_or("only the admin"))?;
        writeln!(out, "  upgrade authority  {}", upgrade_authority.as_deref().unwrap_or("nobody"))
    }
}
