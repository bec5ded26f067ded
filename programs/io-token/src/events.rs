//! What the program tells the world. Every event goes out as an inner instruction, which no node truncates.

use crate::state::{BurnKind, Category};
use anchor_lang::prelude::*;

/// The mint, the vault and the books were created.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Initialized {
    /// The IO mint.
    pub mint: Pubkey,
    /// The vesting vault.
    pub vault: Pubkey,
    /// The admin.
    pub admin: Pubkey,
    /// The pauser.
    pub pauser: Pubkey,
    /// The only minter after genesis.
    pub emission_minter: Pubkey,
}

/// A genesis allocation was planned.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allocated {
    /// Number of the allocation.
    pub id: u32,
    /// Who it is for.
    pub category: Category,
    /// Owns what vests.
    pub beneficiary: Pubkey,
    /// Base units allocated.
    pub total: u64,
    /// Base units that vest at genesis.
    pub at_genesis: u64,
    /// The month at whose end the first tranche vests.
    pub first_month: u16,
    /// The month at whose end the last tranche vests.
    pub last_month: u16,
    /// Base units now allocated in the category.
    pub category_allocated: u64,
}

/// A planned allocation was taken back.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deallocated {
    /// Number of the allocation.
    pub id: u32,
    /// Who it was for.
    pub category: Category,
    /// Would have owned what vests.
    pub beneficiary: Pubkey,
    /// Base units that are free again.
    pub total: u64,
    /// Base units still allocated in the category.
    pub category_allocated: u64,
}

/// Genesis took place: the vesting clock runs.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GenesisMinted {
    /// Base units minted into the vesting vault.
    pub amount: u64,
    /// When, in seconds since 1970.
    pub genesis_time: i64,
    /// How many allocations share it.
    pub allocations: u32,
}

/// A beneficiary was paid what had vested.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Released {
    /// Number of the allocation.
    pub id: u32,
    /// Owns what vested.
    pub beneficiary: Pubkey,
    /// The token account that was paid.
    pub destination: Pubkey,
    /// Base units paid.
    pub amount: u64,
    /// Base units paid of this allocation so far.
    pub allocation_released: u64,
    /// Base units paid of all allocations so far.
    pub released: u64,
}

/// An allocation was offered to a new beneficiary, or the offer was withdrawn.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BeneficiaryProposed {
    /// Number of the allocation.
    pub id: u32,
    /// Owns what vests.
    pub beneficiary: Pubkey,
    /// Was offered it; the default address if the offer was withdrawn.
    pub pending_beneficiary: Pubkey,
}

/// An allocation was taken over by its new beneficiary.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BeneficiaryChanged {
    /// Number of the allocation.
    pub id: u32,
    /// Owned what vests until now.
    pub old_beneficiary: Pubkey,
    /// Owns what vests from now on.
    pub new_beneficiary: Pubkey,
}

/// The emission minted.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmissionMinted {
    /// The token account that received.
    pub destination: Pubkey,
    /// Base units minted.
    pub amount: u64,
    /// Base units minted by the emission so far.
    pub emission_minted: u64,
    /// Base units ever minted.
    pub minted: u64,
}

/// IO was burned.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Burned {
    /// Why.
    pub kind: BurnKind,
    /// Base units burned.
    pub amount: u64,
    /// What it was for: an address the burner chose, such as that of a slash case.
    pub reference: Pubkey,
    /// Whose authority burned.
    pub authority: Pubkey,
    /// Base units ever burned under this kind.
    pub kind_total: u64,
    /// Base units ever burned under any kind.
    pub total: u64,
}

/// A kind of burn got a burner, or lost it.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BurnerSet {
    /// The kind.
    pub kind: BurnKind,
    /// Who was registered until now.
    pub old_burner: Pubkey,
    /// Who is registered from now on.
    pub new_burner: Pubkey,
}

/// The pauser was named.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PauserSet {
    /// The pauser until now.
    pub old_pauser: Pubkey,
    /// The pauser from now on.
    pub new_pauser: Pubkey,
}

/// The program was paused or resumed.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PausedSet {
    /// Whether it is paused now.
    pub paused: bool,
    /// Who did it.
    pub authority: Pubkey,
}

/// The admin's role was offered, or the offer was withdrawn.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdminProposed {
    /// The admin.
    pub admin: Pubkey,
    /// Was offered the role; the default address if the offer was withdrawn.
    pub pending_admin: Pubkey,
}

/// The admin's role was taken over.
#[event]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdminChanged {
    /// The admin until now.
    pub old_admin: Pubkey,
    /// The admin from now on.
    pub new_admin: Pubkey,
}
