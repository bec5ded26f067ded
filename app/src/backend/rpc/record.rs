//! The node's record of a transaction: what it did.

use solana_commitment_config::CommitmentConfig;
use solana_message::compiled_instruction::CompiledInstruction;
use solana_message::inner_instruction::{InnerInstruction, InnerInstructionsList};
use solana_rpc_client_api::config::RpcTransactionConfig;
use solana_signature::Signature;
use solana_transaction_status_client_types::{
    UiInnerInstructions, UiInstruction, UiTransactionEncoding, UiTransactionStatusMeta,
    option_serializer::OptionSerializer,
};
use std::time::Duration;

use super::Rpc;
use crate::backend::Receipt;

/// How often, and how far apart, a node is asked for the record of a transaction that it has confirmed.
const ATTEMPTS: u32 = 6;
const PAUSE: Duration = Duration::from_millis(400);

impl Rpc {
    /// How safe what is recorded must be. A record cannot be read at a weaker commitment than confirmed.
    pub(super) fn recorded(&self) -> CommitmentConfig {
        if self.commitment.is_finalized() { self.commitment } else { CommitmentConfig::confirmed() }
    }

    /// The node's record of a confirmed transaction. Some keep none, and the newest is written with a delay.
    pub(super) fn record(&self, signature: &Signature) -> Option<UiTransactionStatusMeta> {
        let config = RpcTransactionConfig {
            encoding: Some(UiTransactionEncoding::Base64),
            commitment: Some(self.recorded()),
            max_supported_transaction_version: Some(0),
        };
        for attempt in 0..ATTEMPTS {
            if attempt > 0 {
                std::thread::sleep(PAUSE);
            }
            if let Ok(found) = self.client.get_transaction_with_config(signature, config) {
                return found.transaction.meta;
            }
        }
        None
    }
}

/// What a transaction of so many instructions did. Without a record that is not known.
pub fn receipt(signature: Signature, record: Option<UiTransactionStatusMeta>, instructions: usize) -> Receipt {
    let Some(record) = record else {
        return Receipt { signature, units: 0, logs: Vec::new(), inner: None };
    };
    Receipt {
        signature,
        units: given(record.compute_units_consumed).unwrap_or_default(),
        logs: given(record.log_messages).unwrap_or_default(),
        inner: given(record.inner_instructions).and_then(|calls| inner_instructions(calls, instructions)),
    }
}

pub fn given<T>(field: OptionSerializer<T>) -> Option<T> {
    match field {
        OptionSerializer::Some(value) => Some(value),
        OptionSerializer::None | OptionSerializer::Skip => None,
    }
}

/// The node lists only the instructions that made calls; this gives every instruction its place.
fn inner_instructions(listed: Vec<UiInnerInstructions>, instructions: usize) -> Option<InnerInstructionsList> {
    let mut list = vec![Vec::new(); instructions];
    for calls in listed {
        let place = list.get_mut(usize::from(calls.index))?;
        for call in calls.instructions {
            let UiInstruction::Compiled(call) = call else { return None };
            place.push(InnerInstruction {
                instruction: CompiledInstruction {
                    program_id_index: call.program_id_index,
                    accounts: call.accounts,
                    data: bs58::decode(call.data).into_vec().ok()?,
                },
                stack_height: call.stack_height.and_then(|height| u8::try_from(height).ok()).unwrap_or(2),
            });
        }
    }
    Some(list)
}
