//! Devices on offer, and how they are reserved, started and kept for longer.

use io_market::error::IoMarketError;

use super::{
    Listing, Model, Rental, Stage,
    rental::{HOUR, PRICES, Purchase, START_WINDOW},
    rules::{Objections, Outcome, Reason, present},
};
use crate::{
    cast::{Account, Person, Rig, Till},
    step::{self, Step},
};

/// Base units that a processor of a multiplier of one requires: 200 IO.
const STAKE_PER_PROCESSOR: u128 = 200 * 100_000_000;

impl Model {
    pub(super) fn list(
        &mut self,
        by: Person,
        rig: Rig,
        rent_payer: Person,
        (price, min, max, open): (u64, u16, u16, bool),
    ) -> Outcome {
        let mut objections = Objections::default();
        objections.when(by != self.devices[&rig].owner, IoMarketError::NotOwner);
        objections.when(self.paused, IoMarketError::Paused);
        objections.when(price == 0, IoMarketError::ZeroPrice);
        objections.when(min == 0 || min > max, IoMarketError::InvalidHours);
        objections.decide()?;
        let (now, new) = (self.now, !self.listings.contains_key(&rig));
        if new {
            *self.lamports_of(rent_payer) -= u128::from(self.rents.listing);
        }
        let again = new && self.names.iter().any(|(of, _)| *of == rig);
        self.note("a device listed again", again);
        let listing = self.listings.entry(rig).or_insert(Listing {
            owner: by,
            rent_payer,
            price,
            min,
            max,
            open,
            // The numbers begin with the second.
            next: now as u32,
            listed_at: now,
            busy_until: 0,
            latest: None,
        });
        let busy = listing.busy_until > now;
        let another = listing.owner != by;
        *listing = Listing { owner: by, price, min, max, open, listed_at: now, ..listing.clone() };
        self.note("a listing changed while it was reserved or running", busy);
        self.note("a listing taken over by a new owner", another);
        Ok(())
    }

    pub(super) fn delist(&mut self, by: Person, rig: Rig, rent_payer: Person) -> Outcome {
        let listing = present(self.listings.get(&rig))?;
        let payer = listing.rent_payer;
        let mut objections = Objections::default();
        objections.when(by != self.devices[&rig].owner, IoMarketError::NotOwner);
        objections.when(listing.busy_until > self.now, IoMarketError::Occupied);
        objections.when(i64::from(listing.next) > self.now, IoMarketError::NumbersAhead);
        objections.when(rent_payer != payer, IoMarketError::NotTheRentPayer);
        objections.decide()?;
        self.listings.remove(&rig);
        *self.lamports_of(payer) += u128::from(self.rents.listing);
        let owing = self.rentals.keys().any(|(of, _)| *of == rig);
        self.note("a device delisted with reservations that owe somebody", owing);
        Ok(())
    }

    /// Whether less stands behind a device than its class requires for so many processors.
    fn stake_is_too_low(&self, rig: Rig) -> bool {
        let make = rig.make();
        let multiplier = u128::from(self.multipliers[&make.class].max(10_000));
        let required = (STAKE_PER_PROCESSOR * u128::from(make.processors) * multiplier).div_ceil(10_000);
        // A case freezes stake and takes it from nobody before it is executed.
        u128::from(make.stake) < required
    }

    pub(super) fn reserve(&mut self, step: &Step) -> Outcome {
        let Step::Reserve { by, rig, number, hours, asset, max_total, cluster, rent_payer, source, price } = *step
        else {
            unreachable!("this is about reserving");
        };
        let (listing, device) = (present(self.listings.get(&rig))?, self.devices[&rig]);
        let mut objections = Objections::default();
        objections.when(self.paused, IoMarketError::Paused);
        objections.when(!listing.open, IoMarketError::ListingClosed);
        objections.when(listing.owner != device.owner, IoMarketError::ListedByAnother);
        objections.when(device.suspended.is_some(), IoMarketError::DeviceSuspended);
        objections.when(self.stake_is_too_low(rig), IoMarketError::StakeTooLow);
        objections.when(listing.busy_until > self.now, IoMarketError::Occupied);
        objections.when(number != listing.next, IoMarketError::NotTheNextReservation);
        objections.when(hours < listing.min, IoMarketError::TooFewHours);
        objections.when(hours > listing.max, IoMarketError::TooManyHours);
        objections.when(self.rentals.contains_key(&(rig, number)), Reason::Present);
        let rates = self.rates(asset);
        let bill = self.bill(listing.price, hours, asset, rates, price);
        match &bill {
            Ok(bill) => {
                objections.when(bill.total() > max_total.into(), IoMarketError::ExceedsMaxTotal);
                objections.also(self.against_payment(Till::Account(source), Till::Escrow(asset), by, bill.total()));
            }
            Err(reasons) => objections.also(reasons.clone()),
        }
        objections.decide()?;
        let bill = bill?;
        *self.account(source) -= bill.total();
        self.escrows[asset as usize] += bill.total();
        *self.lamports_of(rent_payer) -= u128::from(self.rents.reservation);
        let (now, name) = (self.now, (rig, number));
        let rental = Rental {
            rig,
            stage: Stage::Reserved,
            asset,
            renter: by,
            supplier: None,
            rent_payer,
            cluster,
            rates,
            reserved_at: now,
            started_at: 0,
            purchases: vec![Purchase { hours, cost: bill.cost }],
            fees: bill.fees,
            claimed: 0,
            supplier_due: 0,
            renter_due: 0,
        };
        let cluster = self.rentals.values().any(|other| {
            (other.renter, other.cluster, other.reserved_at) == (by, rental.cluster, now) && other.rig != rig
        });
        self.rentals.insert(name, rental);
        let listing = self.listings.get_mut(&rig).expect("it was there just now");
        listing.next = listing.next.wrapping_add(1);
        listing.busy_until = now + START_WINDOW;
        listing.latest = Some(name);
        let again = !self.names.insert(name);
        assert!(!again, "a reservation's number, and so its address, is never used twice");
        self.note("a cluster of several devices", cluster);
        self.note("a device rented by its owner", by == device.owner);
        Ok(())
    }

