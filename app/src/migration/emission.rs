//! Setting up `io-emission`.

use anchor_lang::prelude::Pubkey;
use anyhow::{Result, ensure};
use io_economics::{BasisPoints, Multiplier};
use io_emission::InitializeArgs;
use io_emission::error::IoEmissionError;
use io_emission::state::{ATTESTORS, Config, MAX_COSTAKE_BPS, MAX_LEASE, MAX_WEIGHT_CAP};
use io_token::BurnKind;
use serde::{Deserialize, Deserializer, de::Error};
use std::collections::HashSet;

use super::settings::{address, addresses};
use super::{Section, Site};
use crate::emission::{self, AUTHORITY};
use crate::moment;
use crate::payroll;
use crate::program::IO_EMISSION;
use crate::registry::{POOLS, pool_name};
use crate::setting::{self, Setting, listed, role};

/// How many seconds "now" lies ahead on a cluster.
const HEAD_START: i64 = 60;

/// How far ahead the first epoch may begin, in seconds.
const FURTHEST: i64 = 30 * 86_400;

/// What a settings file says about the emission.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmissionSettings {
    #[serde(deserialize_with = "address")]
    pauser: Pubkey,
    #[serde(deserialize_with = "addresses")]
    attestors: Vec<Pubkey>,
    quorum: u8,
    max_lease: u16,
    weight_cap_bps: u32,
    costake_bps: u16,
    #[serde(deserialize_with = "beginning")]
    begins: Beginning,
    shares_bps: Shares,
}

/// When the first epoch begins.
#[derive(Clone, Copy, Debug)]
enum Beginning {
    /// When the migration is run.
    Now,
    At(i64),
}

/// What each pool gets of every hour, in basis points.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shares {
    gpu: u16,
    cpu: u16,
}

impl Shares {
    /// In the order of the pools' numbers.
    const fn list(self) -> [u16; POOLS.len()] {
        [self.gpu, self.cpu]
    }
}

impl EmissionSettings {
    pub fn check(&self) -> Result<()> {
        let attestors = self.attestors.len();
        ensure!(attestors > 0, "{}", IoEmissionError::NoAttestors);
        ensure!(attestors <= ATTESTORS, "{}", IoEmissionError::TooManyAttestors);
        let distinct: HashSet<&Pubkey> = self.attestors.iter().collect();
        ensure!(distinct.len() == attestors, "{}", IoEmissionError::DuplicateAttestor);
        ensure!((1..=attestors).contains(&usize::from(self.quorum)), "{}", IoEmissionError::InvalidQuorum);
        ensure!((1..=MAX_LEASE).contains(&self.max_lease), "{}", IoEmissionError::InvalidMaxLease);
        let caps = Multiplier::ONE.get()..=MAX_WEIGHT_CAP.get();
        ensure!(caps.contains(&self.weight_cap_bps), "{}", IoEmissionError::InvalidWeightCap);
        ensure!(self.costake_bps <= MAX_COSTAKE_BPS, "{}", IoEmissionError::InvalidCostakeShare);
        let whole: u32 = self.shares_bps.list().into_iter().map(u32::from).sum();
        ensure!(whole == u32::from(BasisPoints::WHOLE.get()), "{}", IoEmissionError::SharesMustSumUp);
        Ok(())
    }

    fn args(&self) -> InitializeArgs {
        let Self { pauser, quorum, max_lease, weight_cap_bps, costake_bps, .. } = *self;
        InitializeArgs { pauser, attestors: self.attestors.clone(), quorum, max_lease, weight_cap_bps, costake_bps }
    }

    /// What the program is initialised with.
    fn settings(&self) -> Vec<Setting> {
        initial(self.pauser, &self.attestors, self.quorum, self.max_lease, self.weight_cap_bps, self.costake_bps)
    }
}

