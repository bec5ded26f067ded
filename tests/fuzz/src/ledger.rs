//! Bytes as the files of the embedded ledger: it opens, or says what is wrong with them.

use std::cell::RefCell;
use std::fs;

use anchor_lang::prelude::Pubkey;
use io_app::history::{Changes, LamportChange, Period};
use io_app::ledger::{Call, Damage, Entry, Executed, Ledger, Place, VERSION, format};
use sha2::{Digest, Sha256};
use solana_sdk_ids::{bpf_loader, bpf_loader_upgradeable, native_loader, system_program, sysvar};
use tempfile::TempDir;

use crate::numbers::Numbers;

const MAGIC: &[u8; 8] = b"IOLEDGER";

/// Of what comes before the payload.
const HEADER: usize = 52;

thread_local! {
    static FOLDER: RefCell<TempDir> = RefCell::new(tempfile::tempdir().expect("a folder for the ledger"));
}

/// The files of a ledger, and what is to be said of them.
struct Files {
    state: Vec<u8>,
    journal: Vec<u8>,
    verdict: Verdict,
}

enum Verdict {
    /// The state is no ledger's, for this reason.
    Unreadable(Damage),
    /// Somebody put any bytes into a frame: at fault is the content, if anything.
    Framed,
    /// The journal is shorter than the state says.
    Short(Damage),
    /// All is well, unless the runtime refuses an account; the journal can be read if its entries are counted here.
    Sound { entries: Option<u64> },
}

pub fn run(input: &[u8]) {
    let mut numbers = Numbers::of(input);
    let files = match numbers.choice(3) {
        0 => unframed(numbers),
        1 => Files { state: format::encode(numbers.rest()), journal: Vec::new(), verdict: Verdict::Framed },
        _ => framed(numbers),
    };
    FOLDER.with_borrow(|folder| open(folder, &files));
}

fn open(folder: &TempDir, files: &Files) {
    let place = Place::new(folder.path().join("opened"));
    fs::write(place.state(), &files.state).expect("a state");
    fs::write(place.journal(), &files.journal).expect("a journal");
    match Ledger::open_existing(place.clone()) {
        Ok(ledger) => opened(&ledger.expect("a file"), &files.verdict),
        Err(refusal) => match (refusal.downcast_ref::<Damage>(), &files.verdict) {
            (Some(found), Verdict::Unreadable(damage) | Verdict::Short(damage)) => assert_eq!(found, damage),
            (Some(found), Verdict::Framed) => {
                assert!(matches!(found, Damage::Content(_) | Damage::JournalTruncated { .. }), "{found}");
            }
            (None, Verdict::Framed | Verdict::Sound { .. }) => {
                assert!(refusal.to_string().starts_with("the runtime refuses the account"), "{refusal}");
            }
            _ => panic!("{refusal:#}"),
        },
    }
    assert_eq!(fs::read(place.state()).ok().as_ref(), Some(&files.state), "a ledger is left as it is");
    assert_eq!(fs::read(place.journal()).ok().as_ref(), Some(&files.journal), "and so is its journal");
}

fn opened(ledger: &Ledger, verdict: &Verdict) {
    let _ = (ledger.clock(), ledger.transactions());
    let journal = ledger.journal();
    let history = ledger.history(&[system_program::ID], Period::since(0));
    match &journal {
        Ok(entries) => assert!(history.map_or(true, |history| history.len() <= entries.len())),
        Err(damage) => {
            assert!(matches!(damage.downcast_ref(), Some(Damage::JournalEntry { .. })), "{damage:#}");
            assert!(history.is_err());
        }
    }
    match verdict {
        Verdict::Framed => {}
        Verdict::Sound { entries } => assert_eq!(journal.ok().map(|read| read.len() as u64), *entries),
        Verdict::Unreadable(damage) | Verdict::Short(damage) => panic!("opened in spite of this: {damage}"),
    }
}

/// Any bytes, or any after a beginning as a ledger has it. Their checksum is never right by chance.
fn unframed(mut numbers: Numbers) -> Files {
    let begins = numbers.take();
    let state = match numbers.rest() {
        rest if begins => [MAGIC, VERSION.to_le_bytes().as_slice(), rest].concat(),
        rest => rest.to_vec(),
    };
    let length = state.len() as u64;
    let damage = match &state[..] {
        short if short.len() < MAGIC.len() && MAGIC.starts_with(short) => Damage::Truncated { bytes: short.len() },
        other if !other.starts_with(MAGIC) => Damage::Foreign,
        short if short.len() < HEADER => Damage::Truncated { bytes: short.len() },
        whole => {
            let version = u32::from_le_bytes(whole[8..12].try_into().expect("four bytes"));
            let payload = u64::from_le_bytes(whole[12..20].try_into().expect("eight bytes"));
            match version {
                VERSION if payload > length - HEADER as u64 => Damage::Truncated { bytes: whole.len() },
                VERSION => Damage::Checksum,
                other => Damage::Version(other),
            }
        }
    };
    Files { state, journal: Vec::new(), verdict: Verdict::Unreadable(damage) }
}

/// A state that can be decoded, with accounts that the runtime looks into, and any journal.
fn framed(mut numbers: Numbers) -> Files {
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
    let journal = Journal::of(&mut numbers);
    let found = journal.bytes.len() as u64;
    let length = if numbers.choice(8) == 7 { numbers.any() } else { found };
    for number in [length, journal.entries, numbers.any()] {
        payload.extend_from_slice(&number.to_le_bytes());
    }
    payload.extend_from_slice(&journal.checksum);
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
    let verdict = match length {
        _ if length > found => Verdict::Short(Damage::JournalTruncated { expected: length, found }),
        0 => Verdict::Sound { entries: Some(0) },
        _ => Verdict::Sound { entries: Some(journal.entries).filter(|_| length == found && journal.is_sound) },
    };
    Files { state: format::encode(&payload), journal: journal.bytes, verdict }
}

struct Journal {
    bytes: Vec<u8>,
    entries: u64,
    /// Of the last entry.
    checksum: [u8; 32],
    /// Whether there is nothing in it but entries.
    is_sound: bool,
}

impl Journal {
    /// Entries with the right checksums, as only somebody makes who means harm; or bytes that are none.
    fn of(numbers: &mut Numbers) -> Self {
        let mut journal = Self { bytes: Vec::new(), entries: 0, checksum: [0; 32], is_sound: true };
        for _ in 0..numbers.choice(4) {
            let content = entry(numbers);
            journal.checksum = Sha256::new().chain_update(journal.checksum).chain_update(&content).finalize().into();
            journal.bytes.extend_from_slice(&(content.len() as u32).to_le_bytes());
            journal.bytes.extend_from_slice(&journal.checksum);
            journal.bytes.extend_from_slice(&content);
            journal.entries += 1;
            journal.is_sound &= borsh::from_slice::<Entry>(&content).is_ok();
        }
        if numbers.choice(8) == 7 {
            let length = numbers.take::<u8>();
            let appendix = numbers.bytes(length.into());
            journal.bytes.extend_from_slice(appendix);
            journal.is_sound &= appendix.is_empty();
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
