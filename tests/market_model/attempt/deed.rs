//! What somebody does about a reservation that is there.

use io_app::market::Asset;
use proptest::sample::Index;

use super::{By, Hours, Most, Paid, Pushed, RentalPick, one_of};
use crate::{
    cast::Person,
    model::{Model, Rental as Known},
    step::{Rental, Step},
};

/// What somebody tries to do about a reservation.
#[derive(Clone, Debug)]
pub enum Deed {
    Start,
    Extend {
        hours: Hours,
        most: Most,
        paid: Paid,
    },
    Claim {
        to: Pushed,
    },
    /// The renter claims, even while there is nothing for it.
    ClaimRefund {
        to: Pushed,
    },
    Complete {
        push: Option<Pushed>,
    },
    Expire {
        push: Option<Pushed>,
    },
    Terminate {
        to: Pushed,
        push: Option<Pushed>,
    },
    ReportFailure {
        signers: Signers,
        push: Option<Pushed>,
    },
}

/// Who reports a failure.
#[derive(Clone, Debug)]
pub enum Signers {
    /// As many attestors as it takes.
    Quorum,
    All,
    OneTooFew,
    /// One of them twice.
    Twice,
    WithA(Index),
}

impl Deed {
    /// Whether it can be done about a reservation that is at that point, as far as its stage says.
    fn fits(&self, model: &Model, rental: &Known) -> bool {
        let now = model.now;
        let waits = !rental.is_started() && !rental.is_ended();
        match self {
            Self::Start => waits && now < rental.start_ends_at(),
            Self::Extend { .. } | Self::Terminate { .. } | Self::ReportFailure { .. } => rental.runs(now),
            Self::Claim { .. } => rental.due_to_supplier(now) > 0,
            Self::ClaimRefund { .. } => rental.renter_due > 0,
            Self::Complete { .. } => rental.is_over(now),
            Self::Expire { .. } => waits && now >= rental.start_ends_at(),
        }
    }

    /// The step that does it about what was picked.
    pub fn step(&self, model: &Model, by: &By, rental: &RentalPick) -> Option<Step> {
        let rental = rental.rental(model, |rental, _| self.fits(model, rental))?;
        self.about(model, by, rental)
    }

    /// The step that does it about that reservation.
    pub fn about(&self, model: &Model, by: &By, rental: Rental) -> Option<Step> {
        let known = model.rentals.get(&rental.name);
        let renter = known.map_or(Person::Renter, |known| known.renter);
        let owner = model.devices[&rental.rig].owner;
        let supplier = known.and_then(|known| known.supplier).unwrap_or(owner);
        let asset = known.map_or(Asset::Usdc, |known| known.asset);
        let push = |push: &Option<Pushed>, to| push.as_ref().map(|push: &Pushed| push.account(to, asset));
        Some(match self {
            Self::Start => Step::Start { by: by.or(owner), rental },
            Self::Extend { hours, most, paid } => {
                let by = by.or(renter);
                let (source, price) = paid.of(by, asset);
                let listing = model.listings.get(&rental.rig);
                let hours = hours.of(listing, known.map_or(0, |known| known.hours()));
                let rates = known.map_or_else(|| model.rates(asset), |known| known.rates);
                let bill = model.bill(listing.map_or(1, |listing| listing.price), hours, asset, rates, true);
                Step::Extend { by, rental, hours, max_total: most.of(bill.ok()), source, price }
            }
            Self::Claim { to } => {
                let by = by.or(supplier);
                Step::Claim { by, rental, to: to.till(by, asset) }
            }
            Self::ClaimRefund { to } => {
                let by = by.or(renter);
                Step::Claim { by, rental, to: to.till(by, asset) }
            }
            Self::Complete { push: account } => Step::Complete { rental, push: push(account, supplier) },
            Self::Expire { push: account } => Step::Expire { rental, push: push(account, renter) },
            Self::Terminate { to, push: account } => {
                let by = by.or(renter);
                Step::Terminate { by, rental, to: to.till(by, asset), push: push(account, supplier) }
            }
            Self::ReportFailure { signers, push: account } => {
                let first = by.or(model.attestors[0]);
                let by = signers.of(model, first);
                Step::ReportFailure { by, rental, push: push(account, renter) }
            }
        })
    }
}

impl Signers {
    /// Whoever comes first, and the others.
    fn of(&self, model: &Model, first: Person) -> Vec<Person> {
        let others = || model.attestors.iter().copied().filter(move |attestor| *attestor != first);
        let mut signers = vec![first];
        match self {
            Self::Quorum => signers.extend(others().take(model.quorum - 1)),
            Self::All => signers.extend(others()),
            Self::OneTooFew => signers.extend(others().take(model.quorum.saturating_sub(2))),
            Self::Twice => signers.extend(others().take(model.quorum - 1).chain([first])),
            Self::WithA(index) => {
                signers.extend(others().take(model.quorum - 1).chain([one_of(&Person::ALL, index)]));
            }
        }
        signers
    }
}
