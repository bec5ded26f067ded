//! A reservation as the specification describes it: every hour that was ever paid for stays in view, with its own price.

use io_app::market::Asset;

use crate::cast::{Person, Rig};

/// Length of an hour.
pub const HOUR: i64 = 3_600;

/// How long the supplier has to start.
pub const START_WINDOW: i64 = 1_200;

/// How many prices the time may have that has not ended.
pub const PRICES: usize = 8;

/// How far a reservation has come, as its account numbers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Reserved,
    Running,
    Completed,
    Terminated,
    Failed,
    Expired,
}

/// Rates in basis points, as they were when it was reserved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rates {
    pub reservation: u16,
    pub facilitation: u16,
    pub network: u16,
    pub failure: u16,
}

/// Hours that were bought together.
#[derive(Clone, Copy, Debug)]
pub struct Purchase {
    pub hours: u16,
    pub cost: u128,
}

#[derive(Clone, Debug)]
pub struct Rental {
    pub rig: Rig,
    pub stage: Stage,
    pub asset: Asset,
    pub renter: Person,
    pub supplier: Option<Person>,
    pub rent_payer: Person,
    pub cluster: u8,
    pub rates: Rates,
    pub reserved_at: i64,
    pub started_at: i64,
    /// In their order, one behind the other from the start on.
    pub purchases: Vec<Purchase>,
    pub fees: u128,
    pub claimed: u128,
    pub supplier_due: u128,
    pub renter_due: u128,
}

/// So much, and a fraction of a base unit: nothing is rounded before somebody says which way.
#[derive(Clone, Copy, Debug)]
struct Exactly {
    whole: u128,
    part: u128,
    of: u128,
}

impl Exactly {
    const fn floor(self) -> u128 {
        self.whole + self.part / self.of
    }

    const fn ceil(self) -> u128 {
        self.whole + self.part.div_ceil(self.of)
    }
}

/// A share in basis points, rounded up.
pub const fn share_ceil(amount: u128, basis_points: u16) -> u128 {
    (amount * basis_points as u128).div_ceil(10_000)
}

impl Rental {
    pub fn hours(&self) -> u32 {
        self.purchases.iter().map(|purchase| u32::from(purchase.hours)).sum()
    }

    pub fn cost(&self) -> u128 {
        self.purchases.iter().map(|purchase| purchase.cost).sum()
    }

    /// The first second in which it cannot be started any more.
    pub const fn start_ends_at(&self) -> i64 {
        self.reserved_at + START_WINDOW
    }

    /// The first second after each purchase.
    pub fn ends(&self) -> Vec<i64> {
        let mut at = self.started_at;
        let mut next = |purchase: &Purchase| {
            at += i64::from(purchase.hours) * HOUR;
            at
        };
        self.purchases.iter().map(&mut next).collect()
    }

    /// The first second after all of it.
    pub fn ends_at(&self) -> i64 {
        self.started_at + i64::from(self.hours()) * HOUR
    }

    pub fn is_started(&self) -> bool {
        self.supplier.is_some()
    }

    pub const fn is_ended(&self) -> bool {
        !matches!(self.stage, Stage::Reserved | Stage::Running)
    }

    pub fn runs(&self, now: i64) -> bool {
        self.stage == Stage::Running && now < self.ends_at()
    }

    pub fn is_over(&self, now: i64) -> bool {
        self.stage == Stage::Running && now >= self.ends_at()
    }

    /// How many purchases have not ended.
    pub fn prices_left(&self, now: i64) -> usize {
        self.ends().iter().filter(|end| **end > now).count()
    }

    /// What the seconds until `now` are worth.
    fn worth(&self, now: i64) -> Exactly {
        let mut worth = Exactly { whole: 0, part: 0, of: 1 };
        let mut begins = self.started_at;
        for (purchase, ends) in self.purchases.iter().zip(self.ends()) {
            if now >= ends {
                worth.whole += purchase.cost;
            } else if now > begins {
                worth.part = purchase.cost * (now - begins) as u128;
                worth.of = (ends - begins) as u128;
            }
            begins = ends;
        }
        worth
    }

    /// What the supplier has earned: rounded against it.
    pub fn earned(&self, now: i64) -> u128 {
        self.worth(now).floor()
    }

    /// What the supplier keeps of that if the device fails.
    pub fn kept_at_failure(&self, now: i64) -> u128 {
        self.earned(now) - share_ceil(self.earned(now), self.rates.failure)
    }

    /// What the renter pays who ends it: rounded against it, and an hour at least.
    pub fn owed_at_termination(&self, now: i64) -> u128 {
        self.worth(now.max(self.started_at + HOUR)).ceil()
    }

    /// What the supplier can claim.
    pub fn due_to_supplier(&self, now: i64) -> u128 {
        match self.stage {
            Stage::Reserved => 0,
            Stage::Running if self.is_over(now) => self.cost() - self.claimed,
            Stage::Running => self.kept_at_failure(now) - self.claimed,
            _ => self.supplier_due,
        }
    }

    /// What the escrow holds for it.
    pub fn held(&self) -> u128 {
        match self.stage {
            Stage::Reserved => self.cost() + self.fees,
            Stage::Running => self.cost() - self.claimed,
            _ => self.supplier_due + self.renter_due,
        }
    }

    /// It ends: so much is the supplier's in all, the rest of the cost the renter's.
    pub fn end(&mut self, stage: Stage, earned: u128) {
        self.supplier_due = earned - self.claimed;
        self.renter_due = self.cost() - earned;
        self.stage = stage;
    }

    /// All that the supplier is due after the end.
    pub fn take_supplier_due(&mut self) -> u128 {
        let due = std::mem::take(&mut self.supplier_due);
        self.claimed += due;
        due
    }
}
