//! `io admin attestors`.

use anyhow::{Result, bail};
use clap::Args;

use super::change;
use crate::emission;
use crate::governance::Governed;
use crate::market;
use crate::party::Party;
use crate::report::Output;
use crate::session::Session;

#[derive(Args)]
pub struct SetAttestors {
    /// Whose attestors: those of the emission lease devices, those of the market report failures
    #[arg(value_enum, value_name = "emission|market")]
    program: Governed,
    /// All of them from now on, seven at most
    #[arg(required = true, value_name = "KEY")]
    attestors: Vec<Party>,
    /// How many of them have to sign
    #[arg(long, value_name = "NUMBER")]
    quorum: u8,
}

impl SetAttestors {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let admin = session.signer()?;
        let attestors = self.attestors.iter().map(|attestor| attestor.address(session)).collect::<Result<Vec<_>>>()?;
        let instruction = match self.program {
            Governed::Emission => emission::set_attestors(admin, attestors, self.quorum),
            Governed::Market => market::set_attestors(admin, attestors, self.quorum),
            other => bail!("{} has no attestors: io-emission and io-market have", other.program().name),
        };
        change(session, output, &[self.program], &[instruction])
    }
}
