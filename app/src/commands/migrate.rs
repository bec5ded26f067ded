//! `io migrate`: sets up a freshly deployed suite.

use anyhow::{Result, bail, ensure};
use clap::Args;
use serde::Serialize;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use crate::cli::Global;
use crate::migration::{Migration, Plan, Section, Step, StepState};
use crate::program;
use crate::report::{Output, Report, counted, note, print, say};
use crate::session::Session;

#[derive(Args)]
pub struct Migrate {
    /// Settings of the cluster [default: those that this client was built with for it]
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Show what is there and what would be done, and do nothing
    #[arg(long)]
    plan: bool,
    /// Take the decisions that are final without asking
    #[arg(long, conflicts_with = "plan")]
    yes: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Migrated {
    settings: String,
    cluster: String,
    sections: Vec<SectionReport>,
    /// How many steps are still to be done, and how many somebody else has to do.
    missing: usize,
    waiting: usize,
}

#[derive(Serialize)]
struct SectionReport {
    name: &'static str,
    why: &'static str,
    steps: Vec<Step>,
}

impl Migrate {
    pub fn run(&self, session: &mut Session, global: &Global) -> Result<()> {
        if session.signs_only() {
            bail!("a migration takes several transactions that build on each other: leave out --sign-only");
        }
        let builds = program::folder(global.programs.as_deref())?;
        let migration = Migration::open(self.settings.as_deref(), &builds, session)?;
        let mut report = Reporting::new(&migration, global.told());
        let worked = if self.plan {
            let plan = migration.plan(session)?;
            plan.steps().try_for_each(|(section, step)| report.tell(section, step.clone()))
        } else {
            self.confirm(&migration.plan(session)?, &migration, session)?;
            migration.run(session, &mut |section, step| report.tell(section, step))
        };
        // What was done is reported even if a later step failed.
        report.end(worked.is_ok())?;
        worked
    }

    /// Has somebody say yes to what can never be changed. On the embedded ledger everything can: it is started anew;
    /// and a dry run decides nothing.
    fn confirm(&self, plan: &Plan, migration: &Migration, session: &Session) -> Result<()> {
        if self.yes || session.rehearses() || session.is_embedded() || plan.decisions().next().is_none() {
            return Ok(());
        }
        note("These decisions are final:");
        for (step, decision) in plan.decisions() {
            note(format_args!("  {decision}\n    ({})", step.title));
        }
        ensure!(
            io::stdin().is_terminal(),
            "nobody is there to confirm them, so nothing was done: look at them with --plan, and confirm them with --yes"
        );
        note(format_args!("Type the name of the cluster, {}, to go on:", migration.cluster));
        let mut answer = String::new();
        io::stdin().read_line(&mut answer)?;
        ensure!(answer.trim() == migration.cluster, "the decisions were not confirmed, so nothing was done");
        Ok(())
    }
}

/// The report as it grows: for people step by step, for programs at its end.
struct Reporting {
    report: Migrated,
    output: Output,
}

impl Reporting {
    fn new(Migration { name, cluster, .. }: &Migration, output: Output) -> Self {
        let (settings, cluster) = (name.clone(), cluster.clone());
        Self { report: Migrated { settings, cluster, sections: Vec::new(), missing: 0, waiting: 0 }, output }
    }

    fn tell(&mut self, section: &Section, step: Step) -> Result<()> {
        let Section { name, why, .. } = *section;
        if self.report.sections.last().is_none_or(|last| last.name != name) {
            self.report.sections.push(SectionReport { name, why, steps: Vec::new() });
            if self.output == Output::Display {
                say(&format!("{} {name}\n  {why}", self.report.sections.len()))?;
            }
        }
        match step.state {
            StepState::Missing => self.report.missing += 1,
            StepState::Waiting => self.report.waiting += 1,
            StepState::Already | StepState::Done => {}
        }
        if self.output == Output::Display {
            print(&step, self.output)?;
        }
        if let Some(section) = self.report.sections.last_mut() {
            section.steps.push(step);
        }
        Ok(())
    }

    fn end(&self, complete: bool) -> Result<()> {
        match self.output {
            Output::Json => print(&self.report, self.output),
            Output::Display if complete => say(&self.report.summary()),
            Output::Display | Output::Silent => Ok(()),
        }
    }
}

impl Migrated {
    fn summary(&self) -> String {
        let Self { settings, cluster, missing, waiting, .. } = self;
        let others = counted(*waiting, "step");
        match (missing, waiting) {
            (0, 0) => format!("\nNothing is left to be done: {cluster} is as {settings} says"),
            (0, _) => format!("\nNothing is left to be done here: {others} of {settings} wait for somebody else"),
            (_, 0) => format!("\n{} of {settings} to be done on {cluster}", counted(*missing, "step")),
            (_, _) => {
                format!(
                    "\n{} of {settings} to be done on {cluster}, and {others} by somebody else",
                    counted(*missing, "step")
                )
            }
        }
    }
}

impl Report for Step {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let state = match self.state {
            StepState::Already => "already",
            StepState::Done => "done",
            StepState::Missing => "to do",
            StepState::Waiting => "waiting",
        };
        writeln!(out, "  {state:<8} {}", self.title)?;
        match &self.decision {
            Some(decision) => writeln!(out, "           final: {decision}"),
            None => Ok(()),
        }
    }
}

impl Report for Migrated {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        self.sections.iter().flat_map(|section| &section.steps).try_for_each(|step| step.display(out))
    }
}
