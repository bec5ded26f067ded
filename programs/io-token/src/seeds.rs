//! Every address the program derives. Those that exist once are constants, worked out by the compiler.

use anchor_lang::prelude::*;
use io_runtime::{derive, program_data};

/// Seed of the settings account, which is also the mint authority and the owner of the vesting vault.
pub const CONFIG_SEED: &[u8] = b"config";

/// Seed of the mint.
pub const MINT_SEED: &[u8] = b"mint";

/// Seed of the vesting vault.
pub const VAULT_SEED: &[u8] = b"vault";

/// Seed of the burn ledger.
pub const BURNS_SEED: &[u8] = b"burns";

/// First seed of an allocation; its id follows as four little-endian bytes.
pub const ALLOCATION_SEED: &[u8] = b"allocation";

/// The settings account.
pub const CONFIG: Pubkey = derive(&[CONFIG_SEED], crate::ID_CONST).0;

/// Bump of the address of the settings.
pub const CONFIG_BUMP: u8 = derive(&[CONFIG_SEED], crate::ID_CONST).1;

/// The IO mint.
pub const MINT: Pubkey = derive(&[MINT_SEED], crate::ID_CONST).0;

/// Bump of the mint's address.
pub const MINT_BUMP: u8 = derive(&[MINT_SEED], crate::ID_CONST).1;

/// The vesting vault.
pub const VAULT: Pubkey = derive(&[VAULT_SEED], crate::ID_CONST).0;

/// Bump of the vault's address.
pub const VAULT_BUMP: u8 = derive(&[VAULT_SEED], crate::ID_CONST).1;

/// The burn ledger.
pub const BURNS: Pubkey = derive(&[BURNS_SEED], crate::ID_CONST).0;

/// Bump of the burn ledger's address.
pub const BURNS_BUMP: u8 = derive(&[BURNS_SEED], crate::ID_CONST).1;

/// Where the upgradeable loader keeps this program's bytecode and upgrade authority.
pub const PROGRAM_DATA: Pubkey = program_data(crate::ID_CONST);
