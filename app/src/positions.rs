//! What the accounts of co-stake say.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result};
use io_stake::state::{Position, Rewards};
use std::collections::HashMap;
use std::mem::offset_of;

use crate::accounts::{decode, field, find, find_each, of_type};
use crate::backend::Backend;
use crate::costake::{position_address, rewards_address};
use crate::stake;

/// What the co-stakers of a device are paid.
pub fn rewards(backend: &dyn Backend, device: Pubkey) -> Result<Rewards> {
    find(backend, &rewards_address(device))?.with_context(|| format!("the device {device} is not open for co-stake"))
}

/// What the co-stakers of these devices are paid, as far as they are open for them.
pub fn rewards_of(backend: &dyn Backend, devices: &[Pubkey]) -> Result<HashMap<Pubkey, Rewards>> {
    let addresses: Vec<Pubkey> = devices.iter().map(|device| rewards_address(*device)).collect();
    let found = devices.iter().zip(find_each(backend, &addresses)?);
    Ok(found.filter_map(|(device, rewards)| Some((*device, rewards?))).collect())
}

/// What a holder has staked behind a device, if it has a position there.
pub fn find_position(backend: &dyn Backend, device: Pubkey, holder: Pubkey) -> Result<Option<Position>> {
    find(backend, &position_address(device, holder))
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
