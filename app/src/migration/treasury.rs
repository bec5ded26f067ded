//! Setting up `io-treasury`.

use anchor_lang::prelude::Pubkey;
use anyhow::{Result, anyhow};
use io_token::BurnKind;
use serde::{Deserialize, Deserializer, de::Error};

use super::settings::address;
use super::{Section, Site};
use crate::buyback;
use crate::program::IO_TREASURY;
use crate::setting::{self, Setting, role};
use crate::treasury::{self, AUTHORITY, Terms};
use crate::usdc;

/// What a settings file says about the treasury.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TreasurySettings {
    #[serde(deserialize_with = "address")]
    pauser: Pubkey,
    #[serde(with = "TermsInFile")]
    terms: Terms,
}

/// The program's terms, by the same names.
#[derive(Deserialize)]
#[serde(remote = "Terms", deny_unknown_fields)]
struct TermsInFile {
    start_bps: i16,
    ceiling_bps: i16,
    ramp: u32,
    #[serde(deserialize_with = "dollars")]
    min_fill: u64,
    #[serde(deserialize_with = "dollars")]
    fill_cap: u64,
    #[serde(deserialize_with = "dollars")]
    day_cap: u64,
    swap_floor_bps: i16,
    max_confidence_bps: u16,
    max_age: u32,
}

fn dollars<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    let dollars = usdc::parse(&String::deserialize(from)?);
    dollars.map(|dollars| dollars.get()).map_err(D::Error::custom)
}

impl TreasurySettings {
    pub fn check(&self) -> Result<()> {
        self.terms.check().map_err(|refusal| match refusal {
            anchor_lang::error::Error::AnchorError(refusal) => anyhow!("{}", refusal.error_msg),
            other => anyhow!("{other}"),
        })
    }
}

pub fn section(settings: &TreasurySettings, usdc_mint: Pubkey, site: &Site) -> Result<Section> {
    let mut section =
        Section::new("treasury", "The vaults that the market pays its fees into; it burns through io-token.");
    let config = buyback::find_config(site.backend)?;
    if let Some(config) = &config {
        section.compare(
            &initial(config.usdc_mint, config.pauser, &config.terms),
            &initial(usdc_mint, settings.pauser, &settings.terms),
        );
    }
    let admin = site.admin(IO_TREASURY, config.map(|config| config.admin));
    section
        .once(format!("initialise io-treasury with USDC {usdc_mint}"), admin, config.is_some(), |by| {
            treasury::initialize(by, by, usdc_mint, settings.pauser, settings.terms)
        })
        .decides(format!("that {usdc_mint} is the mint of USDC"));
    for kind in [BurnKind::Buyback, BurnKind::Fee] {
        site.burner(&mut section, kind, AUTHORITY);
    }
    Ok(section)
}

fn initial(usdc_mint: Pubkey, pauser: Pubkey, terms: &Terms) -> Vec<Setting> {
    let mut settings = vec![Setting::new("mint of USDC", usdc_mint), role("pauser", pauser)];
    settings.extend(setting::treasury_terms(terms));
    settings
}