pub fn section(settings: &EmissionSettings, site: &Site) -> Result<Section> {
    let mut section = Section::new(
        "emission",
        "It mints through io-token and reads the devices of io-stake. Its last step starts the count of the hours.",
    );
    let config = payroll::find_config(site.backend)?;
    let begun = config.filter(Config::has_genesis).map(|config| config.genesis);
    if let Some(config) = &config {
        compare(&mut section, settings, config);
    }

    let admin = site.admin(IO_EMISSION, config.map(|config| config.admin));
    let (attestors, quorum) = (listed(&settings.attestors), settings.quorum);
    let title = format!("initialise io-emission with the attestors {attestors}, of whom {quorum} have to sign");
    section.once(title, admin, config.is_some(), |by| emission::initialize(by, by, settings.args()));

    let standing = config.map_or(0, |config| config.pools);
    let pools = settings.shares_bps.list().len() as u8;
    let by = admin.unwrap_or_default();
    let missing = (standing..pools).map(|number| emission::create_pool(by, by, number)).collect();
    section.step(format!("create the reward pools {}", POOLS.join(", ")), admin, missing);

    let mut shares = [0; emission::POOLS];
    settings.shares_bps.list().iter().zip(&mut shares).for_each(|(planned, share)| *share = *planned);
    let parts = POOLS.iter().zip(shares).map(|(pool, bps)| format!("{}% to {pool}", f64::from(bps) / 100.0));
    let title = format!("share the emission: {}", parts.collect::<Vec<_>>().join(", "));
    let shared = config.is_some_and(|config| is_shared(&config));
    section.once(title, admin, shared, |by| emission::set_shares(by, pools, shares));

    site.burner(&mut section, BurnKind::Penalty, AUTHORITY);

    let begins_at = match begun {
        Some(settled) => settled,
        None => settings.begins.moment(site)?,
    };
    let title = format!("let the first epoch begin at {}", moment::show(begins_at));
    section
        .once(title, admin, begun.is_some(), |by| emission::genesis(by, begins_at))
        .decides("that moment: the 175,319 hours are counted from it");
    Ok(section)
}

impl Beginning {
    /// When the first epoch is to begin.
    fn moment(self, site: &Site) -> Result<i64> {
        let now = site.backend.clock()?.unix_timestamp;
        match self {
            // The clock of a cluster goes on until the transaction is executed.
            Self::Now => moment::after(now, if site.is_embedded { 0 } else { HEAD_START }),
            Self::At(moment) => {
                let within = (0..=FURTHEST).contains(&moment.saturating_sub(now));
                ensure!(within, "{} The file says {}", IoEmissionError::InvalidGenesis, moment::show(moment));
                Ok(moment)
            }
        }
    }
}

fn compare(section: &mut Section, settings: &EmissionSettings, config: &Config) {
    let Config { pauser, quorum, max_lease, weight_cap_bps, costake_bps, .. } = *config;
    section.compare(
        &initial(pauser, config.attestors(), quorum, max_lease, weight_cap_bps, costake_bps),
        &settings.settings(),
    );
    if let (true, Beginning::At(planned)) = (config.has_genesis(), settings.begins) {
        let begins = |moment| [Setting::new("beginning of the first epoch", moment::show(moment))];
        section.compare(&begins(config.genesis), &begins(planned));
    }
    for number in (0..config.pools).skip(POOLS.len()) {
        section.differ(format!("the pool {} exists on the cluster, and not in the file", pool_name(number)));
    }
    if is_shared(config) {
        section.compare(&setting::shares(&config.shares), &setting::shares(&settings.shares_bps.list()));
    }
}

fn initial(
    pauser: Pubkey,
    attestors: &[Pubkey],
    quorum: u8,
    max_lease: u16,
    weight_cap_bps: u32,
    costake_bps: u16,
) -> Vec<Setting> {
    let mut settings = vec![role("pauser", pauser)];
    settings.extend(setting::attestors(attestors, quorum));
    settings.extend(setting::lease_terms(max_lease, weight_cap_bps, costake_bps));
    settings
}

/// Whether the shares have ever been set.
fn is_shared(config: &Config) -> bool {
    config.shares.iter().any(|share| *share != 0)
}

fn beginning<'de, D: Deserializer<'de>>(from: D) -> Result<Beginning, D::Error> {
    match String::deserialize(from)?.as_str() {
        "now" => Ok(Beginning::Now),
        text => moment::parse(text).map(Beginning::At).map_err(D::Error::custom),
    }
}
