use crate::{
    error::IoEmissionError,
    state::{VERSION, Wide},
};
use anchor_lang::prelude::*;
use io_economics::Epoch;

/// How many epochs a page records.
pub const EPOCHS_PER_PAGE: u32 = 512;

/// 512 epochs of a pool's history, kept for ever, so that a reward can be settled however late.
#[account(zero_copy)]
#[derive(Debug)]
pub struct Page {
    /// Layout version.
    pub version: u8,
    /// Bump of this account's address.
    pub bump: u8,
    /// Number of the pool.
    pub pool: u8,
    /// Aligns what follows.
    pub padding: u8,
    /// Number of the page, from 0.
    pub number: u16,
    /// Aligns what follows.
    pub padding_2: [u8; 2],
    /// What one unit of weight had earned in all by the end of each epoch, in 2^-64ths of a base unit. The first entry
    /// is that of epoch 512 x number + 1.
    pub earned: [Wide; EPOCHS_PER_PAGE as usize],
}

impl Page {
    /// Size of the account, discriminator included.
    pub const SIZE: usize = Self::DISCRIMINATOR.len() + size_of::<Self>();

    /// Number of the page that records `epoch`. Before the first epoch there is nothing to record.
    pub fn number_of(epoch: Epoch) -> Option<u16> {
        let place = epoch.previous()?.get().checked_div(EPOCHS_PER_PAGE)?;
        u16::try_from(place).ok()
    }

    /// The last epoch that is recorded on the same page.
    pub fn last_beside(epoch: Epoch) -> Epoch {
        let on_page = Self::place_of(epoch).and_then(|place| u32::try_from(place).ok()).unwrap_or_default();
        epoch.saturating_add(EPOCHS_PER_PAGE.saturating_sub(1).saturating_sub(on_page))
    }

    /// Place of an epoch on its page.
    fn place_of(epoch: Epoch) -> Option<usize> {
        let place = epoch.previous()?.get().checked_rem(EPOCHS_PER_PAGE)?;
        usize::try_from(place).ok()
    }

    /// What one unit of weight had earned by the end of `epoch`, if this page records it.
    pub fn earned_by(&self, epoch: Epoch) -> Option<u128> {
        if Self::number_of(epoch) != Some(self.number) {
            return None;
        }
        self.earned.get(Self::place_of(epoch)?).map(|earned| earned.get())
    }

    /// The places of the epochs that follow `last`, to the end of the page: that of the first of them, as was checked when it
    /// was opened.
    pub(crate) fn places_after(&mut self, last: Epoch) -> Result<&mut [Wide]> {
        let first = last.next().ok_or(IoEmissionError::EmissionEnded)?;
        let places = Self::place_of(first).and_then(|place| self.earned.get_mut(place..));
        Ok(places.ok_or(IoEmissionError::InvariantViolated)?)
    }

    /// What holds after every instruction.
    pub fn invariant(&self) -> Result<()> {
        require!(self.version == VERSION, IoEmissionError::InvariantViolated);
        Ok(())
    }
}

const _: () = assert!(Page::SIZE <= 10_240, "one instruction may allocate no more");
