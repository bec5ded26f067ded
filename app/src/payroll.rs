//! What the accounts of `io-emission` say.

use anchor_lang::prelude::{AccountInfo, Pubkey};
use anyhow::{Context, Result, bail, ensure};
use io_economics::{Epoch, EpochClock, Phase, Timestamp};
use io_emission::error::IoEmissionError;
use io_emission::standing::{Looked, Standing};
use io_emission::state::{Config, Lease, Page, Pool};
use io_stake::state::Device;
use solana_account::Account;
use std::collections::HashMap;
use std::mem::offset_of;

use crate::accounts::{decode, field, find, find_each, of_type};
use crate::backend::Backend;
use crate::emission::{self, CONFIG, lease_address, page_address, pool_address};
use crate::registry::{self, Search};
use crate::text;

const NOT_SET_UP: &str =
    "io-emission is not set up here: `io migrate` does it, with the wallet that is the program's upgrade authority";

/// The settings.
pub fn config(backend: &dyn Backend) -> Result<Config> {
    find_config(backend)?.context(NOT_SET_UP)
}

/// The settings, if the program has been initialised.
pub fn find_config(backend: &dyn Backend) -> Result<Option<Config>> {
    find(backend, &CONFIG)
}

/// The pool of that number.
pub fn pool(backend: &dyn Backend, number: u8) -> Result<Pool> {
    let address = pool_address(number);
    find(backend, &address)?.with_context(|| format!("there is no reward pool {number}"))
}

/// Every pool, in the order of their numbers.
pub fn pools(backend: &dyn Backend, config: &Config) -> Result<Vec<Pool>> {
    let addresses: Vec<Pubkey> = (0..config.pools).map(pool_address).collect();
    find_each(backend, &addresses)?.into_iter().map(|pool| pool.context("a reward pool is missing")).collect()
}

/// Refuses before it is settled when the first epoch begins.
pub fn require_genesis(config: &Config) -> Result<()> {
    ensure!(config.has_genesis(), "{}", IoEmissionError::BeforeGenesis);
    Ok(())
}

/// The epoch that is running; [`Epoch::ZERO`] while the first one has yet to begin.
pub fn running(config: &Config, now: Timestamp) -> Result<Epoch> {
    require_genesis(config)?;
    match config.clock().phase(now) {
        Phase::Running(epoch) => Ok(epoch),
        Phase::Before => Ok(Epoch::ZERO),
        Phase::Ended => bail!("{}", IoEmissionError::EmissionEnded),
    }
}

/// What the programs' clock shows.
pub fn now(backend: &dyn Backend) -> Result<Timestamp> {
    Ok(Timestamp::new(backend.clock()?.unix_timestamp))
}

/// A device and its lease, as far as they exist.
pub struct Entry {
    pub device: Pubkey,
    /// The device that is registered at that address now.
    pub registered: Option<Device>,
    pub lease: Option<Lease>,
    /// Whether it has kept its right to earn since its lease last looked at it.
    pub standing: Standing,
}

impl Entry {
    /// The device, if it is the one that the lease was granted to.
    pub fn leased(&self) -> Option<&Device> {
        let lease = self.lease.as_ref()?;
        self.registered.as_ref().filter(|device| device.registered_at == lease.registered_at)
    }

    /// What its owner calls the device.
    pub fn name(&self) -> Option<String> {
        self.registered.as_ref().map(text::name_of)
    }

    /// Whether the co-stakers that its lease has seen are still there, and so have a part in what a claim pays.
    pub fn has_costakers(&self) -> bool {
        self.lease.is_some_and(|lease| lease.shares_with(self.leased()))
    }

    /// Whose device it is; whose it was, if it is gone.
    pub fn owner(&self) -> Option<Pubkey> {
        match (&self.lease, self.leased()) {
            (Some(_), Some(device)) => Some(device.owner),
            (Some(lease), None) => Some(lease.owner),
            (None, _) => self.registered.as_ref().map(|device| device.owner),
        }
    }

    /// Who is paid what the lease has earned.
    pub fn payee(&self) -> Option<Pubkey> {
        Some(Lease { owner: self.owner()?, ..self.lease? }.payee())
    }

    fn read(device: Pubkey, found: Option<Account>, lease: Option<Lease>, clock: EpochClock) -> Result<Self> {
        let account = found.unwrap_or_default();
        let registered = match account.owner == crate::stake::ID {
            true => decode(&device, &account).ok(),
            false => None,
        };
        let standing = lease.as_ref().map_or(Standing::Upright, |lease| standing(device, account, lease, clock));
        Ok(Self { device, registered, lease, standing })
    }
}

/// What the program itself would say.
fn standing(device: Pubkey, mut account: Account, lease: &Lease, clock: EpochClock) -> Standing {
    let data = account.data.clone();
    let owner = account.owner;
    let looked_at =
        AccountInfo::new(&device, false, false, &mut account.lamports, &mut account.data, &owner, account.executable);
    Looked::at(&looked_at, &data, lease, clock).standing
}

/// These devices and their leases.
pub fn entries(backend: &dyn Backend, config: &Config, devices: &[Pubkey]) -> Result<Vec<Entry>> {
    let leases: Vec<Pubkey> = devices.iter().map(|device| lease_address(*device)).collect();
    let found = backend.accounts(devices)?.into_iter().zip(find_each(backend, &leases)?);
    let entries = devices.iter().zip(found);
    entries.map(|(device, (account, lease))| Entry::read(*device, account, lease, config.clock())).collect()
}

/// This device and its lease.
pub fn entry(backend: &dyn Backend, config: &Config, device: Pubkey) -> Result<Entry> {
    entries(backend, config, &[device])?.pop().context("one device has one entry")
}

/// An owner's devices and their leases, in the order of their addresses. Devices that are gone are among them, as long as
/// their leases are there.
pub fn entries_of(backend: &dyn Backend, config: &Config, owner: Pubkey) -> Result<Vec<Entry>> {
    let mut filters = of_type::<Lease>();
    filters.push(field::<Lease>(offset_of!(Lease, owner), owner.as_ref()));
    // A lease knows its owner since it last looked at the device, which may have been handed over since.
    let mut devices: Vec<Pubkey> = Vec::new();
    for (address, account) in backend.program_accounts(&emission::ID, &filters)? {
        devices.push(decode::<Lease>(&address, &account)?.device);
    }
    let search = Search { owner: Some(owner), ..Search::default() };
    devices.extend(registry::devices(backend, search)?.into_iter().map(|(address, _)| address));
    devices.sort_unstable();
    devices.dedup();
    let mut entries = entries(backend, config, &devices)?;
    entries.retain(|entry| entry.owner() == Some(owner));
    Ok(entries)
}

/// Every device that has a lease.
pub fn every_entry(backend: &dyn Backend, config: &Config) -> Result<Vec<Entry>> {
    let mut devices: Vec<Pubkey> = Vec::new();
    for (address, account) in backend.program_accounts(&emission::ID, &of_type::<Lease>())? {
        devices.push(decode::<Lease>(&address, &account)?.device);
    }
    devices.sort_unstable();
    entries(backend, config, &devices)
}

/// These pages of a pool's history, by their numbers.
pub fn pages(backend: &dyn Backend, pool: u8, numbers: &[u16]) -> Result<HashMap<u16, Page>> {
    let addresses: Vec<Pubkey> = numbers.iter().map(|number| page_address(pool, *number)).collect();
    let found = numbers.iter().zip(find_each(backend, &addresses)?);
    Ok(found.filter_map(|(number, page)| Some((*number, page?))).collect())
}
