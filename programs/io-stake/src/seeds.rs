//! Every address the program derives. Those that exist once are constants, worked out by the compiler.

use anchor_lang::prelude::*;
use io_runtime::{derive, program_data};

/// Seed of the settings account.
pub const CONFIG_SEED: &[u8] = b"config";

/// Seed of the list of device classes.
pub const CLASSES_SEED: &[u8] = b"classes";

/// Seed of the authority that owns every vault.
pub const AUTHORITY_SEED: &[u8] = b"authority";

/// First seed of a device; the wallet that registers it and the device's id follow.
pub const DEVICE_SEED: &[u8] = b"device";

/// First seed of a device's vault; the device's address follows.
pub const VAULT_SEED: &[u8] = b"vault";

/// First seed of a slash case; the device's address and the case's number, as four little-endian bytes, follow.
pub const CASE_SEED: &[u8] = b"case";

/// First seed of what a device's co-stakers are paid; the device's address follows.
pub const REWARDS_SEED: &[u8] = b"rewards";

/// First seed of the vault of a device's co-stake; the device's address follows.
pub const COSTAKE_VAULT_SEED: &[u8] = b"costake_vault";

/// First seed of a position; the device's and the holder's addresses follow.
pub const POSITION_SEED: &[u8] = b"position";

/// First seed of the vault of an asset that co-stakers are paid in; the asset's mint follows.
pub const REWARD_VAULT_SEED: &[u8] = b"reward_vault";

/// The settings account.
pub const CONFIG: Pubkey = derive(&[CONFIG_SEED], crate::ID_CONST).0;

/// Bump of the address of the settings.
pub const CONFIG_BUMP: u8 = derive(&[CONFIG_SEED], crate::ID_CONST).1;

/// The list of device classes.
pub const CLASSES: Pubkey = derive(&[CLASSES_SEED], crate::ID_CONST).0;

/// Bump of the address of the device classes.
pub const CLASSES_BUMP: u8 = derive(&[CLASSES_SEED], crate::ID_CONST).1;

/// Owns every vault, and is the registered burner of slashes.
pub const AUTHORITY: Pubkey = derive(&[AUTHORITY_SEED], crate::ID_CONST).0;

/// Bump of the authority's address.
pub const AUTHORITY_BUMP: u8 = derive(&[AUTHORITY_SEED], crate::ID_CONST).1;

/// Where the upgradeable loader keeps this program's bytecode and upgrade authority.
pub const PROGRAM_DATA: Pubkey = program_data(crate::ID_CONST);
