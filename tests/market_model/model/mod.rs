//! What must come of each step, by the specification and nothing else: wide sums, maps by name, no code of the program.

mod offers;
mod payments;
mod pricing;
mod rental;
mod rules;

use std::collections::{BTreeMap, BTreeSet};

use io_app::{
    market::{Asset, Terms},
    oracle::Posted,
};
use io_tests::{
    dollars::EXPONENT,
    market::{ASSETS, CONFIDENCE, IO_PRICE, LISTED, TERMS},
    stake::{CPU, GPU},
};

use crate::{
    cast::{Account, Name, Person, Rig, Till},
    step::Trust,
};

pub use pricing::Bill;
pub use rental::{Rates, Rental, Stage};
pub use rules::Reason;

/// Lamports that accounts have to hold.
#[derive(Clone, Copy, Debug)]
pub struct Rents {
    pub listing: u64,
    pub reservation: u64,
}

/// A device, as far as the market looks at it.
#[derive(Clone, Copy, Debug)]
pub struct Device {
    pub owner: Person,
    /// Since when; none if it is not.
    pub suspended: Option<i64>,
    /// How many slash cases there ever were.
    pub cases: u32,
}

/// A device on offer.
#[derive(Clone, Debug)]
pub struct Listing {
    pub owner: Person,
    pub rent_payer: Person,
    pub price: u64,
    pub min: u16,
    pub max: u16,
    pub open: bool,
    pub next: u32,
    pub listed_at: i64,
    /// The first second in which the device is free.
    pub busy_until: i64,
    pub latest: Option<Name>,
}

/// The market, and all that its people own.
#[derive(Clone, Debug)]
pub struct Model {
    pub now: i64,
    pub paused: bool,
    pub terms: Terms,
    pub attestors: Vec<Person>,
    pub quorum: usize,
    pub price: Posted,
    pub trust: Trust,
    pub multipliers: BTreeMap<u16, u32>,
    pub devices: BTreeMap<Rig, Device>,
    pub listings: BTreeMap<Rig, Listing>,
    pub rentals: BTreeMap<Name, Rental>,
    pub accounts: BTreeMap<Account, u128>,
    pub frozen: BTreeSet<Account>,
    /// Per asset.
    pub escrows: [u128; 2],
    pub fee_vaults: [u128; 2],
    /// What the escrows were given without being asked.
    pub given: [u128; 2],
    pub lamports: BTreeMap<Person, u128>,
    pub rents: Rents,
    /// Every name that a reservation ever had.
    names: BTreeSet<Name>,
    /// Rare things that happened, for the tally.
    pub noted: Vec<&'static str>,
}

/// A clock that runs, and what it is about.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// The supplier can start until then.
    Start(Name),
    /// The first hour is over.
    FirstHour(Name),
    /// A purchase ends, and another one begins.
    Purchase(Name),
    /// All of it ends.
    End(Name),
    /// The price is too old after that second.
    Price,
}

impl Model {
    /// Nothing is listed yet, and everybody has so much.
    pub fn new(funds: u64, lamports: u64, rents: Rents) -> Self {
        let device = |rig: Rig| Device { owner: rig.make().registrant, suspended: None, cases: 0 };
        Self {
            now: LISTED,
            paused: false,
            terms: TERMS,
            attestors: vec![Person::Attestor, Person::SecondAttestor, Person::ThirdAttestor],
            quorum: 2,
            price: Posted { price: IO_PRICE, confidence: CONFIDENCE, exponent: EXPONENT, published_at: LISTED },
            trust: Trust::Full,
            multipliers: [(GPU, 100_000), (CPU, 10_000)].into(),
            devices: Rig::all().map(|rig| (rig, device(rig))).collect(),
            listings: BTreeMap::new(),
            rentals: BTreeMap::new(),
            accounts: Account::all().map(|account| (account, funds.into())).collect(),
            frozen: BTreeSet::new(),
            escrows: [0; 2],
            fee_vaults: [0; 2],
            given: [0; 2],
            lamports: Person::ALL.into_iter().map(|person| (person, lamports.into())).collect(),
            rents,
            names: BTreeSet::new(),
            noted: vec![],
        }
    }

    /// Whatever happens, an escrow holds what its reservations are owed, and what it was given.
    pub fn assert_balanced(&self) {
        for asset in ASSETS {
            let held: u128 = self.rentals.values().filter(|rental| rental.asset == asset).map(Rental::held).sum();
            assert_eq!(self.escrows[asset as usize], held + self.given[asset as usize], "the model's escrow");
        }
    }

    /// Every clock that runs.
    pub fn clocks(&self) -> Vec<(i64, Clock)> {
        let mut clocks = vec![(self.price.published_at + i64::from(self.terms.max_age), Clock::Price)];
        for (name, rental) in &self.rentals {
            match rental.stage {
                Stage::Reserved => clocks.push((rental.start_ends_at(), Clock::Start(*name))),
                Stage::Running => {
                    let ends = rental.ends();
                    clocks.push((rental.started_at + rental::HOUR, Clock::FirstHour(*name)));
                    clocks.push((rental.ends_at(), Clock::End(*name)));
                    clocks.extend(ends[..ends.len() - 1].iter().map(|end| (*end, Clock::Purchase(*name))));
                }
                _ => {}
            }
        }
        clocks
    }

    fn note(&mut self, what: &'static str, happened: bool) {
        if happened {
            self.noted.push(what);
        }
    }

    fn account(&mut self, account: Account) -> &mut u128 {
        self.accounts.entry(account).or_default()
    }

    fn lamports_of(&mut self, person: Person) -> &mut u128 {
        self.lamports.entry(person).or_default()
    }

    /// Out of the escrow.
    fn pay(&mut self, asset: Asset, to: Till, amount: u128) {
        self.escrows[asset as usize] -= amount;
        match to {
            Till::Account(account) => *self.account(account) += amount,
            Till::Escrow(escrow) => assert_eq!(amount, 0, "paid into the escrow of {escrow:?}"),
        }
    }
}
