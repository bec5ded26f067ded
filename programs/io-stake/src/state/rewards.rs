use crate::{
    error::IoStakeError,
    state::{ASSETS, VERSION, Wide},
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
    /// Up to which second it has been released, in seconds since 1970.
    pub through: i64,
    /// What was paid in each of the last 25 hours, base units: hour n since 1970 in place n mod 25.
    pub paid_in: [u64; HOURS],
    /// What has been released beyond whole base units, in 86,400ths of one.
    pub rest: u64,
    /// What one share has earned in all, in 2^-64ths of a base unit.
    pub per_share: Wide,
    /// Base units of this device's in the vault of the asset.
    pub held: u64,
    /// Base units of them that were released while nobody held a share that counts. They are the owner's.
    pub unshared: u64,
}

impl Stream {
    /// Releases what is due by `now` to the shares that count.
    pub(crate) fn release(&mut self, now: Timestamp, active_shares: u64) -> Result<()> {
        let mut release = self.schedule();
        let released = release.advance(now);
        self.put(release);
        if released == 0 {
            return Ok(());
        }
        match distribute(Amount::new(released), Weight::new(active_shares)) {
            Some(distribution) => {
                let earned = self.per_share.get().checked_add(distribution.per_weight);
                self.per_share = earned.ok_or(IoStakeError::Overflow)?.into();
            }
            None => self.unshared = self.unshared.checked_add(released).ok_or(IoStakeError::Overflow)?,
        }
        Ok(())
    }

    /// Takes in a payment. What is due has to be released first.
    pub(crate) fn pay_in(&mut self, amount: u64) -> Result<()> {
        let mut release = self.schedule();
        release.pay(amount).ok_or(IoStakeError::Overflow)?;
        self.put(release);
        self.held = self.held.checked_add(amount).ok_or(IoStakeError::Overflow)?;
        Ok(())
    }

    /// Books out a payment to a co-staker.
    pub(crate) fn pay_out(&mut self, amount: u64) -> Result<()> {
        self.held = self.held.checked_sub(amount).ok_or(IoStakeError::InvariantViolated)?;
        Ok(())
    }

    /// Books out what is the owner's: what nobody shared, and all that is held once nobody has a position any more.
    pub(crate) fn take_unshared(&mut self, positions: u32) -> Result<u64> {
        let unshared = core::mem::take(&mut self.unshared);
        if positions != 0 {
            self.pay_out(unshared)?;
            return Ok(unshared);
        }
        self.paid_in = [0; HOURS];
        self.rest = 0;
        Ok(core::mem::take(&mut self.held))
    }

    fn schedule(&self) -> Release {
        Release { through: Timestamp::new(self.through), paid: self.paid_in, rest: self.rest }
    }

    fn put(&mut self, release: Release) {
        let Release { through, paid, rest } = release;
        (self.through, self.paid_in, self.rest) = (through.get(), paid, rest);
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

    /// Releases what is due in every asset, which has to come before the shares that count change.
    pub(crate) fn release(&mut self, now: Timestamp, active_shares: u64) -> Result<()> {
        for stream in &mut self.streams {
            stream.release(now, active_shares)?;
        }
        Ok(())
    }

    pub(crate) fn require_of(&self, device: Pubkey) -> Result<()> {
        require_keys_eq!(self.device, device, IoStakeError::RewardsOfAnotherDevice);
        Ok(())
    }

    /// What holds after every instruction: what is nobody's in particular is there.
    pub fn invariant(&self) -> Result<()> {
        let sound = self.version == VERSION && self.streams.iter().all(|stream| stream.unshared <= stream.held);
        require!(sound, IoStakeError::InvariantViolated);
        Ok(())
    }
}
