//! The devices on offer, and which of them make up a cluster.

use anchor_lang::prelude::Pubkey;
use anyhow::Result;
use io_economics::Timestamp;
use io_market::state::Listing;
use io_stake::state::{Class, Classes, Device};
use std::cmp::{Ordering, Reverse};
use std::collections::HashMap;

use crate::backend::Backend;
use crate::registry;
use crate::rental;

/// A device on offer.
#[derive(Clone, Copy, Debug)]
pub struct Offer {
    pub address: Pubkey,
    pub device: Device,
    pub listing: Listing,
    /// The stake that it requires.
    pub required: u64,
}

/// Why a device cannot be reserved now. The program refuses for the same reasons, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Obstacle {
    Closed,
    ListedByAnother,
    Suspended,
    StakeTooLow,
    Busy,
    TooFewHours,
    TooManyHours,
}

impl Obstacle {
    pub const fn words(self) -> &'static str {
        match self {
            Self::Closed => "closed by its owner",
            Self::ListedByAnother => "to be listed anew by its new owner",
            Self::Suspended => "suspended",
            Self::StakeTooLow => "short of stake",
            Self::Busy => "busy",
            Self::TooFewHours => "for more hours only",
            Self::TooManyHours => "for fewer hours only",
        }
    }
}

/// The devices on offer, of one class or of all, in the order in which they are reserved.
pub fn read(backend: &dyn Backend, classes: &Classes, class: Option<u16>) -> Result<Vec<Offer>> {
    let search = registry::Search { class, ..registry::Search::default() };
    let mut devices: HashMap<Pubkey, Device> = registry::devices(backend, search)?.into_iter().collect();
    let mut offers: Vec<Offer> = rental::listings(backend)?
        .into_iter()
        .filter_map(|listing| Some(Offer::of(listing.device, devices.remove(&listing.device)?, listing, classes)))
        .collect();
    offers.sort_by(by_rank);
    Ok(offers)
}

/// More stake goes first, then the lower price, then the lower address.
pub fn by_rank(one: &Offer, other: &Offer) -> Ordering {
    let rank = |offer: &Offer| (Reverse(offer.device.counted()), offer.listing.price_per_hour, offer.address);
    rank(one).cmp(&rank(other))
}

impl Offer {
    pub fn of(address: Pubkey, device: Device, listing: Listing, classes: &Classes) -> Self {
        let required = |class: &Class| registry::required_stake(class, device.processors).get();
        let required = classes.get(device.class).map_or(u64::MAX, required);
        Self { address, device, listing, required }
    }

    pub fn processors(&self) -> u32 {
        self.device.processors.into()
    }

    /// What keeps the device from being reserved now, if anything does.
    pub fn obstacle(&self, now: Timestamp) -> Option<Obstacle> {
        let Self { device, listing, required, .. } = self;
        [
            (!listing.is_open(), Obstacle::Closed),
            (listing.owner != device.owner, Obstacle::ListedByAnother),
            (device.is_suspended(), Obstacle::Suspended),
            (device.counted() < *required, Obstacle::StakeTooLow),
            (!listing.is_free(now), Obstacle::Busy),
        ]
        .into_iter()
        .find_map(|(stands, obstacle)| stands.then_some(obstacle))
    }

    /// What keeps it from being reserved now for so many hours, if anything does.
    pub fn obstacle_for(&self, hours: u16, now: Timestamp) -> Option<Obstacle> {
        let of_hours = match () {
            () if hours < self.listing.min_hours => Some(Obstacle::TooFewHours),
            () if hours > self.listing.max_hours => Some(Obstacle::TooManyHours),
            () => None,
        };
        self.obstacle(now).or(of_hours)
    }
}

/// The devices that make up a cluster, in their order, and how many processors they have.
#[derive(Debug)]
pub struct Choice {
    pub offers: Vec<Offer>,
    pub processors: u32,
}

impl Choice {
    /// Whole devices, until so many processors are covered: in the order of their ranks, but none that has more than are
    /// still missing. Where some stay missing, the smallest device that was passed over covers them, and those that it
    /// makes superfluous are left out, the last ones first.
    pub fn of(ranked: &[Offer], processors: u32) -> Self {
        let mut missing = processors;
        let (mut offers, mut passed_over) = (Vec::new(), Vec::new());
        for offer in ranked {
            match missing.checked_sub(offer.processors()) {
                Some(left) if missing > 0 => {
                    missing = left;
                    offers.push(*offer);
                }
                _ => passed_over.push(*offer),
            }
        }
        // Each of them has more processors than were missing when its turn came, and so than are missing now.
        if missing > 0
            && let Some(cover) = passed_over.into_iter().min_by_key(Offer::processors)
        {
            let mut superfluous = cover.processors().saturating_sub(missing);
            let mut kept = Vec::new();
            for offer in offers.into_iter().rev() {
                match superfluous.checked_sub(offer.processors()) {
                    Some(left) => superfluous = left,
                    None => kept.push(offer),
                }
            }
            kept.push(cover);
            kept.sort_by(by_rank);
            offers = kept;
        }
        let processors = offers.iter().map(Offer::processors).sum();
        Self { offers, processors }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytemuck::Zeroable;

    fn offer(address: u8, processors: u16, stake: u64, price: u64) -> Offer {
        let (mut device, mut listing) = (Device::zeroed(), Listing::zeroed());
        device.processors = processors;
        device.active = stake;
        listing.price_per_hour = price;
        Offer { address: Pubkey::new_from_array([address; 32]), device, listing, required: 0 }
    }

    fn chosen(offers: &[Offer], processors: u32) -> (Vec<u8>, u32) {
        let mut ranked = offers.to_vec();
        ranked.sort_by(by_rank);
        let Choice { offers, processors } = Choice::of(&ranked, processors);
        (offers.iter().map(|offer| offer.address.to_bytes()[0]).collect(), processors)
    }

    #[test]
    fn more_stake_goes_first_then_price_then_the_address() {
        let offers = [offer(4, 8, 100, 5), offer(3, 8, 100, 5), offer(2, 8, 100, 4), offer(1, 8, 101, 9)];
        assert_eq!(chosen(&offers, 32), (vec![1, 2, 3, 4], 32));
        assert_eq!(chosen(&offers, 8), (vec![1], 8));
        assert_eq!(chosen(&offers, 24), (vec![1, 2, 3], 24));
    }

    #[test]
    fn whole_devices_are_chosen_so_that_they_fit() {
        let offers = [offer(1, 8, 9, 1), offer(2, 8, 8, 1), offer(3, 2, 7, 1), offer(4, 4, 6, 1)];
        // The second one has more than are missing; the third fits.
        assert_eq!(chosen(&offers, 10), (vec![1, 3], 10));
        assert_eq!(chosen(&offers, 14), (vec![1, 3, 4], 14));
        // Nothing fits the last one: the smallest that covers it.
        assert_eq!(chosen(&offers, 11), (vec![1, 4], 12));
        assert_eq!(chosen(&offers, 3), (vec![4], 4));
        assert_eq!(chosen(&offers, 1), (vec![3], 2));
        assert_eq!(chosen(&offers[..2], 9), (vec![1, 2], 16));
        // There are not enough.
        assert_eq!(chosen(&offers, 23), (vec![1, 2, 3, 4], 22));
        assert_eq!(chosen(&[], 1), (vec![], 0));
    }
}
