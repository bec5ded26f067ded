//! Every address the program derives. Those that exist once are constants, worked out by the compiler.

use anchor_lang::{prelude::*, solana_program::bpf_loader_upgradeable};

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
pub const CONFIG: Pubkey = derive(CONFIG_SEED, crate::ID_CONST);

/// The IO mint.
pub const MINT: Pubkey = derive(MINT_SEED, crate::ID_CONST);

/// The vesting vault.
pub const VAULT: Pubkey = derive(VAULT_SEED, crate::ID_CONST);

/// The burn ledger.
pub const BURNS: Pubkey = derive(BURNS_SEED, crate::ID_CONST);

/// Where the upgradeable loader keeps this program's bytecode and upgrade authority.
pub const PROGRAM_DATA: Pubkey = derive(&crate::ID_CONST.to_bytes(), bpf_loader_upgradeable::ID);

const fn derive(seed: &[u8], program: Pubkey) -> Pubkey {
    let (address, _) = anchor_lang::derive_program_address(&[seed], &program.to_bytes());
    Pubkey::new_from_array(address)
}
