//! Tables of addresses that the cluster keeps, so that a transaction can name many devices.
//!
//! A device and its lease take 64 bytes of a transaction, or two where a table has them. The state file knows nothing but
//! where the tables are: what stands in them is read from the cluster.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};
use solana_address_lookup_table_interface::instruction::{create_lookup_table, extend_lookup_table};
use solana_address_lookup_table_interface::program::ID as TABLE_PROGRAM;
use solana_address_lookup_table_interface::state::{AddressLookupTable, LOOKUP_TABLE_MAX_ADDRESSES};
use solana_message::AddressLookupTableAccount;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::emission::lease_address;
use crate::report::note;
use crate::session::Session;

/// How many addresses one transaction adds to a table.
const ADDED_AT_ONCE: usize = 24;

/// How often, and how far apart, a cluster is asked whether a new slot has begun.
const SLOT_ATTEMPTS: u32 = 75;
const SLOT_PAUSE: Duration = Duration::from_millis(400);

/// The tables of one wallet.
pub struct Tables {
    path: PathBuf,
    state: State,
    tables: Vec<Table>,
}

/// What the state file says.
#[derive(Default, Serialize, Deserialize)]
struct State {
    /// Addresses of the tables, in base58.
    tables: Vec<String>,
}

struct Table {
    account: AddressLookupTableAccount,
    /// Whether the wallet may add to it.
    own: bool,
    last_extended_slot: u64,
}

impl Tables {
    /// Those that the state file names. Where there is no such file there are none yet.
    pub fn open(session: &mut Session, path: &Path) -> Result<Self> {
        let state = match fs::read(path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .with_context(|| format!("{} is not the state of a run: name another file", path.display()))?,
            Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => State::default(),
            Err(fault) => return Err(fault).with_context(|| format!("cannot read {}", path.display())),
        };
        let mut tables = Self { path: path.to_path_buf(), state, tables: Vec::new() };
        tables.read(session)?;
        Ok(tables)
    }

    /// Makes sure that each of these devices is in a table, together with its lease and everything in `common`.
    pub fn cover(&mut self, session: &mut Session, common: &[Pubkey], devices: &[Pubkey]) -> Result<()> {
        let known = self.places();
        let mut missing: Vec<Pubkey> = devices.iter().filter(|device| !known.contains_key(device)).copied().collect();
        if missing.is_empty() {
            return Ok(());
        }
        while !missing.is_empty() {
            let table = match self.tables.iter().find(|table| table.room() >= 2) {
                Some(table) => table.account.key,
                None => self.create(session, common)?,
            };
            self.add(session, table, &mut missing)?;
            self.read(session)?;
        }
        self.wait(session)
    }

    /// Which table has each address. A device is there together with its lease.
    pub fn places(&self) -> HashMap<Pubkey, usize> {
        let addresses = |(place, table): (usize, &Table)| -> Vec<(Pubkey, usize)> {
            table.account.addresses.iter().map(|address| (*address, place)).collect()
        };
        self.tables.iter().enumerate().flat_map(addresses).collect()
    }

    /// The tables, in the order of their places.
    pub fn accounts(&self) -> Vec<AddressLookupTableAccount> {
        self.tables.iter().map(|table| table.account.clone()).collect()
    }

    fn read(&mut self, session: &mut Session) -> Result<()> {
        let signer = session.signer()?;
        let known = self.state.tables.iter().filter_map(|address| address.parse().ok());
        let addresses: Vec<Pubkey> = known.collect();
        let found = addresses.iter().zip(session.backend.accounts(&addresses)?);
        self.tables = found
            .filter_map(|(address, account)| {
                let account = account.filter(|account| account.owner == TABLE_PROGRAM)?;
                let table = AddressLookupTable::deserialize(&account.data).ok()?;
                // One that its owner is about to close cannot be relied on.
                (table.meta.deactivation_slot == u64::MAX).then(|| Table {
                    account: AddressLookupTableAccount { key: *address, addresses: table.addresses.to_vec() },
                    own: table.meta.authority == Some(signer),
                    last_extended_slot: table.meta.last_extended_slot,
                })
            })
            .collect();
        Ok(())
    }

