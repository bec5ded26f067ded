//! `io migrate`: sets up a freshly deployed suite.

use anyhow::{Result, bail};
use clap::Args;
use serde::Serialize;
use std::io::{self, Write};
use std::path::PathBuf;

use crate::cli::Global;
use crate::migration::{self, Mode, Step, StepState};
use crate::report::{Output, Report, print, say};
use crate::session::Session;

#[derive(Args)]
pub struct Migrate {
    /// Folder of the migrations [default: those that this client was built with]
    #[arg(long, value_name = "FOLDER")]
    dir: Option<PathBuf>,
    /// Show what would be done, and do nothing
    #[arg(long)]
    plan: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Migrated {
    migrations: Vec<MigrationReport>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MigrationReport {
    name: String,
    steps: Vec<Step>,
}

impl Migrate {
    pub fn run(&self, session: &mut Session, global: &Global) -> Result<()> {
        if session.signs_only() {
            bail!("a migration takes several transactions that build on each other: leave out --sign-only");
        }
        let output = global.told();
        let mode = if self.plan { Mode::Look } else { Mode::Run };
        let mut report = Migrated { migrations: Vec::new() };
        let migrations = migration::read(self.dir.as_deref())?;
        migrations.iter().try_for_each(|migration| migration.check(session))?;
        let worked = migrations.iter().try_for_each(|migration| {
            if output == Output::Display {
                say(&migration.name)?;
            }
            let mut steps = Vec::new();
            let ran = migration.run(session, mode, &mut |step| {
                if output == Output::Display {
                    print(&step, output)?;
                }
                steps.push(step);
                Ok(())
            });
            report.migrations.push(MigrationReport { name: migration.name.clone(), steps });
            ran
        });
        // What was done is reported even if a later step failed.
        if output == Output::Json {
            print(&report, output)?;
        }
        worked
    }
}

impl Report for Step {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let state = match self.state {
            StepState::Already => "already",
            StepState::Done => "done",
            StepState::Missing => "to do",
        };
        writeln!(out, "  {state:<8} {}", self.title)
    }
}

impl Report for Migrated {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        self.migrations.iter().flat_map(|migration| &migration.steps).try_for_each(|step| step.display(out))
    }
}
