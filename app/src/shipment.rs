//! Many instructions that do not depend on each other: put into as few transactions as hold them, and sent side by side.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, bail};
use solana_address_lookup_table_interface::program::ID as TABLE_PROGRAM;
use solana_address_lookup_table_interface::state::AddressLookupTable;
use solana_compute_budget_interface::ComputeBudgetInstruction;
use solana_hash::Hash;
use solana_instruction::Instruction;
use solana_message::AddressLookupTableAccount;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;
use std::ops::Range;

use crate::backend::Receipt;
use crate::report::note;
use crate::session::{Session, Signing, unsigned};

/// The most bytes that a transaction may have on the wire, and the most accounts that it may name.
const MOST_BYTES: usize = 1_232;
const MOST_ACCOUNTS: usize = 64;

/// A transaction has 1.4 million compute units, and no instruction that is sent like this takes a twentieth of them.
const MOST_INSTRUCTIONS: usize = 20;

/// Instructions that are sent together, and the addresses that the cluster keeps in tables for them.
pub struct Shipment {
    instructions: Vec<Instruction>,
    tables: Vec<AddressLookupTableAccount>,
    batches: Vec<Range<usize>>,
}

/// What came of the instructions of one transaction.
pub type Told<'a> = &'a mut dyn FnMut(Range<usize>, Result<Receipt>) -> Result<()>;

impl Shipment {
    /// Packs the instructions, in their order, into as few transactions as hold them.
    pub fn pack(
        session: &mut Session,
        instructions: Vec<Instruction>,
        tables: Vec<AddressLookupTableAccount>,
    ) -> Result<Self> {
        let (_, keypair, signing) = session.hands()?;
        let (payer, signing) = (keypair.pubkey(), signing.clone());
        let mut shipment = Self { instructions, tables, batches: Vec::new() };
        let mut start = 0;
        while start < shipment.instructions.len() {
            let end = shipment.end_of_batch(start, &payer, &signing)?;
            shipment.batches.push(start..end);
            start = end;
        }
        Ok(shipment)
    }

    /// How many transactions it takes.
    pub fn transactions(&self) -> usize {
        self.batches.len()
    }

    /// Sends the transactions, and tells what came of each, as it ends.
    pub fn send(&self, session: &mut Session, tell: Told) -> Result<()> {
        let (backend, keypair, signing) = session.hands()?;
        let signing = signing.clone();
        let make = |place: usize, blockhash: Hash, units: Option<u64>| {
            let batch = self.batches.get(place).cloned().context("there is such a transaction")?;
            let mut transaction = self.transaction(batch, &keypair.pubkey(), &signing, units, blockhash)?;
            let signature = keypair.sign_message(&transaction.message.serialize());
            match transaction.signatures.as_mut_slice() {
                [only] => *only = signature,
                _ => bail!("the transaction needs signatures that the wallet {} cannot give", keypair.pubkey()),
            }
            Ok(transaction)
        };
        backend.send_all(self.batches.len(), &make, &mut |place, outcome| {
            let batch = self.batches.get(place).cloned().context("there is such a transaction")?;
            if let (true, Ok(receipt)) = (signing.verbose, &outcome) {
                receipt.logs.iter().for_each(|line| note(format_args!("  {line}")));
            }
            tell(batch, outcome)
        })
    }

    fn end_of_batch(&self, start: usize, payer: &Pubkey, signing: &Signing) -> Result<usize> {
        let last = self.instructions.len().min(start.saturating_add(MOST_INSTRUCTIONS));
        let mut end = start + 1;
        while end < last && self.fits(start..end + 1, payer, signing)? {
            end += 1;
        }
        Ok(end)
    }

    fn fits(&self, batch: Range<usize>, payer: &Pubkey, signing: &Signing) -> Result<bool> {
        let transaction = self.transaction(batch, payer, signing, Some(0), Hash::default())?;
        let message = &transaction.message;
        let looked_up: usize = message
            .address_table_lookups()
            .into_iter()
            .flatten()
            .map(|table| table.writable_indexes.len() + table.readonly_indexes.len())
            .sum();
        let wire = wincode::serialize(&transaction).context("the transaction cannot be encoded")?;
        Ok(message.static_account_keys().len() + looked_up <= MOST_ACCOUNTS && wire.len() <= MOST_BYTES)
    }

    /// A limit of compute units is set only where units are paid for: what it takes would be the room of one instruction in
    /// five.
    fn transaction(
        &self,
        batch: Range<usize>,
        payer: &Pubkey,
        signing: &Signing,
        units: Option<u64>,
        blockhash: Hash,
    ) -> Result<VersionedTransaction> {
        let mut instructions = Vec::new();
        if let (Some(price), Some(units)) = (signing.priority_fee, units) {
            let limit = u32::try_from(units + units / 10).unwrap_or(u32::MAX);
            instructions.push(ComputeBudgetInstruction::set_compute_unit_limit(limit));
            instructions.push(ComputeBudgetInstruction::set_compute_unit_price(price));
        }
        instructions.extend_from_slice(self.instructions.get(batch).unwrap_or_default());
        unsigned(payer, &instructions, &self.tables, blockhash)
    }
}

/// The tables of addresses at these addresses.
pub fn tables(session: &Session, addresses: &[Pubkey]) -> Result<Vec<AddressLookupTableAccount>> {
    let found = addresses.iter().zip(session.backend.accounts(addresses)?);
    found
        .map(|(address, account)| {
            let account = account.filter(|account| account.owner == TABLE_PROGRAM);
            let account = account.with_context(|| format!("there is no lookup table at {address}"))?;
            let table = AddressLookupTable::deserialize(&account.data);
            let table = table.ok().with_context(|| format!("the lookup table at {address} cannot be read"))?;
            Ok(AddressLookupTableAccount { key: *address, addresses: table.addresses.to_vec() })
        })
        .collect()
}
