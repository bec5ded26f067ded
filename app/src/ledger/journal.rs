//! What has changed the ledger's accounts, in its order: the transactions that were executed, those that failed and paid
//! their fee included, and the gifts.
//!
//! An entry is its length, a checksum over the entry and the checksum before it, and its content. The ledger's state
//! holds the journal's length and last checksum, so the journal is only ever appended to, and never rewritten: what
//! a killed process appended beyond that length does not count, and is overwritten by the next one.

use anchor_lang::prelude::Pubkey;
use borsh::{BorshDeserialize, BorshSerialize};
use sha2::{Digest, Sha256};
use solana_message::inner_instruction::InnerInstruction;
use std::fs::{self, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

use super::file;
use super::format::Damage;
use crate::history::Changes;

const LENGTH: usize = 4;
const CHECKSUM: usize = 32;

/// Up to where the journal counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Mark {
    pub length: u64,
    pub entries: u64,
    /// How many of the entries are transactions that succeeded.
    pub succeeded: u64,
    checksum: [u8; CHECKSUM],
}

/// Something that changed accounts.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Entry {
    Executed(Executed),
    Gift(Gift),
}

/// A transaction that was executed.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Executed {
    pub signature: [u8; 64],
    pub slot: u64,
    /// The clock it saw.
    pub time: i64,
    pub units: u64,
    pub fee: u64,
    /// Whether it failed, so that it did nothing but pay its fee.
    pub failed: bool,
    /// The message that was signed, in the wire format.
    pub message: Vec<u8>,
    /// The accounts that the message looked up in tables.
    pub looked_up: Vec<Pubkey>,
    pub logs: Vec<String>,
    pub calls: Vec<Call>,
    pub changes: Changes,
}

/// What was written into accounts without a transaction.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Gift {
    pub slot: u64,
    pub time: i64,
    pub changes: Changes,
}

/// A call that an instruction made to a program. Events are among them.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Call {
    /// Which of the message's instructions made it.
    pub instruction: u8,
    pub stack_height: u8,
    /// Like `accounts`, a place among the message's accounts, after which come those that it looked up.
    pub program: u8,
    pub accounts: Vec<u8>,
    pub data: Vec<u8>,
}

impl Entry {
    /// Whether it is a transaction that succeeded.
    pub const fn succeeded(&self) -> bool {
        matches!(self, Self::Executed(Executed { failed: false, .. }))
    }
}

impl Call {
    pub fn of(instruction: usize, call: &InnerInstruction) -> Self {
        Self {
            // A message is at most 1,232 bytes long and an instruction at least 3.
            instruction: u8::try_from(instruction).unwrap_or(u8::MAX),
            stack_height: call.stack_height,
            program: call.instruction.program_id_index,
            accounts: call.instruction.accounts.clone(),
            data: call.instruction.data.clone(),
        }
    }
}

/// Appends entries after `mark`, and returns the mark after them. They count once the state that holds it is saved.
pub fn append(path: &Path, mark: &Mark, entries: &[Entry]) -> io::Result<Mark> {
    let mut mark = mark.clone();
    // A reset must not shorten the journal of a ledger that is not replaced yet.
    if entries.is_empty() {
        return Ok(mark);
    }
    let mut tail = Vec::new();
    for entry in entries {
        let content = borsh::to_vec(entry)?;
        let length = u32::try_from(content.len()).map_err(io::Error::other)?;
        mark.checksum = checksum(&mark.checksum, &content);
        tail.extend_from_slice(&length.to_le_bytes());
        tail.extend_from_slice(&mark.checksum);
        tail.extend_from_slice(&content);
        mark.entries = mark.entries.saturating_add(1);
        mark.succeeded = mark.succeeded.saturating_add(entry.succeeded().into());
    }
    let start = mark.length;
    mark.length = start.saturating_add(tail.len() as u64);

    let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
    file.set_len(start)?;
    file.seek(SeekFrom::Start(start))?;
    file.write_all(&tail)?;
    file.sync_all()?;
    file::sync_directory(path)?;
    Ok(mark)
}

/// Whether the journal can hold what the ledger says it does. Cheap, for every command.
pub fn check_length(path: &Path, mark: &Mark) -> Result<(), Damage> {
    match fs::metadata(path) {
        Ok(found) if found.len() >= mark.length => Ok(()),
        Ok(found) => Err(Damage::JournalTruncated { expected: mark.length, found: found.len() }),
        // A ledger in which nothing was executed yet has none.
        Err(_) if mark.length == 0 => Ok(()),
        Err(_) => Err(Damage::JournalMissing),
    }
}

