//! Whose addresses these are, as far as anybody can tell without asking.

use anchor_lang::prelude::Pubkey;
use anchor_lang::system_program;
use solana_sdk_ids::{address_lookup_table, bpf_loader_upgradeable, compute_budget, sysvar};
use std::collections::HashMap;

use super::interface;
use crate::associated;
use crate::program::SUITE;
use crate::token::MINT;
use crate::usdc;

/// Addresses that have a name.
pub struct Known(HashMap<Pubkey, String>);

impl Known {
    /// Those that everybody knows, and those of the wallet.
    pub fn of(you: Option<Pubkey>) -> Self {
        let mut names: HashMap<Pubkey, String> = HashMap::new();
        for (address, name) in interface::fixed_addresses() {
            names.entry(address).or_insert(name);
        }
        for program in SUITE {
            names.insert(program.address, program.name.to_owned());
        }
        let common = [
            (system_program::ID, "system program"),
            (anchor_spl::token::ID, "token program"),
            (associated::PROGRAM, "associated token program"),
            (compute_budget::ID, "compute budget"),
            (address_lookup_table::ID, "lookup tables"),
            (bpf_loader_upgradeable::ID, "program loader"),
            (sysvar::rent::ID, "rent"),
            (sysvar::recent_blockhashes::ID, "recent blockhashes"),
            (MINT, "IO"),
            (usdc::MINT, "USDC"),
        ];
        names.extend(common.map(|(address, name)| (address, name.to_owned())));
        if let Some(you) = you {
            names.insert(you, "you".into());
            names.insert(associated::address(&you, &MINT), "your IO".into());
            names.insert(associated::address(&you, &usdc::MINT), "your USDC".into());
        }
        Self(names)
    }

    pub fn name(&self, address: &Pubkey) -> Option<String> {
        self.0.get(address).cloned()
    }

    /// The program at an address.
    pub fn program(&self, address: &Pubkey) -> String {
        self.name(address).unwrap_or_else(|| address.to_string())
    }
}
