use crate::{
    error::IoTokenError,
    seeds,
    state::{Category, VERSION},
};
use anchor_lang::prelude::*;
use io_economics::{Amount, Terms, Timestamp, vested};

/// A genesis allocation: so much for one beneficiary, on its vesting terms.
#[account(zero_copy)]
#[derive(Debug)]
pub struct Allocation {
    /// Layout version.
    pub version: u8,
    /// Bump of this account's address.
    pub bump: u8,
    /// Number of the category: 0 community, 1 research, 2 seed, 3 series A, 4 core.
    pub category: u8,
    /// Aligns what follows.
    pub padding: u8,
    /// Number of the allocation, part of its address.
    pub id: u32,
    /// Base units allocated.
    pub total: u64,
    /// Base units paid so far.
    pub released: u64,
    /// Base units that vest at genesis.
    pub at_genesis: u64,
    /// The month at whose end the first tranche vests; 0 if all of it vests at genesis.
    pub first_month: u16,
    /// The month at whose end the last tranche vests; 0 if all of it vests at genesis.
    pub last_month: u16,
    /// Aligns what follows.
    pub padding_2: [u8; 4],
    /// Owns what vests.
    pub beneficiary: Pubkey,
    /// Was offered the allocation; the default address if nobody was.
    pub pending_beneficiary: Pubkey,
    /// Paid the rent of this account, and gets it back if the allocation is taken back.
    pub rent_payer: Pubkey,
    /// Room for later versions.
    pub reserved: [u8; 64],
}

impl Allocation {
    /// Size of the account, discriminator included.
    pub const SIZE: usize = Self::DISCRIMINATOR.len() + size_of::<Self>();

    /// The category. None in an account that this program did not write.
    pub fn category(&self) -> Option<Category> {
        Category::from_number(self.category)
    }

    /// The vesting terms.
    pub const fn terms(&self) -> Terms {
        Terms { at_genesis: Amount::new(self.at_genesis), first_month: self.first_month, last_month: self.last_month }
    }

    /// Base units that have vested at `now`.
    pub const fn vested(&self, genesis: Timestamp, now: Timestamp) -> u64 {
        vested(Amount::new(self.total), self.terms(), now.saturating_since(genesis)).get()
    }

    /// Base units that have vested at `now` and have not been paid.
    pub const fn releasable(&self, genesis: Timestamp, now: Timestamp) -> u64 {
        // A validator clock that has stepped back may show less vested than was paid: then nothing is due.
        self.vested(genesis, now).saturating_sub(self.released)
    }

    /// What holds after every instruction: terms that vest in full, to somebody who can receive, and never overpaid.
    pub fn invariant(&self) -> Result<()> {
        let sound = self.version == VERSION
            && self.category().is_some()
            && self.terms().check(Amount::new(self.total)).is_ok()
            && self.released <= self.total
            && self.beneficiary != Pubkey::default()
            && self.beneficiary != seeds::CONFIG;
        require!(sound, IoTokenError::InvariantViolated);
        Ok(())
    }
}
