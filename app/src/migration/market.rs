//! Setting up `io-market`.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, ensure};
use io_economics::rent::{HIGHEST_COSTAKE_SHARE, HIGHEST_FAILURE_SHARE, HIGHEST_FEE};
use io_market::error::IoMarketError;
use io_market::state::config::{ATTESTORS, Config, HIGHEST_MAX_AGE, HIGHEST_MAX_CONFIDENCE};
use serde::Deserialize;
use solana_instruction::Instruction;

use super::{Differences, Mode, Step};
use crate::costake;
use crate::market::{self, InitializeArgs, Terms};
use crate::party::Party;
use crate::program::IO_MARKET;
use crate::registry;
use crate::rental;
use crate::session::Session;
use crate::token::MINT;

/// What a migration's file says about the market.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MarketSetup {
    pub pauser: Party,
    pub usdc_mint: Party,
    pub attestors: Vec<Party>,
    quorum: u8,
    terms: TermsSetup,
}

/// The program's terms, by the same names.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TermsSetup {
    reservation_bps: u16,
    facilitation_usdc_bps: u16,
    facilitation_io_bps: u16,
    network_bps: u16,
    failure_bps: u16,
    costake_bps: u16,
    max_confidence_bps: u16,
    max_age: u32,
}

impl TermsSetup {
    const fn terms(self) -> Terms {
        let Self {
            reservation_bps,
            facilitation_usdc_bps,
            facilitation_io_bps,
            network_bps,
            failure_bps,
            costake_bps,
            max_confidence_bps,
            max_age,
        } = self;
        Terms {
            reservation_bps,
            facilitation_usdc_bps,
            facilitation_io_bps,
            network_bps,
            failure_bps,
            costake_bps,
            max_confidence_bps,
            max_age,
        }
    }
}

impl MarketSetup {
    pub fn check(&self) -> Result<()> {
        let Terms { reservation_bps, facilitation_usdc_bps, facilitation_io_bps, network_bps, .. } = self.terms.terms();
        let fees = [reservation_bps, facilitation_usdc_bps, facilitation_io_bps, network_bps];
        ensure!(fees.iter().all(|fee| *fee <= HIGHEST_FEE.get()), "{}", IoMarketError::FeeTooHigh);
        let TermsSetup { failure_bps, costake_bps, max_confidence_bps, max_age, .. } = self.terms;
        ensure!(failure_bps <= HIGHEST_FAILURE_SHARE.get(), "{}", IoMarketError::FailureShareTooHigh);
        ensure!(costake_bps <= HIGHEST_COSTAKE_SHARE.get(), "{}", IoMarketError::CostakeShareTooHigh);
        let believable = (1..=HIGHEST_MAX_AGE.get()).contains(&max_age.into())
            && (1..=HIGHEST_MAX_CONFIDENCE).contains(&max_confidence_bps);
        ensure!(believable, "{}", IoMarketError::OracleLimitsOutOfRange);

        ensure!(!self.attestors.is_empty(), "{}", IoMarketError::NoAttestors);
        ensure!(self.attestors.len() <= ATTESTORS, "{}", IoMarketError::TooManyAttestors);
        let twice = |(place, attestor)| self.attestors.iter().take(place).any(|other| other == attestor);
        ensure!(!self.attestors.iter().enumerate().any(twice), "{}", IoMarketError::DuplicateAttestor);
        let quorum = usize::from(self.quorum);
        ensure!((1..=self.attestors.len()).contains(&quorum), "{}", IoMarketError::InvalidQuorum);
        Ok(())
    }
}

pub fn run(
    setup: &MarketSetup,
    session: &mut Session,
    mode: Mode,
    tell: &mut dyn FnMut(Step) -> Result<()>,
) -> Result<()> {
    IO_MARKET.require_deployed(&*session.backend)?;
    let operator = session.signer()?;
    let usdc_mint = setup.usdc_mint.address(session)?;
    let config = rental::find_config(&*session.backend)?;
    differences(setup, usdc_mint, config.as_ref()).require_none()?;
    let attestors = setup.attestors.iter().map(|attestor| attestor.address(session)).collect::<Result<Vec<_>>>()?;
    let pauser = setup.pauser.address(session)?;

    let missing = missing_assets(session, operator, usdc_mint)?;
    mode.step(session, format!("let co-stakers be paid in IO and in USDC {usdc_mint}"), &missing, tell)?;

    let args = InitializeArgs { pauser, attestors, quorum: setup.quorum, terms: setup.terms.terms() };
    let missing = match config {
        Some(_) => Vec::new(),
        None => vec![market::initialize(operator, operator, usdc_mint, args)],
    };
    let (quorum, count) = (setup.quorum, setup.attestors.len());
    let title =
        format!("initialise io-market with USDC {usdc_mint} and {count} attestors, of whom {quorum} have to sign");
    mode.step(session, title, &missing, tell)
}

/// What suppliers are paid in and co-stakers cannot be paid in yet. The market refuses to be initialised before they can.
fn missing_assets(session: &Session, operator: Pubkey, usdc_mint: Pubkey) -> Result<Vec<Instruction>> {
    let found = registry::find_config(&*session.backend)?;
    let mints = [(costake::IO, MINT), (costake::USDC, usdc_mint)];
    let missing: Vec<Pubkey> = mints
        .into_iter()
        .filter(|(number, _)| found.is_none_or(|config| config.asset(*number).is_none()))
        .map(|(_, mint)| mint)
        .collect();
    if missing.contains(&usdc_mint) {
        let mint = session.backend.account(&usdc_mint)?;
        mint.with_context(|| format!("there is no mint of USDC at {usdc_mint}"))?;
    }
    Ok(missing.into_iter().map(|mint| costake::add_asset(operator, operator, mint)).collect())
}

/// Where the cluster says something else than the migration. The roles are set once, with everything else.
fn differences(setup: &MarketSetup, usdc_mint: Pubkey, config: Option<&Config>) -> Differences {
    let mut found = Differences::default();
    let Some(config) = config else { return found };
    found.compare("the mint of USDC", config.usdc.mint, usdc_mint);
    let planned = setup.terms;
    for (what, cluster, migration) in [
        ("the reservation fee in basis points", config.reservation_bps, planned.reservation_bps),
        ("the facilitation fee in USDC in basis points", config.facilitation_usdc_bps, planned.facilitation_usdc_bps),
        ("the facilitation fee in IO in basis points", config.facilitation_io_bps, planned.facilitation_io_bps),
        ("the network fee in basis points", config.network_bps, planned.network_bps),
        ("the failure share in basis points", config.failure_bps, planned.failure_bps),
        ("the co-stakers' share in basis points", config.costake_bps, planned.costake_bps),
        ("the uncertainty of prices in basis points", config.max_confidence_bps, planned.max_confidence_bps),
    ] {
        found.compare(what, cluster, migration);
    }
    found.compare("the age of prices in seconds", config.max_age, planned.max_age);
    found
}
