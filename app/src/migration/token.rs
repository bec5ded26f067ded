//! Setting up `io-token`.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, bail};
use io_economics::{Amount, Terms};
use io_token::AllocateArgs;
use io_token::state::{Allocation as Standing, Config};
use std::fmt::Display;

use super::plan::{Allocation, TokenSetup};
use super::{Mode, Step, StepState};
use crate::backend::Backend;
use crate::books::{self, category_name};
use crate::money;
use crate::program::{IO_TOKEN, emission_minter};
use crate::session::Session;
use crate::token;

pub fn run(
    setup: &TokenSetup,
    session: &mut Session,
    mode: Mode,
    tell: &mut dyn FnMut(Step) -> Result<()>,
) -> Result<()> {
    IO_TOKEN.require_deployed(&*session.backend)?;
    let operator = session.signer()?;
    let config = books::find_config(&*session.backend)?;
    let standing = books::allocations(&*session.backend)?;
    let differences = differences(setup, operator, config.as_ref(), &standing);
    if !differences.is_empty() {
        bail!("the cluster and this migration disagree, so nothing was done:\n  {}", differences.join("\n  "));
    }

    let mut step = |title: String, stands: bool, instruction: solana_instruction::Instruction| {
        let (state, signature) = match (stands, mode) {
            (true, _) => (StepState::Already, None),
            (false, Mode::Look) => (StepState::Missing, None),
            (false, Mode::Run) => {
                let receipt = session.confirm(&[instruction]).with_context(|| format!("failed to {title}"))?;
                (StepState::Done, Some(receipt.signature.to_string()))
            }
        };
        tell(Step { title, state, signature })
    };

    let pauser = setup.pauser.address(operator);
    let initialize = token::initialize(operator, operator, emission_minter(), pauser);
    step(format!("initialise io-token with the mint {}", token::MINT), config.is_some(), initialize)?;
    for allocation in &setup.allocations {
        let stands = standing.iter().find(|one| one.id == allocation.id);
        let args = allocation.args(operator);
        // It may have been handed over since.
        let beneficiary = stands.map_or(args.beneficiary, |one| one.beneficiary);
        let title = format!(
            "allocate {} IO to {beneficiary} for {} (allocation {})",
            money::show(allocation.amount),
            category_name(allocation.category),
            allocation.id
        );
        step(title, stands.is_some(), token::allocate(operator, operator, args))?;
    }
    let after_genesis = config.is_some_and(|config| config.is_after_genesis());
    step("genesis: mint 500,000,000 IO into the vesting vault".into(), after_genesis, token::genesis(operator))
}

impl Allocation {
    fn args(&self, operator: Pubkey) -> AllocateArgs {
        let Terms { at_genesis, first_month, last_month } = self.terms();
        AllocateArgs {
            id: self.id,
            category: self.category,
            beneficiary: self.beneficiary.address(operator),
            total: self.amount.get(),
            at_genesis: at_genesis.get(),
            first_month,
            last_month,
        }
    }
}

/// Where the cluster says something else than the migration. What is merely missing is not among it.
fn differences(setup: &TokenSetup, operator: Pubkey, config: Option<&Config>, standing: &[Standing]) -> Vec<String> {
    let mut found = Differences::default();
    let Some(config) = config else { return found.0 };
    let after_genesis = config.is_after_genesis();
    found.compare("the emission minter", config.emission_minter, emission_minter());
    // From genesis on, roles and allocations may have been handed over: that is no disagreement.
    if !after_genesis {
        found.compare("the pauser", config.pauser, setup.pauser.address(operator));
    }
    for one in standing {
        let id = one.id;
        match setup.allocations.iter().find(|planned| planned.id == id) {
            Some(planned) => found.compare_allocation(one, planned, operator, after_genesis),
            None => found.0.push(format!("allocation {id} exists on the cluster, and not in the migration")),
        }
    }
    if after_genesis {
        for planned in &setup.allocations {
            if standing.iter().all(|one| one.id != planned.id) {
                found.0.push(format!("allocation {} does not exist on the cluster, and genesis is over", planned.id));
            }
        }
    }
    found.0
}

#[derive(Default)]
struct Differences(Vec<String>);

impl Differences {
    fn compare<T: PartialEq + Display>(&mut self, what: &str, cluster: T, migration: T) {
        if cluster != migration {
            self.0.push(format!("{what} is {cluster} on the cluster, and {migration} in the migration"));
        }
    }

    fn compare_allocation(&mut self, one: &Standing, planned: &Allocation, operator: Pubkey, after_genesis: bool) {
        let of = |what: &str| format!("{what} of allocation {}", planned.id);
        let terms = planned.terms();
        let category = one.category().map_or("unknown", category_name);
        self.compare(&of("the category"), category, category_name(planned.category));
        self.compare(&of("the amount"), Amount::new(one.total), planned.amount);
        self.compare(&of("what vests at genesis"), Amount::new(one.at_genesis), terms.at_genesis);
        self.compare(&of("the first month"), one.first_month, terms.first_month);
        self.compare(&of("the last month"), one.last_month, terms.last_month);
        if !after_genesis {
            self.compare(&of("the beneficiary"), one.beneficiary, planned.beneficiary.address(operator));
        }
    }
}

impl crate::program::Program {
    fn require_deployed(&self, backend: &dyn Backend) -> Result<()> {
        match backend.account(&self.address)? {
            Some(account) if account.executable => Ok(()),
            _ => bail!(
                "{} is not deployed here, at {}. Deploy it first, with the wallet that will migrate as its upgrade \
                 authority: see the README",
                self.name,
                self.address
            ),
        }
    }
}
