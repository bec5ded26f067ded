//! How a reservation ends, and who is paid.

use io_market::error::IoMarketError;

use super::{
    Model, Rental, Stage,
    rules::{Objections, Outcome, present},
};
use crate::{
    cast::{Account, Name, Person, Till},
    step,
};

impl Model {
    pub(super) fn claim(&mut self, by: Person, named: step::Rental, to: Till) -> Outcome {
        let now = self.now;
        let mut rental = present(self.rentals.get(&named.name))?.clone();
        let mut objections = against(&rental, named);
        let supplier = rental.supplier == Some(by);
        objections.when(!supplier && rental.renter != by, IoMarketError::NotAParty);
        let by_claim = rental.is_over(now);
        if by_claim {
            rental.end(Stage::Completed, rental.cost());
        }
        let early = rental.runs(now);
        let mut due = 0;
        if supplier && early {
            due = rental.due_to_supplier(now);
            rental.claimed += due;
        } else if supplier && rental.is_ended() {
            due = rental.take_supplier_due();
        }
        if rental.renter == by && rental.is_ended() {
            due += std::mem::take(&mut rental.renter_due);
        }
        objections.when(due == 0, IoMarketError::NothingToClaim);
        objections.also(self.against_payment(Till::Escrow(named.escrow), to, by, due));
        objections.decide()?;
        self.pay(rental.asset, to, due);
        self.note("a claim while it runs", early);
        self.note("a claim that completes", by_claim);
        self.note("a claim during a pause", self.paused);
        let elsewhere = matches!(to, Till::Account(account) if account.owner != by);
        self.note("a claim into somebody else's account", elsewhere);
        self.settle(named.name, rental);
        Ok(())
    }

    pub(super) fn complete(&mut self, named: step::Rental, push: Option<Account>) -> Outcome {
        let mut rental = present(self.rentals.get(&named.name))?.clone();
        let mut objections = against(&rental, named);
        objections.when(rental.stage != Stage::Running, IoMarketError::NotRunning);
        objections.when(rental.runs(self.now), IoMarketError::NotOverYet);
        objections.when(pushed_to_another(push, rental.supplier), IoMarketError::NotTheSuppliersAccount);
        if rental.is_over(self.now) {
            rental.end(Stage::Completed, rental.cost());
            self.push_supplier(&mut rental, named, push, objections)?;
        } else {
            objections.decide()?;
        }
        self.note("a completion without a payment", push.is_none());
        self.settle(named.name, rental);
        Ok(())
    }

    pub(super) fn expire(&mut self, named: step::Rental, push: Option<Account>) -> Outcome {
        let mut rental = present(self.rentals.get(&named.name))?.clone();
        let mut objections = against(&rental, named);
        objections.when(rental.stage != Stage::Reserved, IoMarketError::NotReserved);
        objections.when(self.now < rental.start_ends_at(), IoMarketError::StartStillPossible);
        objections.when(pushed_to_another(push, Some(rental.renter)), IoMarketError::NotTheRentersAccount);
        rental.renter_due = rental.cost() + rental.fees;
        rental.stage = Stage::Expired;
        self.push_renter(&mut rental, named, push, objections)?;
        self.note("an expiry without a payment", push.is_none());
        self.note("an expiry of what was reserved again since", {
            self.listings.get(&named.name.0).is_none_or(|listing| listing.latest != Some(named.name))
        });
        self.settle(named.name, rental);
        Ok(())
    }

    pub(super) fn terminate(&mut self, by: Person, named: step::Rental, to: Till, push: Option<Account>) -> Outcome {
        let now = self.now;
        let mut rental = present(self.rentals.get(&named.name))?.clone();
        present(self.listings.get(&named.rig))?;
        let mut objections = against(&rental, named);
        objections.when(by != rental.renter, IoMarketError::NotRenter);
        objections.when(named.rig != rental.rig, IoMarketError::NotTheListing);
        objections.when(rental.stage != Stage::Running, IoMarketError::NotRunning);
        objections.when(rental.is_over(now), IoMarketError::AlreadyOver);
        objections.when(pushed_to_another(push, rental.supplier), IoMarketError::NotTheSuppliersAccount);
        if !rental.runs(now) {
            return objections.decide();
        }
        rental.end(Stage::Terminated, rental.owed_at_termination(now));
        let refund = std::mem::take(&mut rental.renter_due);
        objections.also(self.against_payment(Till::Escrow(named.escrow), to, by, refund));
        self.push_supplier(&mut rental, named, push, objections)?;
        self.pay(rental.asset, to, refund);
        self.busy(rental.rig, now);
        self.note("a termination within the first hour", now < rental.started_at + super::rental::HOUR);
        self.note("a termination of what was claimed from", rental.claimed > 0 && push.is_none());
        self.note("a termination that refunds nothing", refund == 0);
        self.settle(named.name, rental);
        Ok(())
    }

