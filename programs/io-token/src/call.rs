//! What other programs of the suite call here. The generated `cpi` module sends the same bytes, but allocates several
//! times for each account.
//!
//! The runtime knows the programs that are called, if only they are among the transaction's accounts: they are named, and
//! never handed over.

use crate::{BurnArgs, instruction};
use anchor_lang::{
    Discriminator,
    prelude::*,
    solana_program::{
        instruction::{AccountMeta, Instruction},
        program::invoke_signed_unchecked,
    },
};
use anchor_spl::token;

/// The accounts of a burn, in the order of [`crate::Burn`].
pub struct BurnAccounts<'a, 'info> {
    /// Signs for the source: the registered burner of the kind.
    pub authority: &'a AccountInfo<'info>,
    /// The token account that loses the IO.
    pub source: &'a AccountInfo<'info>,
    /// The IO mint.
    pub mint: &'a AccountInfo<'info>,
    /// The burn ledger.
    pub burn_ledger: &'a AccountInfo<'info>,
    /// The event authority of this program.
    pub event_authority: &'a AccountInfo<'info>,
}

/// Burns through the ledger, in the name of the calling program's address that `seeds` sign for.
pub fn burn(accounts: &BurnAccounts, args: &BurnArgs, seeds: &[&[&[u8]]]) -> Result<()> {
    let BurnAccounts { authority, source, mint, burn_ledger, event_authority } = *accounts;
    let metas = vec![
        AccountMeta::new_readonly(*authority.key, true),
        AccountMeta::new(*source.key, false),
        AccountMeta::new(*mint.key, false),
        AccountMeta::new(*burn_ledger.key, false),
        AccountMeta::new_readonly(token::ID, false),
        AccountMeta::new_readonly(*event_authority.key, false),
        AccountMeta::new_readonly(crate::ID, false),
    ];
    let mut data = Vec::with_capacity(64);
    data.extend_from_slice(instruction::Burn::DISCRIMINATOR);
    args.serialize(&mut data)?;
    let instruction = Instruction { program_id: crate::ID, accounts: metas, data };
    let infos = [authority, source, mint, burn_ledger, event_authority].map(Clone::clone);
    // Unchecked: the check compares each account with each other one, for 600 units. What this program writes to are the
    // ledger, the mint and the source; none of its callers holds the data of one of them borrowed.
    Ok(invoke_signed_unchecked(&instruction, &infos, seeds)?)
}

/// The accounts of a mint of emission, in the order of [`crate::MintEmission`].
pub struct MintAccounts<'a, 'info> {
    /// Signs: the emission's minter.
    pub emission_minter: &'a AccountInfo<'info>,
    /// Settings and books.
    pub config: &'a AccountInfo<'info>,
    /// The IO mint.
    pub mint: &'a AccountInfo<'info>,
    /// The token account that receives the IO.
    pub destination: &'a AccountInfo<'info>,
    /// The event authority of this program.
    pub event_authority: &'a AccountInfo<'info>,
}

/// Mints emission, in the name of the calling program's address that `seeds` sign for.
pub fn mint_emission(accounts: &MintAccounts, amount: u64, seeds: &[&[&[u8]]]) -> Result<()> {
    let MintAccounts { emission_minter, config, mint, destination, event_authority } = *accounts;
    let metas = vec![
        AccountMeta::new_readonly(*emission_minter.key, true),
        AccountMeta::new(*config.key, false),
        AccountMeta::new(*mint.key, false),
        AccountMeta::new(*destination.key, false),
        AccountMeta::new_readonly(token::ID, false),
        AccountMeta::new_readonly(*event_authority.key, false),
        AccountMeta::new_readonly(crate::ID, false),
    ];
    let mut data = Vec::with_capacity(16);
    data.extend_from_slice(instruction::MintEmission::DISCRIMINATOR);
    data.extend_from_slice(&amount.to_le_bytes());
    let instruction = Instruction { program_id: crate::ID, accounts: metas, data };
    let infos = [emission_minter, config, mint, destination, event_authority].map(Clone::clone);
    // Unchecked, as above: no caller holds the data of the settings, the mint or the destination borrowed.
    Ok(invoke_signed_unchecked(&instruction, &infos, seeds)?)
}
