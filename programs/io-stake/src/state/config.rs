use crate::{error::IoStakeError, state::VERSION};
use anchor_lang::prelude::*;

/// How many assets co-stakers can be paid in.
pub const ASSETS: usize = 2;

/// An asset that co-stakers are paid in: IO under number 0, USDC under number 1.
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Asset {
    /// Its mint; the default address where no asset has this number.
    pub mint: Pubkey,
    /// The token account that holds what the co-stakers of all devices are paid in it.
    pub vault: Pubkey,
}

/// A role that the admin gives to a key.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// May pause and resume, as the admin may. The default address leaves it to the admin alone.
    Pauser,
    /// May open slash cases and suspend devices while one is open.
    Slasher,
    /// Rules on appeals.
    Arbiter,
}

/// Who may do what.
#[account(zero_copy)]
#[derive(Debug)]
pub struct Config {
    /// Layout version.
    pub version: u8,
    /// Bump of this account's address.
    pub bump: u8,
    /// 1 while paused, else 0.
    pub paused: u8,
    /// Aligns what follows.
    pub padding: [u8; 5],
    /// May name the other roles and the device classes.
    pub admin: Pubkey,
    /// Was offered the admin's role; the default address if nobody was.
    pub pending_admin: Pubkey,
    /// May pause and resume; the default address if only the admin may.
    pub pauser: Pubkey,
    /// May open slash cases and suspend devices while one is open.
    pub slasher: Pubkey,
    /// Rules on appeals; never the slasher.
    pub arbiter: Pubkey,
    /// What co-stakers are paid in, by number.
    pub assets: [Asset; ASSETS],
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

    /// The asset of that number, if there is one.
    pub fn asset(&self, number: u8) -> Option<&Asset> {
        self.assets.get(usize::from(number)).filter(|asset| asset.mint != Pubkey::default())
    }

    /// Whether co-stakers can be paid in everything that suppliers are.
    pub fn has_assets(&self) -> bool {
        self.assets.iter().all(|asset| asset.mint != Pubkey::default())
    }

    pub(crate) fn give(&mut self, role: Role, key: Pubkey) {
        match role {
            Role::Pauser => self.pauser = key,
            Role::Slasher => self.slasher = key,
            Role::Arbiter => self.arbiter = key,
        }
    }

    pub(crate) fn require_admin(&self, signer: &Signer) -> Result<()> {
        require_keys_eq!(*signer.key, self.admin, IoStakeError::NotAdmin);
        Ok(())
    }

    pub(crate) fn require_slasher(&self, signer: &Signer) -> Result<()> {
        require_keys_eq!(*signer.key, self.slasher, IoStakeError::NotSlasher);
        Ok(())
    }

    pub(crate) fn require_running(&self) -> Result<()> {
        require!(!self.is_paused(), IoStakeError::Paused);
        Ok(())
    }

    /// What holds after every instruction: somebody prosecutes, and somebody else judges.
    pub fn invariant(&self) -> Result<()> {
        require_keys_neq!(self.slasher, Pubkey::default(), IoStakeError::RoleMustBeNamed);
        require_keys_neq!(self.arbiter, Pubkey::default(), IoStakeError::RoleMustBeNamed);
        require_keys_neq!(self.slasher, self.arbiter, IoStakeError::SlasherIsArbiter);
        require!(
            self.version == VERSION && self.paused <= 1 && self.admin != Pubkey::default(),
            IoStakeError::InvariantViolated
        );
        Ok(())
    }
}
