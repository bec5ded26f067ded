//! Addresses that exist once, worked out by the compiler.

use anchor_lang::{derive_program_address, prelude::*, solana_program::bpf_loader_upgradeable};

/// The address that a program derives from seeds, and its bump.
pub const fn derive(seeds: &[&[u8]], program: Pubkey) -> (Pubkey, u8) {
    let (address, bump) = derive_program_address(seeds, &program.to_bytes());
    (Pubkey::new_from_array(address), bump)
}

/// Where the upgradeable loader keeps a program's bytecode and upgrade authority.
pub const fn program_data(program: Pubkey) -> Pubkey {
    derive(&[&program.to_bytes()], bpf_loader_upgradeable::ID).0
}
