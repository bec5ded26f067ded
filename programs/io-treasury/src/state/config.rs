use crate::{
    error::IoTreasuryError,
    state::{Books, Swaps, Terms, VERSION},
};
use anchor_lang::prelude::*;

/// The settings and the books.
#[account(zero_copy)]
#[derive(Debug)]
pub struct Config {
    /// Layout version.
    pub version: u8,
    /// Bump of this account's address.
    pub bump: u8,
    /// 1 while paused, else 0.
    pub paused: u8,
    /// Bump of the USDC vault's address.
    pub usdc_vault_bump: u8,
    /// Bump of the USDC purse's address.
    pub usdc_purse_bump: u8,
    /// Aligns what follows.
    pub padding: [u8; 3],
    /// May set the terms, allow swap programs and name the pauser. No admin can withdraw anything.
    pub admin: Pubkey,
    /// Was offered the admin's role; the default address if nobody was.
    pub pending_admin: Pubkey,
    /// May pause and resume; the default address if only the admin may.
    pub pauser: Pubkey,
    /// The USDC mint. Never changes.
    pub usdc_mint: Pubkey,
    /// The vault that fees in USDC arrive in.
    pub usdc_vault: Pubkey,
    /// The purse that a swap takes USDC from.
    pub usdc_purse: Pubkey,
    /// On which terms the treasury buys.
    pub terms: Terms,
    /// What has been bought and burned.
    pub books: Books,
    /// The swap programs that are allowed.
    pub swaps: Swaps,
    /// Room for later versions.
    pub reserved: [u8; 128],
}

impl Config {
    /// Size of the account, discriminator included.
    pub const SIZE: usize = Self::DISCRIMINATOR.len() + size_of::<Self>();

    /// Whether the program is paused.
    pub const fn is_paused(&self) -> bool {
        self.paused != 0
    }

    pub(crate) fn require_admin(&self, signer: &Signer) -> Result<()> {
        require_keys_eq!(*signer.key, self.admin, IoTreasuryError::NotAdmin);
        Ok(())
    }

    pub(crate) fn require_running(&self) -> Result<()> {
        require!(!self.is_paused(), IoTreasuryError::Paused);
        Ok(())
    }

    /// What holds after every instruction: terms within their bounds, and a day that is a part of the whole.
    pub fn invariant(&self) -> Result<()> {
        self.terms.check()?;
        let sound = self.version == VERSION
            && self.paused <= 1
            && self.admin != Pubkey::default()
            && self.books.spent_today <= self.books.usdc_spent;
        require!(sound, IoTreasuryError::InvariantViolated);
        Ok(())
    }
}
