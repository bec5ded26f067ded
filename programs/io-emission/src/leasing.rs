//! What granting and renewing have in common.

use crate::{
    error::IoEmissionError,
    events::Granted,
    standing::{Looked, weight_of},
    state::{Config, Lease, Pool, Settlement},
};
use anchor_lang::prelude::*;
use io_economics::{Epoch, Timestamp};
use io_stake::state::{Classes, Device};

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

    /// Leases a device that was verified at `verified_at`, whatever was at its address before.
    pub fn grant(
        &self,
        pool: &mut Pool,
        account: &AccountInfo,
        lease: &mut Lease,
        verified_at: Timestamp,
    ) -> Result<Granted> {
        let data = account.try_borrow_data()?;
        let looked = Looked::at(account, &data, lease, self.config.clock());
        let device = looked.present()?;
        // Class and processors never change, and nothing is closed in the second of its registration: so what was registered
        // by then is what was verified.
        require!(device.registered_at <= verified_at.get(), IoEmissionError::RegisteredSince);
        let settlement = self.settle(pool, lease, &looked)?;
        if looked.leased(lease).is_none() {
            require!(lease.is_paid() || lease.owner == device.owner, IoEmissionError::OwedToFormerOwner);
        }
        self.give(pool, device, lease)?;
        granted(lease, settlement)
    }

    /// Leases the device that the lease was granted to once more. One that is gone, or was registered anew since, has not
    /// been verified: its lease ends, without making the others of a batch fail.
    pub fn renew(&self, pool: &mut Pool, account: &AccountInfo, lease: &mut Lease) -> Result<Granted> {
        let data = account.try_borrow_data()?;
        let looked = Looked::at(account, &data, lease, self.config.clock());
        let settlement = self.settle(pool, lease, &looked)?;
        if let Some(device) = looked.leased(lease) {
            self.give(pool, device, lease)?;
        }
        granted(lease, settlement)
    }

    /// Settles, and ends what ran for a device that is gone.
    fn settle(&self, pool: &mut Pool, lease: &mut Lease, looked: &Looked) -> Result<Settlement> {
        let settlement = settle_in(pool, lease, looked)?;
        if looked.leased(lease).is_none() && lease.is_running(self.running) {
            lease.stop(pool, self.running)?;
        }
        Ok(settlement)
    }

    /// Extends the device's lease if it is running, else begins a new one with the next epoch.
    fn give(&self, pool: &mut Pool, device: &Device, lease: &mut Lease) -> Result<()> {
        let class = self.classes.get(device.class).ok_or(IoEmissionError::NoSuchClass)?;
        require_eq!(class.pool, pool.number, IoEmissionError::NotThePool);
        let weight = weight_of(device, class, self.config.weight_cap());
        if lease.is_running(self.running) {
            lease.weigh(pool, self.running, weight)?;
            lease.extend(pool, self.until)?;
        } else {
            lease.begin(pool, self.running, self.until, weight)?;
        }
        lease.look_at(device, self.config.costake_bps);
        Ok(())
    }
}

fn granted(lease: &Lease, settlement: Settlement) -> Result<Granted> {
    lease.invariant()?;
    Ok(Granted {
        device: lease.device,
        owner: lease.owner,
        registered_at: lease.registered_at,
        start: lease.start,
        end: lease.end,
        weight: lease.weight,
        settlement,
    })
}

/// Settles in the pool that the lease is in. A lease that has nothing left to settle or to claim may change its pool.
fn settle_in(pool: &mut Pool, lease: &mut Lease, looked: &Looked) -> Result<Settlement> {
    if lease.is_in(pool) {
        return lease.settle(pool, looked, Pool::earned_by);
    }
    require!(lease.is_settled() && lease.is_paid(), IoEmissionError::LeaseOfAnotherPool);
    Ok(Settlement { through: lease.settled, ..Settlement::default() })
}
