//! What a migration's file says.

use anyhow::{Context, Result, bail, ensure};
use io_economics::{Amount, BasisPoints, Multiplier, Terms, TermsError};
use io_emission::error::IoEmissionError;
use io_emission::state::{ATTESTORS, MAX_COSTAKE_BPS, MAX_LEASE, MAX_WEIGHT_CAP};
use io_stake::SetClassArgs;
use io_stake::error::IoStakeError;
use io_stake::state::Classes;
use io_token::Category;
use io_token::error::IoTokenError;
use serde::{Deserialize, Deserializer, de::Error};
use std::collections::HashSet;

use super::market::MarketSetup;
use super::treasury::TreasurySetup;
use crate::books::category_name;
use crate::emission;
use crate::moment;
use crate::money;
use crate::party::Party;
use crate::registry::POOLS;
use crate::text;

/// How one program is to be.
#[derive(Debug, Deserialize)]
#[serde(tag = "program")]
pub enum Setup {
    #[serde(rename = "io-token")]
    Token(TokenSetup),
    #[serde(rename = "io-stake")]
    Stake(StakeSetup),
    #[serde(rename = "io-emission")]
    Emission(EmissionSetup),
    #[serde(rename = "io-treasury")]
    Treasury(TreasurySetup),
    #[serde(rename = "io-market")]
    Market(MarketSetup),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenSetup {
    pub pauser: Party,
    #[serde(rename = "allocation")]
    pub allocations: Vec<Allocation>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allocation {
    pub id: u32,
    #[serde(deserialize_with = "category")]
    pub category: Category,
    pub beneficiary: Party,
    #[serde(deserialize_with = "io")]
    pub amount: Amount,
    #[serde(default, deserialize_with = "some_io")]
    at_genesis: Option<Amount>,
    first_month: Option<u16>,
    last_month: Option<u16>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StakeSetup {
    pub pauser: Party,
    pub slasher: Party,
    pub arbiter: Party,
    #[serde(rename = "class")]
    pub classes: Vec<DeviceClass>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceClass {
    pub number: u16,
    pub name: String,
    #[serde(deserialize_with = "pool")]
    pub pool: u8,
    pub multiplier_bps: u32,
    #[serde(default = "open")]
    pub open: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmissionSetup {
    pub pauser: Party,
    pub attestors: Vec<Party>,
    pub quorum: u8,
    pub max_lease: u16,
    pub weight_cap_bps: u32,
    pub costake_bps: u16,
    #[serde(deserialize_with = "beginning")]
    pub begins: Beginning,
    #[serde(rename = "pool")]
    pub pools: Vec<Pool>,
}

/// When the first epoch begins.
#[derive(Clone, Copy, Debug)]
pub enum Beginning {
    /// When the migration is run.
    Now,
    At(i64),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pool {
    pub name: String,
    pub share_bps: u16,
}

impl Setup {
    /// Finds what the program would refuse, before the first transaction instead of half-way.
    pub fn check(&self) -> Result<()> {
        match self {
            Self::Token(setup) => setup.check(),
            Self::Stake(setup) => setup.check(),
            Self::Emission(setup) => setup.check(),
            Self::Treasury(setup) => setup.check(),
            Self::Market(setup) => setup.check(),
        }
    }

    /// Everybody it names.
    pub fn parties(&self) -> Vec<&Party> {
        match self {
            Self::Token(TokenSetup { pauser, allocations }) => {
                let beneficiaries = allocations.iter().map(|allocation| &allocation.beneficiary);
                beneficiaries.chain([pauser]).collect()
            }
            Self::Stake(StakeSetup { pauser, slasher, arbiter, .. }) => vec![pauser, slasher, arbiter],
            Self::Emission(EmissionSetup { pauser, attestors, .. }) => attestors.iter().chain([pauser]).collect(),
            Self::Treasury(TreasurySetup { pauser, usdc_mint, .. }) => vec![pauser, usdc_mint],
            Self::Market(MarketSetup { pauser, usdc_mint, attestors, .. }) => {
                attestors.iter().chain([pauser, usdc_mint]).collect()
            }
        }
    }
}

impl TokenSetup {
    fn check(&self) -> Result<()> {
        let mut ids = HashSet::new();
        for allocation in &self.allocations {
            ensure!(ids.insert(allocation.id), "there are two allocations {}", allocation.id);
            allocation.check()?;
        }
        for category in Category::ALL {
            let ours = self.allocations.iter().filter(|allocation| allocation.category == category);
            let sum = ours.map(|allocation| u128::from(allocation.amount.get())).sum::<u128>();
            let budget = category.budget();
            if sum != u128::from(budget.get()) {
                let sum = u64::try_from(sum).map_or_else(|_| "more than can be counted".into(), money::show_units);
                let name = category_name(category);
                bail!("the allocations of {name} add up to {sum} IO, and its budget is {}", money::show(budget));
            }
        }
        Ok(())
    }
}

impl Allocation {
    /// The terms it names, or those of its category.
    pub fn terms(&self) -> Terms {
        match (self.category.fixed_terms(), self.names_terms()) {
            (Some(fixed), false) => fixed,
            _ => Terms {
                at_genesis: self.at_genesis.unwrap_or(Amount::ZERO),
                first_month: self.first_month.unwrap_or(0),
                last_month: self.last_month.unwrap_or(0),
            },
        }
    }

    fn names_terms(&self) -> bool {
        self.at_genesis.is_some() || self.first_month.is_some() || self.last_month.is_some()
    }

    fn check(&self) -> Result<()> {
        let id = self.id;
        let refuse = |reason: IoTokenError| anyhow::anyhow!("allocation {id}: {reason}");
        if self.category.fixed_terms().is_some_and(|fixed| fixed != self.terms()) {
            return Err(refuse(IoTokenError::TermsAreFixed));
        }
        self.terms().check(self.amount).map_err(|fault: TermsError| refuse(fault.into()))
    }
}

impl StakeSetup {
    fn check(&self) -> Result<()> {
        if self.slasher == self.arbiter {
            bail!("{}", IoStakeError::SlasherIsArbiter);
        }
        let (mut numbers, mut names) = (HashSet::new(), HashSet::new());
        for class in &self.classes {
            ensure!(numbers.insert(class.number), "there are two device classes {}", class.number);
            ensure!(names.insert(&class.name), "there are two device classes called {}", class.name);
            class.check().with_context(|| format!("device class {}", class.number))?;
        }
        Ok(())
    }
}

impl DeviceClass {
    /// As the program takes it.
    pub fn args(&self) -> Result<SetClassArgs> {
        let Self { number, pool, multiplier_bps, open, .. } = *self;
        Ok(SetClassArgs { number, name: text::fill(&self.name)?, pool, multiplier_bps, open })
    }

    fn check(&self) -> Result<()> {
        ensure!(usize::from(self.number) < Classes::COUNT, "{}", IoStakeError::NoSuchClass);
        ensure!(!self.name.is_empty() && self.args().is_ok(), "{}", IoStakeError::InvalidClassName);
        ensure!(self.multiplier_bps > 0, "{}", IoStakeError::InvalidMultiplier);
        Ok(())
    }
}

impl EmissionSetup {
    /// Each pool's share in basis points, by number.
    pub fn shares(&self) -> [u16; emission::POOLS] {
        let mut shares = [0; emission::POOLS];
        self.pools.iter().zip(&mut shares).for_each(|(pool, share)| *share = pool.share_bps);
        shares
    }

    fn check(&self) -> Result<()> {
        let attestors = self.attestors.len();
        ensure!(attestors > 0, "{}", IoEmissionError::NoAttestors);
        ensure!(attestors <= ATTESTORS, "{}", IoEmissionError::TooManyAttestors);
        for (place, attestor) in self.attestors.iter().enumerate() {
            ensure!(!self.attestors[..place].contains(attestor), "{}", IoEmissionError::DuplicateAttestor);
        }
        ensure!((1..=attestors).contains(&usize::from(self.quorum)), "{}", IoEmissionError::InvalidQuorum);
        ensure!((1..=MAX_LEASE).contains(&self.max_lease), "{}", IoEmissionError::InvalidMaxLease);
        let caps = Multiplier::ONE.get()..=MAX_WEIGHT_CAP.get();
        ensure!(caps.contains(&self.weight_cap_bps), "{}", IoEmissionError::InvalidWeightCap);
        ensure!(self.costake_bps <= MAX_COSTAKE_BPS, "{}", IoEmissionError::InvalidCostakeShare);
        let names: Vec<&str> = self.pools.iter().map(|pool| pool.name.as_str()).collect();
        ensure!(names == POOLS, "the pools are {}, in this order", POOLS.join(" and "));
        let whole: u32 = self.pools.iter().map(|pool| u32::from(pool.share_bps)).sum();
        ensure!(whole == u32::from(BasisPoints::WHOLE.get()), "{}", IoEmissionError::SharesMustSumUp);
        Ok(())
    }
}

fn pool<'de, D: Deserializer<'de>>(from: D) -> Result<u8, D::Error> {
    let text = String::deserialize(from)?;
    let known = (0..).zip(POOLS).find(|(_, name)| *name == text);
    let (number, _) =
        known.ok_or_else(|| D::Error::custom(format!("\"{text}\" is not a pool: they are {}", POOLS.join(" and "))))?;
    Ok(number)
}

fn beginning<'de, D: Deserializer<'de>>(from: D) -> Result<Beginning, D::Error> {
    match String::deserialize(from)?.as_str() {
        "now" => Ok(Beginning::Now),
        text => moment::parse(text).map(Beginning::At).map_err(D::Error::custom),
    }
}

const fn open() -> bool {
    true
}

fn category<'de, D: Deserializer<'de>>(from: D) -> Result<Category, D::Error> {
    let text = String::deserialize(from)?;
    let known = Category::ALL.into_iter().find(|category| category_name(*category) == text);
    known.ok_or_else(|| {
        let names = Category::ALL.map(category_name).join(", ");
        D::Error::custom(format!("\"{text}\" is not a category: they are {names}"))
    })
}

fn io<'de, D: Deserializer<'de>>(from: D) -> Result<Amount, D::Error> {
    money::parse(&String::deserialize(from)?).map_err(D::Error::custom)
}

fn some_io<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Amount>, D::Error> {
    io(from).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = include_str!("../../../migrations/0001-token.toml");
    const STAKE: &str = include_str!("../../../migrations/0002-stake.toml");
    const EMISSION: &str = include_str!("../../../migrations/0003-emission.toml");
    const TREASURY: &str = include_str!("../../../migrations/0004-treasury.toml");
    const MARKET: &str = include_str!("../../../migrations/0005-market.toml");

    fn check(text: &str) -> Result<()> {
        toml::from_str::<Setup>(text)?.check()
    }

    /// What is found where `default` has `to` in place of `from`.
    fn fault(default: &str, from: &str, to: &str) -> String {
        let text = default.replacen(from, to, 1);
        assert_ne!(text, default, "{from}");
        format!("{:#}", check(&text).expect_err(to))
    }

    #[test]
    fn faults_of_the_token_are_found_before_anything_is_sent() {
        for (from, to, expected) in [
            ("id = 2", "id = 1", "there are two allocations 1"),
            ("\"90_400_000\"", "\"90_400_000.00000001\"", "core add up to 90,400,000.00000001 IO"),
            ("\"28_000_000\"", "\"100_000_001\"", "allocation 1: More would vest at genesis"),
            ("first_month = 1\nlast_month = 48", "first_month = 1", "allocation 2: The first month"),
            ("category = \"seed\"", "category = \"seed\"\nfirst_month = 1", "allocation 3: Seed, series A and core"),
            ("category = \"seed\"", "category = \"angels\"", "\"angels\" is not a category"),
            ("pauser = \"operator\"", "pauser = \"me\"", "\"me\" is neither an address"),
            ("pauser = ", "pauzer = ", "pauzer"),
            ("program = \"io-token\"", "program = \"io-coin\"", "io-coin"),
        ] {
            let found = fault(TOKEN, from, to);
            assert!(found.contains(expected), "{to}: {found}");
        }
    }

    #[test]
    fn faults_of_the_stake_are_found_before_anything_is_sent() {
        for (from, to, expected) in [
            ("\"embedded:slasher\"", "\"embedded:arbiter\"", "The slasher and the arbiter can never be the same key."),
            ("\"embedded:arbiter\"", "\"embedded:\"", "\"embedded:\": such a name has 1 to 32 small letters"),
            ("number = 1\n", "number = 0\n", "there are two device classes 0"),
            ("name = \"H200\"", "name = \"B200\"", "there are two device classes called B200"),
            ("number = 1\n", "number = 128\n", "device class 128: There is no device class of this number."),
            ("number = 1\n", "number = -1\n", "-1"),
            ("\"H200\"", "\"\"", "device class 1: The name of a class is 1 to 24 bytes"),
            ("\"H200\"", "\"H200, the long-named one \"", "device class 1: The name of a class is 1 to 24 bytes"),
            ("multiplier_bps = 120_000", "multiplier_bps = 0", "device class 1: The multiplier of a class"),
            ("pool = \"gpu\"", "pool = \"tpu\"", "\"tpu\" is not a pool: they are gpu and cpu"),
        ] {
            let found = fault(STAKE, from, to);
            assert!(found.contains(expected), "{to}: {found}");
        }
    }

    #[test]
    fn faults_of_the_emission_are_found_before_anything_is_sent() {
        for (from, to, expected) in [
            ("[\"embedded:attestor\"]", "[]", "There has to be at least one attestor."),
            ("[\"embedded:attestor\"]", "[\"operator\", \"operator\"]", "Each attestor counts once"),
            ("quorum = 1", "quorum = 0", "The quorum has to be at least one"),
            ("quorum = 1", "quorum = 2", "at most the number of attestors"),
            ("max_lease = 24", "max_lease = 169", "A lease may run 1 to 168 epochs ahead."),
            ("weight_cap_bps = 10_000", "weight_cap_bps = 9_999", "lies between 1 and 10 times"),
            ("weight_cap_bps = 10_000", "weight_cap_bps = 100_001", "lies between 1 and 10 times"),
            ("costake_bps = 500", "costake_bps = 5_001", "get half of its rewards at most"),
            ("begins = \"now\"", "begins = \"soon\"", "\"soon\" is not a moment"),
            ("name = \"cpu\"", "name = \"tpu\"", "the pools are gpu and cpu, in this order"),
            ("share_bps = 500", "share_bps = 501", "have to sum up to exactly 100%"),
        ] {
            let found = fault(EMISSION, from, to);
            assert!(found.contains(expected), "{to}: {found}");
        }
    }

    #[test]
    fn faults_of_the_market_are_found_before_anything_is_sent() {
        for (from, to, expected) in [
            ("facilitation_usdc_bps = 200", "facilitation_usdc_bps = 501", "A fee is at most 500 basis points."),
            ("failure_bps = 1_000", "failure_bps = 5_001", "A failure takes back at most 5,000 basis points"),
            ("max_age = 60", "max_age = 0", "A price may be 1 to 300 seconds old"),
            ("max_confidence_bps = 100", "max_confidence_bps = 501", "uncertain by 1 to 500 basis points."),
            ("quorum = 2", "quorum = 4", "The quorum is at least one and at most the number of attestors."),
            ("quorum = 2", "quorum = 0", "The quorum is at least one"),
            ("embedded:attestor-2", "embedded:attestor-1", "An attestor is named twice"),
            ("network_bps = 0", "network_fee = 0", "network_fee"),
        ] {
            let found = fault(MARKET, from, to);
            assert!(found.contains(expected), "{to}: {found}");
        }
    }

    #[test]
    fn faults_of_the_treasury_are_found_before_anything_is_sent() {
        for (from, to, expected) in [
            ("start_bps = -200", "start_bps = 1", "The auction must start at -2,000 to 0 basis points"),
            ("ceiling_bps = 100", "ceiling_bps = 501", "The auction must start at -2,000 to 0 basis points"),
            ("ramp = 3_600", "ramp = 59", "rise for 60 seconds to 7 days"),
            ("min_fill = \"10\"", "min_fill = \"0.999999\"", "The smallest fill must be at least 1 USDC"),
            ("day_cap = \"10_000\"", "day_cap = \"999\"", "the day's cap no less than both"),
            ("swap_floor_bps = -100", "swap_floor_bps = 1", "The floor of swaps must lie at -500 to 0"),
            ("max_age = 60", "max_age = 301", "A price may be 1 to 300 seconds old"),
            ("min_fill = \"10\"", "min_fill = 10", "invalid type: integer"),
        ] {
            let found = fault(TREASURY, from, to);
            assert!(found.contains(expected), "{to}: {found}");
        }
    }

    #[test]
    fn a_category_can_be_divided() -> Result<()> {
        let one = "amount = \"90_400_000\"";
        let two = "amount = \"90_399_999.99999959\"\n\n[[allocation]]\nid = 6\ncategory = \"core\"\n\
                   beneficiary = \"B1aLzaNMeFVAyQ6f3XbbUyKcH2YPHu2fqiEagmiF23VR\"\namount = \"0.00000041\"";
        check(&TOKEN.replacen(one, two, 1))
    }
}
