//! What a command hands out where it does not send its transaction.

use serde::Serialize;
use std::io::{self, Write};

use crate::proposal::Proposal;
use crate::report::Report;
use crate::transaction::SignedTransaction;

#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Paper {
    /// For those who have yet to sign, or for whoever sends it.
    Signed(SignedTransaction),
    /// For the members of a multisig.
    Proposed(Proposal),
}

impl Report for Paper {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Signed(signed) => signed.display(out),
            Self::Proposed(proposal) => proposal.display(out),
        }
    }
}
