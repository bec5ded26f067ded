//! Every address the program derives. Those that exist once are constants, worked out by the compiler.

use anchor_lang::prelude::*;
use io_runtime::{derive, program_data};

/// Seed of the settings account.
pub const CONFIG_SEED: &[u8] = b"config";

/// Seed of the authority that mints the emission, owns the reward vault and burns what was lost.
pub const AUTHORITY_SEED: &[u8] = b"authority";

/// Seed of the reward vault.
pub const VAULT_SEED: &[u8] = b"vault";

/// First seed of a pool; its number, one byte, follows.
pub const POOL_SEED: &[u8] = b"pool";

/// First seed of a page of a pool's history; the pool's number, one byte, and the page's, two little-endian bytes, follow.
pub const PAGE_SEED: &[u8] = b"page";

/// First seed of a lease; the device's address follows.
pub const LEASE_SEED: &[u8] = b"lease";

/// The settings account.
pub const CONFIG: Pubkey = derive(&[CONFIG_SEED], crate::ID_CONST).0;

/// Bump of the address of the settings.
pub const CONFIG_BUMP: u8 = derive(&[CONFIG_SEED], crate::ID_CONST).1;

/// Mints the emission, owns the reward vault and is the registered burner of penalties.
pub const AUTHORITY: Pubkey = derive(&[AUTHORITY_SEED], crate::ID_CONST).0;

/// Bump of the authority's address.
pub const AUTHORITY_BUMP: u8 = derive(&[AUTHORITY_SEED], crate::ID_CONST).1;

/// Holds every reward that was minted and not yet claimed.
pub const VAULT: Pubkey = derive(&[VAULT_SEED], crate::ID_CONST).0;

/// Bump of the reward vault's address.
pub const VAULT_BUMP: u8 = derive(&[VAULT_SEED], crate::ID_CONST).1;

/// Seeds with which the authority signs.
pub const SIGNER: &[&[&[u8]]] = &[&[AUTHORITY_SEED, &[AUTHORITY_BUMP]]];

/// Where the upgradeable loader keeps this program's bytecode and upgrade authority.
pub const PROGRAM_DATA: Pubkey = program_data(crate::ID_CONST);
