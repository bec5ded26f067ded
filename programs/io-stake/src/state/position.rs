use crate::{
    error::IoStakeError,
    state::{ASSETS, Cooling, Rewards, VERSION, Wide},
};
use anchor_lang::prelude::*;
use io_economics::{COOLDOWN, Timestamp, Weight, earned};

/// What a holder has earned in one asset.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Earned {
    /// What one share had earned when the position was last looked at, in 2^-64ths of a base unit.
    pub per_share: Wide,
    /// Base units earned by then and not yet claimed.
    pub owed: u64,
    /// Base units ever claimed.
    pub claimed: u64,
}

/// What one holder has staked behind a device of somebody else's: shares of the device's co-stake.
#[account(zero_copy)]
#[derive(Debug)]
pub struct Position {
    /// Layout version.
    pub version: u8,
    /// Bump of this account's address.
    pub bump: u8,
    /// Aligns what follows.
    pub padding: [u8; 6],
    /// Shares that count and earn.
    pub shares: u64,
    /// Shares on their way out, each part with a clock of its own.
    pub cooling: Cooling,
    /// By number of the asset.
    pub earned: [Earned; ASSETS],
    /// The device.
    pub device: Pubkey,
    /// Owns the shares.
    pub holder: Pubkey,
    /// Room for later versions.
    pub reserved: [u8; 64],
}

impl Position {
    /// Size of the account, discriminator included.
    pub const SIZE: usize = Self::DISCRIMINATOR.len() + size_of::<Self>();

    /// Counts what its shares have earned in the asset of that number. What is due has to be released first.
    pub(crate) fn earn(&mut self, asset: u8, rewards: &Rewards) -> Result<&mut Earned> {
        let per_share = rewards.stream(asset)?.per_share;
        let shares = Weight::new(self.shares);
        let place = self.earned.get_mut(usize::from(asset)).ok_or(IoStakeError::NoSuchAsset)?;
        if place.per_share != per_share {
            let earning = earned(shares, place.per_share.get(), per_share.get()).ok_or(IoStakeError::Overflow)?;
            place.owed = place.owed.checked_add(earning.amount.get()).ok_or(IoStakeError::Overflow)?;
            place.per_share = per_share;
        }
        Ok(place)
    }

    /// Counts what its shares have earned in every asset, which has to come before they change.
    pub(crate) fn earn_all(&mut self, rewards: &Rewards) -> Result<()> {
        for asset in 0..ASSETS as u8 {
            self.earn(asset, rewards)?;
        }
        Ok(())
    }

    /// Adds shares.
    pub(crate) fn add(&mut self, shares: u64) -> Result<()> {
        self.shares = self.shares.checked_add(shares).ok_or(IoStakeError::Overflow)?;
        Ok(())
    }

    /// Starts the cooldown of so many shares, and returns when it ends.
    pub(crate) fn start_cooldown(&mut self, shares: u64, now: Timestamp) -> Result<Timestamp> {
        let ends_at = now.checked_add(COOLDOWN).ok_or(IoStakeError::Overflow)?;
        self.shares = self.shares.checked_sub(shares).ok_or(IoStakeError::ExceedsShares)?;
        self.cooling.start(shares, ends_at)?;
        Ok(ends_at)
    }

    /// Books out all shares whose cooldown has ended at `now`, and returns how many those are.
    pub(crate) fn take_ended(&mut self, now: Timestamp) -> Result<u64> {
        let shares = self.cooling.ended(now);
        self.cooling.take_earliest(shares)?;
        Ok(shares)
    }

    /// Whether nothing of its holder's is left in it.
    pub fn is_empty(&self) -> bool {
        self.shares == 0 && self.cooling.total() == 0 && self.earned.iter().all(|earned| earned.owed == 0)
    }

    pub(crate) fn require_of(&self, device: Pubkey, holder: &Signer) -> Result<()> {
        require_keys_eq!(self.device, device, IoStakeError::PositionOfAnotherDevice);
        require_keys_eq!(*holder.key, self.holder, IoStakeError::NotHolder);
        Ok(())
    }

    /// What holds after every instruction.
    pub fn invariant(&self) -> Result<()> {
        let named = self.device != Pubkey::default() && self.holder != Pubkey::default();
        require!(self.version == VERSION && named, IoStakeError::InvariantViolated);
        Ok(())
    }
}
