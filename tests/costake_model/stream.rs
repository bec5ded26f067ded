//! What payments in one asset bring whom, in exact fractions.
//!
//! What was paid within an hour is released by the second over the 24 hours after it, in whole base units of all payments
//! together. Each of these belongs to the shares that earn when it is released, in equal parts; or to the owner, where there
//! are none.

use num_bigint::BigInt;
use num_rational::BigRational;

const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;

#[derive(Clone, Debug)]
pub struct Stream {
    /// When each payment begins to be released, and its base units.
    payments: Vec<(i64, u64)>,
    /// Base units of them that were released.
    released: u128,
    /// What a share has earned since the beginning.
    pub per_share: BigRational,
    /// Base units that were released to shares.
    pub shared: u128,
    /// Base units that were released to nobody, and that the owner has not claimed.
    pub unshared: u128,
    /// Base units that are in the vault.
    pub held: u128,
}

impl Default for Stream {
    fn default() -> Self {
        let per_share = BigRational::from_integer(BigInt::ZERO);
        Self { payments: vec![], released: 0, per_share, shared: 0, unshared: 0, held: 0 }
    }
}

impl Stream {
    pub fn pay(&mut self, amount: u64, now: i64) {
        self.payments.push(((now / HOUR + 1) * HOUR, amount));
        self.held += u128::from(amount);
    }

    /// So many shares have earned since this was called last.
    pub fn flow(&mut self, now: i64, shares: u64) {
        let due = |(begins, amount): &(i64, u64)| u128::from(*amount) * (now - begins).clamp(0, DAY) as u128;
        let released = self.payments.iter().map(due).sum::<u128>() / DAY as u128;
        let new = released - std::mem::replace(&mut self.released, released);
        if shares == 0 {
            self.unshared += new;
        } else if new > 0 {
            self.shared += new;
            self.per_share += BigRational::new(new.into(), shares.into());
        }
    }

    /// What the owner may claim is booked out. Once there are no positions that is all of it, and everything begins anew.
    pub fn take_unshared(&mut self, positions: usize) -> u128 {
        let taken = if positions == 0 { self.held } else { self.unshared };
        self.held -= taken;
        self.unshared = 0;
        if positions == 0 {
            (self.payments, self.released) = (vec![], 0);
        }
        taken
    }
}
