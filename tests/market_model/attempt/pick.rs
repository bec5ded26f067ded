//! Who, which, how much and where to: mostly what fits, now and then what does not.

use io_app::market::Asset;
use proptest::sample::Index;

use super::{one_of, other};
use crate::{
    cast::{Account, Name, Person, Rig, Till},
    model::{Bill, Listing, Model, Rental},
    step,
};

/// Who signs.
#[derive(Clone, Debug)]
pub enum By {
    Entitled,
    Anyone(Index),
}

/// Which device.
#[derive(Clone, Debug)]
pub enum Pick {
    /// One with which it can be done, if there is one.
    Fitting(Index),
    Any(Index),
}

/// Which reservation, and what is named with it.
#[derive(Clone, Debug)]
pub enum RentalPick {
    /// One that is at the right point, if there is one.
    Fitting(Index),
    Any(Index),
    /// One in the name of another device.
    Misfiled(Index, Index),
    /// One whose rent somebody else would like to have.
    Coveted(Index, Index),
    /// One with the escrow of the other asset.
    OtherEscrow(Index),
    /// One with the fee vault of the other asset.
    OtherVault(Index),
    /// A number around the listing's next, be there such a reservation or not.
    Gone(Index, i32),
}

/// How many hours.
#[derive(Clone, Debug)]
pub enum Hours {
    /// Between the fewest and the most, in thousandths.
    Permille(u32),
    Exactly(u16),
    OneTooFew,
    All,
    OneTooMany,
}

/// How much it may cost.
#[derive(Clone, Copy, Debug)]
pub enum Most {
    Anything,
    Exactly,
    OneLess,
}

/// What it is paid with.
#[derive(Clone, Debug)]
pub enum Paid {
    Own,
    Spare,
    /// Without the account of the price.
    NoPrice,
    /// At the price that stands there, whatever it is.
    OldPrice,
    FromAnothers(Index),
    OtherAsset,
}

/// Where it goes.
#[derive(Clone, Debug)]
pub enum Pushed {
    Own,
    Spare,
    Anothers(Index),
    OtherAsset,
    Escrow,
}

impl By {
    pub fn or(&self, entitled: Person) -> Person {
        match self {
            Self::Entitled => entitled,
            Self::Anyone(who) => one_of(&Person::ALL, who),
        }
    }
}

impl Pick {
    pub fn rig(&self, fits: impl Fn(Rig) -> bool) -> Rig {
        let all: Vec<_> = Rig::all().collect();
        let fitting: Vec<_> = all.iter().copied().filter(|rig| fits(*rig)).collect();
        match self {
            Self::Fitting(rig) if !fitting.is_empty() => one_of(&fitting, rig),
            Self::Fitting(rig) | Self::Any(rig) => one_of(&all, rig),
        }
    }

    /// One that can be reserved, if there is one.
    pub fn to_rent(&self, model: &Model) -> Option<Rig> {
        let free = |rig| {
            let owner = model.devices[&rig].owner;
            let fits = |listing: &Listing| listing.busy_until <= model.now && listing.open && listing.owner == owner;
            model.listings.get(&rig).is_some_and(fits)
        };
        match self {
            // Where nothing is free, there is nothing to try: the other picks see to refusals.
            Self::Fitting(_) => Rig::all().any(free).then(|| self.rig(free)),
            Self::Any(_) => Some(self.rig(free)),
        }
    }
}

