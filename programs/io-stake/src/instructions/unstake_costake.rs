use crate::{
    error::IoStakeError,
    events::CostakeUnstaked,
    state::{Device, Position, Rewards},
};
use anchor_lang::prelude::*;
use io_economics::Timestamp;

#[event_cpi]
#[derive(Accounts)]
pub struct UnstakeCostake<'info> {
    /// Owns the position.
    pub holder: Signer<'info>,

    /// The device.
    #[account(mut)]
    pub device: AccountLoader<'info, Device>,

    /// What its co-stakers are paid.
    #[account(mut)]
    pub rewards: AccountLoader<'info, Rewards>,

    /// The holder's position.
    #[account(mut)]
    pub position: AccountLoader<'info, Position>,
}

impl UnstakeCostake<'_> {
    fn validate(&self, shares: u64) -> Result<()> {
        // holder: the only one who decides about its shares. position: only `add_costake` creates accounts of its type.
        self.position.load()?.require_of(self.device.key(), &self.holder)?;
        // device, rewards: only this program creates accounts of their types. Not stopped by a pause: it lets stake out.
        self.rewards.load()?.require_of(self.device.key())?;
        require!(shares > 0, IoStakeError::ZeroAmount);
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>, shares: u64) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate(shares)?;
        let now = Timestamp::new(Clock::get()?.unix_timestamp);
        let unstaked = {
            let (device, rewards) = (&mut accounts.device.load_mut()?, &mut accounts.rewards.load_mut()?);
            let position = &mut accounts.position.load_mut()?;
            rewards.release_all(now)?;
            position.earn_all(rewards)?;
            let ends_at = position.start_cooldown(shares, now)?;
            // Not a fall of the device: it would lose its rewards until somebody syncs, at the will of any co-staker. What
            // cools can still be slashed, for longer than a lease runs.
            device.costake.cool(shares)?;
            rewards.shares = rewards.shares.checked_sub(shares).ok_or(IoStakeError::InvariantViolated)?;
            position.invariant()?;
            rewards.require_shares(&device.costake)?;
            rewards.invariant()?;
            device.invariant()?;
            CostakeUnstaked {
                device: accounts.device.key(),
                holder: accounts.holder.key(),
                shares,
                worth: device.costake.shared().worth(shares).unwrap_or_default(),
                ends_at: ends_at.get(),
            }
        };
        io_runtime::emit!(accounts, unstaked);
        Ok(())
    }
}