    fn create(&mut self, session: &mut Session, common: &[Pubkey]) -> Result<Pubkey> {
        let signer = session.signer()?;
        let fresh = |slot: &u64| {
            let (instruction, address) = create_lookup_table(signer, signer, *slot);
            // One that is noted and not there was never created, or may still be: then at this address, and once.
            (!self.tables.iter().any(|table| table.account.key == address)).then_some((instruction, address))
        };
        let slots = recent_slots(session)?;
        let (create, address) =
            slots.iter().find_map(fresh).context("the cluster knows no slot to create a table in")?;
        // Noted before it is there: what is created and not noted would be paid for and lost.
        let noted = address.to_string();
        if !self.state.tables.contains(&noted) {
            self.state.tables.push(noted);
            self.save(session)?;
        }
        let fill = extend_lookup_table(address, signer, Some(signer), common.to_vec());
        session.confirm(&[create, fill]).context("a table of addresses could not be created")?;
        note(format_args!("Created the lookup table {address}; {} remembers it", self.path.display()));
        self.read(session)?;
        Ok(address)
    }

    /// Adds as many of the devices as have room.
    fn add(&self, session: &mut Session, table: Pubkey, missing: &mut Vec<Pubkey>) -> Result<()> {
        let signer = session.signer()?;
        let room = self.tables.iter().find(|known| known.account.key == table).map_or(0, Table::room);
        if room < 2 {
            bail!("the lookup table {table} has no room for a device");
        }
        let some: Vec<Pubkey> = missing.drain(..missing.len().min(room / 2)).collect();
        for devices in some.chunks(ADDED_AT_ONCE / 2) {
            let addresses = devices.iter().flat_map(|device| [*device, lease_address(*device)]).collect();
            let extend = extend_lookup_table(table, signer, Some(signer), addresses);
            session.confirm(&[extend]).with_context(|| format!("the lookup table {table} could not be extended"))?;
        }
        Ok(())
    }

    /// Waits for the slot after the one in which a table was extended: only then its new addresses can be used.
    fn wait(&self, session: &Session) -> Result<()> {
        let extended = self.tables.iter().map(|table| table.last_extended_slot).max().unwrap_or_default();
        for _ in 0..SLOT_ATTEMPTS {
            if session.backend.clock()?.slot > extended {
                return Ok(());
            }
            std::thread::sleep(SLOT_PAUSE);
        }
        bail!("no slot has followed slot {extended}: the cluster stands still")
    }

    fn save(&self, session: &Session) -> Result<()> {
        // What a dry run creates is nowhere.
        if session.rehearses() {
            return Ok(());
        }
        let shown = self.path.display();
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
        }
        let new = self.path.with_extension("new");
        fs::write(&new, serde_json::to_vec_pretty(&self.state)?).with_context(|| format!("cannot write {shown}"))?;
        fs::rename(&new, &self.path).with_context(|| format!("cannot write {shown}"))
    }
}

impl Table {
    fn room(&self) -> usize {
        if self.own { LOOKUP_TABLE_MAX_ADDRESSES.saturating_sub(self.account.addresses.len()) } else { 0 }
    }
}

/// The tables at these addresses.
pub fn at(session: &Session, addresses: &[Pubkey]) -> Result<Vec<AddressLookupTableAccount>> {
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

/// The slots in which a table can be created, the newest first: its address is derived from one of them.
fn recent_slots(session: &Session) -> Result<Vec<u64>> {
    let address = solana_sdk_ids::sysvar::slot_hashes::ID;
    let account = session.backend.account(&address)?.context("this cluster keeps no record of its slots")?;
    // A count, and so many times a slot and its hash.
    let entries = account.data.get(8..).unwrap_or_default().chunks_exact(40);
    let count = account.data.first_chunk().map_or(0, |count| u64::from_le_bytes(*count));
    let slots = entries.take(usize::try_from(count)?).filter_map(|entry| entry.first_chunk());
    Ok(slots.map(|slot| u64::from_le_bytes(*slot)).collect())
}
