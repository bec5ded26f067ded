//! What a transaction did, or why it was refused.

use anchor_lang::{AnchorDeserialize, Event, event::EVENT_IX_TAG_LE, prelude::Pubkey};
use io_app::history;
use litesvm::types::{FailedTransactionMetadata, TransactionMetadata};
use solana_instruction::error::InstructionError;
use solana_transaction_error::TransactionError;

/// A transaction that went through.
#[derive(Debug)]
pub struct Receipt {
    /// Compute units, all instructions together.
    pub units: u64,
    /// What its programs logged.
    pub logs: Vec<String>,
    /// What its last program returned.
    pub returned: Vec<u8>,
    /// The inner instructions, in the order they ran: whom they called, with which data.
    inner: Vec<(Pubkey, Vec<u8>)>,
}

impl Receipt {
    pub(crate) fn new(keys: &[Pubkey], meta: TransactionMetadata) -> Self {
        let inner = meta
            .inner_instructions
            .into_iter()
            .flatten()
            .map(|inner| (keys[usize::from(inner.instruction.program_id_index)], inner.instruction.data))
            .collect();
        Self { units: meta.compute_units_consumed, logs: meta.logs, returned: meta.return_data.data, inner }
    }

    /// The events of one type that a program sent, in order.
    pub fn events<E: Event + AnchorDeserialize>(&self, program: &Pubkey) -> Vec<E> {
        self.event_data(program)
            .filter_map(|data| data.strip_prefix(E::DISCRIMINATOR))
            .map(|mut fields| {
                let event = E::deserialize(&mut fields).expect("an event of its own type decodes");
                assert!(fields.is_empty(), "bytes behind the last field of an event");
                event
            })
            .collect()
    }

    /// The one event that a program sent.
    #[track_caller]
    pub fn event<E: Event + AnchorDeserialize>(&self, program: &Pubkey) -> E {
        assert_eq!(self.event_data(program).count(), 1, "one event, of any type");
        self.events(program).pop().expect("the event is of another type")
    }

    /// Everything that the suite's programs told, in order.
    pub fn told(&self) -> Vec<history::Event> {
        self.inner.iter().filter_map(|(program, data)| history::Event::decode(program, data)).collect()
    }

    fn event_data<'a>(&'a self, program: &'a Pubkey) -> impl Iterator<Item = &'a [u8]> {
        self.inner
            .iter()
            .filter(move |(called, _)| called == program)
            .filter_map(|(_, data)| data.strip_prefix(EVENT_IX_TAG_LE))
    }
}

/// A transaction that was refused, and changed nothing.
#[derive(Debug)]
pub struct Refusal {
    /// Why.
    pub error: TransactionError,
    /// What its programs logged.
    pub logs: Vec<String>,
}

impl Refusal {
    pub(crate) fn new(failed: FailedTransactionMetadata) -> Self {
        Self { error: failed.err, logs: failed.meta.logs }
    }

    /// The reason that the refusing instruction gave.
    #[track_caller]
    pub fn reason(&self) -> &InstructionError {
        match &self.error {
            TransactionError::InstructionError(_, reason) => reason,
            other => panic!("no instruction refused, the transaction did: {other}\n{}", self.logs.join("\n")),
        }
    }
}
