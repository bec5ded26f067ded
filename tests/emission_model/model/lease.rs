//! A lease as the specification describes it: so many hours, each with a weight, each with a right to it or without.

use std::collections::BTreeMap;

use super::{Device, exact::Sum};
use crate::cast::Person;

/// Of how many falls a device remembers the time. After more of them nobody can tell when the first one was.
const REMEMBERED_FALLS: usize = 8;

/// No device has this generation.
const NONE: u32 = u32::MAX;

/// An hour that is over, and was leased for all of it.
#[derive(Clone, Debug)]
pub struct Hour {
    pub epoch: u32,
    pub share: u64,
    pub total: u64,
    pub weight: u64,
    /// Whether no fall was left without a `sync` when the hour ended.
    pub rightful: bool,
}

impl Hour {
    /// What the hour brings, in 2^-64ths of a base unit: what one unit of weight earns is recorded to that precision.
    fn growth(&self) -> u128 {
        if self.weight == 0 {
            0
        } else {
            (u128::from(self.share) << 64) / u128::from(self.total) * u128::from(self.weight)
        }
    }
}

/// What a settlement came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settlement {
    pub earned: u128,
    pub lost: u128,
    /// In 2^-64ths of a base unit.
    pub dust: u128,
}

/// The lease of a device, and the books of what it earned.
#[derive(Clone, Debug)]
pub struct Lease {
    pub pool: usize,
    /// Weights by epoch: those of the running epoch and of the later ones.
    pub ahead: BTreeMap<u32, u64>,
    /// First epoch of the present lease.
    pub start: u32,
    /// When it was granted.
    pub since: i64,
    /// Hours that are over and not settled, the first one first.
    pub behind: Vec<Hour>,
    /// The last hour that was settled, with whether it was earned.
    last: Option<(Hour, bool)>,
    /// Falls since anybody took note of the stake.
    pub falls: usize,
    /// Which of the devices of that name it was granted to.
    pub generation: u32,
    /// Who owned the device when it was last looked at.
    pub owner: Person,
    /// Who is paid instead, and by whose will.
    pub payout: Option<(Person, Person)>,
    pub payer: Person,
    pub owed: u128,
    pub penalty: u128,
    pub earned: u128,
    pub paid: u128,
    pub lost: u128,
    pub fined: u128,
    /// What it has earned since the last claim, exactly, and in how many settlements.
    pub unclaimed: Sum,
    pub settlements: u32,
    /// Penalties paid since the last claim.
    pub fined_since: u128,
}

impl Lease {
    /// One that was never given to any device.
    pub fn new(payer: Person) -> Self {
        Self {
            pool: 0,
            ahead: BTreeMap::new(),
            start: 0,
            since: 0,
            behind: vec![],
            last: None,
            falls: 0,
            generation: NONE,
            owner: payer,
            payout: None,
            payer,
            owed: 0,
            penalty: 0,
            earned: 0,
            paid: 0,
            lost: 0,
            fined: 0,
            unclaimed: Sum::default(),
            settlements: 0,
            fined_since: 0,
        }
    }

    /// Whether it runs, or begins with the next epoch.
    pub fn is_running(&self) -> bool {
        !self.ahead.is_empty()
    }

    /// Whether every hour of it has been settled.
    pub fn is_settled(&self) -> bool {
        self.ahead.is_empty() && self.behind.is_empty()
    }

