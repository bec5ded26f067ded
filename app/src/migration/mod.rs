//! Setting up a freshly deployed suite.
//!
//! Each file of `migrations/` says how one program is to be; the files are run in the order of their numbers. A
//! migration compares what it says with what the cluster says, does what is missing, and refuses to go on where the two
//! disagree. Running it again does nothing.

mod emission;
mod folder;
mod market;
mod plan;
mod stake;
mod token;
mod treasury;

use anyhow::{Context, Result, bail};
use serde::Serialize;
use solana_instruction::Instruction;
use std::fmt::Display;
use std::path::Path;

use crate::session::Session;
use plan::Setup;

/// One file of the folder.
pub struct Migration {
    /// The file's name without its ending, such as `0001-token`.
    pub name: String,
    setup: Setup,
}

/// What a migration found or did.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    pub title: String,
    pub state: StepState,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum StepState {
    /// It was so before.
    Already,
    /// This run did it.
    Done,
    /// It is missing, and this run only looks.
    Missing,
}

/// Whether to do what is missing, or only to name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Run,
    Look,
}

/// The migrations of a folder, else those that this client was built with, in their order.
pub fn read(folder: Option<&Path>) -> Result<Vec<Migration>> {
    folder::read(folder)
}

impl Migration {
    /// Refuses where the file names somebody who does not exist on this backend. Asked of every migration before the
    /// first one runs, so that none is left waiting for a file to be corrected.
    pub fn check(&self, session: &mut Session) -> Result<()> {
        let named = self.setup.parties().into_iter().try_for_each(|party| party.address(session).map(drop));
        named.with_context(|| format!("{}.toml cannot be run here", self.name))
    }

    /// Runs the migration, and tells `tell` about each step as it is taken.
    pub fn run(&self, session: &mut Session, mode: Mode, tell: &mut dyn FnMut(Step) -> Result<()>) -> Result<()> {
        let ran = match &self.setup {
            Setup::Token(setup) => token::run(setup, session, mode, tell),
            Setup::Stake(setup) => stake::run(setup, session, mode, tell),
            Setup::Emission(setup) => emission::run(setup, session, mode, tell),
            Setup::Treasury(setup) => treasury::run(setup, session, mode, tell),
            Setup::Market(setup) => market::run(setup, session, mode, tell),
        };
        ran.with_context(|| format!("migration {} stopped", self.name))
    }
}

impl Mode {
    /// Takes a step, unless it stands already or this run only looks.
    fn step(
        self,
        session: &mut Session,
        title: String,
        missing: &[Instruction],
        tell: &mut dyn FnMut(Step) -> Result<()>,
    ) -> Result<()> {
        let (state, signature) = match self {
            _ if missing.is_empty() => (StepState::Already, None),
            Self::Look => (StepState::Missing, None),
            Self::Run => {
                let receipt = session.confirm(missing).with_context(|| format!("failed to {title}"))?;
                (StepState::Done, Some(receipt.signature.to_string()))
            }
        };
        tell(Step { title, state, signature })
    }
}

/// Where the cluster says something else than a migration. What is merely missing is not among it.
#[derive(Default)]
struct Differences(Vec<String>);

impl Differences {
    fn compare<T: PartialEq + Display>(&mut self, what: &str, cluster: T, migration: T) {
        if cluster != migration {
            self.0.push(format!("{what} is {cluster} on the cluster, and {migration} in the migration"));
        }
    }

    fn require_none(&self) -> Result<()> {
        if !self.0.is_empty() {
            bail!("the cluster and this migration disagree, so nothing was done:\n  {}", self.0.join("\n  "));
        }
        Ok(())
    }
}
