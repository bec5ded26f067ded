//! What the accounts of co-stake say.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result};
use io_stake::state::{Position, Rewards};
use std::collections::HashMap;
use std::mem::offset_of;

use crate::accounts::{decode, field, of_type};
use crate::backend::Backend;
use crate::costake::{position_address, rewards_address};
use crate::stake;

/// What the co-stakers of a device are paid.
pub fn rewards(backend: &dyn Backend, device: Pubkey) -> Result<Rewards> {
    let address = rewards_address(device);
    let account =
        backend.account(&address)?.with_context(|| format!("the device {device} is not open for co-stake"))?;
    decode(&address, &account)
}

/// What the co-stakers of these devices are paid, as far as they are open for them.
pub fn rewards_of(backend: &dyn Backend, devices: &[Pubkey]) -> Result<HashMap<Pubkey, Rewards>> {
    let addresses: Vec<Pubkey> = devices.iter().map(|device| rewards_address(*device)).collect();
    let found = devices.iter().zip(addresses.iter().zip(backend.accounts(&addresses)?));
    let found = found.filter_map(|(device, (address, account))| Some((*device, address, account?)));
    found.map(|(device, address, account)| Ok((device, decode(address, &account)?))).collect()
}

/// What a holder has staked behind a device, if it has a position there.
pub fn find_position(backend: &dyn Backend, device: Pubkey, holder: Pubkey) -> Result<Option<Position>> {
    let address = position_address(device, holder);
    let account = backend.account(&address)?.filter(|account| account.owner == stake::ID);
    account.map(|account| decode(&address, &account)).transpose()
}

/// Every position of a holder, in the order of their devices.
pub fn positions(backend: &dyn Backend, holder: Pubkey) -> Result<Vec<Position>> {
    let mut filters = of_type::<Position>();
    filters.push(field::<Position>(offset_of!(Position, holder), holder.as_ref()));
    let found = backend.program_accounts(&stake::ID, &filters)?;
    let decoded = found.iter().map(|(address, account)| decode(address, account));
    let mut positions = decoded.collect::<Result<Vec<Position>>>()?;
    positions.sort_unstable_by_key(|position| position.device);
    Ok(positions)
}
