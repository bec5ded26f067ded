//! What other programs of the suite call here. The generated `cpi` module sends the same bytes, but allocates several
//! times for each account.
//!
//! The runtime knows the programs that are called, if only they are among the transaction's accounts: they are named, and
//! never handed over.

use crate::instruction;
use anchor_lang::{
    Discriminator,
    prelude::*,
    solana_program::{
        instruction::{AccountMeta, Instruction},
        program::invoke_signed_unchecked,
    },
};
use anchor_spl::token;

/// The accounts of a payment to co-stakers, in the order of [`crate::DepositReward`].
pub struct DepositAccounts<'a, 'info> {
    /// Signs for the source.
    pub depositor: &'a AccountInfo<'info>,
    /// What the co-stakers of the device are paid.
    pub rewards: &'a AccountInfo<'info>,
    /// The token account that the payment comes from.
    pub source: &'a AccountInfo<'info>,
    /// The vault of the asset.
    pub vault: &'a AccountInfo<'info>,
}

/// Pays the co-stakers of a device, in the name of the calling program's address that `seeds` sign for. The caller has to
/// tell of it in an event of its own.
pub fn deposit_reward(
    accounts: &DepositAccounts,
    device: Pubkey,
    asset: u8,
    amount: u64,
    seeds: &[&[&[u8]]],
) -> Result<()> {
    let DepositAccounts { depositor, rewards, source, vault } = *accounts;
    let metas = vec![
        AccountMeta::new_readonly(*depositor.key, true),
        AccountMeta::new(*rewards.key, false),
        AccountMeta::new(*source.key, false),
        AccountMeta::new(*vault.key, false),
        AccountMeta::new_readonly(token::ID, false),
        // No event authority: an account that is left out is named by the program's own address.
        AccountMeta::new_readonly(crate::ID, false),
        AccountMeta::new_readonly(crate::ID, false),
    ];
    let mut data = Vec::with_capacity(64);
    data.extend_from_slice(instruction::DepositReward::DISCRIMINATOR);
    data.extend_from_slice(device.as_array());
    data.push(asset);
    data.extend_from_slice(&amount.to_le_bytes());
    let instruction = Instruction { program_id: crate::ID, accounts: metas, data };
    let infos = [depositor, rewards, source, vault];
    // Unchecked: what this program and the token program write to are the rewards, the source and the vault; no caller
    // holds the data of one of them borrowed.
    Ok(invoke_signed_unchecked(&instruction, &infos.map(Clone::clone), seeds)?)
}
