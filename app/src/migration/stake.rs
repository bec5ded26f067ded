//! Setting up `io-stake`.

use anchor_lang::prelude::Pubkey;
use anyhow::{Result, ensure};
use io_stake::error::IoStakeError;
use io_stake::state::{Class, Classes, Config};
use io_stake::{InitializeArgs, SetClassArgs};
use io_token::BurnKind;
use solana_instruction::Instruction;

use super::plan::StakeSetup;
use super::{Differences, Mode, Step};
use crate::books;
use crate::program::IO_STAKE;
use crate::registry::{self, pool_name};
use crate::session::Session;
use crate::stake::{self, AUTHORITY};
use crate::text;
use crate::token;

/// How many device classes fit into a transaction with room to spare.
const CLASSES_AT_ONCE: usize = 10;

pub fn run(
    setup: &StakeSetup,
    session: &mut Session,
    mode: Mode,
    tell: &mut dyn FnMut(Step) -> Result<()>,
) -> Result<()> {
    IO_STAKE.require_deployed(&*session.backend)?;
    let operator = session.signer()?;
    let roles = roles(setup, session)?;
    let planned = setup.classes.iter().map(|class| class.args()).collect::<Result<Vec<_>>>()?;
    let standing = Standing::read(session)?;
    standing.differences(&roles, &planned).require_none()?;

    let InitializeArgs { slasher, arbiter, .. } = roles;
    let title = format!("initialise io-stake with the slasher {slasher} and the arbiter {arbiter}");
    let initialize = stake::initialize(operator, operator, roles);
    let missing = if standing.config.is_some() { Vec::new() } else { vec![initialize] };
    mode.step(session, title, &missing, tell)?;

    for some in planned.chunks(CLASSES_AT_ONCE) {
        let names: Vec<String> = some.iter().map(|class| text::shown_or_hex(&class.name)).collect();
        let missing: Vec<Instruction> = some
            .iter()
            .filter(|class| standing.class(class.number).is_none())
            .map(|class| stake::set_class(operator, (*class).clone()))
            .collect();
        mode.step(session, format!("set the device classes {}", names.join(", ")), &missing, tell)?;
    }

    let register = token::set_burner(operator, BurnKind::Slash, AUTHORITY);
    let missing = if standing.burner == Some(AUTHORITY) { Vec::new() } else { vec![register] };
    mode.step(session, format!("register io-stake's authority {AUTHORITY} as the burner of slashes"), &missing, tell)
}

fn roles(setup: &StakeSetup, session: &mut Session) -> Result<InitializeArgs> {
    let roles = InitializeArgs {
        pauser: setup.pauser.address(session)?,
        slasher: setup.slasher.address(session)?,
        arbiter: setup.arbiter.address(session)?,
    };
    // One key can be named in two ways.
    ensure!(roles.slasher != roles.arbiter, "{}", IoStakeError::SlasherIsArbiter);
    Ok(roles)
}

/// What the cluster says.
struct Standing {
    config: Option<Config>,
    classes: Option<Classes>,
    /// Who may burn slashes. None where nobody is registered.
    burner: Option<Pubkey>,
}

impl Standing {
    fn read(session: &Session) -> Result<Self> {
        let backend = &*session.backend;
        // A plan is made before io-token is there.
        let burner = match books::find_config(backend)? {
            Some(_) => Some(*books::read(backend)?.burns.burner_of(BurnKind::Slash)),
            None => None,
        };
        Ok(Self {
            config: registry::find_config(backend)?,
            classes: registry::find_classes(backend)?,
            burner: burner.filter(|burner| *burner != Pubkey::default()),
        })
    }

    fn class(&self, number: u16) -> Option<&Class> {
        self.classes.as_ref()?.get(number)
    }

    /// Where the cluster says something else than the migration.
    fn differences(&self, roles: &InitializeArgs, planned: &[SetClassArgs]) -> Differences {
        let mut found = Differences::default();
        found.compare("the burner of slashes", self.burner.unwrap_or(AUTHORITY), AUTHORITY);
        // Registering the burner is the last step: from then on roles may have been handed over, which is no
        // disagreement. Classes stay compared: this file is where they are reviewed.
        if let Some(config) = self.config.as_ref().filter(|_| self.burner.is_none()) {
            found.compare("the pauser", config.pauser, roles.pauser);
            found.compare("the slasher", config.slasher, roles.slasher);
            found.compare("the arbiter", config.arbiter, roles.arbiter);
        }
        for planned in planned {
            if let Some(class) = self.class(planned.number) {
                found.compare_class(class, planned);
            }
        }
        for (number, _) in self.classes.iter().flat_map(registry::every_class) {
            if planned.iter().all(|planned| planned.number != number) {
                found.0.push(format!("device class {number} exists on the cluster, and not in the migration"));
            }
        }
        found
    }
}

impl Differences {
    fn compare_class(&mut self, class: &Class, planned: &SetClassArgs) {
        let of = |what: &str| format!("{what} of device class {}", planned.number);
        self.compare(&of("the name"), text::shown_or_hex(&class.name), text::shown_or_hex(&planned.name));
        self.compare(&of("the pool"), pool_name(class.pool), pool_name(planned.pool));
        self.compare(&of("the multiplier in basis points"), class.multiplier_bps, planned.multiplier_bps);
        let open = |open| if open { "yes" } else { "no" };
        self.compare(&of("whether new devices are taken"), open(class.is_open()), open(planned.open));
    }
}
