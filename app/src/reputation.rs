//! How devices that are open for co-stake have done in the last 30 days: for how many hours they were leased, and what
//! their co-stakers were paid.

use anchor_lang::prelude::Pubkey;
use anyhow::Result;
use io_economics::rounding::mul_div_floor;
use io_economics::{Amount, Epoch, Timestamp};
use io_emission::state::Config;
use io_stake::state::{ASSETS, Device};
use std::collections::HashMap;

use crate::backend::Backend;
use crate::costake::{self, rewards_address};
use crate::emission::lease_address;
use crate::history::{Emission, Event, Market, Period, Record, Stake};
use crate::payroll;

/// Over how many seconds devices are looked at.
const MONTH: i64 = 30 * 86_400;

const HOUR: i64 = 3_600;

/// What a device's co-stakers are paid is told for so much co-stake.
pub const THOUSAND: Option<Amount> = Amount::from_io(1_000);

/// How a device has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reputation {
    /// Hours that are over and in which it was there from the beginning.
    pub hours: u32,
    /// Those of them for which it was leased.
    pub leased: u32,
    /// Base units that each thousand IO of co-stake were paid, by number of the asset. What counts is how much there was
    /// when it was paid.
    pub paid: [u64; ASSETS],
}

/// How these devices have done, in their order.
pub fn of(backend: &dyn Backend, devices: &[(Pubkey, Device)], now: Timestamp) -> Result<Vec<Reputation>> {
    let emission = payroll::find_config(backend)?.filter(Config::has_genesis);
    // A lease that covers the first hour may have been granted as long before as a lease can be.
    let longest = emission.map_or(0, |config| i64::from(config.max_lease).saturating_mul(HOUR));
    let since = now.get().saturating_sub(MONTH);
    let accounts = devices.iter().flat_map(|(device, _)| [rewards_address(*device), lease_address(*device)]);
    let accounts: Vec<Pubkey> = accounts.collect();
    let told = Told::of(backend.history(&accounts, Period::since(since.saturating_sub(longest)))?);
    let one = |(address, device): &(Pubkey, Device)| {
        let told = told.by_device.get(address).map(Vec::as_slice).unwrap_or_default();
        let hours = emission.map(|config| hours(&config, device, now)).unwrap_or_default();
        Reputation { hours: hours.count(), leased: hours.leased(told, *address), paid: paid(device, told, since) }
    };
    Ok(devices.iter().map(one).collect())
}

/// What was told about each device, oldest first, and when.
struct Told {
    by_device: HashMap<Pubkey, Vec<(i64, Event)>>,
}

impl Told {
    fn of(records: Vec<Record>) -> Self {
        let mut by_device: HashMap<Pubkey, Vec<(i64, Event)>> = HashMap::new();
        for Record { time, events, .. } in records {
            for event in events {
                for device in event.devices() {
                    by_device.entry(device).or_default().push((time, event.clone()));
                }
            }
        }
        Self { by_device }
    }
}

/// From one epoch through another; none where the first is after the last.
#[derive(Clone, Copy)]
struct Hours {
    first: u32,
    last: u32,
}

impl Default for Hours {
    fn default() -> Self {
        Self { first: 1, last: 0 }
    }
}

/// The hours of the last 30 days that are over, without those that began before the device was registered.
fn hours(config: &Config, device: &Device, now: Timestamp) -> Hours {
    let clock = config.clock();
    let last = clock.completed(now).get();
    let of_month = last.saturating_sub((MONTH / HOUR) as u32);
    let registered = Timestamp::new(device.registered_at);
    let before_it = if registered < clock.genesis() { Epoch::ZERO } else { clock.epoch_at(registered) };
    Hours { first: of_month.max(before_it.get()).saturating_add(1), last }
}

impl Hours {
    fn count(self) -> u32 {
        self.last.saturating_add(1).saturating_sub(self.first)
    }