/// Every entry up to `mark`, each checked.
pub fn read(path: &Path, mark: &Mark) -> Result<Vec<Entry>, Damage> {
    check_length(path, mark)?;
    if mark.length == 0 {
        return Ok(Vec::new());
    }
    let bytes = fs::read(path).map_err(|_| Damage::JournalMissing)?;
    let mut rest = usize::try_from(mark.length).ok().and_then(|length| bytes.get(..length)).unwrap_or_default();
    let mut last = [0; CHECKSUM];
    let mut entries = Vec::new();
    while !rest.is_empty() {
        let number = entries.len() as u64 + 1;
        let (entry, checksum, after) = next(rest, &last).ok_or(Damage::JournalEntry { number })?;
        entries.push(entry);
        last = checksum;
        rest = after;
    }
    if last != mark.checksum || entries.len() as u64 != mark.entries {
        return Err(Damage::JournalEntry { number: entries.len() as u64 });
    }
    Ok(entries)
}

/// The first entry of `bytes`, its checksum, and what comes after it.
fn next<'a>(bytes: &'a [u8], before: &[u8; CHECKSUM]) -> Option<(Entry, [u8; CHECKSUM], &'a [u8])> {
    let (length, rest) = bytes.split_first_chunk::<LENGTH>()?;
    let (stored, rest) = rest.split_first_chunk::<CHECKSUM>()?;
    let (content, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    if checksum(before, content) != *stored {
        return None;
    }
    Some((borsh::from_slice(content).ok()?, *stored, rest))
}

fn checksum(before: &[u8; CHECKSUM], content: &[u8]) -> [u8; CHECKSUM] {
    Sha256::new().chain_update(before).chain_update(content).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::LamportChange;

    fn entry(number: u8) -> Entry {
        let account = Pubkey::new_from_array([number; 32]);
        let lamports = vec![LamportChange { account, before: 0, after: number.into() }];
        let changes = Changes { lamports, tokens: Vec::new() };
        if number == 3 {
            return Entry::Gift(Gift { slot: 3, time: 1_800_000_000, changes });
        }
        Entry::Executed(Executed {
            signature: [number; 64],
            slot: u64::from(number),
            time: 1_800_000_000,
            units: 4_500,
            fee: 5_000,
            failed: number == 2,
            message: vec![number; 40],
            looked_up: vec![account],
            logs: vec!["Program log: Instruction: Burn".into()],
            calls: vec![Call { instruction: 0, stack_height: 2, program: 3, accounts: vec![1, 2], data: vec![number] }],
            changes,
        })
    }

    #[test]
    fn entries_come_back_in_order() -> anyhow::Result<()> {
        let directory = tempfile::tempdir()?;
        let path = directory.path().join("journal");
        let first = append(&path, &Mark::default(), &[entry(1), entry(2)])?;
        let second = append(&path, &first, &[entry(3), entry(4)])?;
        assert_eq!((second.entries, second.succeeded), (4, 2));
        assert_eq!(read(&path, &second)?, [entry(1), entry(2), entry(3), entry(4)]);
        assert_eq!(read(&path, &first)?, [entry(1), entry(2)]);
        Ok(())
    }

    #[test]
    fn what_a_killed_process_appended_does_not_count() -> anyhow::Result<()> {
        let directory = tempfile::tempdir()?;
        let path = directory.path().join("journal");
        let saved = append(&path, &Mark::default(), &[entry(1)])?;
        append(&path, &saved, &[entry(7), entry(8)])?;
        assert_eq!(read(&path, &saved)?, [entry(1)]);
        let next = append(&path, &saved, &[entry(2)])?;
        assert_eq!(read(&path, &next)?, [entry(1), entry(2)]);
        assert_eq!(fs::metadata(&path)?.len(), next.length);
        Ok(())
    }

    #[test]
    fn every_flipped_bit_and_every_truncation_is_found() -> anyhow::Result<()> {
        let directory = tempfile::tempdir()?;
        let path = directory.path().join("journal");
        let mark = append(&path, &Mark::default(), &[entry(1), entry(2)])?;
        let sound = fs::read(&path)?;
        for bit in 0..sound.len() * 8 {
            let mut bytes = sound.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            fs::write(&path, &bytes)?;
            assert!(matches!(read(&path, &mark), Err(Damage::JournalEntry { .. })), "bit {bit}");
        }
        for length in 0..sound.len() {
            fs::write(&path, &sound[..length])?;
            assert!(matches!(check_length(&path, &mark), Err(Damage::JournalTruncated { .. })), "{length} bytes");
        }
        fs::remove_file(&path)?;
        assert_eq!(read(&path, &mark), Err(Damage::JournalMissing));
        Ok(())
    }
}
