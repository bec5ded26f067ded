use crate::{
    error::IoEmissionError,
    standing::Looked,
    state::{Pool, VERSION},
};
use anchor_lang::prelude::*;
use io_economics::{Amount, BasisPoints, Epoch, Weight, earned, reward::Earning};
use io_stake::state::Device;

/// The right of a device to earn, from one epoch through another, and what it has earned.
///
/// The lease's weight is in its pool's from the beginning of epoch `start` to the end of epoch `end`. Every hour up to
/// the end of epoch `settled` has been accounted for.
#[account(zero_copy)]
#[derive(Debug)]
pub struct Lease {
    /// Layout version.
    pub version: u8,
    /// Bump of this account's address.
    pub bump: u8,
    /// Number of the pool.
    pub pool: u8,
    /// Aligns what follows.
    pub padding: u8,
    /// The first epoch that counts.
    pub start: u32,
    /// The last epoch that counts; before `start` if none does.
    pub end: u32,
    /// The last epoch that was settled.
    pub settled: u32,
    /// The last epoch that was settled as earned.
    pub rightful: u32,
    /// The share of what it earns that is its co-stakers', in basis points; 0 if it had none when it was last looked at.
    pub costake_bps: u16,
    /// Aligns what follows.
    pub padding_2: [u8; 2],
    /// The first epoch in which `weight` holds.
    pub weighed: u32,
    /// How often the device's right to earn had fallen when the weight was taken.
    pub falls: u32,
    /// The device's weight in its pool.
    pub weight: u64,
    /// Its weight in the epoch before `weighed`.
    pub previous_weight: u64,
    /// Base units settled and not yet claimed.
    pub owed: u64,
    /// Base units of penalties still to be paid from what will be settled.
    pub penalty: u64,
    /// Base units ever settled in its favour, penalties included.
    pub earned: u64,
    /// Base units ever claimed, for the co-stakers too.
    pub paid: u64,
    /// Base units ever lost: distributed to it when it had no right to them.
    pub lost: u64,
    /// Base units of penalties ever paid.
    pub fined: u64,
    /// When the device was registered: a device that was closed and registered anew is another one.
    pub registered_at: i64,
    /// The device.
    pub device: Pubkey,
    /// Owner of the device when it was last looked at; the last one is paid if the device is gone.
    pub owner: Pubkey,
    /// Who is paid instead of the owner; the default address if nobody is.
    pub payout: Pubkey,
    /// The owner who decided that. It binds nobody who owns the device later.
    pub payout_by: Pubkey,
    /// Paid the rent of this account.
    pub rent_payer: Pubkey,
    /// Base units settled for the co-stakers and not yet claimed.
    pub shared: u64,
    /// Which company of the device's co-stakers that is, of all it ever had.
    pub company: u32,
    /// Room for later versions.
    pub reserved: [u8; 116],
}

/// What is paid of what a lease has earned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payment {
    /// Base units for the owner, or whom it named.
    pub amount: u64,
    /// Base units for the co-stakers.
    pub shared: u64,
}

/// What a settlement came to.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settlement {
    /// The last epoch that is settled now.
    pub through: u32,
    /// Base units earned.
    pub earned: u64,
    /// Base units of them that are the co-stakers'.
    pub shared: u64,
    /// Base units lost.
    pub lost: u64,
    /// Base units of what is left, and of what was owed before, that paid off a penalty.
    pub fined: u64,
}

impl Lease {
    /// Size of the account, discriminator included.
    pub const SIZE: usize = Self::DISCRIMINATOR.len() + size_of::<Self>();

    /// The first epoch that counts.
    pub const fn start(&self) -> Epoch {
        Epoch::saturating(self.start)
    }

    /// The last epoch that counts.
    pub const fn end(&self) -> Epoch {
        Epoch::saturating(self.end)
    }

    /// The last epoch that was settled.
    pub const fn settled(&self) -> Epoch {
        Epoch::saturating(self.settled)
    }

