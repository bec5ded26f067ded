//! Setting up a freshly deployed suite.
//!
//! The settings file of a cluster says how the suite is to be there. A migration compares that with what the cluster says, does
//! what is missing, and refuses before its first transaction where the two disagree. What is missing is looked for anew
//! before each step: so a migration that was stopped, at whatever step, goes on where it stopped, one that is finished does
//! nothing, and two at once do not disturb each other.

mod emission;
mod file;
mod handover;
mod market;
mod programs;
mod settings;
mod stake;
mod step;
mod token;
mod treasury;

use anchor_lang::prelude::Pubkey;
use anchor_spl::token::spl_token::state::Mint;
use anyhow::{Context, Result, bail, ensure};
use io_token::BurnKind;
use solana_program_pack::Pack;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::backend::Backend;
use crate::books;
use crate::deployment::Deployment;
use crate::program::{IO_TOKEN, Program};
use crate::session::Session;
use crate::setting::role;
use crate::usdc;
use file::{Names, SettingsFile};
use settings::Settings;
pub use step::{Section, Step, StepState};

/// How long a node may take to show what it has confirmed: behind one address there may be several.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often it is asked meanwhile.
const PAUSE: Duration = Duration::from_millis(500);

/// Is told about each step, with the section that it belongs to. An error ends the work.
pub type Tell<'a> = &'a mut dyn FnMut(&Section, Step) -> Result<()>;

/// A settings file, and the deployed programs that are set up with it.
pub struct Migration {
    /// The file.
    pub name: String,
    /// The cluster that it is for.
    pub cluster: String,
    settings: Settings,
    deployments: Vec<Deployment>,
}

/// How things stand.
pub struct Plan {
    pub sections: Vec<Section>,
}

/// What every section has to know.
pub struct Site<'a> {
    pub backend: &'a dyn Backend,
    pub is_embedded: bool,
    pub deployments: &'a [Deployment],
    /// The admin of io-token, who registers burners; its upgrade authority while it has none.
    pub token_admin: Option<Pubkey>,
    /// Who may burn each kind.
    burners: [Pubkey; BurnKind::COUNT],
}

impl Migration {
    /// Reads the settings file, the given one or the one that the client has for this cluster, and looks at the programs.
    /// `builds` is the folder of what was built last.
    pub fn open(given: Option<&Path>, builds: &Path, session: &Session) -> Result<Self> {
        let backend = &*session.backend;
        let file = SettingsFile::find(given, backend)?;
        let deployments = programs::read(backend, builds)?;
        let operator = deployments
            .iter()
            .find(|one| one.program.address == IO_TOKEN.address)
            .and_then(|one| one.upgrade_authority);
        let settings = file.settings(&Names { operator, embedded: &|name| session.embedded_key(name) })?;
        Ok(Self { name: file.name, cluster: file.cluster, settings, deployments })
    }

    /// What is there and what is missing. Refuses where the cluster disagrees with the file.
    pub fn plan(&self, session: &Session) -> Result<Plan> {
        let site = Site::read(session, &self.deployments)?;
        let Settings { usdc_mint, .. } = self.settings;
        let sections = vec![
            programs::section(&site),
            token::section(&self.settings.token, &site)?,
            stake::section(&self.settings.stake, &site)?,
            emission::section(&self.settings.emission, &site)?,
            treasury::section(&self.settings.treasury, usdc_mint, &site)?,
            market::section(&self.settings.market, usdc_mint, &site)?,
            handover::section(&self.settings, &site)?,
        ];
        let plan = Plan { sections };
        let mut differences: Vec<String> =
            plan.sections.iter().flat_map(|section| section.differences.iter().cloned()).collect();
        if plan.count(StepState::Missing) > 0 {
            differences.extend(programs::differing(&self.deployments));
        }
        if !differences.is_empty() {
            let (name, list) = (&self.name, differences.join("\n  "));
            bail!("the cluster and {name} disagree, so nothing was done:\n  {list}");
        }
        if plan.count(StepState::Missing) > 0 {
            require_usdc(session, &usdc_mint)?;
        }
        Ok(plan)
    }

    /// Does what is missing, step by step, and tells `tell` about each.
    pub fn run(&self, session: &mut Session, tell: Tell) -> Result<()> {
        let mut plan = self.plan(session)?;
        plan.require_signer(session)?;
        let places: Vec<(usize, usize)> = plan.places().collect();
        for place in places {
            let (section, step) = plan.at(place)?;
            let (section, mut step) = (section.clone(), step.clone());
            if step.state == StepState::Missing {
                match session.confirm(&step.instructions) {
                    Ok(receipt) => {
                        plan = self.plan_after(session, place)?;
                        step.signature = Some(receipt.signature.to_string());
                        step.state = StepState::Done;
                    }
                    // Somebody else may have been quicker, or the answer of the node was lost.
                    Err(error) => match self.plan(session) {
                        Ok(now) if now.stands(place) => {
                            plan = now;
                            step.state = StepState::Already;
                        }
                        _ => return Err(error.context(format!("could not {}", step.title))),
                    },
                }
            }
            tell(&section, step)?;
        }
        Ok(())
    }

    /// The plan after a step was taken, as soon as the node shows it.
    fn plan_after(&self, session: &Session, place: (usize, usize)) -> Result<Plan> {
        let begun = Instant::now();
        loop {
            let plan = self.plan(session);
            if plan.as_ref().is_ok_and(|plan| plan.stands(place)) || begun.elapsed() > PATIENCE {
                return plan;
            }
            std::thread::sleep(PAUSE);
        }
    }
}

