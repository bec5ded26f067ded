//! What a migration's file says.

use anchor_lang::prelude::Pubkey;
use anyhow::{Result, bail, ensure};
use io_economics::{Amount, Terms, TermsError};
use io_token::Category;
use io_token::error::IoTokenError;
use serde::{Deserialize, Deserializer, de::Error};
use std::collections::HashSet;

use crate::books::category_name;
use crate::money;

/// How one program is to be.
#[derive(Debug, Deserialize)]
#[serde(tag = "program")]
pub enum Setup {
    #[serde(rename = "io-token")]
    Token(TokenSetup),
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

/// An address, or whoever runs the migration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    Operator,
    Address(Pubkey),
}

impl Party {
    pub fn address(self, operator: Pubkey) -> Pubkey {
        match self {
            Self::Operator => operator,
            Self::Address(address) => address,
        }
    }
}

impl Setup {
    /// Finds what the program would refuse, before the first transaction instead of half-way.
    pub fn check(&self) -> Result<()> {
        match self {
            Self::Token(setup) => setup.check(),
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

impl<'de> Deserialize<'de> for Party {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match String::deserialize(from)?.as_str() {
            "operator" => Ok(Self::Operator),
            text => match text.parse() {
                Ok(address) => Ok(Self::Address(address)),
                Err(_) => Err(D::Error::custom(format!("\"{text}\" is neither an address in base58 nor `operator`"))),
            },
        }
    }
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

    const DEFAULT: &str = include_str!("../../../migrations/0001-token.toml");

    fn check(text: &str) -> Result<()> {
        toml::from_str::<Setup>(text)?.check()
    }

    #[test]
    fn faults_are_found_before_anything_is_sent() {
        for (from, to, fault) in [
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
            let text = DEFAULT.replacen(from, to, 1);
            assert_ne!(text, DEFAULT, "{from}");
            let found = format!("{:#}", check(&text).expect_err(to));
            assert!(found.contains(fault), "{to}: {found}");
        }
    }

    #[test]
    fn a_category_can_be_divided() -> Result<()> {
        let one = "amount = \"90_400_000\"";
        let two = "amount = \"90_399_999.99999959\"\n\n[[allocation]]\nid = 6\ncategory = \"core\"\n\
                   beneficiary = \"B1aLzaNMeFVAyQ6f3XbbUyKcH2YPHu2fqiEagmiF23VR\"\namount = \"0.00000041\"";
        check(&DEFAULT.replacen(one, two, 1))
    }
}
