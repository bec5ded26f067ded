use crate::error::IoStakeError;
use anchor_lang::prelude::*;
use io_economics::Timestamp;

/// How many cooldowns of a device or a position may run side by side.
pub const COOLDOWNS: usize = 8;

/// An amount on its way out.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Cooldown {
    /// Base units of a device's owner, or shares of a position; 0 where this slot is free.
    pub amount: u64,
    /// When it can be withdrawn, in seconds since 1970.
    pub ends_at: i64,
}

/// Everything of a device's owner, or of a position, that is on its way out, each amount with a clock of its own, in no particular order.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Cooling {
    /// The running and the ended cooldowns.
    pub cooldowns: [Cooldown; COOLDOWNS],
}

impl Cooling {
    /// Base units on their way out. Their sum never exceeds what was staked, so it cannot overflow.
    pub fn total(&self) -> u64 {
        self.cooldowns.iter().fold(0, |sum, cooldown| sum.saturating_add(cooldown.amount))
    }

    /// Base units whose cooldown has ended at `now`.
    pub fn ended(&self, now: Timestamp) -> u64 {
        let ended = self.cooldowns.iter().filter(|cooldown| cooldown.ends_at <= now.get());
        ended.fold(0, |sum, cooldown| sum.saturating_add(cooldown.amount))
    }

    /// Starts a cooldown. One that ends in the same second is extended, so that a slot is never wasted.
    pub(crate) fn start(&mut self, amount: u64, ends_at: Timestamp) -> Result<()> {
        let ends_at = ends_at.get();
        let same = self.cooldowns.iter().position(|cooldown| cooldown.amount != 0 && cooldown.ends_at == ends_at);
        let slot = same.or_else(|| self.cooldowns.iter().position(|cooldown| cooldown.amount == 0));
        let cooldown = slot.and_then(|slot| self.cooldowns.get_mut(slot)).ok_or(IoStakeError::TooManyCooldowns)?;
        cooldown.amount = cooldown.amount.checked_add(amount).ok_or(IoStakeError::Overflow)?;
        cooldown.ends_at = ends_at;
        Ok(())
    }

    /// Takes `amount` out of the cooldowns, those that end first before the others.
    pub(crate) fn take_earliest(&mut self, amount: u64) -> Result<()> {
        self.take(amount, |cooldown| cooldown.ends_at)
    }

    /// Takes `amount` out of the cooldowns, those that end last before the others: what the owner waited for longest
    /// is left to it.
    pub(crate) fn take_latest(&mut self, amount: u64) -> Result<()> {
        self.take(amount, |cooldown| cooldown.ends_at.saturating_neg())
    }

    fn take(&mut self, mut amount: u64, order: impl Fn(&Cooldown) -> i64) -> Result<()> {
        // Each round empties a slot or finishes, so there are never more rounds than slots.
        for _ in 0..COOLDOWNS {
            if amount == 0 {
                break;
            }
            let running = self.cooldowns.iter_mut().filter(|cooldown| cooldown.amount != 0);
            let first = running.min_by_key(|cooldown| order(cooldown)).ok_or(IoStakeError::InvariantViolated)?;
            let taken = amount.min(first.amount);
            first.amount = first.amount.saturating_sub(taken);
            if first.amount == 0 {
                first.ends_at = 0;
            }
            amount = amount.saturating_sub(taken);
        }
        require!(amount == 0, IoStakeError::InvariantViolated);
        Ok(())
    }
}
