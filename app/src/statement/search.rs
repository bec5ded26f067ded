//! Finding everything that belongs to a wallet's statement.

use anchor_lang::prelude::Pubkey;
use anchor_spl::token;
use anyhow::{Result, bail};
use io_emission::state::Lease;
use io_stake::state::Device;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::mem::offset_of;

use super::devices::active_after;
use super::{Mints, Past, Position, Purse, Standing};
use crate::accounts::{decode, field, find_each, of_type};
use crate::associated;
use crate::backend::{Backend, Filter};
use crate::emission::{self, lease_address};
use crate::history::{Emission, Event, Period, Record, Stake, holding};
use crate::payroll;
use crate::registry;
use crate::stake;

/// The length of a token account, and where it says whose it is.
const TOKEN_ACCOUNT: usize = 165;
const TOKEN_OWNER: usize = 32;

/// How often everything is read anew because something happened meanwhile.
const ATTEMPTS: usize = 5;

/// How things stand for a wallet, and all that has happened to it since a moment.
///
/// What belongs to a wallet does not always name it: its token accounts and its devices are looked up as well, also those
/// that it no longer has, as far as its transactions tell of them.
pub fn read(backend: &dyn Backend, wallet: Pubkey, from: i64) -> Result<Past> {
    let mints = Mints::read(backend)?;
    for _ in 0..ATTEMPTS {
        let purse = purse(backend, &wallet, &mints)?;
        let mut concerned = Concerned::find(backend, wallet, &mints, &purse)?;
        let records = concerned.records(backend, &mints, from)?;
        let devices = standings(backend, &concerned.devices)?;
        // On a cluster time goes on.
        if purse == self::purse(backend, &wallet, &mints)? && devices == standings(backend, &concerned.devices)? {
            let clock =
                payroll::find_config(backend)?.filter(|config| config.has_genesis()).map(|config| config.clock());
            let active_before = active_before(backend, &concerned.devices, &records, from)?;
            return Ok(Past { wallet, mints, clock, purse, devices, active_before, records });
        }
    }
    bail!("something happens to the wallet {wallet} all the time: try again")
}

/// The addresses whose history is a wallet's.
struct Concerned {
    wallet: Pubkey,
    accounts: BTreeSet<Pubkey>,
    devices: BTreeSet<Pubkey>,
}

impl Concerned {
    fn find(backend: &dyn Backend, wallet: Pubkey, mints: &Mints, purse: &Purse) -> Result<Self> {
        let mut accounts: BTreeSet<Pubkey> = purse.tokens.keys().copied().collect();
        accounts.extend([mints.io, mints.usdc].map(|mint| associated::address(&wallet, &mint)));
        let mut devices = BTreeSet::new();
        for offset in [offset_of!(Device, owner), offset_of!(Device, registrant)] {
            let mut filters = of_type::<Device>();
            filters.push(field::<Device>(offset, wallet.as_ref()));
            devices.extend(backend.program_accounts(&stake::ID, &filters)?.into_iter().map(|(address, _)| address));
        }
        let mut filters = of_type::<Lease>();
        filters.push(field::<Lease>(offset_of!(Lease, owner), wallet.as_ref()));
        for (address, account) in backend.program_accounts(&emission::ID, &filters)? {
            devices.insert(decode::<Lease>(&address, &account)?.device);
        }
        Ok(Self { wallet, accounts, devices })
    }

    /// All that has named one of them. What that tells of further ones is looked up as well.
    fn records(&mut self, backend: &dyn Backend, mints: &Mints, from: i64) -> Result<Vec<Record>> {
        loop {
            let further = self.accounts.iter().chain(&self.devices);
            let addresses: Vec<Pubkey> = std::iter::once(&self.wallet).chain(further).copied().collect();
            let records = backend.history(&addresses, Period::since(from))?;
            let known = self.accounts.len() + self.devices.len();
            for record in &records {
                for change in &record.changes.tokens {
                    let holdings = [change.before, change.after].into_iter().flatten();
                    let mut own = holdings.filter(|holding| holding.owner == self.wallet);
                    if own.any(|holding| mints.asset(&holding.mint).is_some()) {
                        self.accounts.insert(change.account);
                    }
                }
                self.devices.extend(record.events.iter().flat_map(|event| owned(event, &self.wallet)));
            }
            if self.accounts.len() + self.devices.len() == known {
                return Ok(records);
            }
        }
    }
}

