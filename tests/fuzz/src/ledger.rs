//! Bytes as the files of the embedded ledger: it opens, or says what is wrong with them.

use std::cell::RefCell;
use std::fs;

use anchor_lang::prelude::Pubkey;
use io_app::history::{Changes, LamportChange, Period};
use io_app::ledger::{Call, Entry, Executed, Ledger, Place, frame};
use sha2::{Digest, Sha256};
use solana_sdk_ids::{bpf_loader, bpf_loader_upgradeable, native_loader, system_program, sysvar};
use tempfile::TempDir;

use crate::numbers::Numbers;

thread_local! {
    static FOLDER: RefCell<TempDir> = RefCell::new(tempfile::tempdir().expect("a folder for the ledger"));
}

pub fn run(input: &[u8]) {
    let mut numbers = Numbers::of(input);
    let (state, journal) = match numbers.choice(3) {
        0 => (numbers.rest().to_vec(), Vec::new()),
        1 => (frame(numbers.rest()), Vec::new()),
        _ => sound_state(numbers),
    };
    FOLDER.with_borrow(|folder| open(folder, &state, &journal));
}

fn open(folder: &TempDir, state: &[u8], journal: &[u8]) {
    let place = Place::new(folder.path().join("ledger"));
    fs::write(place.state(), state).expect("a state");
    fs::write(place.journal(), journal).expect("a journal");
    match Ledger::open_existing(place.clone()) {
        Err(refusal) => assert!(refusal.to_string().contains("ledger") || refusal.to_string().contains("runtime")),
        Ok(ledger) => {
            let ledger = ledger.expect("a file");
            let _ = (ledger.clock(), ledger.transactions());
            let history = ledger.history(&[system_program::ID], Period::since(0));
            match ledger.journal() {
                Ok(entries) => assert!(history.map_or(true, |history| history.len() <= entries.len())),
                Err(_) => assert!(history.is_err()),
            }
        }
    }
    assert_eq!(fs::read(place.state()).ok().as_deref(), Some(state), "a ledger is left as it is");
}

/// A state that can be decoded, with accounts that the runtime looks into, and any journal.
fn sound_state(mut numbers: Numbers) -> (Vec<u8>, Vec<u8>) {
    let addresses = [
        sysvar::clock::ID,
        sysvar::rent::ID,
        sysvar::slot_hashes::ID,
        sysvar::epoch_schedule::ID,
        sysvar::stake_history::ID,
        sysvar::recent_blockhashes::ID,
        sysvar::instructions::ID,
        system_program::ID,
        anchor_spl::token::ID,
        io_stake::ID,
    ];
    let owners =
        [sysvar::ID, system_program::ID, bpf_loader::ID, bpf_loader_upgradeable::ID, native_loader::ID, io_stake::ID];
    let mut payload = numbers.take::<[u8; 32]>().to_vec();
    let Journal { bytes: journal, entries, checksum } = Journal::of(&mut numbers);
    let length = if numbers.choice(8) == 7 { numbers.any() } else { journal.len() as u64 };
    for number in [length, entries, numbers.any()] {
        payload.extend_from_slice(&number.to_le_bytes());
    }
    payload.extend_from_slice(&checksum);
    let count = numbers.choice(6);
    payload.extend_from_slice(&u32::from(count).to_le_bytes());
    for _ in 0..count {
        let address = addresses.get(usize::from(numbers.choice(16))).map(|known| known.to_bytes());
        payload.extend_from_slice(&address.unwrap_or_else(|| numbers.take()));
        payload.extend_from_slice(&numbers.any().to_le_bytes());
        let owner = owners.get(usize::from(numbers.choice(8))).map(|known| known.to_bytes());
        payload.extend_from_slice(&owner.unwrap_or_else(|| numbers.take()));
        payload.push(numbers.take::<bool>().into());
        payload.extend_from_slice(&u64::MAX.to_le_bytes());
        let length = numbers.take::<u8>();
        let data = numbers.bytes(length.into());
        payload.extend_from_slice(&(data.len() as u32).to_le_bytes());
        payload.extend_from_slice(data);
    }
    (frame(&payload), journal)
}

struct Journal {
    bytes: Vec<u8>,
    entries: u64,
    /// Of the last entry.
    checksum: [u8; 32],
}

impl Journal {
    /// Entries with the right checksums, as only somebody makes who means harm; or bytes that are none.
    fn of(numbers: &mut Numbers) -> Self {
        let mut journal = Self { bytes: Vec::new(), entries: 0, checksum: [0; 32] };
        for _ in 0..numbers.choice(4) {
            let content = entry(numbers);
            journal.checksum = Sha256::new().chain_update(journal.checksum).chain_update(&content).finalize().into();
            journal.bytes.extend_from_slice(&(content.len() as u32).to_le_bytes());
            journal.bytes.extend_from_slice(&journal.checksum);
            journal.bytes.extend_from_slice(&content);
            journal.entries += 1;
        }
        if numbers.choice(8) == 7 {
            let length = numbers.take::<u8>();
            journal.bytes.extend_from_slice(numbers.bytes(length.into()));
        }
        journal
    }
}

/// An entry's content: any bytes, or a transaction with a message of any bytes.
fn entry(numbers: &mut Numbers) -> Vec<u8> {
    let length = numbers.take::<u8>();
    let bytes = numbers.bytes(length.into()).to_vec();
    if numbers.take() {
        return bytes;
    }
    let call = |numbers: &mut Numbers| {
        let (instruction, stack_height, program) = (numbers.take(), numbers.take(), numbers.take());
        let length = numbers.take::<u8>();
        Call { instruction, stack_height, program, accounts: Vec::new(), data: numbers.bytes(length.into()).to_vec() }
    };
    let executed = Executed {
        signature: [7; 64],
        slot: numbers.any(),
        time: numbers.seconds(),
        units: numbers.any(),
        fee: numbers.any(),
        failed: numbers.take(),
        message: bytes,
        looked_up: (0..numbers.choice(3)).map(|number| Pubkey::from([number; 32])).collect(),
        logs: Vec::new(),
        calls: (0..numbers.choice(3)).map(|_| call(numbers)).collect(),
        changes: Changes {
            lamports: vec![LamportChange { account: system_program::ID, before: numbers.any(), after: numbers.any() }],
            tokens: Vec::new(),
        },
    };
    borsh::to_vec(&Entry::Executed(executed)).expect("an entry")
}
