use crate::{
    error::IoEmissionError,
    events::Settled,
    seeds::CONFIG,
    standing::Looked,
    state::{Config, Lease, Page, Pool},
};
use anchor_lang::prelude::*;

#[event_cpi]
#[derive(Accounts)]
pub struct Settle<'info> {
    /// The settings.
    #[account(address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The pool that the lease is in.
    #[account(mut)]
    pub pool: AccountLoader<'info, Pool>,

    /// The device; its address, if it is gone.
    /// CHECK: its address stands in the lease; it is read as the staking program's.
    pub device: UncheckedAccount<'info>,

    /// Its lease.
    #[account(mut)]
    pub lease: AccountLoader<'info, Lease>,

    /// The page that records the last epoch that was settled; its seeds are those that `advance` takes.
    pub settled_page: AccountLoader<'info, Page>,

    /// The page that records the last epoch to settle; it may be the same. Every renewal settles, so what is left to
    /// settle is never longer than a page, and no other is needed.
    pub through_page: AccountLoader<'info, Page>,
}

impl Settle<'_> {
    fn validate(&self) -> Result<()> {
        // Nobody signs: what a lease has earned follows from the books, whoever asks for it. Not stopped by a pause.
        // config: the only account of its type. pool, lease, pages: only this program creates accounts of their types.
        let (lease, pool) = (self.lease.load()?, self.pool.load()?);
        require_keys_eq!(lease.device, *self.device.key, IoEmissionError::NotTheDevice);
        require!(lease.is_in(&pool), IoEmissionError::NotThePool);
        for page in [&self.settled_page, &self.through_page] {
            require!(page.load()?.pool == pool.number, IoEmissionError::NotThePage);
        }
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate()?;
        let settled = {
            let config = accounts.config.load()?;
            let (pool, lease) = (&mut accounts.pool.load_mut()?, &mut accounts.lease.load_mut()?);
            let pages = [accounts.settled_page.load()?, accounts.through_page.load()?];
            let data = accounts.device.try_borrow_data()?;
            let looked = Looked::at(&accounts.device, &data, lease, config.clock());
            let settlement = lease.settle(pool, &looked, |pool, epoch| {
                // What is ahead of the pool is recorded nowhere, though its place on a page exists.
                let recorded = || pages.iter().find_map(|page| page.earned_by(epoch));
                pool.earned_by(epoch).or_else(|| if epoch <= pool.completed() { recorded() } else { None })
            })?;
            lease.owner = looked.owner(lease);
            lease.invariant()?;
            pool.invariant()?;
            Settled { device: lease.device, settlement }
        };
        io_runtime::emit!(accounts, settled);
        Ok(())
    }
}
