//! The journal as history: what it says of the addresses that are asked about.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result};
use solana_message::VersionedMessage;
use solana_message::compiled_instruction::CompiledInstruction;
use solana_signature::Signature;
use std::collections::HashSet;

use super::{Call, Entry, Executed, Gift, Ledger};
use crate::history::{Period, Record, events};

impl Ledger {
    /// What has named one of these addresses in a period, oldest first.
    pub fn history(&self, addresses: &[Pubkey], period: Period) -> Result<Vec<Record>> {
        let addresses: HashSet<Pubkey> = addresses.iter().copied().collect();
        let mut records = Vec::new();
        for (place, entry) in self.journal()?.into_iter().enumerate() {
            let place = u32::try_from(place).context("the journal has more entries than can be counted")?;
            let number = place.saturating_add(1);
            let record = entry.record(&addresses, period, place);
            records.extend(record.with_context(|| format!("entry {number} of the ledger's journal is unreadable"))?);
        }
        Ok(records)
    }
}

impl Entry {
    fn record(self, addresses: &HashSet<Pubkey>, period: Period, place: u32) -> Result<Option<Record>> {
        match self {
            Self::Executed(executed) if period.contains(executed.time) => executed.record(addresses, place),
            Self::Gift(gift) if period.contains(gift.time) => Ok(gift.record(addresses, place)),
            _ => Ok(None),
        }
    }
}

impl Executed {
    fn record(self, addresses: &HashSet<Pubkey>, place: u32) -> Result<Option<Record>> {
        let message: VersionedMessage = wincode::deserialize(&self.message)?;
        let accounts = [message.static_account_keys(), &self.looked_up].concat();
        if !accounts.iter().any(|account| addresses.contains(account)) {
            return Ok(None);
        }
        let calls: Vec<CompiledInstruction> = self.calls.into_iter().map(Call::instruction).collect();
        Ok(Some(Record {
            signature: Some(Signature::from(self.signature)),
            slot: self.slot,
            place,
            time: self.time,
            payer: accounts.first().copied().unwrap_or_default(),
            fee: self.fee,
            failed: self.failed,
            events: if self.failed { Vec::new() } else { events(&accounts, calls.iter()) },
            changes: self.changes,
        }))
    }
}

impl Gift {
    fn record(self, addresses: &HashSet<Pubkey>, place: u32) -> Option<Record> {
        let given = self.changes.lamports.iter().map(|change| change.account);
        let mut given = given.chain(self.changes.tokens.iter().map(|change| change.account));
        given.any(|account| addresses.contains(&account)).then_some(Record {
            signature: None,
            slot: self.slot,
            place,
            time: self.time,
            payer: Pubkey::default(),
            fee: 0,
            failed: false,
            events: Vec::new(),
            changes: self.changes,
        })
    }
}

impl Call {
    fn instruction(self) -> CompiledInstruction {
        CompiledInstruction { program_id_index: self.program, accounts: self.accounts, data: self.data }
    }
}
