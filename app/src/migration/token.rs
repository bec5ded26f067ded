//! Setting up `io-token`.

use anchor_lang::prelude::Pubkey;
use anyhow::Result;
use io_economics::{Amount, Terms};
use io_token::AllocateArgs;
use io_token::state::{Allocation as Standing, Config};
use solana_instruction::Instruction;
use std::slice;

use super::plan::{Allocation, TokenSetup};
use super::{Differences, Mode, Step};
use crate::books::{self, category_name};
use crate::emission;
use crate::money;
use crate::program::IO_TOKEN;
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
    let pauser = setup.pauser.address(session)?;
    let allocations =
        setup.allocations.iter().map(|allocation| allocation.args(session)).collect::<Result<Vec<_>>>()?;
    differences(pauser, &allocations, config.as_ref(), &standing).require_none()?;

    let mut step = |title: String, stands: bool, instruction: Instruction| {
        mode.step(session, title, if stands { &[] } else { slice::from_ref(&instruction) }, tell)
    };

    let initialize = token::initialize(operator, operator, emission::AUTHORITY, pauser);
    step(format!("initialise io-token with the mint {}", token::MINT), config.is_some(), initialize)?;
    for args in allocations {
        let stands = standing.iter().find(|one| one.id == args.id);
        // It may have been handed over since.
        let beneficiary = stands.map_or(args.beneficiary, |one| one.beneficiary);
        let title = format!(
            "allocate {} IO to {beneficiary} for {} (allocation {})",
            money::show_units(args.total),
            category_name(args.category),
            args.id
        );
        step(title, stands.is_some(), token::allocate(operator, operator, args))?;
    }
    let after_genesis = config.is_some_and(|config| config.is_after_genesis());
    step("genesis: mint 500,000,000 IO into the vesting vault".into(), after_genesis, token::genesis(operator))
}

impl Allocation {
    fn args(&self, session: &mut Session) -> Result<AllocateArgs> {
        let Terms { at_genesis, first_month, last_month } = self.terms();
        Ok(AllocateArgs {
            id: self.id,
            category: self.category,
            beneficiary: self.beneficiary.address(session)?,
            total: self.amount.get(),
            at_genesis: at_genesis.get(),
            first_month,
            last_month,
        })
    }
}

fn differences(
    pauser: Pubkey,
    allocations: &[AllocateArgs],
    config: Option<&Config>,
    standing: &[Standing],
) -> Differences {
    let mut found = Differences::default();
    let Some(config) = config else { return found };
    let after_genesis = config.is_after_genesis();
    found.compare("the emission minter", config.emission_minter, emission::AUTHORITY);
    // From genesis on, roles and allocations may have been handed over: that is no disagreement.
    if !after_genesis {
        found.compare("the pauser", config.pauser, pauser);
    }
    for one in standing {
        let id = one.id;
        match allocations.iter().find(|planned| planned.id == id) {
            Some(planned) => found.compare_allocation(one, planned, after_genesis),
            None => found.0.push(format!("allocation {id} exists on the cluster, and not in the migration")),
        }
    }
    if after_genesis {
        for planned in allocations {
            if standing.iter().all(|one| one.id != planned.id) {
                found.0.push(format!("allocation {} does not exist on the cluster, and genesis is over", planned.id));
            }
        }
    }
    found
}

impl Differences {
    fn compare_allocation(&mut self, one: &Standing, planned: &AllocateArgs, after_genesis: bool) {
        let of = |what: &str| format!("{what} of allocation {}", planned.id);
        let category = one.category().map_or("unknown", category_name);
        self.compare(&of("the category"), category, category_name(planned.category));
        self.compare(&of("the amount"), Amount::new(one.total), Amount::new(planned.total));
        self.compare(&of("what vests at genesis"), Amount::new(one.at_genesis), Amount::new(planned.at_genesis));
        self.compare(&of("the first month"), one.first_month, planned.first_month);
        self.compare(&of("the last month"), one.last_month, planned.last_month);
        if !after_genesis {
            self.compare(&of("the beneficiary"), one.beneficiary, planned.beneficiary);
        }
    }
}
