use crate::{
    error::IoTokenError,
    state::{Category, VERSION},
};
use anchor_lang::prelude::*;
use io_economics::{EMISSION_SUPPLY, GENESIS_SUPPLY, MAX_SUPPLY};

/// The settings and the books of the token. Its address is also the mint authority and the owner of the vesting vault.
#[account(zero_copy)]
#[derive(Debug)]
pub struct Config {
    /// Layout version.
    pub version: u8,
    /// Bump of this account's address.
    pub bump: u8,
    /// Bump of the mint's address.
    pub mint_bump: u8,
    /// Bump of the vault's address.
    pub vault_bump: u8,
    /// 1 while paused, else 0.
    pub paused: u8,
    /// Aligns what follows.
    pub padding: [u8; 3],
    /// Allocations that exist.
    pub allocations: u32,
    /// Aligns what follows.
    pub padding_2: [u8; 4],
    /// When genesis took place, in seconds since 1970; 0 before.
    pub genesis_time: i64,
    /// Base units allocated, per category in the order of their numbers.
    pub allocated: [u64; Category::COUNT],
    /// Base units ever minted. A burn does not reduce it.
    pub minted: u64,
    /// Base units ever minted by the emission.
    pub emission_minted: u64,
    /// Base units ever released from the vesting vault.
    pub released: u64,
    /// May plan allocations, run genesis, register burners and name the pauser.
    pub admin: Pubkey,
    /// Was offered the admin's role; the default address if nobody was.
    pub pending_admin: Pubkey,
    /// May pause and resume; the default address if only the admin may.
    pub pauser: Pubkey,
    /// May mint after genesis. Never changes: whoever could change it could mint.
    pub emission_minter: Pubkey,
    /// Room for later versions.
    pub reserved: [u8; 96],
}

impl Config {
    /// Size of the account, discriminator included.
    pub const SIZE: usize = Self::DISCRIMINATOR.len() + size_of::<Self>();

    /// Whether genesis has taken place.
    ///
    /// Asked of the mint's count, which cannot be zero afterwards whatever the clock said.
    pub const fn is_after_genesis(&self) -> bool {
        self.minted != 0
    }

    /// Whether the program is paused.
    pub const fn is_paused(&self) -> bool {
        self.paused != 0
    }

    /// Base units allocated in a category.
    pub fn allocated_in(&self, category: Category) -> u64 {
        self.allocated.get(usize::from(category.number())).copied().unwrap_or_default()
    }

    pub(crate) fn allocated_in_mut(&mut self, category: Category) -> Result<&mut u64> {
        Ok(self.allocated.get_mut(usize::from(category.number())).ok_or(IoTokenError::InvariantViolated)?)
    }

    pub(crate) fn require_admin(&self, signer: &Signer) -> Result<()> {
        require_keys_eq!(*signer.key, self.admin, IoTokenError::NotAdmin);
        Ok(())
    }

    pub(crate) fn require_running(&self) -> Result<()> {
        require!(!self.is_paused(), IoTokenError::Paused);
        Ok(())
    }

    pub(crate) fn require_before_genesis(&self) -> Result<()> {
        require!(!self.is_after_genesis(), IoTokenError::AfterGenesis);
        Ok(())
    }

    pub(crate) fn require_after_genesis(&self) -> Result<()> {
        require!(self.is_after_genesis(), IoTokenError::BeforeGenesis);
        Ok(())
    }

    /// Whether each category's budget is allocated to the last base unit.
    pub fn is_fully_allocated(&self) -> bool {
        Category::ALL.iter().all(|category| self.allocated_in(*category) == category.budget().get())
    }

    /// What holds after every instruction: the cap, the split of what was minted, and nothing before genesis.
    pub fn invariant(&self) -> Result<()> {
        let genesis = if self.is_after_genesis() { GENESIS_SUPPLY.get() } else { 0 };
        let balanced = self.version == VERSION
            && self.paused <= 1
            && genesis.checked_add(self.emission_minted) == Some(self.minted)
            && self.minted <= MAX_SUPPLY.get()
            && self.emission_minted <= EMISSION_SUPPLY.get()
            && self.released <= genesis
            && self.is_after_genesis() == (self.genesis_time > 0);
        require!(balanced, IoTokenError::InvariantViolated);
        Ok(())
    }

    /// What holds of the plan of allocations: no budget exceeded, and from genesis on each one used up.
    pub fn plan_invariant(&self) -> Result<()> {
        let within = Category::ALL.iter().all(|category| self.allocated_in(*category) <= category.budget().get());
        require!(within && (!self.is_after_genesis() || self.is_fully_allocated()), IoTokenError::InvariantViolated);
        Ok(())
    }
}
