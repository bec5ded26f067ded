//! What a settings file says. `migrations/README.md` explains every setting.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result};
use serde::{Deserialize, Deserializer, de::Error};

use super::emission::EmissionSettings;
use super::market::MarketSettings;
use super::stake::StakeSettings;
use super::token::TokenSettings;
use super::treasury::TreasurySettings;

/// How the suite is to be on one cluster.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Who is every program's admin in the end.
    #[serde(deserialize_with = "address")]
    pub admin: Pubkey,
    /// Who may replace the programs in the end.
    #[serde(deserialize_with = "address")]
    pub upgrade_authority: Pubkey,
    #[serde(deserialize_with = "address")]
    pub usdc_mint: Pubkey,
    pub token: TokenSettings,
    pub stake: StakeSettings,
    pub emission: EmissionSettings,
    pub treasury: TreasurySettings,
    pub market: MarketSettings,
}

impl Settings {
    /// Finds what the programs would refuse, before the first transaction instead of half-way.
    pub fn check(&self) -> Result<()> {
        self.token.check().context("[token]")?;
        self.stake.check().context("[stake]")?;
        self.emission.check().context("[emission]")?;
        self.treasury.check().context("[treasury]")?;
        self.market.check().context("[market]")
    }
}

/// An address in base58.
pub fn address<'de, D: Deserializer<'de>>(from: D) -> Result<Pubkey, D::Error> {
    parse_address(&String::deserialize(from)?)
}

/// A list of them.
pub fn addresses<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Pubkey>, D::Error> {
    Vec::<String>::deserialize(from)?.iter().map(|text| parse_address(text)).collect()
}

fn parse_address<E: Error>(text: &str) -> Result<Pubkey, E> {
    text.parse().map_err(|_| {
        E::custom(format!("\"{text}\" is neither an address in base58, nor `operator`, nor like `embedded:arbiter`"))
    })
}
