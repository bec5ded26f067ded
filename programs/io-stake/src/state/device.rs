use crate::{
    error::IoStakeError,
    state::{Case, Cooling, Costake, VERSION},
};
use anchor_lang::prelude::*;
use io_economics::{COOLDOWN, Timestamp};

/// How many falls of a device's right to earn are remembered with their time.
pub const FALLS: usize = 8;

/// A device, and the stake behind it: its owner's, and, where the owner has opened it for that, the co-stake of others.
///
/// The stake is `active` or cooling. What slash cases freeze is a number over both, active first: so an owner may start
/// a cooldown of stake that a case freezes, and still cannot withdraw it. What a case takes of the co-stake is a number
/// of its own, settled when it is opened: nobody shifts a slash to the others by leaving first.
#[account(zero_copy)]
#[derive(Debug)]
pub struct Device {
    /// Layout version.
    pub version: u8,
    /// Bump of this account's address.
    pub bump: u8,
    /// Bump of the vault's address.
    pub vault_bump: u8,
    /// Aligns what follows.
    pub padding: u8,
    /// Number of its class.
    pub class: u16,
    /// How many processors it has.
    pub processors: u16,
    /// Slash cases that are open.
    pub open_cases: u16,
    /// Open slash cases that suspend it.
    pub suspensions: u16,
    /// Slash cases ever opened; the next one gets this number.
    pub cases: u32,
    /// How often its right to earn has fallen: by an unstake, a slash or a suspension.
    pub falls: u32,
    /// How often its co-stake came to earn again after nobody's did: whoever shares since is another company.
    pub companies: u32,
    /// When it was registered, in seconds since 1970.
    pub registered_at: i64,
    /// Base units of the owner's that count.
    pub active: u64,
    /// Base units of the owner's that open slash cases freeze, of the active ones first, then of those that cool.
    pub frozen: u64,
    /// Base units of the owner's on their way out.
    pub cooling: Cooling,
    /// When the latest falls happened, in seconds since 1970: fall `n`, counted from 0, in place `n mod 8`.
    pub fell_at: [i64; FALLS],
    /// Owns the device and its stake.
    pub owner: Pubkey,
    /// Was offered the device; the default address if nobody was.
    pub pending_owner: Pubkey,
    /// The token account that holds its stake.
    pub vault: Pubkey,
    /// The wallet that registered it, part of its address.
    pub registrant: Pubkey,
    /// Chosen by that wallet, part of its address.
    pub id: [u8; 32],
    /// The owner's name for it, UTF-8, filled up with zeros.
    pub label: [u8; 32],
    /// What others have staked behind it.
    pub costake: Costake,
    /// Room for later versions.
    pub reserved: [u8; 200],
}

impl Device {
    /// Size of the account, discriminator included.
    pub const SIZE: usize = Self::DISCRIMINATOR.len() + size_of::<Self>();

    /// The device in the data of its account.
    pub fn in_account(data: &[u8]) -> Result<&Self> {
        io_runtime::state(data)
    }

    /// Base units that count: the owner's, and the co-stake up to as much again.
    pub fn counted(&self) -> u64 {
        self.active.saturating_add(self.costake.active().min(self.active))
    }

    /// Base units of the owner's in the vault.
    pub fn total(&self) -> u64 {
        self.active.saturating_add(self.cooling.total())
    }

    /// Base units of the owner's that no case freezes.
    pub fn unfrozen(&self) -> u64 {
        self.total().saturating_sub(self.frozen)
    }

    /// Whether an open case suspends it.
    pub const fn is_suspended(&self) -> bool {
        self.suspensions != 0
    }

    /// Base units that the owner can withdraw at `now`: their cooldown has ended, and what stays behind covers every case.
    pub fn withdrawable(&self, now: Timestamp) -> u64 {
        self.cooling.ended(now).min(self.unfrozen())
    }

    pub(crate) fn add_stake(&mut self, amount: u64) -> Result<()> {
        self.active = self.active.checked_add(amount).ok_or(IoStakeError::Overflow)?;
        Ok(())
    }

    /// Starts the cooldown of `amount`, and returns when it ends.
    pub(crate) fn start_cooldown(&mut self, amount: u64, now: Timestamp) -> Result<Timestamp> {
        let ends_at = now.checked_add(COOLDOWN).ok_or(IoStakeError::Overflow)?;
        self.active = self.active.checked_sub(amount).ok_or(IoStakeError::ExceedsActive)?;
        self.cooling.start(amount, ends_at)?;
        self.note_fall(now)?;
        Ok(ends_at)
    }

    /// Books out all that can be withdrawn at `now`, and returns how much that is.
    pub(crate) fn take_withdrawable(&mut self, now: Timestamp) -> Result<u64> {
        let amount = self.withdrawable(now);
        self.cooling.take_earliest(amount)?;
        Ok(amount)
    }

    pub(crate) fn freeze(&mut self, amount: u64) -> Result<()> {
        self.frozen = self.frozen.checked_add(amount).ok_or(IoStakeError::Overflow)?;
        Ok(())
    }

    pub(crate) fn unfreeze(&mut self, amount: u64) -> Result<()> {
        self.frozen = self.frozen.checked_sub(amount).ok_or(IoStakeError::InvariantViolated)?;
        Ok(())
    }

    /// Takes in co-stake, and returns the shares that it buys.
    pub(crate) fn add_costake(&mut self, amount: u64) -> Result<u64> {
        if self.costake.active_shares() == 0 {
            // Wrapping would mix up two companies with exactly four billion between them.
            self.companies = self.companies.wrapping_add(1);
        }
        self.costake.enter(amount)
    }

    /// Books out what a case has frozen: of the owner's active stake first, then what cools; and of the co-stake its part.
    /// It is a fall if less counts than before.
    pub(crate) fn slash(&mut self, case: &Case, now: Timestamp) -> Result<()> {
        let (counted, owners) = (self.counted(), case.owners());
        self.unfreeze(owners)?;
        let of_active = owners.min(self.active);
        self.active = self.active.saturating_sub(of_active);
        self.cooling.take_latest(owners.saturating_sub(of_active))?;
        self.costake.slash(case.costake)?;
        if self.counted() < counted {
            self.note_fall(now)?;
        }
        Ok(())
    }

    /// Remembers that its right to earn has fallen. Whoever pays rewards compares the count with the one it last saw.
    pub(crate) fn note_fall(&mut self, now: Timestamp) -> Result<()> {
        let place = usize::try_from(self.falls).map_err(|_| IoStakeError::Overflow)?.checked_rem(FALLS);
        let fell_at = place.and_then(|place| self.fell_at.get_mut(place)).ok_or(IoStakeError::InvariantViolated)?;
        *fell_at = now.get();
        // Wrapping would hide a fall after exactly four billion others, each a transaction that locks this account.
        self.falls = self.falls.wrapping_add(1);
        Ok(())
    }

    pub(crate) fn require_owner(&self, signer: &Signer) -> Result<()> {
        require_keys_eq!(*signer.key, self.owner, IoStakeError::NotOwner);
        Ok(())
    }

    /// What holds after every instruction: cases never freeze more than there is, and only open ones suspend.
    pub fn invariant(&self) -> Result<()> {
        let sound = self.version == VERSION
            && self.frozen <= self.total()
            && self.suspensions <= self.open_cases
            && (self.open_cases != 0 || self.frozen == 0)
            && (self.open_cases != 0 || self.costake.frozen == 0)
            && self.owner != Pubkey::default();
        require!(sound, IoStakeError::InvariantViolated);
        self.costake.invariant()
    }
}