    /// Whether it runs in epoch `running`, or begins with the next one.
    pub fn is_running(&self, running: Epoch) -> bool {
        // A lease that was never given ends with epoch 0, the running one until the first begins.
        self.end() > Epoch::ZERO && self.end() >= running && self.start() <= self.end()
    }

    /// Whether its weight is in the pool's in epoch `running`.
    fn has_begun(&self, running: Epoch) -> bool {
        self.start() <= running
    }

    /// Who is paid: the payout wallet if the present owner named one, else the owner.
    pub fn payee(&self) -> Pubkey {
        if self.payout != Pubkey::default() && self.payout_by == self.owner { self.payout } else { self.owner }
    }

    /// Accounts for every epoch up to the last that is over, or to the end of the lease. `earned_by` says what a unit of
    /// weight had earned by the end of an epoch; None where it does not know. What is the part of co-stakers who have left
    /// is the owner's.
    pub(crate) fn settle(
        &mut self,
        pool: &mut Pool,
        looked: &Looked,
        earned_by: impl Fn(&Pool, Epoch) -> Option<u128>,
    ) -> Result<Settlement> {
        let through = self.end().min(pool.completed());
        let mut settlement = Settlement { through: self.settled.max(through.get()), ..Settlement::default() };
        if through > self.settled() {
            let rightful = looked.standing.rightful(self.settled(), through);
            if self.weight != 0 {
                let known = |epoch| match epoch {
                    Epoch::ZERO => Ok(0),
                    _ => earned_by(pool, epoch).ok_or_else(|| error!(IoEmissionError::TooLongAgo)),
                };
                let (before, middle) = (known(self.settled())?, known(rightful)?);
                let weight = Weight::new(self.weight);
                let right = earned(weight, before, middle).ok_or(IoEmissionError::Overflow)?;
                let wrong = if rightful == through {
                    Earning::default()
                } else {
                    earned(weight, middle, known(through)?).ok_or(IoEmissionError::Overflow)?
                };
                pool.leave(right.dust)?;
                pool.leave(wrong.dust)?;
                settlement.earned = right.amount.get();
                settlement.lost = wrong.amount.get();
            }
            self.settled = through.get();
            self.rightful = rightful.get();
        }
        let sharing = self.shares_with(looked.leased(self));
        self.book(pool, &mut settlement, sharing)?;
        Ok(settlement)
    }

    /// Adds a penalty, and pays it off from what is owed as far as that goes.
    pub(crate) fn fine(&mut self, pool: &mut Pool, penalty: Amount) -> Result<u64> {
        self.penalty = self.penalty.checked_add(penalty.get()).ok_or(IoEmissionError::Overflow)?;
        let mut settlement = Settlement::default();
        self.book(pool, &mut settlement, true)?;
        Ok(settlement.fined)
    }

    /// Whether the co-stakers that it has seen are still there, at the device that it was granted to. Those who came after
    /// all of them had left take no part of what was earned before.
    pub fn shares_with(&self, leased: Option<&Device>) -> bool {
        leased.is_some_and(|device| device.costake.earns() && device.companies == self.company)
    }

    /// Pays out all that is owed.
    pub(crate) fn pay(&mut self, pool: &mut Pool) -> Result<Payment> {
        let payment = Payment { amount: core::mem::take(&mut self.owed), shared: core::mem::take(&mut self.shared) };
        let all = payment.amount.checked_add(payment.shared).ok_or(IoEmissionError::Overflow)?;
        self.paid = self.paid.checked_add(all).ok_or(IoEmissionError::Overflow)?;
        pool.owed = pool.owed.checked_sub(all).ok_or(IoEmissionError::InvariantViolated)?;
        pool.paid = pool.paid.checked_add(all).ok_or(IoEmissionError::Overflow)?;
        Ok(payment)
    }

    /// Whether nothing that was settled has yet to be claimed.
    pub const fn is_paid(&self) -> bool {
        self.owed == 0 && self.shared == 0
    }