    pub(super) fn start(&mut self, by: Person, named: step::Rental) -> Outcome {
        let rental = present(self.rentals.get(&named.name))?;
        let device = self.devices[&named.rig];
        let latest = present(self.listings.get(&named.rig))?.latest;
        let (asset, fees) = (rental.asset, rental.fees);
        let mut objections = Objections::default();
        objections.when(by != device.owner, IoMarketError::NotOwner);
        objections.when(named.rig != rental.rig, IoMarketError::ReservationOfAnotherDevice);
        objections.when(device.suspended.is_some(), IoMarketError::DeviceSuspended);
        objections.when(rental.stage != Stage::Reserved, IoMarketError::NotReserved);
        objections.when(self.now >= rental.start_ends_at(), IoMarketError::StartTooLate);
        objections.when(named.escrow != asset, IoMarketError::NotTheEscrow);
        objections.when(named.fee_vault != asset, IoMarketError::NotTheFeeVault);
        objections.decide()?;
        assert_eq!(latest, Some(named.name), "what can be started is the latest");
        let rental = self.rentals.get_mut(&named.name).expect("it was there just now");
        rental.stage = Stage::Running;
        rental.supplier = Some(by);
        rental.started_at = self.now;
        let (ends_at, another) = (rental.ends_at(), self.listings[&named.rig].owner != by);
        self.busy(named.rig, ends_at);
        self.escrows[asset as usize] -= fees;
        self.fee_vaults[asset as usize] += fees;
        self.note("a start by an owner who has bought the device since", another);
        self.note("a start during a pause", self.paused);
        Ok(())
    }

    pub(super) fn extend(
        &mut self,
        by: Person,
        named: step::Rental,
        hours: u16,
        max_total: u64,
        source: Account,
        price: bool,
    ) -> Outcome {
        let rental = present(self.rentals.get(&named.name))?;
        let listing = present(self.listings.get(&named.rig))?;
        let (device, asset, now) = (self.devices[&named.rig], rental.asset, self.now);
        let supplier = rental.supplier;
        let mut objections = Objections::default();
        objections.when(by != rental.renter, IoMarketError::NotRenter);
        objections.when(self.paused, IoMarketError::Paused);
        objections.when(named.rig != rental.rig, IoMarketError::ReservationOfAnotherDevice);
        objections.when(!listing.open, IoMarketError::ListingClosed);
        objections.when(Some(listing.owner) != supplier, IoMarketError::AnotherSupplier);
        objections.when(Some(device.owner) != supplier, IoMarketError::AnotherSupplier);
        objections.when(device.suspended.is_some(), IoMarketError::DeviceSuspended);
        objections.when(rental.stage != Stage::Running, IoMarketError::NotRunning);
        objections.when(rental.is_over(now), IoMarketError::AlreadyOver);
        objections.when(hours == 0, IoMarketError::ZeroHours);
        objections.when(rental.hours() + u32::from(hours) > listing.max.into(), IoMarketError::TooManyHours);
        objections.when(rental.runs(now) && rental.prices_left(now) >= PRICES, IoMarketError::TooManyExtensions);
        objections.when(named.escrow != asset, IoMarketError::NotTheEscrow);
        objections.when(named.fee_vault != asset, IoMarketError::NotTheFeeVault);
        let bill = self.bill(listing.price, hours, asset, rental.rates, price);
        match &bill {
            Ok(bill) => {
                objections.when(bill.total() > max_total.into(), IoMarketError::ExceedsMaxTotal);
                objections.also(self.against_payment(Till::Account(source), Till::Escrow(asset), by, bill.total()));
            }
            Err(reasons) => objections.also(reasons.clone()),
        }
        objections.decide()?;
        let bill = bill?;
        let ended = rental.purchases.len() > rental.prices_left(now);
        let held = rental.prices_left(now);
        *self.account(source) -= bill.total();
        self.escrows[asset as usize] += bill.cost;
        self.fee_vaults[asset as usize] += bill.fees;
        let rental = self.rentals.get_mut(&named.name).expect("it was there just now");
        rental.purchases.push(Purchase { hours, cost: bill.cost });
        rental.fees += bill.fees;
        let ends_at = rental.ends_at();
        let extended = ends_at - i64::from(hours) * HOUR;
        assert!(extended > now, "what is extended runs");
        self.busy(named.rig, ends_at);
        self.note("an extension after earlier hours had ended", ended);
        self.note("an extension that takes the eighth price", held + 1 == PRICES);
        Ok(())
    }

    /// The device is taken until then.
    pub(super) fn busy(&mut self, rig: Rig, until: i64) {
        self.listings.get_mut(&rig).expect("what is taken is listed").busy_until = until;
    }
}
