use crate::{
    batch::{Batch, Pair},
    error::IoEmissionError,
    events::{Revocation, Revoked},
    seeds::CONFIG,
    standing::Looked,
    state::{Config, Pool},
};
use anchor_lang::prelude::*;
use io_economics::{Epoch, EpochClock, Timestamp};

/// After the named accounts come the further attestors, as signers, then further devices, each followed by its lease.
#[event_cpi]
#[derive(Accounts)]
pub struct Revoke<'info> {
    /// An attestor.
    pub attestor: Signer<'info>,

    /// The settings.
    #[account(address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The pool that the leases are in.
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

impl Revoke<'_> {
    fn validate(&self, batch: &Batch) -> Result<()> {
        let config = self.config.load()?;
        // attestor and the further signers: a quorum of attestors. Not stopped by a pause: it only takes away.
        batch.require_quorum(&config, &self.attestor)
        // config: the only account of its type. pool: only `create_pool` creates accounts of its type; it has to be
        // that of each lease. device, lease and their likes: checked where they are read.
    }

    pub(crate) fn handle<'info>(ctx: Context<'info, Revoke<'info>>) -> Result<()> {
        let accounts = &*ctx.accounts;
        let batch = Batch::of(ctx.remaining_accounts)?;
        accounts.validate(&batch)?;
        let now = Timestamp::new(Clock::get()?.unix_timestamp);
        let revoked = {
            let config = accounts.config.load()?;
            let (running, clock) = (config.running(now)?, config.clock());
            let pool = &mut accounts.pool.load_mut()?;
            pool.require_current(running)?;
            let named = Pair { device: &accounts.device, lease: &accounts.lease };
            let mut leases = Vec::with_capacity(batch.len());
            // One that has ended meanwhile must not save the others of a batch. Where it was closed too, the rest is sent again.
            for pair in core::iter::once(named).chain(batch.pairs()) {
                leases.extend(revoke(clock, running, pool, &pair)?);
            }
            require!(!leases.is_empty(), IoEmissionError::LeaseNotRunning);
            pool.invariant()?;
            Revoked { pool: pool.number, epoch: running.get(), leases }
        };
        io_runtime::emit!(accounts, revoked);
        Ok(())
    }
}

/// Revokes one lease, if it is running.
fn revoke(clock: EpochClock, running: Epoch, pool: &mut Pool, pair: &Pair) -> Result<Option<Revocation>> {
    let (mut lease_data, device_data) = (pair.lease.try_borrow_mut_data()?, pair.device.try_borrow_data()?);
    let lease = pair.lease_in(&mut lease_data)?;
    require!(lease.is_in(pool), IoEmissionError::NotThePool);
    if !lease.is_running(running) {
        return Ok(None);
    }
    let looked = Looked::at(pair.device, &device_data, lease, clock);
    let mut settlement = lease.settle(pool, &looked, Pool::earned_by)?;
    let penalty = lease.earned_last(pool, running)?;
    lease.stop(pool, running)?;
    let fined = lease.fine(pool, penalty)?;
    settlement.fined = settlement.fined.checked_add(fined).ok_or(IoEmissionError::Overflow)?;
    lease.invariant()?;
    Ok(Some(Revocation { device: lease.device, end: lease.end, penalty: penalty.get(), settlement }))
}
