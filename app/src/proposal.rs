//! What a multisig has to propose, so that its vault signs.
//!
//! A vault of Squads has no key. Its members vote on instructions that are kept on chain, and the multisig's program then
//! executes them with the vault's signature. So there is nothing to sign here, and neither blockhash nor compute budget
//! count: what is handed out are the instructions, in the three forms in which they can be proposed.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Serialize;
use solana_message::VersionedMessage;
use solana_transaction::versioned::VersionedTransaction;
use std::io::{self, Write};

use crate::explain::{self, Known, Step};
use crate::report::Report;
use crate::transaction::{self, wire};

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Proposal {
    vault: String,
    /// Who has to sign the execution besides, with a key.
    other_signers: Vec<String>,
    instructions: Vec<Step>,
    /// The message, in base58, as web interfaces import it.
    message_base58: String,
    /// The message, in base64.
    message: String,
    /// The transaction without signatures, in base64.
    transaction: String,
    /// The argument `transaction_message` of Squads' instruction `vault_transaction_create`.
    squads_message: Vec<u8>,
}

impl Proposal {
    pub fn of(vault: Pubkey, transaction: &VersionedTransaction) -> Result<Self> {
        let message = &transaction.message;
        let bytes = message.serialize();
        let others = transaction::signers(message).iter().filter(|signer| **signer != vault);
        Ok(Self {
            vault: vault.to_string(),
            other_signers: others.map(ToString::to_string).collect(),
            instructions: explain::steps(message, &[], &Known::of(Some(vault))),
            message_base58: bs58::encode(&bytes).into_string(),
            message: BASE64_STANDARD.encode(&bytes),
            transaction: BASE64_STANDARD.encode(wire(transaction)?),
            squads_message: squads_message(message)?,
        })
    }
}

/// A message as Squads' program takes it: without a blockhash, and with lengths of one byte, or of two for data.
fn squads_message(message: &VersionedMessage) -> Result<Vec<u8>> {
    let header = message.header();
    let keys = message.static_account_keys();
    let signers = header.num_required_signatures;
    let count = small(keys.len())?;
    let others = count.saturating_sub(signers);
    let mut bytes = vec![
        signers,
        signers.saturating_sub(header.num_readonly_signed_accounts),
        others.saturating_sub(header.num_readonly_unsigned_accounts),
        count,
    ];
    keys.iter().for_each(|key| bytes.extend_from_slice(key.as_ref()));
    bytes.push(small(message.instructions().len())?);
    for instruction in message.instructions() {
        bytes.push(instruction.program_id_index);
        bytes.push(small(instruction.accounts.len())?);
        bytes.extend_from_slice(&instruction.accounts);
        let length = u16::try_from(instruction.data.len()).context("the instruction has too much data")?;
        bytes.extend_from_slice(&length.to_le_bytes());
        bytes.extend_from_slice(&instruction.data);
    }
    let lookups = message.address_table_lookups().unwrap_or_default();
    bytes.push(small(lookups.len())?);
    for lookup in lookups {
        bytes.extend_from_slice(lookup.account_key.as_ref());
        for indexes in [&lookup.writable_indexes, &lookup.readonly_indexes] {
            bytes.push(small(indexes.len())?);
            bytes.extend_from_slice(indexes);
        }
    }
    Ok(bytes)
}

fn small(count: usize) -> Result<u8> {
    u8::try_from(count).context("a proposal has at most 255 of everything")
}

impl Report for Proposal {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "To be proposed for the vault {}:", self.vault)?;
        self.instructions.iter().zip(1..).try_for_each(|(step, number)| step.display(number, out))?;
        for signer in &self.other_signers {
            writeln!(out, "{signer} has to sign the execution besides")?;
        }
        writeln!(out, "Message (base58), for the web interface:\n{}", self.message_base58)?;
        writeln!(out, "Message (base64):\n{}", self.message)?;
        writeln!(out, "Transaction without signatures (base64):\n{}", self.transaction)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transaction::unsigned;
    use solana_hash::Hash;
    use solana_system_interface::instruction::transfer;

    #[test]
    fn squads_is_told_the_same_as_the_cluster_would_be() -> Result<()> {
        let (vault, to) = (Pubkey::new_from_array([1; 32]), Pubkey::new_from_array([2; 32]));
        let transaction = unsigned(&vault, &[transfer(&vault, &to, 7)], &[], Hash::default())?;
        let bytes = squads_message(&transaction.message)?;
        let mut expected = vec![1, 1, 1, 3];
        expected.extend([[1; 32], [2; 32], [0; 32]].concat());
        expected.extend([1, 2, 2, 0, 1, 12, 0, 2, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(bytes, expected);
        Ok(())
    }
}