    /// Whether it is, or last was, in that pool.
    pub const fn is_in(&self, pool: &Pool) -> bool {
        self.pool == pool.number
    }

    /// Whether nothing of it remains to be settled.
    pub fn is_settled(&self) -> bool {
        self.settled >= self.end
    }

    /// Books a settlement: the co-stakers' part first, rounded down, then penalties, from all that is owed to the owner.
    /// Without `sharing` that is the co-stakers' part too.
    fn book(&mut self, pool: &mut Pool, settlement: &mut Settlement, sharing: bool) -> Result<()> {
        if self.costake_bps != 0 {
            let rate = BasisPoints::new(self.costake_bps).ok_or(IoEmissionError::InvariantViolated)?;
            settlement.shared = rate.of_floor(Amount::new(settlement.earned)).get();
            self.shared = self.shared.checked_add(settlement.shared).ok_or(IoEmissionError::Overflow)?;
        }
        let own = settlement.earned.saturating_sub(settlement.shared);
        let returned = if sharing { 0 } else { core::mem::take(&mut self.shared) };
        let owed = self.owed.checked_add(own).and_then(|owed| owed.checked_add(returned));
        let owed = owed.ok_or(IoEmissionError::Overflow)?;
        settlement.fined = self.penalty.min(owed);
        self.penalty = self.penalty.saturating_sub(settlement.fined);
        self.owed = owed.saturating_sub(settlement.fined);
        self.earned = self.earned.checked_add(settlement.earned).ok_or(IoEmissionError::Overflow)?;
        self.lost = self.lost.checked_add(settlement.lost).ok_or(IoEmissionError::Overflow)?;
        self.fined = self.fined.checked_add(settlement.fined).ok_or(IoEmissionError::Overflow)?;
        let owed = pool.owed.checked_add(settlement.earned).and_then(|owed| owed.checked_sub(settlement.fined));
        pool.owed = owed.ok_or(IoEmissionError::Overflow)?;
        let lost = pool.lost.checked_add(settlement.lost).and_then(|lost| lost.checked_add(settlement.fined));
        pool.lost = lost.ok_or(IoEmissionError::Overflow)?;
        Ok(())
    }

    /// Begins with the next epoch, and runs through `until`, which is no earlier. The lease before it must have been settled
    /// to its end.
    pub(crate) fn begin(&mut self, pool: &mut Pool, running: Epoch, until: Epoch, weight: Weight) -> Result<()> {
        let start = running.next().ok_or(IoEmissionError::EmissionEnded)?;
        self.pool = pool.number;
        self.start = start.get();
        self.end = until.get();
        self.settled = running.get();
        self.rightful = running.get();
        self.weighed = start.get();
        self.weight = weight.get();
        self.previous_weight = 0;
        let weight = signed(weight.get())?;
        pool.change_at(Some(start), weight)?;
        pool.change_at(until.next(), opposite(weight)?)
    }

    /// Runs through `until` if that is later than before. A lease is never shortened.
    pub(crate) fn extend(&mut self, pool: &mut Pool, until: Epoch) -> Result<()> {
        let end = self.end();
        if until <= end {
            return Ok(());
        }
        let weight = signed(self.weight)?;
        pool.change_at(end.next(), weight)?;
        pool.change_at(until.next(), opposite(weight)?)?;
        self.end = until.get();
        Ok(())
    }

    /// Changes the weight of a running lease from the running epoch on. Every epoch before must have been settled.
    pub(crate) fn weigh(&mut self, pool: &mut Pool, running: Epoch, weight: Weight) -> Result<()> {
        let since = running.max(self.start());
        if self.weighed < since.get() {
            self.previous_weight = self.weight;
            self.weighed = since.get();
        }
        let change = signed(weight.get())?.checked_sub(signed(self.weight)?).ok_or(IoEmissionError::Overflow)?;
        self.weight = weight.get();
        if self.has_begun(running) {
            pool.change_now(change)?;
        } else {
            pool.change_at(Some(self.start()), change)?;
        }
        pool.change_at(self.end().next(), opposite(change)?)
    }