    pub(super) fn report_failure(&mut self, by: &[Person], named: step::Rental, push: Option<Account>) -> Outcome {
        let now = self.now;
        let mut rental = present(self.rentals.get(&named.name))?.clone();
        present(self.listings.get(&named.rig))?;
        let twice = by.iter().enumerate().any(|(place, signer)| by[..place].contains(signer));
        let mut objections = against(&rental, named);
        objections.when(by.iter().any(|signer| !self.attestors.contains(signer)), IoMarketError::NotAttestor);
        objections.when(twice, IoMarketError::DuplicateAttestor);
        objections.when(by.len() < self.quorum, IoMarketError::QuorumShort);
        objections.when(named.rig != rental.rig, IoMarketError::NotTheListing);
        objections.when(rental.stage != Stage::Running, IoMarketError::NotRunning);
        objections.when(rental.is_over(now), IoMarketError::AlreadyOver);
        objections.when(pushed_to_another(push, Some(rental.renter)), IoMarketError::NotTheRentersAccount);
        if !rental.runs(now) {
            return objections.decide();
        }
        let at_once = now == rental.started_at;
        rental.end(Stage::Failed, rental.kept_at_failure(now));
        self.push_renter(&mut rental, named, push, objections)?;
        self.busy(rental.rig, now);
        self.note("a failure in the second of the start", at_once);
        self.note("a failure of what was claimed from", rental.claimed > 0);
        self.note("a failure after an extension", rental.purchases.len() > 1);
        self.settle(named.name, rental);
        Ok(())
    }

    /// Pays the supplier what it is due after the end, if an account is named and nothing stands against it.
    fn push_supplier(
        &mut self,
        rental: &mut Rental,
        named: step::Rental,
        push: Option<Account>,
        mut objections: Objections,
    ) -> Outcome {
        let payer = rental.supplier.expect("what has run was started");
        if let Some(account) = push {
            let due = rental.take_supplier_due();
            let to = Till::Account(account);
            objections.also(self.against_payment(Till::Escrow(named.escrow), to, payer, due));
            objections.decide()?;
            self.pay(rental.asset, to, due);
            Ok(())
        } else {
            objections.decide()
        }
    }

    /// Pays the renter what it is due after the end, if an account is named and nothing stands against it.
    fn push_renter(
        &mut self,
        rental: &mut Rental,
        named: step::Rental,
        push: Option<Account>,
        mut objections: Objections,
    ) -> Outcome {
        if let Some(account) = push {
            let due = std::mem::take(&mut rental.renter_due);
            let to = Till::Account(account);
            objections.also(self.against_payment(Till::Escrow(named.escrow), to, rental.renter, due));
            objections.decide()?;
            self.pay(rental.asset, to, due);
            Ok(())
        } else {
            objections.decide()
        }
    }

    /// Keeps the reservation as it is now, or closes it with its last base unit.
    fn settle(&mut self, name: Name, rental: Rental) {
        if rental.is_ended() && rental.held() == 0 {
            self.rentals.remove(&name);
            *self.lamports_of(rental.rent_payer) += u128::from(self.rents.reservation);
            self.note("a reservation closed", true);
        } else {
            self.rentals.insert(name, rental);
        }
    }
}

/// What stands against every payment out of a reservation.
fn against(rental: &Rental, named: step::Rental) -> Objections {
    let mut objections = Objections::default();
    objections.when(named.rent_payer != rental.rent_payer, IoMarketError::NotTheRentPayer);
    objections.when(named.escrow != rental.asset, IoMarketError::NotTheEscrow);
    objections
}

fn pushed_to_another(push: Option<Account>, payee: Option<Person>) -> bool {
    push.is_some_and(|account| Some(account.owner) != payee)
}
