//! Random attempts, made steps in the light of what is going on: most of them by who may, about something that is
//! there, near a limit; a few by the wrong person, about the wrong thing.

mod deed;
mod pick;
mod plot;
mod strategy;

use io_app::{
    market::{Asset, Terms},
    oracle::Posted,
};
use io_tests::{dollars::EXPONENT, market::ASSETS, stake::WINDOW};
use proptest::sample::Index;

use crate::{
    cast::{Account, Person, Till},
    model::Model,
    step::{Step, Trust},
};

pub use deed::{Deed, Signers};
pub use pick::{By, Hours, Most, Paid, Pick, Pushed, RentalPick};
pub use plot::Then;
pub use strategy::life;

/// Something that somebody tries.
#[derive(Clone, Debug)]
pub enum Attempt {
    Wait(i64),
    WaitForClock {
        clock: Index,
        offset: i64,
        then: Then,
    },
    Post {
        posted: Posting,
        trust: Trust,
    },
    List {
        by: By,
        rig: Pick,
        rent_payer: Payer,
        price: u64,
        hours: (u16, u16),
        open: bool,
    },
    Delist {
        by: By,
        rig: Pick,
        rent_payer: Option<Index>,
    },
    Reserve {
        by: Index,
        rig: Pick,
        number: i64,
        hours: Hours,
        asset: Asset,
        most: Most,
        paid: Paid,
        rent_payer: Payer,
    },
    Do {
        by: By,
        rental: RentalPick,
        deed: Deed,
    },
    SetTerms {
        by: By,
        terms: Terms,
    },
    SetAttestors {
        by: By,
        attestors: Vec<Index>,
        quorum: u8,
    },
    SetPaused {
        by: By,
        paused: bool,
    },
    Freeze {
        account: Index,
    },
    Sell {
        rig: Pick,
        to: Index,
    },
    Suspend {
        rig: Pick,
    },
    SetClass {
        class: u16,
        multiplier_bps: u32,
    },
    Give {
        by: Index,
        asset: Asset,
        amount: u64,
    },
    /// Several devices reserved at once, under one cluster.
    Cluster {
        by: Index,
        asset: Asset,
        hours: Hours,
    },
    /// A reservation started at once.
    Rent {
        by: Index,
        rig: Pick,
        asset: Asset,
        hours: Hours,
    },
    /// So many extensions of an hour, a second apart, and one so many seconds after the first of the prices ends.
    Stretch {
        rental: RentalPick,
        times: u8,
        offset: i64,
    },
    /// Listed, rented, ended and listed again within one second.
    Rush {
        rig: Pick,
        by: Index,
        asset: Asset,
        push: bool,
    },
    /// A party whose account is frozen stops nobody.
    Chill {
        rental: RentalPick,
        suppliers: bool,
        deed: Deed,
    },
}

/// Who pays the rent.
#[derive(Clone, Copy, Debug)]
pub enum Payer {
    Oneself,
    RentPayer,
}

/// What is posted.
#[derive(Clone, Debug)]
pub enum Posting {
    Exactly(Posted),
    /// So old, so uncertain in basis points of it, and so many units more uncertain than that.
    About {
        price: i64,
        exponent: i32,
        age: i64,
        basis_points: u64,
        more: u64,
    },
    /// As old as may be, and so many seconds older; as uncertain as may be, and so many units more.
    Limit {
        older: i64,
        wider: u64,
    },
}

impl Attempt {
    /// What is done, as things stand; nothing, where what it is about is not there.
    pub fn steps(&self, model: &Model) -> Vec<Step> {
        self.several(model).unwrap_or_default()
    }

    fn several(&self, model: &Model) -> Option<Vec<Step>> {
        Some(match self {
            Self::WaitForClock { clock, offset, then } => plot::wait_for_clock(model, clock, *offset, *then),
            Self::Cluster { by, asset, hours } => plot::cluster(model, *by, *asset, hours),
            Self::Rent { by, rig, asset, hours } => plot::rent(model, *by, rig.to_rent(model)?, *asset, hours),
            Self::Stretch { rental, times, offset } => {
                let rental = rental.rental(model, |_, runs| runs)?;
                plot::stretch(model, rental, *times, *offset)
            }
            Self::Rush { rig, by, asset, push } => plot::rush(model, rig.to_rent(model)?, *by, *asset, *push),
            Self::Chill { rental, suppliers, deed } => {
                let rental = rental.rental(model, |_, runs| runs)?;
                plot::chill(model, rental, *suppliers, deed)?
            }
            Self::Reserve { asset: Asset::Io, paid, .. } if paid.brings_a_price() => {
                [plot::post_if_needed(model), vec![self.single(model)?]].concat()
            }
            Self::Do { deed: Deed::Extend { paid, .. }, .. } if paid.brings_a_price() => {
                [plot::post_if_needed(model), vec![self.single(model)?]].concat()
            }
            _ => vec![self.single(model)?],
        })
    }