impl Plan {
    /// Every step, and the section that it belongs to.
    pub fn steps(&self) -> impl Iterator<Item = (&Section, &Step)> {
        self.sections.iter().flat_map(|section| section.steps.iter().map(move |step| (section, step)))
    }

    /// How many steps are in that state.
    pub fn count(&self, state: StepState) -> usize {
        self.steps().filter(|(_, step)| step.state == state).count()
    }

    /// What the missing steps decide for ever.
    pub fn decisions(&self) -> impl Iterator<Item = (&Step, &str)> {
        self.steps().filter_map(|(_, step)| Some((step, step.decision.as_deref()?)))
    }

    fn places(&self) -> impl Iterator<Item = (usize, usize)> {
        let sections = self.sections.iter().enumerate();
        sections.flat_map(|(number, section)| (0..section.steps.len()).map(move |step| (number, step)))
    }

    fn at(&self, (section, step): (usize, usize)) -> Result<(&Section, &Step)> {
        let section = self.sections.get(section).context("a plan keeps its sections")?;
        Ok((section, section.steps.get(step).context("a section keeps its steps")?))
    }

    fn stands(&self, place: (usize, usize)) -> bool {
        self.at(place).is_ok_and(|(_, step)| step.state != StepState::Missing)
    }

    /// Refuses before the first transaction where the wallet is not the one that every missing step takes.
    fn require_signer(&self, session: &mut Session) -> Result<()> {
        let missing: Vec<&Step> =
            self.steps().map(|(_, step)| step).filter(|step| step.state == StepState::Missing).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let signer = session.signer()?;
        let mut others: BTreeMap<Option<Pubkey>, Vec<&str>> = BTreeMap::new();
        for step in missing.iter().filter(|step| step.by != Some(signer)) {
            others.entry(step.by).or_default().push(&step.title);
        }
        let others: Vec<String> = others.iter().map(|(by, titles)| whose(*by, titles)).collect();
        ensure!(
            others.is_empty(),
            "the wallet {signer} cannot do what is missing, so nothing was done:\n  {}",
            others.join("\n  ")
        );
        Ok(())
    }
}

impl<'a> Site<'a> {
    fn read(session: &'a Session, deployments: &'a [Deployment]) -> Result<Self> {
        let backend = &*session.backend;
        let mut site = Self {
            backend,
            is_embedded: session.is_embedded(),
            deployments,
            token_admin: None,
            burners: Default::default(),
        };
        // A plan is made before io-token is set up.
        let admin = books::find_config(backend)?.map(|config| config.admin);
        if admin.is_some() {
            let burns = books::read(backend)?.burns;
            site.burners = BurnKind::ALL.map(|kind| *burns.burner_of(kind));
        }
        site.token_admin = site.admin(IO_TOKEN, admin);
        Ok(site)
    }

    /// Who may initialise a program, and replace it.
    pub fn deployer(&self, program: Program) -> Option<Pubkey> {
        self.deployments.iter().find(|one| one.program.address == program.address)?.upgrade_authority
    }

    /// The admin of a program; whoever may initialise it, and becomes the admin by that, while it has none.
    pub fn admin(&self, program: Program, admin: Option<Pubkey>) -> Option<Pubkey> {
        admin.or_else(|| self.deployer(program))
    }

    /// Adds the step that registers who burns a kind.
    pub fn burner(&self, section: &mut Section, kind: BurnKind, authority: Pubkey) {
        let what = match kind {
            BurnKind::Buyback => "buybacks",
            BurnKind::Slash => "slashes",
            BurnKind::Penalty => "penalties",
            BurnKind::Credits => "credits",
            BurnKind::Fee => "fees",
        };
        let standing = self.burners.get(usize::from(kind.number())).copied().unwrap_or_default();
        if standing != Pubkey::default() {
            let what = format!("burner of {what}");
            section.compare(&[role(&what, standing)], &[role(&what, authority)]);
        }
        let title = format!("register io-{}'s authority {authority} as the burner of {what}", section.name);
        let stands = standing != Pubkey::default();
        section.once(title, self.token_admin, stands, |by| crate::token::set_burner(by, kind, authority));
    }
}

/// Who has to do these steps.
fn whose(by: Option<Pubkey>, titles: &[&str]) -> String {
    let first = titles.first().copied().unwrap_or_default();
    let more = match titles.len() {
        0 | 1 => String::new(),
        count => format!(", and {} more", count - 1),
    };
    match by {
        Some(by) => format!("{by} has to sign: {first}{more}"),
        None => format!("the program has no upgrade authority any more, so nobody can: {first}{more}"),
    }
}

/// A mint that is not there, or is another one, would be noticed only after genesis.
fn require_usdc(session: &Session, mint: &Pubkey) -> Result<()> {
    let account = session.backend.account(mint)?.with_context(|| format!("there is no mint of USDC at {mint}"))?;
    let decimals = Mint::unpack(&account.data).map(|mint| mint.decimals);
    ensure!(
        account.owner == anchor_spl::token::ID && decimals.is_ok_and(|decimals| decimals == usdc::DECIMALS),
        "{mint} is not the mint of USDC: it has to be a mint of the SPL token program, with {} decimals",
        usdc::DECIMALS
    );
    Ok(())
}
