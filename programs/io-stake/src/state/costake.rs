use crate::error::IoStakeError;
use anchor_lang::prelude::*;
use io_economics::{
    Shared,
    shares::{MOST_SHARES_PER_UNIT, Moved},
};

/// What others than its owner have staked behind a device, in shares: a slash takes from the sum and reaches every share
/// alike, those on their way out included.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Costake {
    /// Base units that the shares stand for.
    pub amount: u64,
    /// Shares that there are.
    pub shares: u64,
    /// Shares of them that are on their way out: they neither count nor earn.
    pub cooling: u64,
    /// Base units of the sum that open slash cases freeze.
    pub frozen: u64,
    /// Up to how many base units the sum may grow by newcomers, as the owner decides.
    pub limit: u64,
    /// Base units that rounding has left in the vault. They are nobody's until the co-stake is closed.
    pub dust: u64,
    /// 1 if the device takes co-stake, or has taken some and it is not closed, else 0.
    pub open: u8,
    /// Aligns what follows.
    pub padding: [u8; 7],
}

impl Costake {
    /// Whether there are accounts for it.
    pub const fn is_open(&self) -> bool {
        self.open != 0
    }

    /// Shares that count and earn.
    pub const fn active_shares(&self) -> u64 {
        self.shares.saturating_sub(self.cooling)
    }

    /// Whether slashes have left less than a 64th of it: it takes nobody any more, and has no part in what the device earns.
    pub const fn is_spent(&self) -> bool {
        self.amount < self.shares.div_ceil(MOST_SHARES_PER_UNIT)
    }

    /// Whether it has a part in what the device earns.
    pub const fn earns(&self) -> bool {
        self.active_shares() > 0 && !self.is_spent()
    }

    /// Base units that count.
    pub fn active(&self) -> u64 {
        self.shared().worth(self.active_shares()).unwrap_or_default()
    }

    /// Base units that no case freezes.
    pub const fn unfrozen(&self) -> u64 {
        self.amount.saturating_sub(self.frozen)
    }

    /// The sum and its shares.
    pub const fn shared(&self) -> Shared {
        Shared { amount: self.amount, shares: self.shares }
    }

    /// Takes in `amount`, and returns the shares that it buys.
    pub(crate) fn enter(&mut self, amount: u64) -> Result<u64> {
        self.require_unaccused()?;
        let grown = self.amount.checked_add(amount).ok_or(IoStakeError::Overflow)?;
        require!(grown <= self.limit, IoStakeError::CostakeFull);
        require!(!self.is_spent(), IoStakeError::SlashedTooFar);
        self.book(self.shared().enter(amount).ok_or(IoStakeError::Overflow)?)
    }

    /// Lets shares out whose cooldown has ended, and returns what they are worth.
    pub(crate) fn leave(&mut self, shares: u64) -> Result<u64> {
        self.require_unaccused()?;
        self.cooling = self.cooling.checked_sub(shares).ok_or(IoStakeError::InvariantViolated)?;
        self.book(self.shared().leave(shares).ok_or(IoStakeError::InvariantViolated)?)
    }

    /// Shares are on their way out from now on.
    pub(crate) fn cool(&mut self, shares: u64) -> Result<()> {
        self.cooling = self.cooling.checked_add(shares).ok_or(IoStakeError::Overflow)?;
        Ok(())
    }

    pub(crate) fn freeze(&mut self, amount: u64) -> Result<()> {
        self.frozen = self.frozen.checked_add(amount).ok_or(IoStakeError::Overflow)?;
        Ok(())
    }

    pub(crate) fn unfreeze(&mut self, amount: u64) -> Result<()> {
        self.frozen = self.frozen.checked_sub(amount).ok_or(IoStakeError::InvariantViolated)?;
        Ok(())
    }

    /// Books out `amount` of what is frozen, from every share alike.
    pub(crate) fn slash(&mut self, amount: u64) -> Result<()> {
        self.unfreeze(amount)?;
        self.amount = self.amount.checked_sub(amount).ok_or(IoStakeError::InvariantViolated)?;
        Ok(())
    }

    /// While a case freezes a part of the sum nobody comes and nobody is paid out: a newcomer would pay for what was
    /// before it, and who left would leave its part of the slash to the others.
    fn require_unaccused(&self) -> Result<()> {
        require!(self.frozen == 0, IoStakeError::CaseIsOpen);
        Ok(())
    }

    fn book(&mut self, moved: Moved) -> Result<u64> {
        self.amount = moved.left.amount;
        self.shares = moved.left.shares;
        self.dust = self.dust.checked_add(moved.dust).ok_or(IoStakeError::Overflow)?;
        Ok(moved.result)
    }

    /// What holds after every instruction: a share never stands for more than a base unit, and where there is no
    /// co-stake nothing is booked.
    pub fn invariant(&self) -> Result<()> {
        let sound = self.amount <= self.shares
            && self.cooling <= self.shares
            && self.frozen <= self.amount
            && self.open <= 1
            && (self.is_open() || *self == Self::default());
        require!(sound, IoStakeError::InvariantViolated);
        Ok(())
    }
}
