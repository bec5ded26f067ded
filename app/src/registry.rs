//! What the accounts of `io-stake` say.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, bail};
use io_economics::Amount;
use io_stake::state::{Case, Class, Classes, Config, Costake, Device};
use std::mem::offset_of;

use crate::accounts::{decode, field, find, find_each, of_type};
use crate::backend::{Backend, Filter};
use crate::stake::{self, CLASSES, CONFIG};

const NOT_SET_UP: &str =
    "io-stake is not set up here: `io migrate` does it, with the wallet that is the program's upgrade authority";

/// The reward pools, in the order of their numbers.
pub const POOLS: [&str; 2] = ["gpu", "cpu"];

/// Which devices are meant. All of them, where nothing is said.
#[derive(Clone, Copy, Debug, Default)]
pub struct Search {
    pub owner: Option<Pubkey>,
    /// To whom they are offered.
    pub pending_owner: Option<Pubkey>,
    pub class: Option<u16>,
    pub id: Option<[u8; 32]>,
}

/// The settings.
pub fn config(backend: &dyn Backend) -> Result<Config> {
    find_config(backend)?.context(NOT_SET_UP)
}

/// The settings, if the program has been initialised.
pub fn find_config(backend: &dyn Backend) -> Result<Option<Config>> {
    find(backend, &CONFIG)
}

/// The device classes.
pub fn classes(backend: &dyn Backend) -> Result<Classes> {
    find_classes(backend)?.context(NOT_SET_UP)
}

/// The device classes, if the program has been initialised.
pub fn find_classes(backend: &dyn Backend) -> Result<Option<Classes>> {
    find(backend, &CLASSES)
}

/// The device at an address, if there is one.
pub fn find_device(backend: &dyn Backend, address: &Pubkey) -> Result<Option<Device>> {
    find(backend, address)
}

/// The device at an address.
pub fn device(backend: &dyn Backend, address: &Pubkey) -> Result<Device> {
    find_device(backend, address)?.with_context(|| format!("there is no device at {address}"))
}

/// The devices that are meant, in the order of their addresses.
pub fn devices(backend: &dyn Backend, search: Search) -> Result<Vec<(Pubkey, Device)>> {
    let mut filters = of_type::<Device>();
    filters.extend(search.owner.map(|owner| field::<Device>(offset_of!(Device, owner), owner.as_ref())));
    let pending = |owner: Pubkey| field::<Device>(offset_of!(Device, pending_owner), owner.as_ref());
    filters.extend(search.pending_owner.map(pending));
    filters.extend(search.class.map(|class| field::<Device>(offset_of!(Device, class), &class.to_le_bytes())));
    filters.extend(search.id.map(|id| field::<Device>(offset_of!(Device, id), &id)));
    devices_that(backend, &filters)
}

/// The devices that are open for co-stake, of one class or of all, in the order of their addresses.
pub fn devices_open(backend: &dyn Backend, class: Option<u16>) -> Result<Vec<(Pubkey, Device)>> {
    let mut filters = of_type::<Device>();
    filters.push(field::<Device>(offset_of!(Device, costake) + offset_of!(Costake, open), &[1]));
    filters.extend(class.map(|class| field::<Device>(offset_of!(Device, class), &class.to_le_bytes())));
    devices_that(backend, &filters)
}

fn devices_that(backend: &dyn Backend, filters: &[Filter]) -> Result<Vec<(Pubkey, Device)>> {
    let found = backend.program_accounts(&stake::ID, filters)?;
    found.into_iter().map(|(address, account)| Ok((address, decode(&address, &account)?))).collect()
}

/// The devices at these addresses, as far as there are any.
pub fn devices_at(backend: &dyn Backend, addresses: &[Pubkey]) -> Result<Vec<(Pubkey, Device)>> {
    let found = addresses.iter().zip(find_each(backend, addresses)?);
    Ok(found.filter_map(|(address, device)| Some((*address, device?))).collect())
}

