use crate::{
    error::IoStakeError,
    state::{Device, VERSION},
};
use anchor_lang::prelude::*;
use io_economics::{APPEAL_WINDOW, Amount, Timestamp, part_of_second};

/// How far a case has come. One that has ended is closed, so there is no stage for that.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Opened; the owner may appeal for 30 days, and afterwards anyone may execute.
    Opened,
    /// Appealed; the arbiter may rule for 30 days, and afterwards anyone may dismiss.
    Appealed,
    /// Upheld in full or in part; anyone may execute.
    Upheld,
}

/// A slash case: what is frozen, why, and how far it has come.
#[account(zero_copy)]
#[derive(Debug)]
pub struct Case {
    /// Layout version.
    pub version: u8,
    /// Bump of this account's address.
    pub bump: u8,
    /// 0 opened, 1 appealed, 2 upheld.
    pub stage: u8,
    /// 1 if it suspends the device, else 0.
    pub suspends: u8,
    /// Why, by the slasher's published list of reasons.
    pub reason: u16,
    /// Aligns what follows.
    pub padding: [u8; 2],
    /// Its number among the device's cases, part of its address.
    pub number: u32,
    /// Aligns what follows.
    pub padding_2: [u8; 4],
    /// Base units it freezes, the co-stake's included; after a ruling, what was upheld.
    pub frozen: u64,
    /// When it was opened, in seconds since 1970.
    pub opened_at: i64,
    /// When it was appealed, in seconds since 1970; 0 if it was not.
    pub appealed_at: i64,
    /// The device it is about.
    pub device: Pubkey,
    /// The slasher that opened it and paid its rent.
    pub opener: Pubkey,
    /// Hash of the slasher's evidence.
    pub evidence: [u8; 32],
    /// Hash of the owner's evidence; zeros if it was not appealed.
    pub defence: [u8; 32],
    /// Base units of `frozen` that are co-stake.
    pub costake: u64,
    /// Room for later versions.
    pub reserved: [u8; 56],
}

impl Case {
    /// Size of the account, discriminator included.
    pub const SIZE: usize = Self::DISCRIMINATOR.len() + size_of::<Self>();

    /// How far it has come. None in an account that this program did not write.
    pub const fn stage(&self) -> Option<Stage> {
        match self.stage {
            0 => Some(Stage::Opened),
            1 => Some(Stage::Appealed),
            2 => Some(Stage::Upheld),
            _ => None,
        }
    }

    /// Base units it freezes of the owner's.
    pub const fn owners(&self) -> u64 {
        self.frozen.saturating_sub(self.costake)
    }

    pub(crate) const fn set_stage(&mut self, stage: Stage) {
        self.stage = stage as u8;
    }

    /// Whether it suspends the device.
    pub const fn is_suspending(&self) -> bool {
        self.suspends != 0
    }

    /// The first second in which it is too late to appeal.
    pub const fn appeal_ends_at(&self) -> Option<Timestamp> {
        Timestamp::new(self.opened_at).checked_add(APPEAL_WINDOW)
    }

    /// The first second in which it is too late to rule on the appeal.
    pub const fn ruling_ends_at(&self) -> Option<Timestamp> {
        Timestamp::new(self.appealed_at).checked_add(APPEAL_WINDOW)
    }

    /// Whether anyone may execute it at `now`.
    pub fn is_executable(&self, now: Timestamp) -> bool {
        match self.stage() {
            Some(Stage::Opened) => self.appeal_ends_at().is_some_and(|end| now >= end),
            Some(Stage::Upheld) => true,
            Some(Stage::Appealed) | None => false,
        }
    }

    /// Frees what it freezes beyond `upheld`, of the owner's stake and of the co-stake in proportion.
    pub(crate) fn release(&mut self, device: &mut Device, upheld: u64) -> Result<()> {
        let owners = Amount::new(self.owners());
        let costake = part_of_second(Amount::new(upheld), owners, Amount::new(self.costake));
        let costake = costake.ok_or(IoStakeError::ExceedsCase)?.get();
        let of_owners = upheld.checked_sub(costake).ok_or(IoStakeError::InvariantViolated)?;
        device.unfreeze(owners.get().checked_sub(of_owners).ok_or(IoStakeError::InvariantViolated)?)?;
        device.costake.unfreeze(self.costake.checked_sub(costake).ok_or(IoStakeError::InvariantViolated)?)?;
        self.frozen = upheld;
        self.costake = costake;
        Ok(())
    }

    /// Ends the case on the device's side: what it froze has been dealt with, and a suspension ends with it.
    pub(crate) fn end(&self, device: &mut Device) -> Result<()> {
        device.open_cases = device.open_cases.checked_sub(1).ok_or(IoStakeError::InvariantViolated)?;
        if self.is_suspending() {
            device.suspensions = device.suspensions.checked_sub(1).ok_or(IoStakeError::InvariantViolated)?;
        }
        Ok(())
    }

    pub(crate) fn require_about(&self, device: Pubkey) -> Result<()> {
        require_keys_eq!(self.device, device, IoStakeError::CaseOfAnotherDevice);
        Ok(())
    }

    /// What holds after every instruction: it freezes something, and its times fit its stage.
    pub fn invariant(&self) -> Result<()> {
        let appealed = self.appealed_at != 0;
        let sound = self.version == VERSION
            && self.frozen > 0
            && self.costake <= self.frozen
            && self.suspends <= 1
            && self.stage().is_some_and(|stage| (stage == Stage::Opened) != appealed)
            && (!appealed || self.appeal_ends_at().is_some_and(|end| self.appealed_at < end.get()));
        require!(sound, IoStakeError::InvariantViolated);
        Ok(())
    }
}