    fn single(&self, model: &Model) -> Option<Step> {
        Some(match self {
            Self::Wait(seconds) => Step::Wait { until: model.now + seconds },
            Self::Post { posted, trust } => Step::Post { posted: posted.posted(model), trust: *trust },
            Self::List { by, rig, rent_payer, price, hours: (min, max), open } => {
                let rig = rig.rig(|_| true);
                let by = by.or(model.devices[&rig].owner);
                let rent_payer = rent_payer.of(by);
                Step::List { by, rig, rent_payer, price: *price, min: *min, max: *max, open: *open }
            }
            Self::Delist { by, rig, rent_payer } => {
                let free = |rig| model.listings.get(&rig).is_some_and(|listing| listing.busy_until <= model.now);
                let rig = rig.rig(free);
                let paid_by = model.listings.get(&rig).map_or(Person::RentPayer, |listing| listing.rent_payer);
                let rent_payer = rent_payer.map_or(paid_by, |index| one_of(&Person::ALL, &index));
                Step::Delist { by: by.or(model.devices[&rig].owner), rig, rent_payer }
            }
            Self::Reserve { by, rig, number, hours, asset, most, paid, rent_payer } => {
                let rig = rig.to_rent(model)?;
                let by = renter(by);
                let listing = model.listings.get(&rig);
                let next = listing.map_or(model.now as u32, |listing| listing.next);
                let hours = hours.of(listing, 0);
                let price = listing.map_or(1, |listing| listing.price);
                let bill = model.bill(price, hours, *asset, model.rates(*asset), true);
                let max_total = most.of(bill.ok());
                let (source, price) = paid.of(by, *asset);
                let number = next.wrapping_add_signed(*number as i32);
                let rent_payer = rent_payer.of(by);
                Step::Reserve {
                    by,
                    rig,
                    number,
                    hours,
                    asset: *asset,
                    max_total,
                    cluster: hours as u8,
                    rent_payer,
                    source,
                    price,
                }
            }
            Self::Do { by, rental, deed } => deed.step(model, by, rental)?,
            Self::SetTerms { by, terms } => Step::SetTerms { by: by.or(Person::Admin), terms: *terms },
            Self::SetAttestors { by, attestors, quorum } => {
                let attestors = attestors.iter().map(|index| one_of(&Person::ATTESTORS, index)).collect();
                Step::SetAttestors { by: by.or(Person::Admin), attestors, quorum: *quorum }
            }
            Self::SetPaused { by, paused } => Step::SetPaused { by: by.or(Person::Pauser), paused: *paused },
            Self::Freeze { account } => {
                let dollars: Vec<_> = Account::all_of(Asset::Usdc).collect();
                let frozen: Vec<_> = model.frozen.iter().copied().collect();
                // Mostly few are frozen.
                let account = if frozen.len() > 2 { one_of(&frozen, account) } else { one_of(&dollars, account) };
                Step::Freeze { account, thaw: model.frozen.contains(&account) }
            }
            Self::Sell { rig, to } => {
                let rig = rig.rig(|rig| model.listings.contains_key(&rig));
                let to = one_of(&Person::SUPPLIERS, to);
                let owner = model.devices[&rig].owner;
                if to == owner {
                    return None;
                }
                Step::Sell { rig, owner, to }
            }
            Self::Suspend { rig } => {
                // Mostly none is suspended.
                let suspended = model.devices.iter().find_map(|(rig, device)| Some((*rig, device.suspended?)));
                match suspended {
                    Some((rig, since)) => {
                        let case = model.devices[&rig].cases - 1;
                        Step::Acquit { rig, case, silent: model.now >= since + WINDOW }
                    }
                    None => {
                        let rig = rig.rig(|_| true);
                        let device = model.devices[&rig];
                        Step::Suspend { rig, owner: device.owner, case: device.cases }
                    }
                }
            }
            Self::SetClass { class, multiplier_bps } => {
                Step::SetClass { class: *class, multiplier_bps: *multiplier_bps }
            }
            Self::Give { by, asset, amount } => {
                Step::Give { by: one_of(&Person::HOLDERS, by), asset: *asset, amount: *amount }
            }
            Self::WaitForClock { .. }
            | Self::Cluster { .. }
            | Self::Rent { .. }
            | Self::Stretch { .. }
            | Self::Rush { .. }
            | Self::Chill { .. } => return None,
        })
    }
}

impl Payer {
    const fn of(self, by: Person) -> Person {
        match self {
            Self::Oneself => by,
            Self::RentPayer => Person::RentPayer,
        }
    }
}

impl Posting {
    fn posted(&self, model: &Model) -> Posted {
        match *self {
            Self::Exactly(posted) => posted,
            Self::About { price, exponent, age, basis_points, more } => Posted {
                price,
                confidence: price.unsigned_abs() / 10_000 * basis_points + more,
                exponent,
                published_at: model.now - age,
            },
            Self::Limit { older, wider } => {
                let price = 123_456_789;
                Posted {
                    price,
                    confidence: price as u64 * u64::from(model.terms.max_confidence_bps) / 10_000 + wider,
                    exponent: EXPONENT,
                    published_at: model.now - i64::from(model.terms.max_age) - older,
                }
            }
        }
    }
}

fn one_of<T: Copy>(all: &[T], index: &Index) -> T {
    *index.get(all)
}

/// Those who mostly rent, and now and then somebody else who has money.
fn renter(index: &Index) -> Person {
    one_of(&[&Person::RENTERS[..], &Person::RENTERS[..], &Person::HOLDERS[..]].concat(), index)
}

/// The other asset.
const fn other(asset: Asset) -> Asset {
    match asset {
        Asset::Usdc => ASSETS[1],
        Asset::Io => ASSETS[0],
    }
}

/// An account of that owner, as a till.
const fn till(owner: Person, asset: Asset) -> Till {
    Till::Account(Account::of(owner, asset, false))
}
