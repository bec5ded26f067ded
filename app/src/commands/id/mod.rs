//! `io id`: a wallet, and what has happened to it.

mod statement;

use anyhow::Result;
use clap::Subcommand;

use crate::report::Output;
use crate::session::Session;

#[derive(Subcommand)]
pub enum Id {
    /// Everything that moved a wallet's balances in a period, and whether it adds up: what an accountant needs
    Statement(statement::Command),
}

impl Id {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        match self {
            Self::Statement(statement) => statement.run(session, output),
        }
    }
}
