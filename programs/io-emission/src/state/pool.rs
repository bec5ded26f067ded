use crate::{
    error::IoEmissionError,
    state::{MAX_LEASE, VERSION, Wide},
};
use anchor_lang::prelude::*;
use io_economics::{Amount, Epoch, Weight, distribute};

/// How many epochs a pool remembers itself, and how many ahead changes of its weight can be planned.
pub const MEMORY: usize = 256;

const _: () = assert!(MAX_LEASE as usize + 2 <= MEMORY, "a running lease never begins or ends beyond the memory");

/// A reward pool: the weight that shares its part of the emission, and where every base unit of it has gone.
///
/// What one unit of weight has earned so far is one growing number. The pool knows it for the last 256 epochs; pages
/// know it for all of them.
#[account(zero_copy)]
#[derive(Debug)]
pub struct Pool {
    /// Layout version.
    pub version: u8,
    /// Bump of this account's address.
    pub bump: u8,
    /// Its number: the place of its share in the settings.
    pub number: u8,
    /// Aligns what follows.
    pub padding: u8,
    /// The last epoch that was accounted for.
    pub completed: u32,
    /// Weight that shares the next epoch to be accounted for.
    pub weight: u64,
    /// Base units that its devices share.
    pub distributed: u64,
    /// Base units of them that have yet to be minted, because the token program was paused.
    pub unminted: u64,
    /// Base units that were never minted, because no weight shared the epoch.
    pub forfeited: u64,
    /// Base units settled and not yet claimed.
    pub owed: u64,
    /// Base units claimed.
    pub paid: u64,
    /// Base units that devices lost and that wait in the vault to be burned.
    pub lost: u64,
    /// Base units burned.
    pub burned: u64,
    /// What rounding has left in the vault, in 2^-64ths of a base unit.
    pub dust: Wide,
    /// What one unit of weight has earned in all, in 2^-64ths of a base unit.
    pub earned: Wide,
    /// Room for later versions.
    pub reserved: [u8; 128],
    /// By how much the weight changes when an epoch begins: epoch n in place n mod 256.
    pub changes: [i64; MEMORY],
    /// What one unit of weight had earned by the end of each of the last epochs: epoch n in place n mod 256.
    pub history: [Wide; MEMORY],
}

impl Pool {
    /// Size of the account, discriminator included.
    pub const SIZE: usize = Self::DISCRIMINATOR.len() + size_of::<Self>();

    /// The last epoch that was accounted for.
    pub const fn completed(&self) -> Epoch {
        Epoch::saturating(self.completed)
    }

    /// What one unit of weight had earned by the end of `epoch`, if the pool remembers.
    pub fn earned_by(&self, epoch: Epoch) -> Option<u128> {
        let age = self.completed().since(epoch)?;
        if usize::try_from(age).ok()? >= MEMORY {
            return None;
        }
        self.history.get(place(epoch)).map(|earned| earned.get())
    }

    /// Accounts for the next epoch, of whose emission `share` belongs to this pool: the devices share all of it or, where
    /// there is no weight, nothing.
    pub(crate) fn complete(&mut self, epoch: Epoch, share: Amount) -> Result<()> {
        match distribute(share, Weight::new(self.weight)) {
            Some(distribution) => {
                let earned = self.earned.get().checked_add(distribution.per_weight);
                self.earned = earned.ok_or(IoEmissionError::Overflow)?.into();
                self.distributed = self.distributed.checked_add(share.get()).ok_or(IoEmissionError::Overflow)?;
                self.unminted = self.unminted.checked_add(share.get()).ok_or(IoEmissionError::Overflow)?;
                self.leave(distribution.dust)?;
            }
            None => {
                self.forfeited = self.forfeited.checked_add(share.get()).ok_or(IoEmissionError::Overflow)?;
            }
        }
        self.completed = epoch.get();
        *self.history.get_mut(place(epoch)).ok_or(IoEmissionError::InvariantViolated)? = self.earned;
        if let Some(next) = epoch.next() {
            let planned = self.changes.get_mut(place(next)).ok_or(IoEmissionError::InvariantViolated)?;
            let change = core::mem::take(planned);
            self.weight = self.weight.checked_add_signed(change).ok_or(IoEmissionError::InvariantViolated)?;
        }
        Ok(())
    }

    /// Changes the weight from the running epoch on.
    pub(crate) fn change_now(&mut self, change: i64) -> Result<()> {
        self.weight = self.weight.checked_add_signed(change).ok_or(IoEmissionError::InvariantViolated)?;
        Ok(())
    }

    /// Plans a change of the weight for the beginning of a later epoch. One after the last epoch never comes.
    pub(crate) fn change_at(&mut self, epoch: Option<Epoch>, change: i64) -> Result<()> {
        let Some(epoch) = epoch else { return Ok(()) };
        // One too far ahead would be applied too early.
        let ahead = epoch.since(self.completed()).and_then(|ahead| usize::try_from(ahead).ok());
        require!(ahead.is_some_and(|ahead| (1..MEMORY).contains(&ahead)), IoEmissionError::InvariantViolated);
        // Before the first epoch begins its weight is already the pool's.
        if ahead == Some(1) {
            return self.change_now(change);
        }
        let planned = self.changes.get_mut(place(epoch)).ok_or(IoEmissionError::InvariantViolated)?;
        *planned = planned.checked_add(change).ok_or(IoEmissionError::Overflow)?;
        Ok(())
    }

    /// Counts what rounding has left.
    pub(crate) fn leave(&mut self, dust: u64) -> Result<()> {
        self.dust = self.dust.get().checked_add(u128::from(dust)).ok_or(IoEmissionError::Overflow)?.into();
        Ok(())
    }

    /// Every epoch before the running one has been accounted for: only then is the pool's weight that of the running one.
    pub(crate) fn require_current(&self, running: Epoch) -> Result<()> {
        require!(running.previous().unwrap_or_default() == self.completed(), IoEmissionError::PoolBehind);
        Ok(())
    }

    /// What holds after every instruction: nothing is owed, paid or burned that was not minted.
    pub fn invariant(&self) -> Result<()> {
        let accounted = [self.owed, self.paid, self.lost, self.burned].into_iter().try_fold(0, u64::checked_add);
        let sound = self.version == VERSION
            && accounted.is_some_and(|accounted| accounted <= self.distributed)
            && self.unminted <= self.distributed;
        require!(sound, IoEmissionError::InvariantViolated);
        Ok(())
    }
}

/// Place of an epoch among the last or the next 256.
fn place(epoch: Epoch) -> usize {
    usize::try_from(epoch.get()).unwrap_or_default() % MEMORY
}
