use crate::{
    error::IoEmissionError,
    events::Synced,
    seeds::CONFIG,
    standing::{Looked, weight_of},
    state::{Config, Lease, Pool},
};
use anchor_lang::prelude::*;
use io_economics::Timestamp;
use io_stake::{seeds::CLASSES, state::Classes};

#[event_cpi]
#[derive(Accounts)]
pub struct Sync<'info> {
    /// The settings.
    #[account(address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The device classes of the staking program.
    #[account(address = CLASSES)]
    pub classes: AccountLoader<'info, Classes>,

    /// The pool that the lease is in.
    #[account(mut)]
    pub pool: AccountLoader<'info, Pool>,

    /// The device; its address, if it is gone.
    /// CHECK: its address stands in the lease; it is read as the staking program's.
    pub device: UncheckedAccount<'info>,

    /// Its lease.
    #[account(mut)]
    pub lease: AccountLoader<'info, Lease>,
}

impl Sync<'_> {
    fn validate(&self) -> Result<()> {
        // Nobody signs: the weight follows from the stake, whoever asks for it. Not stopped by a pause.
        // config, classes: the only accounts of their types. pool, lease: only this program creates such accounts.
        let (lease, pool) = (self.lease.load()?, self.pool.load()?);
        require_keys_eq!(lease.device, *self.device.key, IoEmissionError::NotTheDevice);
        require!(lease.is_in(&pool), IoEmissionError::NotThePool);
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate()?;
        let now = Timestamp::new(Clock::get()?.unix_timestamp);
        let synced = {
            let (config, classes) = (accounts.config.load()?, accounts.classes.load()?);
            // Where no lease runs there is nothing to take note of: whoever puts this behind an unstake must not fail.
            let Ok(running) = config.running(now) else { return Ok(()) };
            let (pool, lease) = (&mut accounts.pool.load_mut()?, &mut accounts.lease.load_mut()?);
            if !lease.is_running(running) {
                return Ok(());
            }
            pool.require_current(running)?;
            let data = accounts.device.try_borrow_data()?;
            let looked = Looked::at(&accounts.device, &data, lease, config.clock());
            let settlement = lease.settle(pool, &looked, Pool::earned_by)?;
            match looked.leased(lease) {
                Some(device) => {
                    let class = classes.get(device.class).ok_or(IoEmissionError::NoSuchClass)?;
                    lease.weigh(pool, running, weight_of(device, class, config.weight_cap()))?;
                    lease.look_at(device, config.costake_bps);
                }
                None => lease.stop(pool, running)?,
            }
            lease.invariant()?;
            pool.invariant()?;
            Synced { device: lease.device, epoch: running.get(), weight: lease.weight, end: lease.end, settlement }
        };
        io_runtime::emit!(accounts, synced);
        Ok(())
    }
}
