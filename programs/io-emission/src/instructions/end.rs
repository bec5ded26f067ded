use crate::{
    error::IoEmissionError,
    events::Ended,
    seeds::CONFIG,
    standing::Looked,
    state::{Config, Lease, Pool},
};
use anchor_lang::prelude::*;
use io_economics::Timestamp;

#[event_cpi]
#[derive(Accounts)]
pub struct End<'info> {
    /// Owner of the device.
    pub owner: Signer<'info>,

    /// The settings.
    #[account(address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The pool that the lease is in.
    #[account(mut)]
    pub pool: AccountLoader<'info, Pool>,

    /// The device.
    /// CHECK: its address stands in the lease; it is read as the staking program's.
    pub device: UncheckedAccount<'info>,

    /// Its lease.
    #[account(mut)]
    pub lease: AccountLoader<'info, Lease>,
}

impl End<'_> {
    fn validate(&self) -> Result<()> {
        // owner: compared with the device's where that is read. config: the only account of its type.
        // pool, lease: only this program creates accounts of their types. Not stopped by a pause: it only takes away.
        let (lease, pool) = (self.lease.load()?, self.pool.load()?);
        require_keys_eq!(lease.device, *self.device.key, IoEmissionError::NotTheDevice);
        require!(lease.is_in(&pool), IoEmissionError::NotThePool);
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate()?;
        let now = Timestamp::new(Clock::get()?.unix_timestamp);
        let ended = {
            let config = accounts.config.load()?;
            let running = config.running(now)?;
            let (pool, lease) = (&mut accounts.pool.load_mut()?, &mut accounts.lease.load_mut()?);
            pool.require_current(running)?;
            let data = accounts.device.try_borrow_data()?;
            let looked = Looked::at(&accounts.device, &data, lease, config.clock());
            let device = looked.leased(lease).ok_or(IoEmissionError::NoDevice)?;
            require_keys_eq!(device.owner, *accounts.owner.key, IoEmissionError::NotOwner);
            require!(lease.is_running(running), IoEmissionError::LeaseNotRunning);
            let settlement = lease.settle(pool, &looked, Pool::earned_by)?;
            lease.finish(pool, running)?;
            lease.owner = device.owner;
            lease.invariant()?;
            pool.invariant()?;
            Ended { device: lease.device, owner: device.owner, end: lease.end, settlement }
        };
        io_runtime::emit!(accounts, ended);
        Ok(())
    }
}
