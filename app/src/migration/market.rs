//! Setting up `io-market`.

use anchor_lang::prelude::Pubkey;
use anyhow::{Result, ensure};
use io_economics::rent::{HIGHEST_COSTAKE_SHARE, HIGHEST_FAILURE_SHARE, HIGHEST_FEE};
use io_market::error::IoMarketError;
use io_market::state::config::{ATTESTORS, Config, HIGHEST_MAX_AGE, HIGHEST_MAX_CONFIDENCE};
use serde::Deserialize;
use solana_instruction::Instruction;
use std::collections::HashSet;

use super::settings::{address, addresses};
use super::{Section, Site};
use crate::costake;
use crate::market::{self, InitializeArgs, Terms};
use crate::program::{IO_MARKET, IO_STAKE};
use crate::registry;
use crate::rental;
use crate::setting::{self, Setting, role};
use crate::token::MINT;

/// What a settings file says about the market.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarketSettings {
    #[serde(deserialize_with = "address")]
    pauser: Pubkey,
    #[serde(deserialize_with = "addresses")]
    attestors: Vec<Pubkey>,
    quorum: u8,
    #[serde(with = "TermsInFile")]
    terms: Terms,
}

/// The program's terms, by the same names.
#[derive(Deserialize)]
#[serde(remote = "Terms", deny_unknown_fields)]
struct TermsInFile {
    reservation_bps: u16,
    facilitation_usdc_bps: u16,
    facilitation_io_bps: u16,
    network_bps: u16,
    failure_bps: u16,
    costake_bps: u16,
    max_confidence_bps: u16,
    max_age: u32,
}

impl MarketSettings {
    pub fn check(&self) -> Result<()> {
        let Terms { reservation_bps, facilitation_usdc_bps, facilitation_io_bps, network_bps, .. } = self.terms;
        let fees = [reservation_bps, facilitation_usdc_bps, facilitation_io_bps, network_bps];
        ensure!(fees.iter().all(|fee| *fee <= HIGHEST_FEE.get()), "{}", IoMarketError::FeeTooHigh);
        let Terms { failure_bps, costake_bps, max_confidence_bps, max_age, .. } = self.terms;
        ensure!(failure_bps <= HIGHEST_FAILURE_SHARE.get(), "{}", IoMarketError::FailureShareTooHigh);
        ensure!(costake_bps <= HIGHEST_COSTAKE_SHARE.get(), "{}", IoMarketError::CostakeShareTooHigh);
        let believable = (1..=HIGHEST_MAX_AGE.get()).contains(&max_age.into())
            && (1..=HIGHEST_MAX_CONFIDENCE).contains(&max_confidence_bps);
        ensure!(believable, "{}", IoMarketError::OracleLimitsOutOfRange);

        let attestors = self.attestors.len();
        ensure!(attestors > 0, "{}", IoMarketError::NoAttestors);
        ensure!(attestors <= ATTESTORS, "{}", IoMarketError::TooManyAttestors);
        let distinct: HashSet<&Pubkey> = self.attestors.iter().collect();
        ensure!(distinct.len() == attestors, "{}", IoMarketError::DuplicateAttestor);
        ensure!((1..=attestors).contains(&usize::from(self.quorum)), "{}", IoMarketError::InvalidQuorum);
        Ok(())
    }

    fn args(&self) -> InitializeArgs {
        let Self { pauser, quorum, terms, .. } = *self;
        InitializeArgs { pauser, attestors: self.attestors.clone(), quorum, terms }
    }
}

pub fn section(settings: &MarketSettings, usdc_mint: Pubkey, site: &Site) -> Result<Section> {
    let mut section =
        Section::new("market", "Last of the programs: it reads devices, and pays its fees into the treasury.");
    let config = rental::find_config(site.backend)?;
    if let Some(config) = &config {
        let Config { pauser, quorum, .. } = *config;
        section.compare(
            &initial(config.usdc.mint, pauser, config.attestors(), quorum, &config.terms()),
            &initial(usdc_mint, settings.pauser, &settings.attestors, settings.quorum, &settings.terms),
        );
    }
    let stakes = registry::find_config(site.backend)?;
    let admin = site.admin(IO_STAKE, stakes.map(|config| config.admin));
    let title = format!("let co-stakers be paid in IO and in USDC {usdc_mint}");
    section.step(title, admin, missing_assets(stakes.as_ref(), usdc_mint, admin.unwrap_or_default()));

    let admin = site.admin(IO_MARKET, config.map(|config| config.admin));
    let (quorum, count) = (settings.quorum, settings.attestors.len());
    let title =
        format!("initialise io-market with USDC {usdc_mint} and {count} attestors, of whom {quorum} have to sign");
    section
        .once(title, admin, config.is_some(), |by| market::initialize(by, by, usdc_mint, settings.args()))
        .decides(format!("that {usdc_mint} is the mint of USDC"));
    Ok(section)
}

/// What suppliers are paid in and co-stakers cannot be paid in yet. The market refuses to be initialised before they can.
fn missing_assets(stakes: Option<&io_stake::state::Config>, usdc_mint: Pubkey, admin: Pubkey) -> Vec<Instruction> {
    let assets = [(costake::IO, MINT), (costake::USDC, usdc_mint)];
    let missing = assets.into_iter().filter(|(number, _)| stakes.is_none_or(|config| config.asset(*number).is_none()));
    missing.map(|(_, mint)| costake::add_asset(admin, admin, mint)).collect()
}

fn initial(usdc_mint: Pubkey, pauser: Pubkey, attestors: &[Pubkey], quorum: u8, terms: &Terms) -> Vec<Setting> {
    let mut settings = vec![Setting::new("mint of USDC", usdc_mint), role("pauser", pauser)];
    settings.extend(setting::attestors(attestors, quorum));
    settings.extend(setting::market_terms(terms));
    settings
}