/// The devices that an event says a wallet owns, or has owned.
fn owned(event: &Event, wallet: &Pubkey) -> Vec<Pubkey> {
    let (device, owners) = match event {
        Event::Stake(Stake::Registered(event)) => (event.device, [event.owner; 2]),
        Event::Stake(Stake::OwnerProposed(event)) => (event.device, [event.owner; 2]),
        Event::Stake(Stake::OwnerChanged(event)) => (event.device, [event.old_owner, event.new_owner]),
        Event::Stake(Stake::Staked(event)) => (event.device, [event.owner; 2]),
        Event::Stake(Stake::UnstakeRequested(event)) => (event.device, [event.owner; 2]),
        Event::Stake(Stake::Withdrawn(event)) => (event.device, [event.owner; 2]),
        Event::Stake(Stake::DeviceClosed(event)) => (event.device, [event.owner; 2]),
        Event::Emission(Emission::Ended(event)) => (event.device, [event.owner; 2]),
        Event::Emission(Emission::PayoutSet(event)) => (event.device, [event.owner; 2]),
        Event::Emission(Emission::Leased(event)) => {
            let own = event.leases.iter().filter(|lease| lease.owner == *wallet);
            return own.map(|lease| lease.device).collect();
        }
        _ => return Vec::new(),
    };
    if owners.contains(wallet) { vec![device] } else { Vec::new() }
}

/// What the wallet's accounts hold now.
fn purse(backend: &dyn Backend, wallet: &Pubkey, mints: &Mints) -> Result<Purse> {
    let lamports = backend.account(wallet)?.map_or(0, |account| account.lamports);
    let mut purse = Purse { lamports, tokens: HashMap::new() };
    let owned = Filter::Bytes { offset: TOKEN_OWNER, bytes: wallet.to_bytes().to_vec() };
    for (address, account) in backend.program_accounts(&token::ID, &[Filter::Length(TOKEN_ACCOUNT), owned])? {
        purse.insert(wallet, mints, address, holding(&account));
    }
    Ok(purse)
}

/// How devices stand now.
fn standings(backend: &dyn Backend, devices: &BTreeSet<Pubkey>) -> Result<HashMap<Pubkey, Standing>> {
    let devices: Vec<Pubkey> = devices.iter().copied().collect();
    let mut standings: HashMap<Pubkey, Standing> =
        devices.iter().map(|device| (*device, Standing::default())).collect();
    let leases: Vec<Pubkey> = devices.iter().map(|device| lease_address(*device)).collect();
    for lease in find_each::<Lease>(backend, &leases)?.into_iter().flatten() {
        let owed = i128::from(lease.owed) + i128::from(lease.shared);
        let position = Position { owed, ..Position::NONE };
        standings.insert(lease.device, Standing { owner: Some(lease.owner), position });
    }
    for (address, device) in registry::devices_at(backend, &devices)? {
        let standing = standings.entry(address).or_default();
        standing.owner = Some(device.owner);
        standing.position.staked = device.active.into();
        standing.position.cooling = device.cooling.total().into();
    }
    Ok(standings)
}

/// The active stake of those devices that were slashed of all of it, before any record says how much that was.
fn active_before(
    backend: &dyn Backend,
    devices: &BTreeSet<Pubkey>,
    records: &[Record],
    from: i64,
) -> Result<HashMap<Pubkey, u64>> {
    let (mut said, mut unclear) = (HashSet::new(), Vec::new());
    for event in records.iter().flat_map(|record| &record.events) {
        let Some((device, active)) = active_after(event) else { continue };
        let slashed = matches!(event, Event::Stake(Stake::Executed(_))) && active == 0;
        if said.insert(device) && slashed && devices.contains(&device) {
            unclear.push(device);
        }
    }
    let mut active = HashMap::new();
    for device in unclear {
        let earlier = backend.history(&[device], Period { from: 0, until: from })?;
        let events = earlier.iter().flat_map(|record| &record.events);
        let last = events.filter_map(active_after).rfind(|(about, _)| *about == device);
        active.extend(last);
    }
    Ok(active)
}