    /// The device that it was granted to, unless it is gone.
    pub fn leased<'a>(&self, device: Option<&'a Device>) -> Option<&'a Device> {
        device.filter(|device| device.generation == self.generation)
    }

    /// Who owns the device; who did when it was last looked at, if it is gone.
    pub fn owner(&self, device: Option<&Device>) -> Person {
        self.leased(device).map_or(self.owner, |device| device.owner)
    }

    /// Who is paid.
    pub fn payee(&self, device: Option<&Device>) -> Person {
        let owner = self.owner(device);
        self.payout.filter(|(_, by)| *by == owner).map_or(owner, |(payee, _)| payee)
    }

    /// The hours to settle up to an epoch.
    pub fn due(&self, completed: u32) -> &[Hour] {
        &self.behind[..self.behind.partition_point(|hour| hour.epoch <= completed)]
    }

    /// The last epoch that was settled.
    pub fn settled(&self) -> Option<u32> {
        Some(self.behind.first()?.epoch - 1)
    }

    /// From which of its hours on nothing can be told any more.
    pub fn is_unknown(&self, device: Option<&Device>) -> bool {
        self.leased(device).is_none() || self.falls > REMEMBERED_FALLS
    }

    /// Settles every hour up to an epoch.
    pub fn settle(&mut self, completed: u32, device: Option<&Device>) -> Settlement {
        let unknown = self.is_unknown(device);
        let due = self.due(completed).len();
        let hours: Vec<_> = self.behind.drain(..due).collect();
        let (mut right, mut wrong) = (0u128, 0u128);
        for hour in &hours {
            let earned = hour.rightful && !unknown;
            *if earned { &mut right } else { &mut wrong } += hour.growth();
            if earned {
                self.unclaimed.add(hour.share, hour.weight, hour.total);
            }
            self.last = Some((hour.clone(), earned));
        }
        if !hours.is_empty() {
            self.settlements += 1;
        }
        let fraction = |sum: u128| sum & u128::from(u64::MAX);
        Settlement { earned: right >> 64, lost: wrong >> 64, dust: fraction(right) + fraction(wrong) }
    }

    /// What the device earned in epoch `last`, if that belongs to the present lease.
    pub fn earned_in(&self, last: u32) -> u128 {
        match &self.last {
            Some((hour, true)) if hour.epoch == last && self.start <= last => hour.growth() >> 64,
            _ => 0,
        }
    }

    /// Changes the weight of all that is ahead.
    pub fn weigh(&mut self, weight: u64) {
        self.ahead.values_mut().for_each(|ahead| *ahead = weight);
    }

    /// What is distributed to it and not settled, in 2^-64ths of a base unit.
    pub fn pending(&self, completed: u32) -> u128 {
        self.due(completed).iter().map(Hour::growth).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hour(epoch: u32, weight: u64, rightful: bool) -> Hour {
        Hour { epoch, share: 1_000, total: 3, weight, rightful }
    }

    fn device() -> Device {
        Device {
            owner: Person::Heir,
            active: 0,
            processors: 1,
            class: 0,
            suspended: false,
            cases: 0,
            registered_at: 0,
            generation: 0,
        }
    }

    fn lease(behind: Vec<Hour>) -> Lease {
        Lease { behind, start: 5, generation: 0, ..Lease::new(Person::Heir) }
    }

    #[test]
    fn a_third_of_a_thousand_for_three_hours() {
        let mut lease = lease(vec![hour(5, 1, true), hour(6, 1, true), hour(7, 1, true)]);
        let settlement = lease.settle(6, Some(&device()));
        // 333.33 twice, and what is left of one unit.
        assert_eq!((settlement.earned, settlement.lost), (666, 0));
        assert!(
            settlement.dust > u128::from(u64::MAX) / 3 * 2 - 9 && settlement.dust < u128::from(u64::MAX) / 3 * 2 + 9
        );
        assert_eq!(lease.unclaimed.floor(), 666);
        assert_eq!(lease.earned_in(6), 333);
        assert_eq!((lease.earned_in(5), lease.behind.len()), (0, 1));
    }

    #[test]
    fn what_follows_a_fall_is_lost() {
        let mut lease = lease(vec![hour(5, 2, true), hour(6, 2, false), hour(7, 2, false)]);
        let settlement = lease.settle(7, Some(&device()));
        assert_eq!((settlement.earned, settlement.lost), (666, 1_333));
        assert_eq!(lease.earned_in(7), 0);
    }

    #[test]
    fn what_a_device_that_is_gone_had_not_settled_is_lost() {
        let mut gone = lease(vec![hour(5, 2, true)]);
        assert_eq!(gone.settle(5, None).lost, 666);
        let mut anew = lease(vec![hour(5, 2, true)]);
        assert_eq!(anew.settle(5, Some(&Device { generation: 1, ..device() })).lost, 666);
        let mut often = Lease { falls: 9, ..lease(vec![hour(5, 2, true)]) };
        assert_eq!(often.settle(5, Some(&device())).lost, 666);
        let mut eight = Lease { falls: 8, ..lease(vec![hour(5, 2, true), hour(6, 2, false)]) };
        assert_eq!(
            eight.settle(6, Some(&device())),
            Settlement { earned: 666, lost: 666, dust: 2 * (u128::MAX >> 64) / 3 * 2 }
        );
    }
}
