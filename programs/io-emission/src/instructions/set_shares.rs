use crate::{
    error::IoEmissionError,
    events::SharesSet,
    seeds::CONFIG,
    state::{Config, POOLS, Pool},
};
use anchor_lang::prelude::*;
use io_economics::Timestamp;
use io_runtime::state;

/// After the named accounts come all pools, in the order of their numbers.
#[event_cpi]
#[derive(Accounts)]
pub struct SetShares<'info> {
    /// The admin.
    pub admin: Signer<'info>,

    /// The settings.
    #[account(mut, address = CONFIG)]
    pub config: AccountLoader<'info, Config>,
}

impl SetShares<'_> {
    fn validate(&self, pools: &[AccountInfo], now: Timestamp) -> Result<()> {
        let config = self.config.load()?;
        config.require_admin(&self.admin)?;
        // config: the only account of its type. The shares are checked by its invariant.
        // The pools: an epoch that is over must be shared as it was while it ran, so each has to be current.
        require_eq!(pools.len(), usize::from(config.pools), IoEmissionError::PoolsMissing);
        for (number, account) in pools.iter().enumerate() {
            let data = account.try_borrow_data()?;
            require_keys_eq!(*account.owner, crate::ID, ErrorCode::AccountOwnedByWrongProgram);
            let pool = state::<Pool>(&data)?;
            require_eq!(usize::from(pool.number), number, IoEmissionError::PoolsMissing);
            require!(pool.completed() == config.completed(now), IoEmissionError::PoolBehind);
        }
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>, shares: [u16; POOLS]) -> Result<()> {
        let now = Timestamp::new(Clock::get()?.unix_timestamp);
        ctx.accounts.validate(ctx.remaining_accounts, now)?;
        let from = {
            let config = &mut ctx.accounts.config.load_mut()?;
            config.shares = shares;
            config.invariant()?;
            config.completed(now).get().saturating_add(1)
        };
        io_runtime::emit!(ctx.accounts, SharesSet { shares, from });
        Ok(())
    }
}
