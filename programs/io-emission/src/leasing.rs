//! What granting and renewing have in common.

use crate::{
    error::IoEmissionError,
    events::Granted,
    standing::{Looked, Standing, weight_of},
    state::{Config, Lease, Pool, Settlement},
};
use anchor_lang::prelude::*;
use io_economics::{Epoch, Timestamp};
use io_stake::state::Classes;

/// Leases given now, through a certain epoch.
pub struct Leasing<'a> {
    config: &'a Config,
    classes: &'a Classes,
    /// The running epoch.
    pub running: Epoch,
    until: Epoch,
}

impl<'a> Leasing<'a> {
    /// Leases given at `now` through epoch `until`.
    pub fn new(config: &'a Config, classes: &'a Classes, now: Timestamp, until: u32) -> Result<Self> {
        let running = config.running(now)?;
        let until = Epoch::new(until).ok_or(IoEmissionError::LeaseTooLong)?;
        let ahead = until.since(running).ok_or(IoEmissionError::LeaseTooShort)?;
        require!(ahead > 0, IoEmissionError::LeaseTooShort);
        require!(ahead <= u32::from(config.max_lease), IoEmissionError::LeaseTooLong);
        Ok(Self { config, classes, running, until })
    }

    /// Extends the device's lease if it is running, else begins a new one with the next epoch.
    pub fn give(&self, pool: &mut Pool, device: &AccountInfo, lease: &mut Lease) -> Result<Granted> {
        let data = device.try_borrow_data()?;
        let looked = Looked::at(device, &data, lease, self.config.clock());
        let found = looked.present()?;
        let class = self.classes.get(found.class).ok_or(IoEmissionError::NoSuchClass)?;
        require_eq!(class.pool, pool.number, IoEmissionError::NotThePool);
        let settlement = settle_in(pool, lease, looked.standing)?;
        // A device that was registered anew is another one: what ran was the old one's.
        if lease.is_running(self.running) && looked.leased(lease).is_none() {
            lease.stop(pool, self.running)?;
        }
        let weight = weight_of(found, class, self.config.weight_cap());
        if lease.is_running(self.running) {
            lease.weigh(pool, self.running, looked.standing, weight)?;
            lease.extend(pool, self.until)?;
        } else {
            lease.begin(pool, self.running, self.until, weight)?;
        }
        lease.look_at(found);
        lease.invariant()?;
        Ok(Granted { device: *device.key, start: lease.start, end: lease.end, weight: weight.get(), settlement })
    }
}

/// Settles in the pool that the lease is in. A lease that has nothing left to settle or to claim may change its pool.
fn settle_in(pool: &mut Pool, lease: &mut Lease, standing: Standing) -> Result<Settlement> {
    if lease.pool == pool.number {
        return lease.settle(pool, standing, Pool::earned_by);
    }
    require!(lease.is_settled() && lease.owed == 0, IoEmissionError::LeaseOfAnotherPool);
    Ok(Settlement { through: lease.settled, ..Settlement::default() })
}
