//! Every address the program derives. Those that exist once are constants, worked out by the compiler.

use anchor_lang::prelude::*;
use io_runtime::{derive, program_data};

/// Seed of the settings account.
pub const CONFIG_SEED: &[u8] = b"config";

/// Seed of the authority that owns the escrows.
pub const AUTHORITY_SEED: &[u8] = b"authority";

/// First seed of an escrow; the mint of the asset follows.
pub const ESCROW_SEED: &[u8] = b"escrow";

/// First seed of a listing; the device's address follows.
pub const LISTING_SEED: &[u8] = b"listing";

/// First seed of a reservation; the device's address and the reservation's number, as four little-endian bytes, follow.
pub const RESERVATION_SEED: &[u8] = b"reservation";

/// First seed of a vault of the treasury; the mint of the asset follows.
pub const TREASURY_VAULT_SEED: &[u8] = b"vault";

/// The treasury program. Fees go to its vaults, whose addresses follow from this one, so that nobody can redirect them.
pub const TREASURY: Pubkey = pubkey!("FqVX3Uqfp44Afq7Eg32ESM24aD4DzfFRWiLMsLBKrXjT");

/// The settings account.
pub const CONFIG: Pubkey = derive(&[CONFIG_SEED], crate::ID_CONST).0;

/// Bump of the address of the settings.
pub const CONFIG_BUMP: u8 = derive(&[CONFIG_SEED], crate::ID_CONST).1;

/// Owns the escrows.
pub const AUTHORITY: Pubkey = derive(&[AUTHORITY_SEED], crate::ID_CONST).0;

/// Bump of the authority's address.
pub const AUTHORITY_BUMP: u8 = derive(&[AUTHORITY_SEED], crate::ID_CONST).1;

/// Seeds with which the authority signs for the escrows.
pub const SIGNER: &[&[&[u8]]] = &[&[AUTHORITY_SEED, &[AUTHORITY_BUMP]]];

/// Holds the IO of all reservations that are paid in IO.
pub const IO_ESCROW: Pubkey = derive(&[ESCROW_SEED, &io_token::seeds::MINT.to_bytes()], crate::ID_CONST).0;

/// Bump of the address of the escrow of IO.
pub const IO_ESCROW_BUMP: u8 = derive(&[ESCROW_SEED, &io_token::seeds::MINT.to_bytes()], crate::ID_CONST).1;

/// The treasury's vault of IO.
pub const IO_FEE_VAULT: Pubkey = derive(&[TREASURY_VAULT_SEED, &io_token::seeds::MINT.to_bytes()], TREASURY).0;

/// Where the upgradeable loader keeps this program's bytecode and upgrade authority.
pub const PROGRAM_DATA: Pubkey = program_data(crate::ID_CONST);

/// The treasury's vault of an asset.
pub fn fee_vault(mint: &Pubkey) -> Pubkey {
    Pubkey::find_program_address(&[TREASURY_VAULT_SEED, mint.as_ref()], &TREASURY).0
}
