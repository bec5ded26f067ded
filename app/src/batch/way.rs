//! How a batch is carried out, as the command line says it.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result};
use clap::Args;
use sha2::{Digest, Sha256};
use std::path::PathBuf;

use super::journal::Subject;
use crate::ledger::Place;
use crate::session::Session;

#[derive(Args)]
pub struct Way {
    /// How many transactions may be on their way at a time. The embedded ledger takes one after the other
    #[arg(long, value_name = "COUNT", default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub parallel: u16,
    /// File that remembers what was sent, so that the same command goes on where it was cut off. It is kept, and what it
    /// has as done is never done again [default: one beside the embedded ledger, until all is done]
    #[arg(long, value_name = "FILE")]
    pub journal: Option<PathBuf>,
    /// Lookup table that has addresses which the transactions name, so that more fits into each
    #[arg(long, value_name = "ADDRESS")]
    pub lookup_table: Vec<Pubkey>,
}

impl Way {
    /// Where the journal is. A command that is repeated finds it again: it is named after what is done, by whom, where, and
    /// `to` which devices.
    pub fn journal(&self, session: &Session, subject: &Subject, to: &str) -> Result<PathBuf> {
        if let Some(path) = &self.journal {
            return Ok(path.clone());
        }
        let place = session.place().cloned().map_or_else(Place::of_user, Ok)?;
        let Subject { action, wallet, cluster } = subject;
        let hash = Sha256::digest([action.as_str(), wallet, cluster, to].join("\n"));
        let hash = crate::text::hex(hash.first_chunk::<8>().context("a hash has 32 bytes")?);
        let name = place.state().file_name().unwrap_or_default().to_string_lossy();
        Ok(place.state().with_file_name(format!("{name}.{}-{hash}.batch", action.replace(' ', "-"))))
    }
}
