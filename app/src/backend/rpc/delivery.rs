//! A signed transaction on its way to the cluster.
//!
//! The cluster executes the same signed transaction once, however often it arrives. So whatever goes wrong on the way, the
//! same bytes are sent again, until the cluster says that it has executed them, or that it never can: when the last block that
//! could have held them is final, and does not. Only then may another one be signed.

use anyhow::{Context, Result, anyhow};
use solana_commitment_config::CommitmentConfig;
use solana_hash::Hash;
use solana_rpc_client_api::client_error::{Error as ClientError, ErrorKind};
use solana_rpc_client_api::config::RpcSendTransactionConfig;
use solana_rpc_client_api::request::{RpcError, RpcResponseErrorData};
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::notice::Word;
use super::{Rpc, question, record};
use crate::backend::Expired;
use crate::refusal::Refusal;

/// How often the node is asked what became of a transaction: where its WebSocket would say so, and where it would not.
const LOOK_BESIDES_NOTICE: Duration = Duration::from_secs(2);
const LOOK: Duration = Duration::from_millis(400);

/// After so long a transaction that no block has taken is sent again.
const SEND_AGAIN: Duration = Duration::from_secs(2);

/// After so long the fate of a transaction is given up on. Its blockhash is good for half of that.
const LONGEST: Duration = Duration::from_secs(180);

/// How many blockhashes are remembered with their lifetimes.
const REMEMBERED: usize = 64;

/// The last blocks that may hold transactions with the latest blockhashes.
#[derive(Default)]
pub struct Lifetimes(Mutex<VecDeque<(Hash, u64)>>);

impl Lifetimes {
    pub fn note(&self, blockhash: Hash, last_block: u64) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.truncate(REMEMBERED - 1);
        known.push_front((blockhash, last_block));
    }

    /// `None` for a blockhash that came from elsewhere.
    fn last_block(&self, blockhash: &Hash) -> Option<u64> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.iter().find(|(noted, _)| noted == blockhash).map(|(_, last_block)| *last_block)
    }
}

impl Rpc {
    /// Sends a transaction, and waits until it is confirmed. It ends with [`Expired`] where another one can be signed in its
    /// place.
    pub(super) fn deliver(&self, transaction: &VersionedTransaction) -> Result<Signature> {
        let signature = *transaction.signatures.first().context("a transaction that is sent is signed")?;
        let last_block = self.lifetimes.last_block(transaction.message.recent_blockhash());
        let mut notice = self.notices.expect(signature);
        self.hand_over(transaction, &signature, last_block.is_some())?;
        let (begun, mut sent) = (Instant::now(), Instant::now());
        loop {
            match notice.wait(LOOK_BESIDES_NOTICE, LOOK) {
                Word::Executed(outcome) if ran(outcome.as_ref()) => return self.conclude(signature, outcome),
                Word::Executed(_) | Word::None => {}
            }
            let trouble = match self.look(&signature) {
                Ok(Found::Executed(outcome)) => return self.conclude(signature, outcome),
                Ok(Found::Underway) => None,
                Ok(Found::Nothing) if sent.elapsed() < SEND_AGAIN => None,
                Ok(Found::Nothing) => match self.send_again(transaction, last_block) {
                    Ok(Again::Sent) => {
                        sent = Instant::now();
                        None
                    }
                    Ok(Again::Pointless) => return Err(Expired { signature }.into()),
                    Err(error) => Some(error),
                },
                Err(error) => Some(error),
            };
            match &trouble {
                Some(error) => self.note_silence(error),
                None => self.note_answer(),
            }
            if begun.elapsed() > LONGEST {
                return Err(self.lost(signature, trouble));
            }
        }
    }

    /// Sends it for the first time, and has the node try it out before. Fails only where it is certain that the cluster does
    /// not have it.
    fn hand_over(&self, transaction: &VersionedTransaction, signature: &Signature, new_blockhash: bool) -> Result<()> {
        let Err(error) = self.pass_on(transaction, false) else { return Ok(()) };
        match refusal(&error) {
            // Another node may have given the blockhash, and be ahead of this one.
            Some(Refusal { error: TransactionError::BlockhashNotFound, .. }) if new_blockhash => Ok(()),
            // The way has doubled it, and this is the answer to the second one.
            Some(Refusal { error: TransactionError::AlreadyProcessed, .. }) => Ok(()),
            Some(refusal) => Err(refusal.into()),
            // Not every node says that in a way that can be told from other refusals.
            None if turned_down(&error) && !self.has(signature) => Err(self.unanswered(error)),
            None => Ok(()),
        }
    }

