//! Doing something, and telling what came of it.

use anyhow::Result;
use serde::Serialize;
use solana_instruction::Instruction;
use std::io::{self, Write};

use crate::report::{Output, Report, print};
use crate::session::{Envelope, Outcome, Session};

/// What came of a transaction, and which one it was.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Done<R> {
    #[serde(flatten)]
    report: R,
    signature: String,
    compute_units: u64,
}

impl<R: Report> Report for Done<R> {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        self.report.display(out)?;
        writeln!(out, "  {}", self.signature)
    }
}

impl Session {
    /// Sends the instructions, and reports what `look` finds afterwards; or reports the transaction that was only signed.
    pub fn carry_out<R: Report>(
        &mut self,
        instructions: &[Instruction],
        output: Output,
        look: impl FnOnce(&mut Self) -> Result<R>,
    ) -> Result<()> {
        self.carry_out_in(Envelope::default(), instructions, output, look)
    }

    /// [`Session::carry_out`] in a certain envelope.
    pub fn carry_out_in<R: Report>(
        &mut self,
        envelope: Envelope,
        instructions: &[Instruction],
        output: Output,
        look: impl FnOnce(&mut Self) -> Result<R>,
    ) -> Result<()> {
        let receipt = match self.execute_in(envelope, instructions)? {
            Outcome::Signed(signed) => return print(&signed, output),
            Outcome::Confirmed(receipt) => receipt,
        };
        let report = look(self)?;
        print(&Done { report, signature: receipt.signature.to_string(), compute_units: receipt.units }, output)
    }
}
