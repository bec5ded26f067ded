//! Each step as the specification tells it: why it is refused, and what it does otherwise. Here the rules of time and of
//! the settings; what is offered and reserved is in `offers`, how it ends and is paid in `payments`.

use io_app::{market::Asset, market::Terms, oracle::Posted};
use io_market::error::IoMarketError;

use super::{Clock, Device, Model};
use crate::{
    cast::{Account, Person, Rig, Till},
    step::{Step, Trust},
};

/// Why a step is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The market says so.
    Market(IoMarketError),
    /// There is no such listing or reservation.
    Absent,
    /// The reservation is there already.
    Present,
    /// Less is in the account than that.
    TooLittle,
    /// The account belongs to somebody else.
    AccountOfAnother,
    /// One account is of USDC, the other of IO.
    OtherAsset,
    /// One of the accounts is frozen.
    Frozen,
}

impl From<IoMarketError> for Reason {
    fn from(error: IoMarketError) -> Self {
        Self::Market(error)
    }
}

/// Nothing, or every reason to refuse; in which order the program looks at them is not specified.
pub type Outcome = Result<(), Vec<Reason>>;

/// Every reason to refuse.
#[derive(Default)]
pub struct Objections(Vec<Reason>);

impl Objections {
    pub fn when(&mut self, holds: bool, reason: impl Into<Reason>) {
        if holds {
            self.0.push(reason.into());
        }
    }

    pub fn also(&mut self, reasons: Vec<Reason>) {
        self.0.extend(reasons);
    }

    pub fn all(self) -> Vec<Reason> {
        self.0
    }

    /// Goes on only where there is none.
    pub fn decide(self) -> Outcome {
        if self.0.is_empty() { Ok(()) } else { Err(self.0) }
    }
}

pub fn present<T>(found: Option<T>) -> Result<T, Vec<Reason>> {
    found.ok_or_else(|| vec![Reason::Absent])
}

impl Model {
    /// Does what the step says, or says why not.
    pub fn perform(&mut self, step: &Step) -> Outcome {
        match step.clone() {
            Step::Wait { until } => self.wait(until),
            Step::Post { posted, trust } => self.post(posted, trust),
            Step::List { by, rig, rent_payer, price, min, max, open } => {
                self.list(by, rig, rent_payer, (price, min, max, open))
            }
            Step::Delist { by, rig, rent_payer } => self.delist(by, rig, rent_payer),
            Step::Reserve { .. } => self.reserve(step),
            Step::Start { by, rental } => self.start(by, rental),
            Step::Extend { by, rental, hours, max_total, source, price } => {
                self.extend(by, rental, hours, max_total, source, price)
            }
            Step::Claim { by, rental, to } => self.claim(by, rental, to),
            Step::Complete { rental, push } => self.complete(rental, push),
            Step::Expire { rental, push } => self.expire(rental, push),
            Step::Terminate { by, rental, to, push } => self.terminate(by, rental, to, push),
            Step::ReportFailure { by, rental, push } => self.report_failure(&by, rental, push),
            Step::SetTerms { by, terms } => self.set_terms(by, terms),
            Step::SetAttestors { by, attestors, quorum } => self.set_attestors(by, attestors, quorum),
            Step::SetPaused { by, paused } => self.set_paused(by, paused),
            Step::Freeze { account, thaw } => self.freeze(account, thaw),
            Step::Sell { rig, to, .. } => self.sell(rig, to),
            Step::Suspend { rig, .. } => self.suspend(rig, Some(self.now)),
            Step::Acquit { rig, .. } => self.suspend(rig, None),
            Step::SetClass { class, multiplier_bps } => {
                self.multipliers.insert(class, multiplier_bps);
                Ok(())
            }
            Step::Give { by, asset, amount } => self.give(by, asset, amount.into()),
        }
    }

    fn wait(&mut self, until: i64) -> Outcome {
        for (end, clock) in self.clocks() {
            let [before, at, after] = match clock {
                Clock::Start(_) => ["1 s before the end to start", "at the end to start", "1 s after the end to start"],
                Clock::FirstHour(_) => {
                    ["1 s before the first hour ends", "as the first hour ends", "1 s after the first hour ended"]
                }
                Clock::Purchase(_) => {
                    ["1 s before a price ends", "as a price ends and another begins", "1 s after a price ended"]
                }
                Clock::End(_) => ["1 s before the end of a rental", "at the end of a rental", "1 s after a rental"],
                Clock::Price => ["1 s before a price is too old", "as old as a price may be", "1 s too old a price"],
            };
            self.note(before, until == end - 1);
            self.note(at, until == end);
            self.note(after, until == end + 1);
        }
        self.now = until;
        Ok(())
    }

