//! Setting up `io-emission`.

use anchor_lang::prelude::Pubkey;
use anyhow::{Result, ensure};
use io_emission::InitializeArgs;
use io_emission::error::IoEmissionError;
use io_emission::state::{Config, POOLS};
use io_token::BurnKind;
use solana_instruction::Instruction;
use std::slice;

use super::plan::{Beginning, EmissionSetup};
use super::{Differences, Mode, Step};
use crate::books;
use crate::emission::{self, AUTHORITY};
use crate::moment;
use crate::payroll;
use crate::program::IO_EMISSION;
use crate::registry::pool_name;
use crate::session::Session;
use crate::token;

/// How many seconds "now" lies ahead on a cluster.
const HEAD_START: i64 = 60;

pub fn run(
    setup: &EmissionSetup,
    session: &mut Session,
    mode: Mode,
    tell: &mut dyn FnMut(Step) -> Result<()>,
) -> Result<()> {
    IO_EMISSION.require_deployed(&*session.backend)?;
    let operator = session.signer()?;
    let planned = settings(setup, session)?;
    let shares = setup.shares();
    let standing = Standing::read(session)?;
    standing.differences(setup, &planned).require_none()?;

    let title = format!(
        "initialise io-emission with the attestors {}, of whom {} have to sign",
        listed(&planned.attestors),
        planned.quorum
    );
    let initialize = emission::initialize(operator, operator, planned);
    let missing = if standing.config.is_some() { Vec::new() } else { vec![initialize] };
    mode.step(session, title, &missing, tell)?;

    let pools = setup.pools.len() as u8;
    let names: Vec<&str> = setup.pools.iter().map(|pool| pool.name.as_str()).collect();
    let missing: Vec<Instruction> =
        (standing.pools()..pools).map(|number| emission::create_pool(operator, operator, number)).collect();
    mode.step(session, format!("create the reward pools {}", names.join(", ")), &missing, tell)?;

    let parts = setup.pools.iter().map(|pool| format!("{}% to {}", f64::from(pool.share_bps) / 100.0, pool.name));
    let title = format!("share the emission: {}", parts.collect::<Vec<_>>().join(", "));
    let share = emission::set_shares(operator, pools, shares);
    mode.step(session, title, if standing.is_shared() { &[] } else { slice::from_ref(&share) }, tell)?;

    let register = token::set_burner(operator, BurnKind::Penalty, AUTHORITY);
    let title = format!("register io-emission's authority {AUTHORITY} as the burner of penalties");
    let missing = if standing.burner == Some(AUTHORITY) { &[] } else { slice::from_ref(&register) };
    mode.step(session, title, missing, tell)?;

    let begins_at = match standing.begins_at() {
        Some(settled) => settled,
        None => beginning(setup, session)?,
    };
    let genesis = emission::genesis(operator, begins_at);
    let title = format!("let the first epoch begin at {}", moment::show(begins_at));
    let missing = if standing.begins_at().is_some() { &[] } else { slice::from_ref(&genesis) };
    mode.step(session, title, missing, tell)
}

/// When the first epoch is to begin.
fn beginning(setup: &EmissionSetup, session: &Session) -> Result<i64> {
    let Beginning::At(moment) = setup.begins else {
        let now = session.backend.clock()?.unix_timestamp;
        // The clock of a cluster goes on until the transaction is executed.
        return moment::after(now, if session.is_embedded() { 0 } else { HEAD_START });
    };
    Ok(moment)
}

fn settings(setup: &EmissionSetup, session: &mut Session) -> Result<InitializeArgs> {
    let attestors = setup.attestors.iter().map(|attestor| attestor.address(session)).collect::<Result<Vec<_>>>()?;
    // One key can be named in two ways.
    for (place, attestor) in attestors.iter().enumerate() {
        ensure!(!attestors[..place].contains(attestor), "{attestor}: {}", IoEmissionError::DuplicateAttestor);
    }
    Ok(InitializeArgs {
        pauser: setup.pauser.address(session)?,
        attestors,
        quorum: setup.quorum,
        max_lease: setup.max_lease,
        weight_cap_bps: setup.weight_cap_bps,
        costake_bps: setup.costake_bps,
    })
}

/// What the cluster says.
struct Standing {
    config: Option<Config>,
    /// Who may burn penalties. None where nobody is registered.
    burner: Option<Pubkey>,
}

impl Standing {
    fn read(session: &Session) -> Result<Self> {
        let backend = &*session.backend;
        // A plan is made before io-token is there.
        let burner = match books::find_config(backend)? {
            Some(_) => Some(*books::read(backend)?.burns.burner_of(BurnKind::Penalty)),
            None => None,
        };
        Ok(Self {
            config: payroll::find_config(backend)?,
            burner: burner.filter(|burner| *burner != Pubkey::default()),
        })
    }

    fn pools(&self) -> u8 {
        self.config.map_or(0, |config| config.pools)
    }

    fn is_shared(&self) -> bool {
        self.config.is_some_and(|config| config.shares != [0; POOLS])
    }

    /// When the first epoch begins, if that is settled.
    fn begins_at(&self) -> Option<i64> {
        self.config.filter(|config| config.has_genesis()).map(|config| config.genesis)
    }

    /// Where the cluster says something else than the migration.
    fn differences(&self, setup: &EmissionSetup, planned: &InitializeArgs) -> Differences {
        let mut found = Differences::default();
        found.compare("the burner of penalties", self.burner.unwrap_or(AUTHORITY), AUTHORITY);
        let Some(config) = &self.config else { return found };
        if let (Some(settled), Beginning::At(planned)) = (self.begins_at(), setup.begins) {
            found.compare("the beginning of the first epoch", moment::show(settled), moment::show(planned));
        }
        // Settling the beginning is the last step: from then on roles and attestors may have changed, which is no disagreement.
        if self.begins_at().is_none() {
            found.compare("the pauser", config.pauser, planned.pauser);
            found.compare("the list of attestors", listed(config.attestors()), listed(&planned.attestors));
            found.compare("the quorum of attestors", config.quorum, planned.quorum);
        }
        found.compare("the longest lease", config.max_lease, planned.max_lease);
        found.compare("the cap on weights in basis points", config.weight_cap_bps, planned.weight_cap_bps);
        found.compare("the co-stakers' share in basis points", config.costake_bps, planned.costake_bps);
        for number in (0..config.pools).skip(setup.pools.len()) {
            found.0.push(format!("the pool {} exists on the cluster, and not in the migration", pool_name(number)));
        }
        if self.is_shared() {
            for (number, (share, planned)) in (0..).zip(config.shares.iter().zip(setup.shares())) {
                found.compare(&format!("the share of {} in basis points", pool_name(number)), *share, planned);
            }
        }
        found
    }
}

fn listed(attestors: &[Pubkey]) -> String {
    attestors.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
