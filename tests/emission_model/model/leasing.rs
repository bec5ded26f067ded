//! Who may earn, how long, and with what weight.

use io_emission::error::IoEmissionError;

use super::{
    Device, Lease, MEMORY, Model,
    rules::{Outcome, Reason, both, present, unless},
    schedule::LAST,
};
use crate::cast::{POOLS, Person, Rig};

/// 200 IO.
const BASE_STAKE: u128 = 200 * 100_000_000;

/// What a device weighs: nothing below the required stake, else its stake up to `cap` times that.
pub fn weight(device: &Device, multiplier_bps: u32, cap_bps: u32) -> u64 {
    let required = BASE_STAKE * u128::from(multiplier_bps.max(10_000)) * u128::from(device.processors) / 10_000;
    if device.suspended || u128::from(device.active) < required {
        return 0;
    }
    let cap = required * u128::from(cap_bps) / 10_000;
    u64::try_from(u128::from(device.active).min(cap)).expect("no more than the active stake")
}

impl Model {
    fn weight_of(&self, device: &Device) -> u64 {
        weight(device, self.classes[&device.class].1, self.settings.cap_bps)
    }

    /// The hours to settle are not further back than the pool remembers, or recorded on one of these pages.
    pub(super) fn remembered(&self, rig: Rig, on_page: impl Fn(u32) -> bool) -> Outcome {
        let lease = &self.leases[&rig];
        let completed = self.pools[lease.pool].completed;
        let due = lease.due(completed);
        let Some(first) = due.first().filter(|first| first.weight > 0) else { return Ok(()) };
        // Before the first epoch nothing was earned, which needs no record.
        let known = |epoch: u32| epoch == 0 || completed - epoch < MEMORY || on_page(epoch);
        let (settled, through) = (first.epoch - 1, due[due.len() - 1].epoch);
        let unknown = lease.is_unknown(self.devices.get(&rig));
        let rightful = due.iter().rev().find(|hour| hour.rightful && !unknown).map_or(settled, |hour| hour.epoch);
        let all = known(settled) && known(through) && known(rightful);
        unless([(!all, IoEmissionError::TooLongAgo.into())])
    }

    fn remembered_by_pool(&self, rig: Rig) -> Outcome {
        self.remembered(rig, |_| false)
    }

    pub(super) fn lease(
        &mut self,
        signers: &[Person],
        pool: usize,
        rigs: &[Rig],
        until: u32,
        granted: Option<i64>,
    ) -> Outcome {
        let paused = unless([(self.settings.paused, IoEmissionError::Paused.into())]);
        let ahead = unless([(granted.is_some_and(|at| at > self.now), IoEmissionError::VerifiedAhead.into())]);
        let allowed =
            [self.current(pool), self.quorum(signers), paused, ahead, self.term(until)].into_iter().reduce(both);
        let allowed = allowed.unwrap_or(Ok(()));
        for rig in rigs {
            // Nothing after a refusal counts, so only the first device that is refused is told of.
            let leased = self.lease_one(pool, *rig, until, granted, allowed.is_ok());
            if leased.is_err() {
                return both(allowed, leased);
            }
        }
        self.note("a batch of several devices leased", allowed.is_ok() && rigs.len() > 1);
        allowed
    }

    /// `granted` says when a device was verified that need not be the one that had the lease; a renewal is for that one
    /// only, and ends the lease of one that is gone.
    fn lease_one(&mut self, pool: usize, rig: Rig, until: u32, granted: Option<i64>, allowed: bool) -> Outcome {
        unless([(granted.is_none() && !self.leases.contains_key(&rig), Reason::Absent)])?;
        let device = self.devices.get(&rig).cloned();
        let lease = &*self.leases.entry(rig).or_insert_with(|| Lease::new(Person::Stranger));
        let gone = lease.leased(device.as_ref()).is_none();
        let elsewhere = lease.pool != pool && !(lease.is_settled() && lease.owed == 0);
        let owed = |device: &Device| gone && lease.owed > 0 && lease.owner != device.owner;
        let granted_to = device.as_ref().zip(granted);
        let leased = device.clone().filter(|_| granted.is_some() || !gone);
        let home = leased.as_ref().map_or(pool, |device| usize::from(self.classes[&device.class].0));
        let refused = unless([
            (elsewhere, IoEmissionError::LeaseOfAnotherPool.into()),
            (granted.is_some() && device.is_none(), IoEmissionError::NoDevice.into()),
            (granted_to.is_some_and(|(device, at)| device.registered_at > at), IoEmissionError::RegisteredSince.into()),
            (granted_to.is_some_and(|(device, _)| owed(device)), IoEmissionError::OwedToFormerOwner.into()),
            (home != pool, IoEmissionError::NotThePool.into()),
        ]);
        both(refused, self.remembered_by_pool(rig))?;
        if !allowed {
            return Ok(());
        }
        if self.leases[&rig].pool == pool {
            self.settle_one(rig);
        }
        let running = self.running().unwrap_or(LAST);
        let lease = self.leases.get_mut(&rig).expect("it was just there");
        let ends = gone && lease.is_running();
        if gone {
            lease.ahead.clear();
        }
        self.note("a lease that ended because its device is gone", ends);
        match leased {
            Some(device) => self.give(pool, rig, until, running, &device),
            None => self.note("a renewal of a device that is gone", true),
        }
        Ok(())
    }

