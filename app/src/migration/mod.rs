//! Setting up a freshly deployed suite.
//!
//! Each file of `migrations/` says how one program is to be; the files are run in the order of their numbers. A
//! migration compares what it says with what the cluster says, does what is missing, and refuses to go on where the two
//! disagree. Running it again does nothing.

mod folder;
mod plan;
mod token;

use anyhow::{Context, Result};
use serde::Serialize;
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
    /// Runs the migration, and tells `tell` about each step as it is taken.
    pub fn run(&self, session: &mut Session, mode: Mode, tell: &mut dyn FnMut(Step) -> Result<()>) -> Result<()> {
        let ran = match &self.setup {
            Setup::Token(setup) => token::run(setup, session, mode, tell),
        };
        ran.with_context(|| format!("migration {} stopped", self.name))
    }
}