impl RentalPick {
    /// None where there is none that fits, so that most attempts go through. What fits is asked for together with whether it runs.
    pub fn rental(&self, model: &Model, fits: impl Fn(&Rental, bool) -> bool) -> Option<step::Rental> {
        let all: Vec<Name> = model.rentals.keys().copied().collect();
        let fitting = model.rentals.iter().filter(|(_, rental)| fits(rental, rental.runs(model.now)));
        let fitting: Vec<Name> = fitting.map(|(name, _)| *name).collect();
        let name = match self {
            Self::Gone(rig, offset) => {
                let rig = one_of(&Rig::all().collect::<Vec<_>>(), rig);
                (rig, model.listings.get(&rig)?.next.wrapping_add_signed(*offset))
            }
            _ if all.is_empty() => return None,
            Self::Any(index) => one_of(&all, index),
            Self::Fitting(index)
            | Self::Misfiled(index, _)
            | Self::Coveted(index, _)
            | Self::OtherEscrow(index)
            | Self::OtherVault(index) => *(!fitting.is_empty()).then(|| index.get(&fitting))?,
        };
        let mut named = genuine(model, name);
        match self {
            Self::Misfiled(_, rig) => named.rig = one_of(&Rig::all().collect::<Vec<_>>(), rig),
            Self::Coveted(_, who) => named.rent_payer = one_of(&Person::ALL, who),
            Self::OtherEscrow(_) => named.escrow = other(named.escrow),
            Self::OtherVault(_) => named.fee_vault = other(named.fee_vault),
            _ => {}
        }
        Some(named)
    }
}

/// The reservation with what really belongs to it.
pub fn genuine(model: &Model, name: Name) -> step::Rental {
    let known = model.rentals.get(&name);
    let asset = known.map_or(Asset::Usdc, |rental| rental.asset);
    let rent_payer = known.map_or(Person::RentPayer, |rental| rental.rent_payer);
    step::Rental { name, rig: name.0, rent_payer, escrow: asset, fee_vault: asset }
}

impl Hours {
    /// On top of so many that it has already.
    pub fn of(&self, listing: Option<&Listing>, already: u32) -> u16 {
        let (min, max) = listing.map_or((1, 1), |listing| (u32::from(listing.min), u32::from(listing.max)));
        let fewest = if already == 0 { min } else { 1 };
        let most = max.saturating_sub(already).max(fewest);
        let hours = match self {
            // The square keeps most of them few, so that there is room for extensions.
            Self::Permille(share) => fewest + (most - fewest) * share / 1_000 * share / 1_000,
            Self::Exactly(hours) => u32::from(*hours),
            Self::OneTooFew => fewest.saturating_sub(1),
            Self::All => most,
            Self::OneTooMany => most + 1,
        };
        u16::try_from(hours).unwrap_or(u16::MAX)
    }
}

impl Most {
    pub fn of(self, bill: Option<Bill>) -> u64 {
        let total = bill.map_or(u64::MAX, |bill| bill.total() as u64);
        match self {
            Self::Anything => u64::MAX,
            Self::Exactly => total,
            Self::OneLess => total.saturating_sub(1),
        }
    }
}

impl Paid {
    /// Whether one brings a price that counts.
    pub const fn brings_a_price(&self) -> bool {
        !matches!(self, Self::NoPrice | Self::OldPrice)
    }

    /// From which account, and whether a price account is named.
    pub fn of(&self, by: Person, asset: Asset) -> (Account, bool) {
        let owner = if Person::HOLDERS.contains(&by) { by } else { Person::Renter };
        let quoted = asset == Asset::Io;
        match self {
            Self::Own | Self::OldPrice => (Account::of(owner, asset, false), quoted),
            Self::Spare => (Account::of(owner, asset, true), true),
            Self::NoPrice => (Account::of(owner, asset, false), false),
            Self::FromAnothers(index) => (Account::of(one_of(&Person::HOLDERS, index), asset, false), quoted),
            Self::OtherAsset => (Account::of(owner, other(asset), false), quoted),
        }
    }
}

impl Pushed {
    /// As a payment that needs nobody's signature: into an account.
    pub fn account(&self, to: Person, asset: Asset) -> Account {
        let owner = if Person::HOLDERS.contains(&to) { to } else { Person::Thief };
        match self {
            Self::Own | Self::Escrow => Account::of(owner, asset, false),
            Self::Spare => Account::of(owner, asset, true),
            Self::Anothers(index) => Account::of(one_of(&Person::HOLDERS, index), asset, false),
            Self::OtherAsset => Account::of(owner, other(asset), false),
        }
    }

    /// As a payment whose receiver signs, and says where to.
    pub fn till(&self, to: Person, asset: Asset) -> Till {
        match self {
            Self::Escrow => Till::Escrow(asset),
            _ => Till::Account(self.account(to, asset)),
        }
    }
}