    fn post(&mut self, posted: Posted, trust: Trust) -> Outcome {
        (self.price, self.trust) = (posted, trust);
        Ok(())
    }

    fn set_terms(&mut self, by: Person, terms: Terms) -> Outcome {
        let fees = [terms.reservation_bps, terms.facilitation_usdc_bps, terms.facilitation_io_bps, terms.network_bps];
        let believable = (1..=500).contains(&terms.max_confidence_bps) && (1..=300).contains(&terms.max_age);
        let mut objections = Objections::default();
        objections.when(by != Person::Admin, IoMarketError::NotAdmin);
        objections.when(fees.iter().any(|fee| *fee > 500), IoMarketError::FeeTooHigh);
        objections.when(terms.failure_bps > 5_000, IoMarketError::FailureShareTooHigh);
        objections.when(terms.costake_bps > 5_000, IoMarketError::CostakeShareTooHigh);
        objections.when(!believable, IoMarketError::OracleLimitsOutOfRange);
        objections.decide()?;
        self.terms = terms;
        self.note("terms changed while something was reserved or running", !self.rentals.is_empty());
        Ok(())
    }

    fn set_attestors(&mut self, by: Person, attestors: Vec<Person>, quorum: u8) -> Outcome {
        let twice = attestors.iter().enumerate().any(|(place, attestor)| attestors[..place].contains(attestor));
        let mut objections = Objections::default();
        objections.when(by != Person::Admin, IoMarketError::NotAdmin);
        objections.when(attestors.is_empty(), IoMarketError::NoAttestors);
        objections.when(attestors.len() > 7, IoMarketError::TooManyAttestors);
        objections.when(twice, IoMarketError::DuplicateAttestor);
        let met = 1 <= quorum && usize::from(quorum) <= attestors.len();
        objections.when(!met, IoMarketError::InvalidQuorum);
        objections.decide()?;
        (self.attestors, self.quorum) = (attestors, quorum.into());
        Ok(())
    }

    fn set_paused(&mut self, by: Person, paused: bool) -> Outcome {
        let mut objections = Objections::default();
        objections.when(by != Person::Pauser && by != Person::Admin, IoMarketError::NotPauser);
        objections.decide()?;
        self.paused = paused;
        Ok(())
    }

    fn freeze(&mut self, account: Account, thaw: bool) -> Outcome {
        match thaw {
            true => self.frozen.remove(&account),
            false => self.frozen.insert(account),
        };
        Ok(())
    }

    fn sell(&mut self, rig: Rig, to: Person) -> Outcome {
        self.device(rig).owner = to;
        let busy = self.listings.get(&rig).is_some_and(|listing| listing.busy_until > self.now);
        self.note("a device sold while it was reserved or running", busy);
        Ok(())
    }

    fn suspend(&mut self, rig: Rig, since: Option<i64>) -> Outcome {
        let device = self.device(rig);
        device.suspended = since;
        device.cases += u32::from(since.is_some());
        Ok(())
    }

    fn device(&mut self, rig: Rig) -> &mut Device {
        self.devices.get_mut(&rig).expect("every rig is a device")
    }

    fn give(&mut self, by: Person, asset: Asset, amount: u128) -> Outcome {
        let from = Account::of(by, asset, false);
        let mut objections = Objections::default();
        objections.also(self.against_payment(Till::Account(from), Till::Escrow(asset), by, amount));
        // The token program moves nothing from a frozen account, not even nothing.
        objections.when(self.frozen.contains(&from), Reason::Frozen);
        objections.decide()?;
        *self.account(from) -= amount;
        self.escrows[asset as usize] += amount;
        self.given[asset as usize] += amount;
        Ok(())
    }

    /// Why the token program would not move so much from one account into another; nothing is always moved.
    pub fn against_payment(&self, from: Till, to: Till, by: Person, amount: u128) -> Vec<Reason> {
        let mut objections = Objections::default();
        if amount == 0 {
            return vec![];
        }
        let asset = |till: Till| match till {
            Till::Account(account) => account.asset(),
            Till::Escrow(asset) => asset,
        };
        objections.when(asset(from) != asset(to), Reason::OtherAsset);
        for till in [from, to] {
            objections.when(matches!(till, Till::Account(account) if self.frozen.contains(&account)), Reason::Frozen);
        }
        match from {
            Till::Account(account) => {
                objections.when(self.accounts[&account] < amount, Reason::TooLittle);
                objections.when(account.owner != by, Reason::AccountOfAnother);
            }
            Till::Escrow(_) => objections.when(from == to, IoMarketError::EscrowPaysItself),
        }
        objections.all()
    }
}