/// The open case at an address.
pub fn case(backend: &dyn Backend, address: &Pubkey) -> Result<Case> {
    find(backend, address)?.with_context(|| format!("there is no open case at {address}"))
}

/// The open cases about a device, or about all of them, oldest first.
pub fn cases(backend: &dyn Backend, about: Option<Pubkey>) -> Result<Vec<(Pubkey, Case)>> {
    let mut filters = of_type::<Case>();
    filters.extend(about.map(|device| field::<Case>(offset_of!(Case, device), device.as_ref())));
    let found = backend.program_accounts(&stake::ID, &filters)?.into_iter();
    let mut cases = found
        .map(|(address, account)| Ok((address, decode::<Case>(&address, &account)?)))
        .collect::<Result<Vec<_>>>()?;
    cases.sort_by_key(|(_, case)| (case.opened_at, case.number));
    Ok(cases)
}

/// The class of that name, or of that number. Case, spaces and dashes of a name do not matter.
pub fn class_named<'a>(classes: &'a Classes, text: &str) -> Result<(u16, &'a Class)> {
    let plain = |name: &str| name.to_lowercase().replace([' ', '-', '_', '/'], "");
    let named = |(_, class): &(u16, &Class)| class.name().is_some_and(|name| plain(name) == plain(text));
    if let Some(found) = every_class(classes).find(named) {
        return Ok(found);
    }
    if let Ok(number) = text.parse()
        && let Some(class) = classes.get(number)
    {
        return Ok((number, class));
    }
    let names: Vec<&str> = every_class(classes).filter_map(|(_, class)| class.name()).collect();
    bail!("\"{text}\" is not a device class: they are {}", names.join(", "))
}

/// The classes that exist, with their numbers.
pub fn every_class(classes: &Classes) -> impl Iterator<Item = (u16, &Class)> {
    (0..).zip(&classes.classes).filter(|(_, class)| class.exists())
}

/// The stake that a device needs to earn. What does not fit into 64 bits is more than can ever be staked.
pub fn required_stake(class: &Class, processors: u16) -> Amount {
    io_economics::required_stake(class.multiplier(), processors).unwrap_or(Amount::new(u64::MAX))
}

/// What a reward pool is called.
pub fn pool_name(number: u8) -> String {
    POOLS.get(usize::from(number)).map_or_else(|| number.to_string(), |name| name.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(multiplier_bps: u32) -> Class {
        Class { name: [0; 24], multiplier_bps, pool: 0, open: 1, padding: [0; 2] }
    }

    #[test]
    fn required_stakes() {
        for (multiplier_bps, processors, whole) in
            [(100_000, 8, 16_000), (300_000, 1, 6_000), (12_500, 4, 1_000), (10_000, 1, 200), (2_500, 3, 600)]
        {
            let required = required_stake(&class(multiplier_bps), processors);
            assert_eq!(Some(required), Amount::from_io(whole), "{multiplier_bps} bps × {processors}");
        }
        assert_eq!(required_stake(&class(u32::MAX), u16::MAX).get(), u64::MAX);
    }

    #[test]
    fn classes_are_found_by_name_and_number() -> Result<()> {
        let mut classes: Classes = bytemuck::Zeroable::zeroed();
        for (place, name) in [(0, "H100"), (3, "A100-80G"), (7, "RTX 4090"), (22, "M3/M4 Max")] {
            classes.classes[place] = class(10_000);
            classes.classes[place].name[..name.len()].copy_from_slice(name.as_bytes());
        }
        for (text, number) in
            [("H100", 0), ("a100-80g", 3), ("RTX4090", 7), ("rtx-4090", 7), ("m3/m4 max", 22), ("7", 7)]
        {
            assert_eq!(class_named(&classes, text)?.0, number, "{text}");
        }
        for text in ["", "1", "128", "H1000", "-1"] {
            let refusal = class_named(&classes, text).expect_err(text).to_string();
            assert!(refusal.ends_with("they are H100, A100-80G, RTX 4090, M3/M4 Max"), "{refusal}");
        }
        Ok(())
    }
}
