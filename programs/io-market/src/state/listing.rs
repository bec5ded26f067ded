use crate::{error::IoMarketError, state::VERSION};
use anchor_lang::prelude::*;
use io_economics::{MicroUsd, Timestamp};

/// A device on offer: on which terms, and how long it is taken.
///
/// There is one per device. What is reserved or running keeps `busy_until` ahead of the clock; nobody has to do anything
/// for the device to be free again at that second.
#[account(zero_copy)]
#[derive(Debug)]
pub struct Listing {
    /// Layout version.
    pub version: u8,
    /// Bump of this account's address.
    pub bump: u8,
    /// 1 if it takes reservations, else 0.
    pub open: u8,
    /// Aligns what follows.
    pub padding: u8,
    /// The fewest hours that can be reserved.
    pub min_hours: u16,
    /// The most hours that a reservation can have, its extensions included.
    pub max_hours: u16,
    /// Number of the next reservation.
    pub next: u32,
    /// Aligns what follows.
    pub padding_2: [u8; 4],
    /// Micro-dollars for an hour.
    pub price_per_hour: u64,
    /// The first second in which the device is free, as far as is known now.
    pub busy_until: i64,
    /// When it was listed, or its terms were last changed, in seconds since 1970.
    pub listed_at: i64,
    /// The device.
    pub device: Pubkey,
    /// Owned the device when it was listed, or when its terms were last changed.
    pub owner: Pubkey,
    /// Paid the rent of this account, and gets it back.
    pub rent_payer: Pubkey,
    /// The latest reservation; the default address if there was none.
    pub reservation: Pubkey,
    /// Room for later versions.
    pub reserved: [u8; 128],
}

impl Listing {
    /// Size of the account, discriminator included.
    pub const SIZE: usize = Self::DISCRIMINATOR.len() + size_of::<Self>();

    /// Whether it takes reservations.
    pub const fn is_open(&self) -> bool {
        self.open != 0
    }

    /// Whether the device is neither reserved nor running at `now`.
    pub const fn is_free(&self, now: Timestamp) -> bool {
        self.busy_until <= now.get()
    }

    /// Dollars for an hour.
    pub const fn price_per_hour(&self) -> MicroUsd {
        MicroUsd::new(self.price_per_hour)
    }

    /// The device is taken by a reservation of the next number.
    pub(crate) fn take(&mut self, reservation: Pubkey, until: Timestamp) -> Result<()> {
        // After four billion reservations it starts again; the first ones have long been closed.
        self.next = self.next.wrapping_add(1);
        self.reservation = reservation;
        self.busy_until = until.get();
        self.invariant()
    }

    /// The reservation that has the device keeps it until then.
    pub(crate) fn keep(&mut self, reservation: Pubkey, until: Timestamp) -> Result<()> {
        require_keys_eq!(self.reservation, reservation, IoMarketError::InvariantViolated);
        self.busy_until = until.get();
        self.invariant()
    }

    pub(crate) fn require_of(&self, device: Pubkey) -> Result<()> {
        require_keys_eq!(self.device, device, IoMarketError::NotTheListing);
        Ok(())
    }

    /// What holds after every instruction: the terms can be met.
    pub fn invariant(&self) -> Result<()> {
        require!(self.price_per_hour > 0, IoMarketError::ZeroPrice);
        require!(1 <= self.min_hours && self.min_hours <= self.max_hours, IoMarketError::InvalidHours);
        let sound = self.version == VERSION
            && self.open <= 1
            && self.owner != Pubkey::default()
            && self.device != Pubkey::default();
        require!(sound, IoMarketError::InvariantViolated);
        Ok(())
    }
}
