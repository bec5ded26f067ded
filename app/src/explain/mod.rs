//! What a transaction says, in words: its instructions by name, their arguments, and whose accounts they are about.
//!
//! The suite's programs are read by their interface descriptions, and the programs of the cluster that the client uses by
//! their own definitions. What is not understood is shown as it is, and said to be so: nobody should sign what looks
//! complete and is not.

mod framework;
mod interface;
mod known;
mod value;

use anchor_lang::prelude::Pubkey;
use serde::Serialize;
use serde_json::Value;
use solana_message::compiled_instruction::CompiledInstruction;
use solana_message::{AddressLookupTableAccount, VersionedMessage};
use std::io::{self, Write};

use crate::text;
use crate::transaction;

pub use known::Known;

/// An instruction, explained.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// The program's name, or its address where it is not known.
    pub program: String,
    /// What the instruction is called. None where it is not known.
    pub instruction: Option<String>,
    /// What it does.
    pub meaning: Option<String>,
    pub arguments: Vec<Argument>,
    pub accounts: Vec<NamedAccount>,
    /// What could not be read of its data, in hexadecimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unread: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Argument {
    pub name: String,
    pub value: Value,
    /// As people write it, where that differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NamedAccount {
    /// Its part in the instruction.
    pub role: String,
    /// None where an optional account is left out.
    pub address: Option<String>,
    /// Whose or what it is, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known: Option<String>,
    pub signs: bool,
    pub writable: bool,
}

/// An account that an instruction names.
#[derive(Clone)]
struct Mention {
    /// None where it stands in a table that could not be read.
    address: Option<Pubkey>,
    /// Where it stands, then.
    place: String,
    signs: bool,
    writable: bool,
}

/// What an instruction says, before its accounts are named.
struct Reading {
    instruction: Option<String>,
    meaning: Option<String>,
    arguments: Vec<Argument>,
    /// The parts of the accounts, in their order.
    roles: Vec<String>,
    /// Data that the definition knows nothing of.
    rest: Vec<u8>,
}

/// The instructions of a message. `tables` are those of its lookup tables that could be read.
pub fn steps(message: &VersionedMessage, tables: &[AddressLookupTableAccount], known: &Known) -> Vec<Step> {
    let mentions = mentions(message, tables);
    message.instructions().iter().map(|instruction| step(instruction, &mentions, known)).collect()
}

fn step(instruction: &CompiledInstruction, mentions: &[Mention], known: &Known) -> Step {
    let mention = |place: &u8| mentions.get(usize::from(*place)).cloned();
    let program = mention(&instruction.program_id_index).and_then(|mention| mention.address);
    let accounts: Vec<Mention> = instruction.accounts.iter().filter_map(mention).collect();
    let reading = program.and_then(|program| {
        interface::read(&program, &instruction.data).or_else(|| framework::read(&program, &instruction.data))
    });
    let reading = reading.unwrap_or_else(|| Reading::none(&instruction.data));
    let named = accounts.into_iter().enumerate().map(|(place, account)| {
        let role = reading.roles.get(place).cloned().unwrap_or_else(|| format!("account {}", place + 1));
        // Anchor's programs are given their own address for an optional account that is left out.
        let left_out = account.address == program && role != "program" && interface::knows(program);
        let address = account.address.filter(|_| !left_out);
        NamedAccount {
            role,
            known: address.and_then(|address| known.name(&address)),
            address: match (left_out, address) {
                (true, _) => None,
                (false, Some(address)) => Some(address.to_string()),
                (false, None) => Some(account.place),
            },
            signs: account.signs,
            writable: account.writable,
        }
    });
    Step {
        program: program.map_or_else(|| "a program in a table".into(), |program| known.program(&program)),
        instruction: reading.instruction,
        meaning: reading.meaning,
        arguments: reading.arguments,
        accounts: named.collect(),
        unread: (!reading.rest.is_empty()).then(|| text::hex(&reading.rest)),
    }
}

impl Reading {
    /// Of an instruction that nobody here understands.
    fn none(data: &[u8]) -> Self {
        Self { instruction: None, meaning: None, arguments: Vec::new(), roles: Vec::new(), rest: data.to_vec() }
    }
}

/// The accounts of a message, in the order in which its instructions count them.
fn mentions(message: &VersionedMessage, tables: &[AddressLookupTableAccount]) -> Vec<Mention> {
    let signers = transaction::signers(message).len();
    let own = message.static_account_keys().iter().enumerate().map(|(place, address)| Mention {
        address: Some(*address),
        place: String::new(),
        signs: place < signers,
        writable: transaction::is_writable(message, place),
    });
    let mut mentions: Vec<Mention> = own.collect();
    for writable in [true, false] {
        for lookup in message.address_table_lookups().into_iter().flatten() {
            let table = tables.iter().find(|table| table.key == lookup.account_key);
            let places = if writable { &lookup.writable_indexes } else { &lookup.readonly_indexes };
            mentions.extend(places.iter().map(|place| Mention {
                address: table.and_then(|table| table.addresses.get(usize::from(*place)).copied()),
                place: format!("entry {place} of the table {}", lookup.account_key),
                signs: false,
                writable,
            }));
        }
    }
    mentions
}

impl Step {
    /// Writes it for people, as the instruction of that number.
    pub fn display(&self, number: usize, out: &mut dyn Write) -> io::Result<()> {
        let Self { program, instruction, meaning, arguments, accounts, unread } = self;
        match instruction {
            Some(name) => writeln!(out, "{number:>3}. {program}: {name}")?,
            None => writeln!(out, "{number:>3}. {program}: NOT UNDERSTOOD")?,
        }
        if let Some(meaning) = meaning {
            writeln!(out, "     {meaning}")?;
        }
        for Argument { name, value, shown } in arguments {
            let plain = || value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            writeln!(out, "       {name:<24} {}", shown.clone().unwrap_or_else(plain))?;
        }
        for NamedAccount { role, address, known, signs, writable } in accounts {
            let Some(address) = address else {
                writeln!(out, "       {role:<24} none")?;
                continue;
            };
            let notes = [known.as_deref(), signs.then_some("signs"), writable.then_some("written")];
            let notes: Vec<&str> = notes.into_iter().flatten().collect();
            let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join(", ")) };
            writeln!(out, "       {role:<24} {address}{notes}")?;
        }
        if let Some(unread) = unread {
            writeln!(out, "       data that was not understood: {unread}")?;
        }
        Ok(())
    }
}
