//! Setting up `io-token`.

use anchor_lang::prelude::Pubkey;
use anyhow::{Result, anyhow, bail, ensure};
use io_economics::{Amount, Terms, TermsError};
use io_token::state::{Allocation as Standing, Config};
use io_token::{AllocateArgs, Category, error::IoTokenError};
use serde::{Deserialize, Deserializer, de::Error};
use std::collections::HashSet;

use super::settings::address;
use super::{Section, Site};
use crate::books::{self, category_name};
use crate::emission;
use crate::money;
use crate::program::IO_TOKEN;
use crate::setting::{Setting, role};
use crate::token;

/// What a settings file says about the token.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenSettings {
    #[serde(deserialize_with = "address")]
    pauser: Pubkey,
    allocations: Vec<Allocation>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Allocation {
    id: u32,
    #[serde(deserialize_with = "category")]
    category: Category,
    #[serde(deserialize_with = "address")]
    beneficiary: Pubkey,
    #[serde(deserialize_with = "io")]
    amount: Amount,
    #[serde(default, deserialize_with = "some_io")]
    at_genesis: Option<Amount>,
    first_month: Option<u16>,
    last_month: Option<u16>,
}

impl TokenSettings {
    pub fn check(&self) -> Result<()> {
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
    fn terms(&self) -> Terms {
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
        let refuse = |reason: IoTokenError| anyhow!("allocation {id}: {reason}");
        if self.category.fixed_terms().is_some_and(|fixed| fixed != self.terms()) {
            return Err(refuse(IoTokenError::TermsAreFixed));
        }
        self.terms().check(self.amount).map_err(|fault: TermsError| refuse(fault.into()))
    }

    fn args(&self) -> AllocateArgs {
        let Terms { at_genesis, first_month, last_month } = self.terms();
        let (total, at_genesis) = (self.amount.get(), at_genesis.get());
        let Self { id, category, beneficiary, .. } = *self;
        AllocateArgs { id, category, beneficiary, total, at_genesis, first_month, last_month }
    }
}

pub fn section(settings: &TokenSettings, site: &Site) -> Result<Section> {
    let mut section = Section::new(
        "token",
        "The mint first, since every other program names it. Genesis needs every allocation, and is needed by the emission.",
    );
    let config = books::find_config(site.backend)?;
    let standing = books::allocations(site.backend)?;
    let planned: Vec<AllocateArgs> = settings.allocations.iter().map(Allocation::args).collect();
    compare(&mut section, settings, &planned, config.as_ref(), &standing);

    let (deployer, admin) = (site.deployer(IO_TOKEN), site.token_admin);
    section
        .once(format!("initialise io-token with the mint {}", token::MINT), deployer, config.is_some(), |by| {
            token::initialize(by, by, emission::AUTHORITY, settings.pauser)
        })
        .decides(format!("that io-emission's authority {} alone can mint from then on", emission::AUTHORITY));
    for args in planned {
        let stands = standing.iter().find(|one| one.id == args.id);
        // It may have been handed over since.
        let beneficiary = stands.map_or(args.beneficiary, |one| one.beneficiary);
        let (amount, category, id) = (money::show_units(args.total), category_name(args.category), args.id);
        let title = format!("allocate {amount} IO to {beneficiary} for {category} (allocation {id})");
        section.once(title, admin, stands.is_some(), |by| token::allocate(by, by, args));
    }
    let after_genesis = config.is_some_and(|config| config.is_after_genesis());
    section
        .once("genesis: mint 500,000,000 IO into the vesting vault", admin, after_genesis, token::genesis)
        .decides("the allocations above, with their terms and beneficiaries; vesting begins in that second");
    Ok(section)
}

fn compare(
    section: &mut Section,
    settings: &TokenSettings,
    planned: &[AllocateArgs],
    config: Option<&Config>,
    standing: &[Standing],
) {
    let Some(config) = config else { return };
    let after_genesis = config.is_after_genesis();
    section.compare(
        &[role("emission minter", config.emission_minter), role("pauser", config.pauser)],
        &[role("emission minter", emission::AUTHORITY), role("pauser", settings.pauser)],
    );
    for one in standing {
        let id = one.id;
        match planned.iter().find(|planned| planned.id == id) {
            Some(planned) => {
                section.compare(&terms_of(one), &terms_planned(planned));
                // From genesis on it is the beneficiary's to hand over.
                if !after_genesis {
                    let what = format!("beneficiary of allocation {id}");
                    section.compare(&[role(&what, one.beneficiary)], &[role(&what, planned.beneficiary)]);
                }
            }
            None => section.differ(format!("allocation {id} exists on the cluster, and not in the file")),
        }
    }
    let missing = planned.iter().filter(|planned| standing.iter().all(|one| one.id != planned.id));
    for planned in missing.filter(|_| after_genesis) {
        section.differ(format!("allocation {} does not exist on the cluster, and genesis is over", planned.id));
    }
}

fn terms_of(one: &Standing) -> Vec<Setting> {
    let category = one.category().map_or("unknown", category_name);
    terms(one.id, category, one.total, one.at_genesis, one.first_month, one.last_month)
}

fn terms_planned(args: &AllocateArgs) -> Vec<Setting> {
    let category = category_name(args.category);
    terms(args.id, category, args.total, args.at_genesis, args.first_month, args.last_month)
}

fn terms(id: u32, category: &str, total: u64, at_genesis: u64, first_month: u16, last_month: u16) -> Vec<Setting> {
    let of = |what: &str| format!("{what} of allocation {id}");
    vec![
        Setting::new(of("category"), category),
        Setting::new(of("amount"), money::show_units(total)),
        Setting::new(of("amount at genesis"), money::show_units(at_genesis)),
        Setting::new(of("first month"), first_month),
        Setting::new(of("last month"), last_month),
    ]
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
