//! Somebody, as people name them on the command line and in migrations.

use anchor_lang::prelude::Pubkey;
use anyhow::{Result, bail};
use serde::{Deserialize, Deserializer, de::Error};
use std::str::FromStr;

use crate::session::Session;
use crate::wallet::KeyName;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Party {
    /// Whoever runs the command.
    Operator,
    Address(Pubkey),
    /// Whoever has the keypair of that name beside the embedded ledger.
    Embedded(KeyName),
}

impl Party {
    pub fn address(&self, session: &mut Session) -> Result<Pubkey> {
        match self {
            Self::Operator => session.signer(),
            Self::Address(address) => Ok(*address),
            Self::Embedded(name) => session.embedded_key(name),
        }
    }
}

impl FromStr for Party {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        if text == "operator" {
            return Ok(Self::Operator);
        }
        if let Some(name) = KeyName::of(text)? {
            return Ok(Self::Embedded(name));
        }
        match text.parse() {
            Ok(address) => Ok(Self::Address(address)),
            Err(_) => bail!("\"{text}\" is neither an address in base58, nor `operator`, nor like `embedded:arbiter`"),
        }
    }
}

impl<'de> Deserialize<'de> for Party {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}
