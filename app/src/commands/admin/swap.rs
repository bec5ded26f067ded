//! `io admin swap`.

use anchor_lang::prelude::Pubkey;
use anyhow::Result;
use clap::Subcommand;

use super::change;
use crate::governance::Governed;
use crate::report::Output;
use crate::session::Session;
use crate::treasury;

#[derive(Subcommand)]
pub enum Swap {
    /// Let the treasury swap by a program. Where anyone can bring a pool of their own to it, anyone can sell at the floor
    Allow {
        /// Address of the program
        program: Pubkey,
    },
    /// No longer
    Disallow {
        /// Address of the program
        program: Pubkey,
    },
}

impl Swap {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let admin = session.signer()?;
        let instruction = match self {
            Self::Allow { program } => treasury::allow_swap(admin, *program),
            Self::Disallow { program } => treasury::disallow_swap(admin, *program),
        };
        change(session, output, &[Governed::Treasury], &[instruction])
    }
}
