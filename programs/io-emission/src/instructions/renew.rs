use crate::{
    batch::{Batch, Pair},
    events::Leased,
    leasing::Leasing,
    seeds::CONFIG,
    state::{Config, Pool},
};
use anchor_lang::prelude::*;
use io_economics::Timestamp;
use io_stake::{seeds::CLASSES, state::Classes};

/// After the named accounts come the further attestors, as signers, then further devices, each followed by its lease.
#[event_cpi]
#[derive(Accounts)]
pub struct Renew<'info> {
    /// An attestor.
    pub attestor: Signer<'info>,

    /// The settings.
    #[account(address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The device classes of the staking program.
    #[account(address = CLASSES)]
    pub classes: AccountLoader<'info, Classes>,

    /// The pool of the devices' classes.
    #[account(mut)]
    pub pool: AccountLoader<'info, Pool>,

    /// The device.
    /// CHECK: its address stands in the lease; it is read as the staking program's.
    pub device: UncheckedAccount<'info>,

    /// Its lease.
    /// CHECK: loaded as a lease of this program, and has to be about the device.
    #[account(mut)]
    pub lease: UncheckedAccount<'info>,
}

impl Renew<'_> {
    fn validate(&self, batch: &Batch) -> Result<()> {
        let config = self.config.load()?;
        // attestor and the further signers: a quorum of attestors.
        batch.require_quorum(&config, &self.attestor)?;
        // config, classes: the only accounts of their types.
        config.require_unpaused()
        // pool: only `create_pool` creates accounts of its type; it has to be that of each device's class.
        // device, lease and their likes: checked where they are read.
    }

    pub(crate) fn handle<'info>(ctx: Context<'info, Renew<'info>>, until: u32) -> Result<()> {
        let accounts = &*ctx.accounts;
        let batch = Batch::of(ctx.remaining_accounts)?;
        accounts.validate(&batch)?;
        let now = Timestamp::new(Clock::get()?.unix_timestamp);
        let leased = {
            let (config, classes) = (accounts.config.load()?, accounts.classes.load()?);
            let leasing = Leasing::new(&config, &classes, now, until)?;
            let pool = &mut accounts.pool.load_mut()?;
            pool.require_current(leasing.running)?;
            let mut leases = Vec::with_capacity(batch.len());
            let named = Pair { device: &accounts.device, lease: &accounts.lease };
            for pair in core::iter::once(named).chain(batch.pairs()) {
                let mut data = pair.lease.try_borrow_mut_data()?;
                leases.push(leasing.renew(pool, pair.device, pair.lease_in(&mut data)?)?);
            }
            pool.invariant()?;
            Leased { pool: pool.number, epoch: leasing.running.get(), leases }
        };
        io_runtime::emit!(accounts, leased);
        Ok(())
    }
}
