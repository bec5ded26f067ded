use crate::{
    error::IoStakeError,
    state::{ASSETS, Costake, VERSION, Wide},
};
use anchor_lang::prelude::*;
use io_economics::{Amount, Release, Timestamp, Weight, distribute, release::HOURS};

/// What co-stakers are paid in one asset: what came in within each hour is released over the 24 hours after it.
///
/// Every base unit that came in is one of these, until it is paid out:
///
/// ```text
/// paid_in = unreleased + released to shares + unshared
/// ```
#[zero_copy]
#[derive(Debug, PartialEq, Eq)]
pub struct Stream {
    /// The token account that holds what the co-stakers of all devices are paid in the asset.
    pub vault: Pubkey,
    /// Up to which second it has been released, in seconds since 1970.
    pub through: i64,
    /// What is being released: the sum of what was paid in the 24 hours before the hour of that second, base units.
    pub current: u64,
    /// What was paid in each of the last 25 hours, base units: hour n since 1970 in place n mod 25.
    pub paid_in: [u64; HOURS],
    /// What has been released beyond whole base units, in 86,400ths of one.
    pub rest: u64,
    /// What has been released to the shares that earn, but not been divided among them yet, base units.
    pub undivided: u64,
    /// What one share has earned in all, in 2^-64ths of a base unit.
    pub per_share: Wide,
    /// Base units of this device's in the vault of the asset.
    pub held: u64,
    /// Base units of them that were released while nobody held a share that earns. They are the owner's.
    pub unshared: u64,
}

impl Stream {
    /// Takes in a payment. Nothing is divided yet: whoever pays does not pay for a long division, too.
    pub(crate) fn pay_in(&mut self, amount: u64, now: Timestamp) -> Result<()> {
        let released = self.advance(now);
        self.schedule().pay(&mut self.paid_in, amount).ok_or(IoStakeError::Overflow)?;
        self.undivided = self.undivided.checked_add(released).ok_or(IoStakeError::Overflow)?;
        self.held = self.held.checked_add(amount).ok_or(IoStakeError::Overflow)?;
        Ok(())
    }

    /// Releases what is due by `now`, and divides it among the shares that earn.
    fn release(&mut self, now: Timestamp, shares: u64) -> Result<()> {
        let released = self.advance(now).checked_add(self.undivided).ok_or(IoStakeError::Overflow)?;
        self.undivided = 0;
        if released == 0 {
            return Ok(());
        }
        match distribute(Amount::new(released), Weight::new(shares)) {
            Some(distribution) => {
                let earned = self.per_share.get().checked_add(distribution.per_weight);
                self.per_share = earned.ok_or(IoStakeError::Overflow)?.into();
            }
            None => self.unshared = self.unshared.checked_add(released).ok_or(IoStakeError::Overflow)?,
        }
        Ok(())
    }

    /// Books out a payment to a co-staker.
    pub(crate) fn pay_out(&mut self, amount: u64) -> Result<()> {
        self.held = self.held.checked_sub(amount).ok_or(IoStakeError::InvariantViolated)?;
        Ok(())
    }

    /// Books out what is the owner's: what nobody shared, and all that is held once nobody has a position any more.
    fn take_unshared(&mut self, positions: u32) -> Result<u64> {
        let unshared = core::mem::take(&mut self.unshared);
        if positions != 0 {
            self.pay_out(unshared)?;
            return Ok(unshared);
        }
        (self.current, self.paid_in, self.rest) = (0, [0; HOURS], 0);
        Ok(core::mem::take(&mut self.held))
    }

    /// The vault is this one, and the other side of the payment is not: one from the vault to itself would book what never
    /// moved.
    pub(crate) fn require_vault(&self, vault: &AccountInfo, other: &AccountInfo) -> Result<()> {
        require_keys_eq!(*vault.key, self.vault, IoStakeError::NotTheVault);
        require_keys_neq!(*other.key, self.vault, IoStakeError::NotTheVault);
        Ok(())
    }

    /// How far what was paid has been released.
    pub fn schedule(&self) -> Release {
        Release { through: Timestamp::new(self.through), current: self.current, rest: self.rest }
    }

    /// Base units that become due by `now`.
    fn advance(&mut self, now: Timestamp) -> u64 {
        let mut release = self.schedule();
        let released = release.advance(&mut self.paid_in, now);
        (self.through, self.current, self.rest) = (release.through.get(), release.current, release.rest);
        released
    }
}

/// The co-stakers of a device, and what they are paid in each asset.
#[account(zero_copy)]
#[derive(Debug)]
pub struct Rewards {
    /// Layout version.
    pub version: u8,
    /// Bump of this account's address.
    pub bump: u8,
    /// Bump of the address of the vault that holds the co-stake.
    pub vault_bump: u8,
    /// Aligns what follows.
    pub padding: u8,
    /// Positions that there are.
    pub positions: u32,
    /// Shares that earn: those of the device's co-stake that are not on their way out.
    pub shares: u64,
    /// The device.
    pub device: Pubkey,
    /// The token account that holds the co-stake.
    pub vault: Pubkey,
    /// By number of the asset.
    pub streams: [Stream; ASSETS],
    /// Room for later versions.
    pub reserved: [u8; 64],
}

impl Rewards {
    /// Size of the account, discriminator included.
    pub const SIZE: usize = Self::DISCRIMINATOR.len() + size_of::<Self>();

    /// What is paid in the asset of that number.
    pub fn stream(&self, asset: u8) -> Result<&Stream> {
        Ok(self.streams.get(usize::from(asset)).ok_or(IoStakeError::NoSuchAsset)?)
    }

    pub(crate) fn stream_mut(&mut self, asset: u8) -> Result<&mut Stream> {
        Ok(self.streams.get_mut(usize::from(asset)).ok_or(IoStakeError::NoSuchAsset)?)
    }

    /// Releases what is due in every asset, which has to come before the shares that earn change.
    pub(crate) fn release_all(&mut self, now: Timestamp) -> Result<()> {
        for stream in &mut self.streams {
            stream.release(now, self.shares)?;
        }
        Ok(())
    }

    /// Releases what is due in the asset of that number.
    pub(crate) fn release(&mut self, asset: u8, now: Timestamp) -> Result<()> {
        let shares = self.shares;
        self.stream_mut(asset)?.release(now, shares)
    }

    /// Books out what is the owner's in the asset of that number.
    pub(crate) fn take_unshared(&mut self, asset: u8) -> Result<u64> {
        let positions = self.positions;
        self.stream_mut(asset)?.take_unshared(positions)
    }

    pub(crate) fn require_of(&self, device: Pubkey) -> Result<()> {
        require_keys_eq!(self.device, device, IoStakeError::RewardsOfAnotherDevice);
        Ok(())
    }

    /// What holds after every instruction that changes shares: those earn that are not on their way out.
    pub(crate) fn require_shares(&self, costake: &Costake) -> Result<()> {
        require!(self.shares == costake.active_shares(), IoStakeError::InvariantViolated);
        Ok(())
    }

    /// What holds after every instruction: what is nobody's in particular is there.
    pub fn invariant(&self) -> Result<()> {
        let sound = self.version == VERSION && self.streams.iter().all(|stream| stream.unshared <= stream.held);
        require!(sound, IoStakeError::InvariantViolated);
        Ok(())
    }
}
