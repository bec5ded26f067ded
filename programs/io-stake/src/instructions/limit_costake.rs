use crate::{error::IoStakeError, events::CostakeLimited, state::Device};
use anchor_lang::prelude::*;

#[event_cpi]
#[derive(Accounts)]
pub struct LimitCostake<'info> {
    /// The owner of the device.
    pub owner: Signer<'info>,

    /// The device.
    #[account(mut)]
    pub device: AccountLoader<'info, Device>,
}

impl LimitCostake<'_> {
    fn validate(&self) -> Result<()> {
        let device = self.device.load()?;
        device.require_owner(&self.owner)?;
        // device: only `register` creates accounts of its type. Not stopped by a pause: it moves no stake.
        require!(device.costake.is_open(), IoStakeError::CostakeIsClosed);
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>, limit: u64) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate()?;
        {
            let device = &mut accounts.device.load_mut()?;
            device.costake.limit = limit;
            device.invariant()?;
        }
        io_runtime::emit!(
            accounts,
            CostakeLimited { device: accounts.device.key(), owner: accounts.owner.key(), limit }
        );
        Ok(())
    }
}
