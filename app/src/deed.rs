//! Doing something, and telling what came of it.

use anyhow::Result;
use serde::Serialize;
use solana_instruction::Instruction;
use std::io::{self, Write};

use crate::batch::seen;
use crate::report::{Output, Report, print};
use crate::session::{Envelope, Outcome, Session};

/// What came of a transaction, and which one it was.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Done<R> {
    /// None where it could not be read.
    #[serde(flatten)]
    report: Option<R>,
    signature: String,
    compute_units: u64,
}

impl<R: Report> Report for Done<R> {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        match &self.report {
            Some(report) => report.display(out)?,
            None => writeln!(out, "It was executed; what came of it could not be read")?,
        }
        writeln!(out, "  {}", self.signature)
    }
}

impl Session {
    /// Sends the instructions, and reports what `look` finds afterwards; or reports the transaction that was only signed.
    /// Once they are executed nothing is a failure any more: who believed it was would do the same again.
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
        let report = seen(look(self).map(Some));
        print(&Done { report, signature: receipt.signature.to_string(), compute_units: receipt.units }, output)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::write_to;

    #[derive(Serialize)]
    struct Moved {
        amount: u64,
    }

    impl Report for Moved {
        fn display(&self, out: &mut dyn Write) -> io::Result<()> {
            writeln!(out, "{} moved", self.amount)
        }
    }

    fn told(report: Option<Moved>, output: Output) -> Result<String> {
        let mut out = Vec::new();
        write_to(&Done { report, signature: "sig".into(), compute_units: 7 }, output, &mut out)?;
        Ok(String::from_utf8(out)?)
    }

    #[test]
    fn what_could_not_be_read_afterwards_still_has_its_signature() -> Result<()> {
        assert_eq!(told(Some(Moved { amount: 5 }), Output::Display)?, "5 moved\n  sig\n");
        assert_eq!(told(None, Output::Display)?, "It was executed; what came of it could not be read\n  sig\n");
        let json = |text: &str| serde_json::from_str::<serde_json::Value>(text);
        let seen = serde_json::json!({ "amount": 5, "signature": "sig", "computeUnits": 7 });
        assert_eq!(json(&told(Some(Moved { amount: 5 }), Output::Json)?)?, seen);
        let unseen = serde_json::json!({ "signature": "sig", "computeUnits": 7 });
        assert_eq!(json(&told(None, Output::Json)?)?, unseen);
        Ok(())
    }
}
