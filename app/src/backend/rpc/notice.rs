//! Word from the node's WebSocket that a transaction is confirmed.
//!
//! It comes at once, and spares the node many questions. Nothing depends on it: where there is no WebSocket, or it falls
//! silent, the node is asked instead.

use futures_util::StreamExt;
use solana_commitment_config::CommitmentConfig;
use solana_pubsub_client::nonblocking::pubsub_client::PubsubClient;
use solana_rpc_client_api::config::RpcSignatureSubscribeConfig;
use solana_rpc_client_api::response::RpcSignatureResult;
use solana_signature::Signature;
use solana_transaction_error::TransactionError;
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tokio::sync::{Mutex, oneshot};

/// How long a WebSocket may take to open, and after what time one that could not be opened is tried again.
const OPENING: Duration = Duration::from_secs(5);
const REST: Duration = Duration::from_secs(60);

/// The WebSocket of a node, opened when it is first needed.
pub struct Notices {
    /// None where there is no WebSocket to be had.
    line: Option<(Runtime, Arc<Line>)>,
}

struct Line {
    url: String,
    commitment: CommitmentConfig,
    state: Mutex<State>,
}

enum State {
    Closed,
    Open(Arc<PubsubClient>),
    /// It could not be opened.
    Broken(Instant),
}

/// What is heard of one transaction.
pub struct Notice {
    word: Option<mpsc::Receiver<Option<TransactionError>>>,
    /// Dropped with the notice: nobody listens any more.
    _listener: Option<oneshot::Sender<()>>,
}

pub enum Word {
    Executed(Option<TransactionError>),
    None,
}

impl Notices {
    pub fn new(url: Option<String>, commitment: CommitmentConfig) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let line = url
            .zip(runtime.ok())
            .map(|(url, runtime)| (runtime, Arc::new(Line { url, commitment, state: Mutex::new(State::Closed) })));
        Self { line }
    }

    /// Asks to be told of a transaction. Does not wait for the WebSocket to open.
    pub fn expect(&self, signature: Signature) -> Notice {
        let Some((runtime, line)) = &self.line else { return Notice { word: None, _listener: None } };
        let (tell, word) = mpsc::channel();
        let (listener, gone) = oneshot::channel();
        runtime.spawn(Arc::clone(line).listen(signature, tell, gone));
        Notice { word: Some(word), _listener: Some(listener) }
    }
}

impl Drop for Notices {
    fn drop(&mut self) {
        if let Some((runtime, _)) = self.line.take() {
            runtime.shutdown_background();
        }
    }
}

impl Line {
    async fn listen(
        self: Arc<Self>,
        signature: Signature,
        tell: mpsc::Sender<Option<TransactionError>>,
        gone: oneshot::Receiver<()>,
    ) {
        let config = RpcSignatureSubscribeConfig { commitment: Some(self.commitment), ..Default::default() };
        // The second time for a connection that the node has closed since.
        for _ in 0..2 {
            let Some(client) = self.open().await else { return };
            let Ok((mut words, unsubscribe)) = client.signature_subscribe(&signature, Some(config.clone())).await
            else {
                self.forget(&client).await;
                continue;
            };
            tokio::select! {
                word = words.next() => {
                    if let Some(RpcSignatureResult::ProcessedSignature(result)) = word.map(|word| word.value) {
                        // Fails where nobody listens any more.
                        let _ = tell.send(result.err.map(Into::into));
                    }
                }
                _ = gone => unsubscribe().await,
            }
            return;
        }
    }

    async fn open(&self) -> Option<Arc<PubsubClient>> {
        let mut state = self.state.lock().await;
        match &*state {
            State::Open(client) => return Some(Arc::clone(client)),
            State::Broken(since) if since.elapsed() < REST => return None,
            State::Broken(_) | State::Closed => {}
        }
        match tokio::time::timeout(OPENING, PubsubClient::new(&self.url)).await {
            Ok(Ok(client)) => {
                let client = Arc::new(client);
                *state = State::Open(Arc::clone(&client));
                Some(client)
            }
            Ok(Err(_)) | Err(_) => {
                *state = State::Broken(Instant::now());
                None
            }
        }
    }

    async fn forget(&self, client: &Arc<PubsubClient>) {
        let mut state = self.state.lock().await;
        if matches!(&*state, State::Open(open) if Arc::ptr_eq(open, client)) {
            *state = State::Closed;
        }
    }
}

impl Notice {
    /// Waits for word, for so long; or, where none can come, for the other time.
    pub fn wait(&mut self, listening: Duration, otherwise: Duration) -> Word {
        let Some(word) = &self.word else {
            std::thread::sleep(otherwise);
            return Word::None;
        };
        match word.recv_timeout(listening) {
            Ok(outcome) => Word::Executed(outcome),
            Err(mpsc::RecvTimeoutError::Timeout) => Word::None,
            Err(mpsc::RecvTimeoutError::Disconnected) => {
                self.word = None;
                Word::None
            }
        }
    }
}
