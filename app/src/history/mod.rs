//! What has happened: the transactions of the past, what the suite's programs told in them, and which balances they moved.
//!
//! A cluster is asked for it through its node; the embedded ledger reads its own journal. Both give the same [`Record`]s.

mod change;
mod event;

use anchor_lang::prelude::Pubkey;
use anyhow::Result;
use solana_message::compiled_instruction::CompiledInstruction;
use solana_signature::Signature;

use crate::backend::Backend;

pub use change::{Balances, Changes, Holding, LamportChange, TokenAccountChange, holding};
pub use event::{Emission, Event, Market, Stake, Token, Treasury};

/// From one moment until another, in seconds since 1970. The second one is the first that lies outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub from: i64,
    pub until: i64,
}

impl Period {
    /// From a moment on, with everything that has happened since.
    pub const fn since(from: i64) -> Self {
        Self { from, until: i64::MAX }
    }

    pub const fn contains(&self, time: i64) -> bool {
        self.from <= time && time < self.until
    }
}

/// Something that changed accounts: a transaction, or a gift of the embedded ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// None for a gift.
    pub signature: Option<Signature>,
    pub slot: u64,
    /// Its place among those of its slot.
    pub place: u32,
    /// When, in seconds since 1970.
    pub time: i64,
    /// Who paid the fee.
    pub payer: Pubkey,
    /// Lamports paid for it, the priority fee included.
    pub fee: u64,
    /// Whether it failed, so that it did nothing but pay its fee.
    pub failed: bool,
    /// What the suite's programs told, in their order.
    pub events: Vec<Event>,
    pub changes: Changes,
}

impl Record {
    /// Where it stands among all of them.
    pub const fn position(&self) -> (u64, u32) {
        (self.slot, self.place)
    }
}

/// What a program told, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub signature: Option<Signature>,
    /// In seconds since 1970.
    pub time: i64,
    pub event: Event,
}

/// What the suite's programs told about these devices in a period, oldest first. An event about several of them is there
/// once.
pub fn told_about(backend: &dyn Backend, devices: &[Pubkey], period: Period) -> Result<Vec<Told>> {
    let records = backend.history(devices, period)?;
    let told = records.into_iter().flat_map(|Record { signature, time, events, .. }| {
        events.into_iter().map(move |event| Told { signature, time, event })
    });
    Ok(told.filter(|told| told.event.devices().iter().any(|device| devices.contains(device))).collect())
}

/// The events among the calls of a transaction, of which `accounts` are all accounts: those that the message names, and
/// those that it looks up.
pub fn events<'a>(accounts: &[Pubkey], calls: impl Iterator<Item = &'a CompiledInstruction>) -> Vec<Event> {
    let event = |call: &CompiledInstruction| {
        let program = accounts.get(usize::from(call.program_id_index))?;
        Event::decode(program, &call.data)
    };
    calls.filter_map(event).collect()
}