    fn give(&mut self, pool: usize, rig: Rig, until: u32, running: u32, device: &Device) {
        let (now, weight) = (self.now, self.weight_of(device));
        let lease = self.leases.get_mut(&rig).expect("it was just there");
        let moves = lease.pool != pool && lease.start > 0;
        lease.weigh(weight);
        let first = match lease.ahead.last_key_value() {
            Some((last, _)) => last + 1,
            None => {
                lease.start = running + 1;
                lease.since = now;
                lease.pool = pool;
                running + 1
            }
        };
        lease.ahead.extend((first..=until).map(|epoch| (epoch, weight)));
        lease.falls = 0;
        lease.generation = device.generation;
        lease.owner = device.owner;
        self.note("a lease that moved to another pool", moves);
        self.note("a lease without weight", weight == 0);
        self.note("a lease given before the first epoch", running == 0);
    }

    pub(super) fn revoke(&mut self, signers: &[Person], pool: usize, rigs: &[Rig]) -> Outcome {
        let allowed = both(self.current(pool), self.quorum(signers));
        let mut any = false;
        for rig in rigs {
            match self.revoke_one(pool, *rig, allowed.is_ok()) {
                Ok(revoked) => any |= revoked,
                Err(reasons) => return both(allowed, Err(reasons)),
            }
        }
        both(allowed, unless([(!any, IoEmissionError::LeaseNotRunning.into())]))
    }

    /// Whether there was a lease to take away.
    fn revoke_one(&mut self, pool: usize, rig: Rig, allowed: bool) -> Result<bool, Vec<Reason>> {
        let lease = present(self.leases.get(&rig))?;
        unless([(lease.pool != pool, IoEmissionError::NotThePool.into())])?;
        if !lease.is_running() {
            return Ok(false);
        }
        self.remembered_by_pool(rig)?;
        if !allowed {
            return Ok(true);
        }
        let last = self.over();
        self.settle_one(rig);
        let lease = self.leases.get_mut(&rig).expect("it was just there");
        lease.ahead.clear();
        let penalty = lease.earned_in(last);
        lease.penalty += penalty;
        let exceeds = penalty > lease.owed;
        self.book(rig, 0, 0);
        self.note("a penalty", penalty > 0);
        self.note("a penalty greater than what is owed", exceeds);
        Ok(true)
    }

    pub(super) fn end(&mut self, by: Person, pool: usize, rig: Rig) -> Outcome {
        let lease = present(self.leases.get(&rig))?;
        let device = lease.leased(self.devices.get(&rig));
        let reasons = unless([
            (lease.pool != pool, IoEmissionError::NotThePool.into()),
            (device.is_none(), IoEmissionError::NoDevice.into()),
            (device.is_some_and(|device| device.owner != by), IoEmissionError::NotOwner.into()),
            (!lease.is_running(), IoEmissionError::LeaseNotRunning.into()),
        ]);
        both(self.current(pool), reasons)?;
        self.remembered_by_pool(rig)?;
        self.settle_one(rig);
        let running = self.running().unwrap_or(LAST);
        let lease = present(self.leases.get_mut(&rig))?;
        lease.ahead.retain(|epoch, _| *epoch <= running);
        lease.owner = by;
        Ok(())
    }

    pub(super) fn sync(&mut self, pool: usize, rig: Rig) -> Outcome {
        let lease = present(self.leases.get(&rig))?;
        unless([(lease.pool != pool, IoEmissionError::NotThePool.into())])?;
        if !lease.is_running() || self.running().is_none() {
            return Ok(());
        }
        self.current(pool)?;
        self.remembered_by_pool(rig)?;
        self.settle_one(rig);
        let device = self.devices.get(&rig).cloned();
        let weight = device.as_ref().map_or(0, |device| self.weight_of(device));
        let lease = present(self.leases.get_mut(&rig))?;
        match lease.leased(device.as_ref()) {
            Some(device) => {
                let raised = lease.ahead.values().any(|before| *before < weight);
                lease.weigh(weight);
                lease.falls = 0;
                lease.owner = device.owner;
                self.note("a weight raised by a sync", raised);
            }
            None => {
                lease.ahead.clear();
                self.note("a sync that ended the lease of a device that is gone", true);
            }
        }
        Ok(())
    }

    pub(super) fn settle(&mut self, pool: usize, rig: Rig, pages: [(u8, u16); 2]) -> Outcome {
        let lease = present(self.leases.get(&rig))?;
        let exists = |(pool, number): (u8, u16)| {
            let pool = &self.pools[usize::from(pool).min(POOLS - 1)];
            let pages = Model::page_of(pool.first + 1)..=Model::page_of(pool.completed.max(1));
            pool.completed > pool.first && pages.contains(&number)
        };
        unless([
            (lease.pool != pool, IoEmissionError::NotThePool.into()),
            (!pages.into_iter().all(exists), Reason::Absent),
            (pages.iter().any(|(of, _)| usize::from(*of) != pool), IoEmissionError::NotThePage.into()),
        ])?;
        self.remembered(rig, |epoch| pages.iter().any(|(_, number)| *number == Model::page_of(epoch)))?;
        let late = self.remembered_by_pool(rig).is_err();
        self.settle_one(rig);
        let device = self.devices.get(&rig);
        let lease = present(self.leases.get_mut(&rig))?;
        lease.owner = lease.owner(device);
        self.note("a settlement that needed pages", late);
        Ok(())
    }

    /// Number of the page that records an epoch.
    pub fn page_of(epoch: u32) -> u16 {
        u16::try_from((epoch - 1) / super::PAGE).expect("343 pages")
    }
}
