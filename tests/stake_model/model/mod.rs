//! What must come of each step, by the specification and nothing else: wide sums, maps by name, no code of the program.
//! What the program keeps as running totals (frozen, suspensions, open cases) is counted here each time.

mod cases;
mod device;
mod registry;
mod rules;

use std::collections::BTreeMap;

use io_tests::stake::{FUNDS, TODAY, WINDOW};

use crate::cast::{CaseName, Person, Pot, Rig};

pub use device::{Case, Device, Stage};
pub use rules::Reason;

/// Base units that genesis makes.
const GENESIS_SUPPLY: u128 = 500_000_000 * 100_000_000;

/// Lamports that accounts have to hold.
#[derive(Clone, Copy, Debug)]
pub struct Rents {
    pub device: u64,
    pub vault: u64,
    pub case: u64,
}

/// The staking program, and all that its people own.
#[derive(Clone, Debug)]
pub struct Model {
    pub now: i64,
    pub paused: bool,
    pub slasher: Person,
    pub arbiter: Person,
    pub purses: BTreeMap<Person, u128>,
    pub lamports: BTreeMap<Person, u128>,
    pub devices: BTreeMap<Rig, Device>,
    pub slashed: u128,
    pub rents: Rents,
    /// Devices that were closed once: registered again, they must be new.
    closed: Vec<Rig>,
    /// Rare things that happened, for the tally.
    pub noted: Vec<&'static str>,
}

/// A clock that runs, and what it is about.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    Cooldown(Rig),
    Appeal(CaseName),
    Ruling(CaseName),
}

impl Model {
    /// Nothing is registered yet.
    pub fn new(lamports: u64, rents: Rents) -> Self {
        Self {
            now: TODAY,
            paused: false,
            slasher: Person::Slasher,
            arbiter: Person::Arbiter,
            purses: Person::SUPPLIERS.into_iter().map(|person| (person, FUNDS.into())).collect(),
            lamports: Person::ALL.into_iter().map(|person| (person, lamports.into())).collect(),
            devices: BTreeMap::new(),
            slashed: 0,
            rents,
            closed: vec![],
            noted: vec![],
        }
    }

    /// IO that exists: what genesis made, what the suppliers were given, less what was slashed.
    pub fn supply(&self) -> u128 {
        let funds = u128::from(FUNDS) * Person::SUPPLIERS.len() as u128;
        GENESIS_SUPPLY + funds - self.slashed
    }

    pub fn case(&self, (rig, number): CaseName) -> Option<&Case> {
        self.devices.get(&rig)?.cases.get(&number)
    }

    /// Every clock that runs or has run out, with the first second after it.
    pub fn clocks(&self) -> Vec<(i64, Clock)> {
        let mut clocks = vec![];
        for (rig, device) in &self.devices {
            clocks.extend(device.cooling.keys().map(|end| (*end, Clock::Cooldown(*rig))));
            clocks.extend(device.cases.iter().filter_map(|(number, case)| match case.stage {
                Stage::Opened => Some((case.opened_at + WINDOW, Clock::Appeal((*rig, *number)))),
                Stage::Appealed { at } => Some((at + WINDOW, Clock::Ruling((*rig, *number)))),
                Stage::Upheld { .. } => None,
            }));
        }
        clocks
    }

    fn note(&mut self, what: &'static str, happened: bool) {
        if happened {
            self.noted.push(what);
        }
    }

    fn purse(&mut self, person: Person) -> &mut u128 {
        self.purses.entry(person).or_default()
    }

    fn lamports_of(&mut self, person: Person) -> &mut u128 {
        self.lamports.entry(person).or_default()
    }

    /// IO arrives. In a vault it is a gift: the device's own books know nothing of it.
    fn credit(&mut self, pot: Pot, amount: u128) {
        match pot {
            Pot::Purse(person) => *self.purse(person) += amount,
            Pot::Vault(rig) => {
                if let Some(device) = self.devices.get_mut(&rig) {
                    device.donated += amount;
                }
            }
        }
    }
}
