//! Setting up `io-treasury`.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, anyhow};
use io_economics::MicroUsd;
use io_token::BurnKind;
use io_treasury::state::Config;
use serde::{Deserialize, Deserializer, de::Error};

use super::{Differences, Mode, Step};
use crate::books;
use crate::buyback;
use crate::party::Party;
use crate::program::IO_TREASURY;
use crate::session::Session;
use crate::token;
use crate::treasury::{self, AUTHORITY, Terms};
use crate::usdc;

/// What is burned in the treasury's name.
const KINDS: [(BurnKind, &str); 2] = [(BurnKind::Buyback, "buybacks"), (BurnKind::Fee, "fees")];

/// What a migration's file says about the treasury.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TreasurySetup {
    pub pauser: Party,
    pub usdc_mint: Party,
    terms: TermsSetup,
}

/// The program's terms, by the same names.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TermsSetup {
    start_bps: i16,
    ceiling_bps: i16,
    ramp: u32,
    #[serde(deserialize_with = "dollars")]
    min_fill: MicroUsd,
    #[serde(deserialize_with = "dollars")]
    fill_cap: MicroUsd,
    #[serde(deserialize_with = "dollars")]
    day_cap: MicroUsd,
    swap_floor_bps: i16,
    max_confidence_bps: u16,
    max_age: u32,
}

fn dollars<'de, D: Deserializer<'de>>(from: D) -> Result<MicroUsd, D::Error> {
    usdc::parse(&String::deserialize(from)?).map_err(D::Error::custom)
}

impl TermsSetup {
    const fn terms(self) -> Terms {
        let Self {
            start_bps,
            ceiling_bps,
            ramp,
            min_fill,
            fill_cap,
            day_cap,
            swap_floor_bps,
            max_confidence_bps,
            max_age,
        } = self;
        let (min_fill, fill_cap, day_cap) = (min_fill.get(), fill_cap.get(), day_cap.get());
        Terms { min_fill, fill_cap, day_cap, ramp, max_age, start_bps, ceiling_bps, swap_floor_bps, max_confidence_bps }
    }
}

impl TreasurySetup {
    /// By the program's own bounds.
    pub fn check(&self) -> Result<()> {
        self.terms.terms().check().map_err(|refusal| match refusal {
            anchor_lang::error::Error::AnchorError(refusal) => anyhow!("{}", refusal.error_msg),
            other => anyhow!("{other}"),
        })
    }
}

pub fn run(
    setup: &TreasurySetup,
    session: &mut Session,
    mode: Mode,
    tell: &mut dyn FnMut(Step) -> Result<()>,
) -> Result<()> {
    IO_TREASURY.require_deployed(&*session.backend)?;
    let operator = session.signer()?;
    let usdc_mint = setup.usdc_mint.address(session)?;
    let config = buyback::find_config(&*session.backend)?;
    let burners = burners(session)?;
    differences(setup, usdc_mint, config.as_ref(), &burners).require_none()?;

    let missing = match config {
        Some(_) => Vec::new(),
        None => {
            let mint = session.backend.account(&usdc_mint)?;
            mint.with_context(|| format!("there is no mint of USDC at {usdc_mint}"))?;
            let pauser = setup.pauser.address(session)?;
            vec![treasury::initialize(operator, operator, usdc_mint, pauser, setup.terms.terms())]
        }
    };
    mode.step(session, format!("initialise io-treasury with USDC {usdc_mint}"), &missing, tell)?;

    for ((kind, what), burner) in KINDS.into_iter().zip(burners) {
        let register = token::set_burner(operator, kind, AUTHORITY);
        let missing = if burner == Some(AUTHORITY) { Vec::new() } else { vec![register] };
        let title = format!("register io-treasury's authority {AUTHORITY} as the burner of {what}");
        mode.step(session, title, &missing, tell)?;
    }
    Ok(())
}

/// Who may burn each kind. None where nobody is registered.
fn burners(session: &Session) -> Result<[Option<Pubkey>; 2]> {
    let backend = &*session.backend;
    // A plan is made before io-token is there.
    if books::find_config(backend)?.is_none() {
        return Ok([None; 2]);
    }
    let burns = books::read(backend)?.burns;
    Ok(KINDS.map(|(kind, _)| Some(*burns.burner_of(kind)).filter(|burner| *burner != Pubkey::default())))
}

/// Where the cluster says something else than the migration. The pauser is set once, with everything else.
fn differences(
    setup: &TreasurySetup,
    usdc_mint: Pubkey,
    config: Option<&Config>,
    burners: &[Option<Pubkey>; 2],
) -> Differences {
    let mut found = Differences::default();
    for ((_, what), burner) in KINDS.into_iter().zip(burners) {
        found.compare(&format!("the burner of {what}"), burner.unwrap_or(AUTHORITY), AUTHORITY);
    }
    let Some(config) = config else { return found };
    found.compare("the mint of USDC", config.usdc_mint, usdc_mint);
    let (cluster, planned) = (&config.terms, setup.terms.terms());
    found.compare("the auction's start in basis points", cluster.start_bps, planned.start_bps);
    found.compare("the auction's ceiling in basis points", cluster.ceiling_bps, planned.ceiling_bps);
    found.compare("the auction's ramp in seconds", cluster.ramp, planned.ramp);
    for (what, cluster, planned) in [
        ("the smallest fill in USDC", cluster.min_fill, planned.min_fill),
        ("the cap of a fill in USDC", cluster.fill_cap, planned.fill_cap),
        ("the cap of a day in USDC", cluster.day_cap, planned.day_cap),
    ] {
        found.compare(what, usdc::show_units(cluster), usdc::show_units(planned));
    }
    found.compare("the floor of swaps in basis points", cluster.swap_floor_bps, planned.swap_floor_bps);
    found.compare("the uncertainty of prices in basis points", cluster.max_confidence_bps, planned.max_confidence_bps);
    found.compare("the age of prices in seconds", cluster.max_age, planned.max_age);
    found
}
