//! Everyone who signs. A name always gives the same key.

use anchor_lang::prelude::Pubkey;
use solana_keypair::Keypair;
use solana_signer::Signer;

/// The key of that name.
pub fn keypair(name: &str) -> Keypair {
    assert!(name.len() <= 32, "a name longer than a seed: {name}");
    let mut seed = [b' '; 32];
    seed[..name.len()].copy_from_slice(name.as_bytes());
    Keypair::new_from_array(seed)
}

/// The address of that name.
pub fn address(name: &str) -> Pubkey {
    keypair(name).pubkey()
}