    /// Sends the same bytes once more, if a block can still take them. They are not tried out: by now they may have been
    /// executed, and be refused for that.
    fn send_again(&self, transaction: &VersionedTransaction, last_block: Option<u64>) -> Result<Again, ClientError> {
        if let (Some(last_block), Some(signature)) = (last_block, transaction.signatures.first())
            && self.missed(signature, last_block)?
        {
            return Ok(Again::Pointless);
        }
        match self.pass_on(transaction, true) {
            // A node may say that it has it already.
            Ok(()) => Ok(Again::Sent),
            Err(error) if question::may_pass(&error) => Err(error),
            Err(_) => Ok(Again::Sent),
        }
    }

    fn pass_on(&self, transaction: &VersionedTransaction, untried: bool) -> Result<(), ClientError> {
        let config = RpcSendTransactionConfig {
            skip_preflight: untried,
            preflight_commitment: Some(self.commitment.commitment),
            ..RpcSendTransactionConfig::default()
        };
        self.client.send_transaction_with_config(transaction, config).map(drop)
    }

    /// Whether the node certainly has a transaction.
    fn has(&self, signature: &Signature) -> bool {
        matches!(self.look(signature), Ok(Found::Executed(_) | Found::Underway))
    }

    fn look(&self, signature: &Signature) -> Result<Found, ClientError> {
        let status = self.client.get_signature_statuses(&[*signature])?.value.pop().flatten();
        Ok(match status.filter(|status| ran(status.err.as_ref())) {
            None => Found::Nothing,
            Some(status) if status.satisfies_commitment(self.commitment) => Found::Executed(status.err),
            Some(_) => Found::Underway,
        })
    }

    /// Whether no block can hold the transaction any more, and none that is final does. The answer about the transaction has to come from
    /// a node that has seen as much as the one that answered about the blocks: behind one address there may be many.
    fn missed(&self, signature: &Signature, last_block: u64) -> Result<bool, ClientError> {
        let chain = self.client.get_epoch_info_with_commitment(CommitmentConfig::finalized())?;
        if chain.block_height <= last_block {
            return Ok(false);
        }
        let answer = self.client.get_signature_statuses_with_history(&[*signature])?;
        let absent = !answer.value.iter().flatten().any(|status| ran(status.err.as_ref()));
        Ok(absent && answer.context.slot >= chain.absolute_slot)
    }

    fn conclude(&self, signature: Signature, outcome: Option<TransactionError>) -> Result<Signature> {
        let Some(error) = outcome else { return Ok(signature) };
        let logs = self.record(&signature).and_then(|record| record::given(record.log_messages));
        Err(Refusal { error, logs: logs.unwrap_or_default() }.into())
    }

    fn lost(&self, signature: Signature, trouble: Option<ClientError>) -> anyhow::Error {
        let said = format!(
            "{} did not say within {} minutes what became of the transaction {signature}. It may have been executed, \
             and it may still be: look for it before you repeat the command, with `solana confirm {signature}` or in an \
             explorer",
            self.client.url(),
            LONGEST.as_secs() / 60
        );
        match trouble {
            Some(error) => self.unanswered(error).context(said),
            None => anyhow!(said),
        }
    }
}

/// What a node knows of a transaction.
enum Found {
    Nothing,
    /// It is in a block that is not as safe yet as it has to be.
    Underway,
    Executed(Option<TransactionError>),
}

/// What came of sending it again.
enum Again {
    Sent,
    Pointless,
}

/// Whether a transaction with this outcome was executed at all. Some nodes keep a record of what they refused to execute
/// for its blockhash.
fn ran(error: Option<&TransactionError>) -> bool {
    error != Some(&TransactionError::BlockhashNotFound)
}

/// Whether the node has certainly not passed a transaction on.
fn turned_down(error: &ClientError) -> bool {
    let answered = matches!(
        error.kind(),
        ErrorKind::Reqwest(_)
            | ErrorKind::RpcError(RpcError::RpcResponseError { .. })
            | ErrorKind::SigningError(_)
            | ErrorKind::Custom(_)
    );
    answered && !question::may_pass(error)
}

/// The refusal inside a node's answer, if that is what the answer is.
fn refusal(error: &ClientError) -> Option<Refusal> {
    let logs = match error.kind() {
        ErrorKind::RpcError(RpcError::RpcResponseError {
            data: RpcResponseErrorData::SendTransactionPreflightFailure(preflight),
            ..
        }) => preflight.logs.clone().unwrap_or_default(),
        _ => Vec::new(),
    };
    Some(Refusal { error: error.get_transaction_error()?, logs })
}
