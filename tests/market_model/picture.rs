//! Everything there is to see, of the model and of the chain alike: what differs is a fault of one of the two.

use std::collections::BTreeMap;

use anchor_lang::prelude::Pubkey;
use io_app::market::{Asset, Terms};

use crate::{
    cast::{Account, Name, Person, Rig},
    model::{Listing, Model, Rental},
};

#[derive(Debug, PartialEq, Eq)]
pub struct Picture {
    pub paused: bool,
    pub terms: Terms,
    pub attestors: Vec<Pubkey>,
    pub quorum: usize,
    pub accounts: BTreeMap<Account, u128>,
    pub escrows: [u128; 2],
    pub fee_vaults: [u128; 2],
    pub lamports: BTreeMap<Person, u128>,
    /// Who owns each device, and whether it is suspended.
    pub devices: BTreeMap<Rig, (Pubkey, bool)>,
    pub listings: BTreeMap<Rig, ListingPicture>,
    pub rentals: BTreeMap<Name, RentalPicture>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct ListingPicture {
    pub owner: Pubkey,
    pub rent_payer: Pubkey,
    pub price: u64,
    pub hours: (u16, u16),
    pub open: bool,
    pub next: u32,
    pub listed_at: i64,
    pub busy_until: i64,
    /// The number of its latest reservation.
    pub latest: Option<u32>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct RentalPicture {
    pub stage: u8,
    pub asset: Asset,
    pub hours: u32,
    /// For the reservation, the facilitation, the network, and of a failure.
    pub rates: [u16; 4],
    pub reserved_at: i64,
    pub started_at: i64,
    /// None before the start.
    pub ends_at: Option<i64>,
    pub cost: u128,
    pub fees: u128,
    pub claimed: u128,
    pub supplier_due: u128,
    pub renter_due: u128,
    pub renter: Pubkey,
    pub supplier: Pubkey,
    pub rent_payer: Pubkey,
    pub cluster: u8,
    pub held: u128,
    /// The same, by the events alone.
    pub told: u128,
    pub due_to_supplier: u128,
    pub running: Option<RunningPicture>,
}

/// What is only asked of a reservation that runs.
#[derive(Debug, PartialEq, Eq)]
pub struct RunningPicture {
    pub earned: u128,
    pub kept_at_failure: u128,
    pub owed_at_termination: u128,
}

impl Picture {
    /// What the model says there is to see.
    pub fn of(model: &Model) -> Self {
        let devices = model.devices.iter();
        Self {
            paused: model.paused,
            terms: model.terms,
            attestors: model.attestors.iter().map(|attestor| attestor.address()).collect(),
            quorum: model.quorum,
            accounts: model.accounts.clone(),
            escrows: model.escrows,
            fee_vaults: model.fee_vaults,
            lamports: model.lamports.clone(),
            devices: devices.map(|(rig, it)| (*rig, (it.owner.address(), it.suspended.is_some()))).collect(),
            listings: model.listings.iter().map(|(rig, listing)| (*rig, listing.into())).collect(),
            rentals: model.rentals.iter().map(|(name, rental)| (*name, RentalPicture::of(rental, model.now))).collect(),
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

impl From<&Listing> for ListingPicture {
    fn from(listing: &Listing) -> Self {
        Self {
            owner: listing.owner.address(),
            rent_payer: listing.rent_payer.address(),
            price: listing.price,
            hours: (listing.min, listing.max),
            open: listing.open,
            next: listing.next,
            listed_at: listing.listed_at,
            busy_until: listing.busy_until,
            latest: listing.latest.map(|(_, number)| number),
        }
    }
}

impl RentalPicture {
    fn of(rental: &Rental, now: i64) -> Self {
        let rates = rental.rates;
        Self {
            stage: rental.stage as u8,
            asset: rental.asset,
            hours: rental.hours(),
            rates: [rates.reservation, rates.facilitation, rates.network, rates.failure],
            reserved_at: rental.reserved_at,
            started_at: rental.started_at,
            ends_at: rental.is_started().then(|| rental.ends_at()),
            cost: rental.cost(),
            fees: rental.fees,
            claimed: rental.claimed,
            supplier_due: rental.supplier_due,
            renter_due: rental.renter_due,
            renter: rental.renter.address(),
            supplier: rental.supplier.map(Person::address).unwrap_or_default(),
            rent_payer: rental.rent_payer.address(),
            cluster: rental.cluster,
            held: rental.held(),
            told: rental.held(),
            due_to_supplier: rental.due_to_supplier(now),
            running: rental.runs(now).then(|| RunningPicture {
                earned: rental.earned(now),
                kept_at_failure: rental.kept_at_failure(now),
                owed_at_termination: rental.owed_at_termination(now),
            }),
        }
    }
}
