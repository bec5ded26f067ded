//! Everything there is to see, of the model and of the chain alike: what differs is a fault of one of the two.

use std::collections::BTreeMap;

use anchor_lang::prelude::Pubkey;

use crate::{
    cast::{Person, Rig},
    model::{Case, Device, Model, Stage},
};

/// How many falls a device remembers the time of.
pub const FALLS: usize = 8;

#[derive(Debug, PartialEq, Eq)]
pub struct Picture {
    pub paused: bool,
    pub slasher: Pubkey,
    pub arbiter: Pubkey,
    pub purses: BTreeMap<Person, u128>,
    pub lamports: BTreeMap<Person, u128>,
    pub supply: u128,
    /// By kind.
    pub burned: [u128; 5],
    pub burned_ever: u128,
    pub devices: BTreeMap<Rig, DevicePicture>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct DevicePicture {
    pub owner: Pubkey,
    pub offered_to: Pubkey,
    pub class: u16,
    pub processors: u16,
    pub registered_at: i64,
    pub active: u128,
    pub frozen: u128,
    /// Ends and amounts, in order.
    pub cooling: Vec<(i64, u128)>,
    pub open_cases: usize,
    pub suspensions: usize,
    pub cases_ever: u32,
    pub falls: usize,
    pub fell_at: [i64; FALLS],
    /// What its vault holds.
    pub vault: u128,
    pub cases: BTreeMap<u32, CasePicture>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct CasePicture {
    /// 0 opened, 1 appealed, 2 upheld.
    pub stage: u8,
    pub frozen: u128,
    pub opened_at: i64,
    /// 0 if it was not.
    pub appealed_at: i64,
    pub opener: Pubkey,
    pub suspends: bool,
}

impl Picture {
    /// What the model says there is to see.
    pub fn of(model: &Model) -> Self {
        // Slashes are the second kind of burns; nothing else burns here.
        let burned = [0, model.slashed, 0, 0, 0];
        Self {
            paused: model.paused,
            slasher: model.slasher.address(),
            arbiter: model.arbiter.address(),
            purses: model.purses.clone(),
            lamports: model.lamports.clone(),
            supply: model.supply(),
            burned,
            burned_ever: model.slashed,
            devices: model.devices.iter().map(|(rig, device)| (*rig, device.into())).collect(),
        }
    }

    /// The lines in which two pictures differ.
    pub fn difference(&self, other: &Self) -> String {
        let (ours, theirs) = (format!("{self:#?}"), format!("{other:#?}"));
        let absent_in = |text: &str, line: &&str| !text.lines().any(|other| other == *line);
        let of_ours = ours.lines().filter(|line| absent_in(&theirs, line)).map(|line| format!("  - {line}\n"));
        let of_theirs = theirs.lines().filter(|line| absent_in(&ours, line)).map(|line| format!("  + {line}\n"));
        of_ours.chain(of_theirs).collect()
    }
}

impl From<&Device> for DevicePicture {
    fn from(device: &Device) -> Self {
        let mut fell_at = [0; FALLS];
        for (fall, at) in device.falls.iter().enumerate() {
            fell_at[fall % FALLS] = *at;
        }
        Self {
            owner: device.owner.address(),
            offered_to: device.offered_to.map(Person::address).unwrap_or_default(),
            class: device.class,
            processors: device.processors,
            registered_at: device.registered_at,
            active: device.active,
            frozen: device.frozen(),
            cooling: device.cooling.iter().map(|(end, amount)| (*end, *amount)).collect(),
            open_cases: device.cases.len(),
            suspensions: device.suspensions(),
            cases_ever: device.cases_ever,
            falls: device.falls.len(),
            fell_at,
            vault: device.vault(),
            cases: device.cases.iter().map(|(number, case)| (*number, case.into())).collect(),
        }
    }
}

impl From<&Case> for CasePicture {
    fn from(case: &Case) -> Self {
        let (stage, appealed_at) = match case.stage {
            Stage::Opened => (0, 0),
            Stage::Appealed { at } => (1, at),
            Stage::Upheld { appealed_at } => (2, appealed_at),
        };
        Self {
            stage,
            frozen: case.amount,
            opened_at: case.opened_at,
            appealed_at,
            opener: case.opener.address(),
            suspends: case.suspends,
        }
    }
}
