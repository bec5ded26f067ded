//! What is only asked for, and so can be asked for again; and what is said of a node that does not answer.

use anyhow::{Result, anyhow};
use solana_rpc_client::rpc_client::RpcClient;
use solana_rpc_client_api::client_error::{Error as ClientError, ErrorKind, reqwest};
use solana_rpc_client_api::custom_error::{
    JSON_RPC_SERVER_ERROR_BLOCK_NOT_AVAILABLE, JSON_RPC_SERVER_ERROR_BLOCK_STATUS_NOT_AVAILABLE_YET,
    JSON_RPC_SERVER_ERROR_MIN_CONTEXT_SLOT_NOT_REACHED, JSON_RPC_SERVER_ERROR_NODE_UNHEALTHY,
};
use solana_rpc_client_api::request::RpcError;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::Rpc;
use crate::report::note;

/// For how long a node is asked again that was there before: it may be starting anew, or be asked by too many.
const PATIENCE: Duration = Duration::from_secs(30);

/// The pauses in between: each is twice as long as the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(4);

/// A node that lags, or starts; and what providers answer besides HTTP's own status when an address asks too often.
const PASSING: [i64; 6] = [
    JSON_RPC_SERVER_ERROR_BLOCK_NOT_AVAILABLE,
    JSON_RPC_SERVER_ERROR_BLOCK_STATUS_NOT_AVAILABLE_YET,
    JSON_RPC_SERVER_ERROR_MIN_CONTEXT_SLOT_NOT_REACHED,
    JSON_RPC_SERVER_ERROR_NODE_UNHEALTHY,
    429,
    -32_429,
];

impl Rpc {
    /// Asks the node, and asks again while what went wrong may pass. What is asked for is not done twice by that: this is
    /// for reading.
    pub(super) fn ask<T>(&self, question: impl Fn(&RpcClient) -> Result<T, ClientError>) -> Result<T> {
        let (begun, mut pause) = (Instant::now(), FIRST_PAUSE);
        loop {
            match question(&self.client) {
                Ok(answer) => {
                    self.note_answer();
                    return Ok(answer);
                }
                Err(error) if may_pass(&error) && self.is_there(&error) && begun.elapsed() < PATIENCE => {
                    self.note_silence(&error);
                    std::thread::sleep(pause);
                    pause = LONGEST_PAUSE.min(pause * 2);
                }
                Err(error) => return Err(self.unanswered(error)),
            }
        }
    }

    /// Says that the node does not answer, once until it answers again.
    pub(super) fn note_silence(&self, error: &ClientError) {
        if !self.silent.swap(true, Ordering::Relaxed) {
            note(format_args!("{}: trying again ({error})", self.complaint(error)));
        }
    }

    pub(super) fn note_answer(&self) {
        self.known.store(true, Ordering::Relaxed);
        self.silent.store(false, Ordering::Relaxed);
    }

    /// Whether there is a node at all: nobody wants to wait for a mistyped address.
    fn is_there(&self, error: &ClientError) -> bool {
        let silent = transport(error).is_some_and(|fault| fault.is_connect() || fault.is_timeout());
        self.known.load(Ordering::Relaxed) || !silent
    }

    /// What a node that answers badly, or not at all, is reported as.
    pub(super) fn unanswered(&self, error: ClientError) -> anyhow::Error {
        let complaint = self.complaint(&error);
        anyhow!(error).context(complaint)
    }

    fn complaint(&self, error: &ClientError) -> String {
        let url = self.client.url();
        match transport(error) {
            Some(fault) if fault.is_timeout() => format!(
                "{url} did not answer within {} s: give it longer with --rpc-timeout, or use another node",
                self.timeout.as_secs()
            ),
            Some(fault) if fault.is_connect() => format!("{url} cannot be reached"),
            Some(fault) if fault.status().is_some_and(|status| status.as_u16() == 429) => {
                format!("{url} is asked more often than it allows: wait for a while, or use another node")
            }
            _ => format!("{url} did not answer as it should"),
        }
    }
}

/// Whether what went wrong may be over soon.
pub fn may_pass(error: &ClientError) -> bool {
    if let Some(fault) = transport(error) {
        return match fault.status() {
            Some(status) => status.is_server_error() || status.as_u16() == 429,
            None => !fault.is_builder() && !fault.is_redirect(),
        };
    }
    match error.kind() {
        // A record that is not there yet is sent as nothing, which is unreadable.
        ErrorKind::Io(_) | ErrorKind::SerdeJson(_) => true,
        ErrorKind::RpcError(RpcError::RpcResponseError { code, .. }) => PASSING.contains(code),
        _ => false,
    }
}

/// What went wrong on the way to the node and back.
fn transport(error: &ClientError) -> Option<&reqwest::Error> {
    match error.kind() {
        ErrorKind::Reqwest(fault) => Some(fault),
        _ => None,
    }
}
