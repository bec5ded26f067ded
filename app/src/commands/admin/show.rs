//! `io admin show`.

use anyhow::Result;
use clap::Args;
use serde::Serialize;
use std::io::{self, Write};

use crate::deployment;
use crate::governance::Governed;
use crate::report::{Output, Report, print};
use crate::session::Session;
use crate::setting::{Setting, role};

#[derive(Args)]
pub struct Show {
    /// Only these programs
    #[arg(value_enum, value_name = "PROGRAM")]
    named: Vec<Governed>,
}

#[derive(Serialize)]
struct Shown {
    programs: Vec<ProgramSettings>,
}

#[derive(Serialize)]
struct ProgramSettings {
    program: &'static str,
    address: String,
    settings: Vec<Setting>,
}

impl Show {
    pub fn run(&self, session: &Session, output: Output) -> Result<()> {
        let backend = &*session.backend;
        let chosen = Governed::ALL.into_iter().filter(|one| self.named.is_empty() || self.named.contains(one));
        let programs = chosen.map(|governed| {
            let program = governed.program();
            let authority = deployment::upgrade_authority(program, backend)?;
            let mut settings = vec![role("upgrade authority", authority.unwrap_or_default())];
            settings.extend(governed.settings(backend)?);
            Ok(ProgramSettings { program: program.name, address: program.address.to_string(), settings })
        });
        print(&Shown { programs: programs.collect::<Result<_>>()? }, output)
    }
}

impl Report for Shown {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        for (place, ProgramSettings { program, address, settings }) in self.programs.iter().enumerate() {
            if place > 0 {
                writeln!(out)?;
            }
            writeln!(out, "{program} {address}")?;
            for Setting { setting, value } in settings {
                writeln!(out, "  {setting:<44} {value}")?;
            }
        }
        Ok(())
    }
}
