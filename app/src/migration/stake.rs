//! Setting up `io-stake`.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, bail, ensure};
use io_stake::error::IoStakeError;
use io_stake::state::{Class, Classes, Config};
use io_stake::{InitializeArgs, SetClassArgs};
use io_token::BurnKind;
use serde::{Deserialize, Deserializer, de::Error};
use std::collections::HashSet;

use super::settings::address;
use super::{Section, Site};
use crate::program::IO_STAKE;
use crate::registry::{self, POOLS};
use crate::setting::{self, Setting, role};
use crate::stake::{self, AUTHORITY};
use crate::text;

/// How many device classes fit into a transaction with room to spare.
const CLASSES_AT_ONCE: usize = 10;

/// What a settings file says about staking.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StakeSettings {
    #[serde(deserialize_with = "address")]
    pauser: Pubkey,
    #[serde(deserialize_with = "address")]
    slasher: Pubkey,
    #[serde(deserialize_with = "address")]
    arbiter: Pubkey,
    classes: Vec<DeviceClass>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DeviceClass {
    number: u16,
    name: String,
    #[serde(deserialize_with = "pool")]
    pool: u8,
    multiplier_bps: u32,
    #[serde(default = "open")]
    open: bool,
}

impl StakeSettings {
    pub fn check(&self) -> Result<()> {
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

    fn roles(&self) -> InitializeArgs {
        InitializeArgs { pauser: self.pauser, slasher: self.slasher, arbiter: self.arbiter }
    }
}

impl DeviceClass {
    /// As the program takes it.
    fn args(&self) -> Result<SetClassArgs> {
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

pub fn section(settings: &StakeSettings, site: &Site) -> Result<Section> {
    let mut section = Section::new(
        "stake",
        "The devices and their classes, which the emission and the market read; it burns through io-token.",
    );
    let config = registry::find_config(site.backend)?;
    let classes = registry::find_classes(site.backend)?;
    let planned = settings.classes.iter().map(DeviceClass::args).collect::<Result<Vec<_>>>()?;
    compare(&mut section, settings, &planned, config.as_ref(), classes.as_ref());

    let admin = site.admin(IO_STAKE, config.map(|config| config.admin));
    let InitializeArgs { slasher, arbiter, .. } = settings.roles();
    let title = format!("initialise io-stake with the slasher {slasher} and the arbiter {arbiter}");
    section.once(title, admin, config.is_some(), |by| stake::initialize(by, by, settings.roles()));

    let stands = |number| classes.as_ref().and_then(|classes| classes.get(number)).is_some();
    for some in planned.chunks(CLASSES_AT_ONCE) {
        let names: Vec<String> = some.iter().map(|class| text::shown_or_hex(&class.name)).collect();
        let missing = some.iter().filter(|class| !stands(class.number));
        let missing = missing.map(|class| stake::set_class(admin.unwrap_or_default(), class.clone())).collect();
        section.step(format!("set the device classes {}", names.join(", ")), admin, missing);
    }
    site.burner(&mut section, BurnKind::Slash, AUTHORITY);
    Ok(section)
}

fn compare(
    section: &mut Section,
    settings: &StakeSettings,
    planned: &[SetClassArgs],
    config: Option<&Config>,
    classes: Option<&Classes>,
) {
    if let Some(config) = config {
        let InitializeArgs { pauser, slasher, arbiter } = settings.roles();
        section.compare(&roles(config.pauser, config.slasher, config.arbiter), &roles(pauser, slasher, arbiter));
    }
    for (number, class) in classes.into_iter().flat_map(registry::every_class) {
        match planned.iter().find(|planned| planned.number == number) {
            Some(planned) => section.compare(&class_standing(number, class), &class_planned(planned)),
            None => section.differ(format!("device class {number} exists on the cluster, and not in the file")),
        }
    }
}

fn roles(pauser: Pubkey, slasher: Pubkey, arbiter: Pubkey) -> [Setting; 3] {
    [role("pauser", pauser), role("slasher", slasher), role("arbiter", arbiter)]
}

fn class_standing(number: u16, class: &Class) -> Vec<Setting> {
    setting::class(number, &class.name, class.pool, class.multiplier_bps, class.is_open())
}

fn class_planned(args: &SetClassArgs) -> Vec<Setting> {
    setting::class(args.number, &args.name, args.pool, args.multiplier_bps, args.open)
}

fn pool<'de, D: Deserializer<'de>>(from: D) -> Result<u8, D::Error> {
    let text = String::deserialize(from)?;
    let known = (0..).zip(POOLS).find(|(_, name)| *name == text);
    let (number, _) =
        known.ok_or_else(|| D::Error::custom(format!("\"{text}\" is not a pool: they are {}", POOLS.join(" and "))))?;
    Ok(number)
}

const fn open() -> bool {
    true
}