    /// Ends a running lease before the running epoch. Every epoch before must have been settled.
    pub(crate) fn stop(&mut self, pool: &mut Pool, running: Epoch) -> Result<()> {
        let weight = signed(self.weight)?;
        pool.change_at(self.end().next(), weight)?;
        if self.has_begun(running) {
            pool.change_now(opposite(weight)?)?;
            self.end = running.previous().unwrap_or_default().get();
        } else {
            pool.change_at(Some(self.start()), opposite(weight)?)?;
            self.end = running.get();
        }
        self.weight = 0;
        Ok(())
    }

    /// Ends a running lease with the running epoch; one that has yet to begin never does.
    pub(crate) fn finish(&mut self, pool: &mut Pool, running: Epoch) -> Result<()> {
        if !self.has_begun(running) {
            return self.stop(pool, running);
        }
        let weight = signed(self.weight)?;
        pool.change_at(self.end().next(), weight)?;
        pool.change_at(running.next(), opposite(weight)?)?;
        self.end = running.get();
        Ok(())
    }

    /// What the device earned in the epoch before the running one, if that belongs to the lease. Every epoch before must
    /// have been settled.
    pub(crate) fn earned_last(&self, pool: &Pool, running: Epoch) -> Result<Amount> {
        let last = running.previous().filter(|last| self.start() <= *last && *last <= Epoch::saturating(self.rightful));
        let Some(last) = last else { return Ok(Amount::ZERO) };
        let weight = if self.weighed <= last.get() { self.weight } else { self.previous_weight };
        let before = last.previous().and_then(|before| pool.earned_by(before));
        let known = before.zip(pool.earned_by(last)).ok_or(IoEmissionError::InvariantViolated)?;
        let earning = earned(Weight::new(weight), known.0, known.1).ok_or(IoEmissionError::Overflow)?;
        Ok(earning.amount)
    }

    /// Takes note of the device as it is now. Co-stakers who come later share from then on: else whoever came first would
    /// take a part of what was earned before.
    pub(crate) fn look_at(&mut self, device: &Device, costake_bps: u16) {
        self.costake_bps = if device.costake.earns() { costake_bps } else { 0 };
        self.company = device.companies;
        self.falls = device.falls;
        self.registered_at = device.registered_at;
        self.owner = device.owner;
    }

    /// What holds after every instruction.
    pub fn invariant(&self) -> Result<()> {
        let settled = [self.owed, self.shared, self.paid, self.fined].into_iter().try_fold(0, u64::checked_add);
        let sound = self.version == VERSION
            && settled == Some(self.earned)
            && (self.penalty == 0 || self.owed == 0)
            && self.device != Pubkey::default();
        require!(sound, IoEmissionError::InvariantViolated);
        Ok(())
    }
}

/// A weight as a change of the pool's.
fn signed(weight: u64) -> Result<i64> {
    Ok(i64::try_from(weight).map_err(|_| IoEmissionError::Overflow)?)
}

fn opposite(change: i64) -> Result<i64> {
    Ok(change.checked_neg().ok_or(IoEmissionError::Overflow)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// It would be extended instead of begun, in a pool that it was never put into.
    #[test]
    fn a_lease_that_was_never_given_does_not_run_before_the_first_epoch() {
        let mut lease: Lease = bytemuck::Zeroable::zeroed();
        assert!(!lease.is_running(Epoch::ZERO) && !lease.is_running(Epoch::FIRST));
        (lease.start, lease.end) = (1, 1);
        assert!(lease.is_running(Epoch::ZERO) && lease.is_running(Epoch::FIRST));
        // Ended before it began.
        lease.end = 0;
        assert!(!lease.is_running(Epoch::ZERO));
    }
}
