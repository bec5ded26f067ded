//! Several steps in a row, towards what single ones would seldom reach.

use io_app::{market::Asset, oracle::Posted};
use io_tests::dollars::EXPONENT;
use proptest::sample::Index;

use super::{By, Deed, Hours, Most, Paid, Pushed, Signers, pick::genuine, renter, till};
use crate::{
    cast::{Account, Person, Rig, Till},
    model::{Clock, Model},
    step::{Rental, Step, Trust},
};

/// What is done at the second that was waited for.
#[derive(Clone, Copy, Debug)]
pub enum Then {
    Nothing,
    /// What is possible until then: starting, extending, reserving at that price.
    LastChance,
    /// What is possible until then, and costs the supplier: terminating.
    Terminate,
    /// The same: reporting a failure.
    Fail,
    /// What is possible from then on: expiring, completing.
    FirstChance,
    /// What is possible at any time.
    Claim,
}

/// A price of now, if the one that stands there does not count.
pub fn post_if_needed(model: &Model) -> Vec<Step> {
    if model.price_faults().is_empty() {
        return vec![];
    }
    let posted = Posted { price: 249_999_999, confidence: 12_345, exponent: EXPONENT, published_at: model.now };
    vec![Step::Post { posted, trust: Trust::Full }]
}

/// Waits for a clock that has not run out long ago, and does what it is about.
pub fn wait_for_clock(model: &Model, clock: &Index, offset: i64, then: Then) -> Vec<Step> {
    let mut ahead = model.clocks();
    let of_price = matches!(then, Then::Nothing | Then::LastChance);
    ahead.retain(|(end, clock)| end + offset >= model.now && (of_price || !matches!(clock, Clock::Price)));
    if ahead.is_empty() {
        return vec![];
    }
    let (end, clock) = *clock.get(&ahead);
    let until = end + offset;
    let own = || Some(Pushed::Own);
    let extend = Deed::Extend { hours: Hours::Exactly(1), most: Most::Exactly, paid: Paid::OldPrice };
    let deed = match (then, clock) {
        (Then::Nothing, _) => None,
        (Then::Claim, _) => Some(Deed::Claim { to: Pushed::Own }),
        (Then::Terminate, _) => Some(Deed::Terminate { to: Pushed::Own, push: own() }),
        (Then::Fail, _) => Some(Deed::ReportFailure { signers: Signers::Quorum, push: own() }),
        (Then::LastChance, Clock::Start(_)) => Some(Deed::Start),
        (Then::LastChance, _) => Some(extend),
        (Then::FirstChance, Clock::Start(_)) => Some(Deed::Expire { push: own() }),
        (Then::FirstChance, _) => Some(Deed::Complete { push: own() }),
    };
    let mut steps = vec![Step::Wait { until }];
    let name = match clock {
        Clock::Start(name) | Clock::FirstHour(name) | Clock::Purchase(name) | Clock::End(name) => Some(name),
        Clock::Price => model.rentals.iter().find(|(_, rental)| rental.runs(until)).map(|(name, _)| *name),
    };
    let mut later = model.clone();
    later.now = until;
    steps.extend(deed.zip(name).and_then(|(deed, name)| deed.about(&later, &By::Entitled, genuine(&later, name))));
    steps
}

/// A reservation under the listing's next number.
fn reserve(model: &Model, by: Person, rig: Rig, asset: Asset, hours: &Hours) -> Step {
    let listing = model.listings.get(&rig);
    Step::Reserve {
        by,
        rig,
        number: listing.map_or(model.now as u32, |listing| listing.next),
        hours: hours.of(listing, 0),
        asset,
        max_total: u64::MAX,
        cluster: 200,
        rent_payer: by,
        source: Account::of(by, asset, false),
        price: asset == Asset::Io,
    }
}

/// Every device that is free, at once.
pub fn cluster(model: &Model, by: Index, asset: Asset, hours: &Hours) -> Vec<Step> {
    let free = model.listings.iter().filter(|(_, listing)| listing.open && listing.busy_until <= model.now);
    let by = renter(&by);
    let reservations = free.map(|(rig, _)| reserve(model, by, *rig, asset, hours));
    post_if_needed(model).into_iter().chain(reservations).collect()
}

