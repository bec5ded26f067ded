//! Bytes as the files of the embedded ledger: it opens, or says what is wrong with them.

use std::cell::RefCell;
use std::fs;

use io_app::history::Period;
use io_app::ledger::{Ledger, Place, frame};
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
                Ok(entries) => assert!(history.is_ok_and(|history| history.len() <= entries.len())),
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
    let journal_length = numbers.take::<u8>();
    let journal = numbers.bytes(journal_length.into()).to_vec();
    let length = if numbers.take() { numbers.any() } else { journal.len() as u64 };
    for number in [length, numbers.any(), numbers.any()] {
        payload.extend_from_slice(&number.to_le_bytes());
    }
    payload.extend_from_slice(&numbers.take::<[u8; 32]>());
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
