use crate::{
    error::IoStakeError,
    events::PositionClosed,
    state::{Position, Rewards},
};
use anchor_lang::prelude::*;
use io_economics::Timestamp;

#[event_cpi]
#[derive(Accounts)]
pub struct ClosePosition<'info> {
    /// Owns the position, and receives the rent.
    #[account(mut)]
    pub holder: Signer<'info>,

    /// The device.
    /// CHECK: its address stands in the rewards and in the position.
    pub device: UncheckedAccount<'info>,

    /// What its co-stakers are paid.
    #[account(mut)]
    pub rewards: AccountLoader<'info, Rewards>,

    /// The position, closed here.
    #[account(mut, close = holder)]
    pub position: AccountLoader<'info, Position>,
}

impl ClosePosition<'_> {
    fn validate(&self) -> Result<()> {
        // holder: the only one who decides. position: only `add_costake` creates accounts of its type.
        let position = self.position.load()?;
        position.require_of(self.device.key(), &self.holder)?;
        // device: compared with what both of them say. rewards: only `open_costake` creates accounts of its type.
        self.rewards.load()?.require_of(self.device.key())?;
        // Nothing is given up by mistake. Without shares it has earned nothing since it was last looked at.
        require!(position.is_empty(), IoStakeError::PositionNotEmpty);
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate()?;
        {
            let rewards = &mut accounts.rewards.load_mut()?;
            rewards.release_all(Timestamp::new(Clock::get()?.unix_timestamp))?;
            rewards.positions = rewards.positions.checked_sub(1).ok_or(IoStakeError::InvariantViolated)?;
            rewards.invariant()?;
        }
        io_runtime::emit!(accounts, PositionClosed { device: accounts.device.key(), holder: accounts.holder.key() });
        Ok(())
    }
}