/// Reserved and started.
pub fn rent(model: &Model, by: Index, rig: Rig, asset: Asset, hours: &Hours) -> Vec<Step> {
    let reserve = reserve(model, renter(&by), rig, asset, hours);
    let start = Step::Start { by: model.devices[&rig].owner, rental: named(&reserve, asset) };
    [post_if_needed(model), vec![reserve, start]].concat()
}

/// What a step is going to reserve, as it will be.
fn named(reserve: &Step, asset: Asset) -> Rental {
    let Step::Reserve { by, rig, number, .. } = *reserve else { unreachable!("this is about reserving") };
    Rental { name: (rig, number), rig, rent_payer: by, escrow: asset, fee_vault: asset }
}

/// Extended by an hour so many times, and once more around the second in which the first of the prices ends.
pub fn stretch(model: &Model, rental: Rental, times: u8, offset: i64) -> Vec<Step> {
    let extend = Deed::Extend { hours: Hours::Exactly(1), most: Most::Anything, paid: Paid::Own };
    let Some(extension) = extend.about(model, &By::Entitled, rental) else { return vec![] };
    let mut steps = post_if_needed(model);
    let last = model.now + i64::from(times);
    for until in model.now + 1..=last {
        steps.extend([Step::Wait { until }, extension.clone()]);
    }
    let ends = model.rentals.get(&rental.name).map(|known| known.ends()).unwrap_or_default();
    if let Some(end) = ends.into_iter().find(|end| end + offset > last) {
        let mut later = model.clone();
        later.now = end + offset;
        steps.push(Step::Wait { until: later.now });
        steps.extend(post_if_needed(&later));
        steps.push(extension);
    }
    steps
}

/// Off the market and on it again, rented and ended, and all of that a second time: the clock stands still.
pub fn rush(model: &Model, rig: Rig, by: Index, asset: Asset, push: bool) -> Vec<Step> {
    let (owner, by) = (model.devices[&rig].owner, renter(&by));
    let rent_payer = model.listings.get(&rig).map_or(owner, |listing| listing.rent_payer);
    let list = Step::List { by: owner, rig, rent_payer: owner, price: 7_654_321, min: 1, max: 100, open: true };
    let delist = |rent_payer| Step::Delist { by: owner, rig, rent_payer };
    let number = model.now as u32;
    let reserve = Step::Reserve {
        by,
        rig,
        number,
        hours: 3,
        asset,
        max_total: u64::MAX,
        cluster: 0,
        rent_payer: by,
        source: Account::of(by, asset, false),
        price: asset == Asset::Io,
    };
    let rental = named(&reserve, asset);
    let push = push.then_some(Account::of(owner, asset, false));
    let rented = [
        delist(rent_payer),
        list.clone(),
        reserve.clone(),
        Step::Start { by: owner, rental },
        Step::Terminate { by, rental, to: till(by, asset), push },
        delist(owner),
        list,
        reserve,
    ];
    [post_if_needed(model), rented.to_vec()].concat()
}

/// An account of a party is frozen; then it is tried with that account, without it, and with another one.
pub fn chill(model: &Model, rental: Rental, suppliers: bool, deed: &Deed) -> Option<Vec<Step>> {
    let known = model.rentals.get(&rental.name)?;
    let cold = if suppliers { known.supplier? } else { known.renter };
    let account = Account::of(cold, Asset::Usdc, false);
    let mut steps = vec![];
    if !model.frozen.contains(&account) {
        steps.push(Step::Freeze { account, thaw: false });
    }
    steps.extend(deed.about(model, &By::Entitled, rental));
    let spare = Till::Account(Account::of(cold, known.asset, true));
    let without = match deed {
        Deed::Terminate { .. } => Deed::Terminate { to: Pushed::Spare, push: None },
        Deed::ReportFailure { .. } => Deed::ReportFailure { signers: Signers::Quorum, push: None },
        _ => Deed::Complete { push: None },
    };
    steps.extend(without.about(model, &By::Entitled, rental));
    steps.push(Step::Claim { by: cold, rental, to: spare });
    steps.push(Step::Freeze { account, thaw: true });
    Some(steps)
}
