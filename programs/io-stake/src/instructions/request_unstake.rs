use crate::{error::IoStakeError, events::UnstakeRequested, state::Device};
use anchor_lang::prelude::*;
use io_economics::Timestamp;

#[event_cpi]
#[derive(Accounts)]
pub struct RequestUnstake<'info> {
    /// The owner.
    pub owner: Signer<'info>,

    /// The device.
    #[account(mut)]
    pub device: AccountLoader<'info, Device>,
}

impl RequestUnstake<'_> {
    fn validate(&self, amount: u64) -> Result<()> {
        self.device.load()?.require_owner(&self.owner)?;
        // device: only `register` creates accounts of its type. Not stopped by a pause: it lets stake out.
        require!(amount > 0, IoStakeError::ZeroAmount);
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>, amount: u64) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate(amount)?;
        let now = Timestamp::new(Clock::get()?.unix_timestamp);
        let (ends_at, active) = {
            let device = &mut accounts.device.load_mut()?;
            let ends_at = device.start_cooldown(amount, now)?;
            device.invariant()?;
            (ends_at.get(), device.active)
        };
        io_runtime::emit!(
            accounts,
            UnstakeRequested { device: accounts.device.key(), owner: accounts.owner.key(), amount, ends_at, active }
        );
        Ok(())
    }
}
