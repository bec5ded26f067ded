//! `io tx sign`.

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use std::io::{self, BufRead, IsTerminal, Write};

use super::Papers;
use super::show::Shown;
use crate::report::{Output, Report, print};
use crate::session::Session;
use crate::transaction::{self, SignedTransaction};

#[derive(Args)]
pub struct Sign {
    #[command(flatten)]
    papers: Papers,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

impl Sign {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let mut transaction = self.papers.read(session)?;
        if session.rehearses() {
            let tables = super::tables(session, &transaction)?;
            return session.rehearse(&transaction, &tables).map(drop);
        }
        let you = session.signer()?;
        let wanted = transaction::signers(&transaction.message);
        if !wanted.contains(&you) {
            let wanted = wanted.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            bail!("the transaction does not ask for a signature of {you}: it asks for {wanted}");
        }
        // What is signed is shown where it cannot be mistaken for the signed transaction, whatever form that has.
        Shown::read(session, &transaction).display(&mut io::stderr().lock())?;
        if !self.yes {
            ask(&format!("Sign it as {you}?"))?;
        }
        session.signatories()?.sign(&mut transaction, &[])?;
        ensure!(!transaction::absent(&transaction).contains(&you), "the keypair of {you} is not here");
        print(&SignedTransaction::of(&transaction, false)?, output)
    }
}

fn ask(question: &str) -> Result<()> {
    ensure!(io::stdin().is_terminal(), "there is nobody to ask whether to sign this: --yes signs without");
    write!(io::stderr().lock(), "{question} [y/N] ")?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).context("no answer could be read")?;
    ensure!(matches!(answer.trim(), "y" | "Y" | "yes"), "it was not signed");
    Ok(())
}
