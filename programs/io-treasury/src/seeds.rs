//! Every address the program derives. Those that exist once are constants, worked out by the compiler.

use anchor_lang::prelude::*;
use io_runtime::{derive, program_data};

/// Seed of the settings and books.
pub const CONFIG_SEED: &[u8] = b"config";

/// Seed of the authority that owns the vaults.
pub const AUTHORITY_SEED: &[u8] = b"authority";

/// First seed of a vault; the mint follows.
pub const VAULT_SEED: &[u8] = b"vault";

/// Seed of the trader that owns the purses.
pub const TRADER_SEED: &[u8] = b"trader";

/// First seed of a purse; the mint follows.
pub const PURSE_SEED: &[u8] = b"purse";

/// The settings and books.
pub const CONFIG: Pubkey = derive(&[CONFIG_SEED], crate::ID_CONST).0;

/// Bump of the address of the settings.
pub const CONFIG_BUMP: u8 = derive(&[CONFIG_SEED], crate::ID_CONST).1;

/// Owns the vaults, and is the registered burner of buybacks and fees.
pub const AUTHORITY: Pubkey = derive(&[AUTHORITY_SEED], crate::ID_CONST).0;

/// Bump of the authority's address.
pub const AUTHORITY_BUMP: u8 = derive(&[AUTHORITY_SEED], crate::ID_CONST).1;

/// Owns the purses, and signs for swaps: all that a swap program can ever touch is what lies in them meanwhile.
pub const TRADER: Pubkey = derive(&[TRADER_SEED], crate::ID_CONST).0;

/// Bump of the trader's address.
pub const TRADER_BUMP: u8 = derive(&[TRADER_SEED], crate::ID_CONST).1;

/// The vault that fees in IO arrive in.
pub const IO_VAULT: Pubkey = derive(&[VAULT_SEED, IO_MINT], crate::ID_CONST).0;

/// Bump of the IO vault's address.
pub const IO_VAULT_BUMP: u8 = derive(&[VAULT_SEED, IO_MINT], crate::ID_CONST).1;

/// The purse that a swap pays IO into.
pub const IO_PURSE: Pubkey = derive(&[PURSE_SEED, IO_MINT], crate::ID_CONST).0;

/// Bump of the IO purse's address.
pub const IO_PURSE_BUMP: u8 = derive(&[PURSE_SEED, IO_MINT], crate::ID_CONST).1;

/// Where the upgradeable loader keeps this program's bytecode and upgrade authority.
pub const PROGRAM_DATA: Pubkey = program_data(crate::ID_CONST);

const IO_MINT: &[u8] = &io_token::seeds::MINT.to_bytes();