    /// How many of them lie between two others, these included.
    fn between(self, start: u32, end: u32) -> u32 {
        Self { first: self.first.max(start), last: self.last.min(end) }.count()
    }

    /// For how many of them a device was leased. Leases of a device never overlap.
    fn leased(self, told: &[(i64, Event)], device: Pubkey) -> u32 {
        let mut leases: Vec<(u32, u32)> = Vec::new();
        for (_, event) in told {
            let Event::Emission(event) = event else { continue };
            match event {
                Emission::Leased(leased) => {
                    let granted = leased.leases.iter().filter(|granted| granted.device == device);
                    for granted in granted {
                        match leases.last_mut().filter(|(start, _)| *start == granted.start) {
                            Some((_, end)) => *end = granted.end,
                            None => leases.push((granted.start, granted.end)),
                        }
                    }
                }
                Emission::Revoked(revoked) => {
                    let ends = revoked.leases.iter().filter(|revocation| revocation.device == device);
                    ends.for_each(|revocation| cut(&mut leases, revocation.end));
                }
                Emission::Ended(ended) => cut(&mut leases, ended.end),
                Emission::Synced(synced) => cut(&mut leases, synced.end),
                _ => {}
            }
        }
        leases.into_iter().map(|(start, end)| self.between(start, end)).fold(0, u32::saturating_add)
    }
}

/// The latest lease ends with that epoch.
fn cut(leases: &mut [(u32, u32)], end: u32) {
    if let Some((_, last)) = leases.last_mut() {
        *last = end.min(*last);
    }
}

/// What each thousand IO were paid since a moment. How much co-stake there was at each payment follows from what there is
/// now, and from what has been told since.
fn paid(device: &Device, told: &[(i64, Event)], since: i64) -> [u64; ASSETS] {
    let mut costake = device.costake;
    // What was told before is about another device that had its address.
    let since = since.max(device.registered_at);
    let mut paid = [0_u64; ASSETS];
    for (time, event) in told.iter().rev() {
        if let Some((asset, amount)) = payment(event).filter(|_| *time >= since) {
            let thousand = THOUSAND.map_or(0, Amount::get);
            let each = mul_div_floor(amount, thousand, costake.active()).unwrap_or_default();
            if let Some(sum) = paid.get_mut(usize::from(asset)) {
                *sum = sum.saturating_add(each);
            }
        }
        let Event::Stake(event) = event else { continue };
        match event {
            Stake::CostakeAdded(added) => {
                costake.amount = added.costake.saturating_sub(added.amount);
                costake.shares = costake.shares.saturating_sub(added.shares);
            }
            Stake::CostakeUnstaked(unstaked) => costake.cooling = costake.cooling.saturating_sub(unstaked.shares),
            Stake::CostakeWithdrawn(withdrawn) => {
                costake.amount = costake.amount.saturating_add(withdrawn.amount);
                costake.shares = costake.shares.saturating_add(withdrawn.shares);
                costake.cooling = costake.cooling.saturating_add(withdrawn.shares);
            }
            Stake::Executed(executed) => costake.amount = costake.amount.saturating_add(executed.costake),
            _ => {}
        }
    }
    paid
}

/// What an event tells was paid to co-stakers: the number of the asset, and base units. The programs that a device earns
/// from tell it with the claim, and `io-stake` of what others pay.
fn payment(event: &Event) -> Option<(u8, u64)> {
    match event {
        Event::Emission(Emission::Claimed(claimed)) => Some((costake::IO, claimed.shared)),
        Event::Market(Market::Claimed(claimed)) => Some((claimed.asset.costakers_number(), claimed.shared)),
        Event::Stake(Stake::RewardDeposited(deposited)) => Some((deposited.asset, deposited.amount)),
        _ => None,
    }
}

/// Whether the backend remembers all that it takes.
pub fn remembers_all(backend: &dyn Backend, now: Timestamp) -> Result<bool> {
    Ok(backend.memory_begins()? <= now.get().saturating_sub(MONTH))
}
