use crate::{events::DeviceUpdated, state::Device};
use anchor_lang::prelude::*;

#[event_cpi]
#[derive(Accounts)]
pub struct UpdateDevice<'info> {
    /// The owner.
    pub owner: Signer<'info>,

    /// The device.
    #[account(mut)]
    pub device: AccountLoader<'info, Device>,
}

impl UpdateDevice<'_> {
    fn validate(&self) -> Result<()> {
        self.device.load()?.require_owner(&self.owner)
        // device: only `register` creates accounts of its type.
    }

    pub(crate) fn handle(ctx: Context<Self>, label: [u8; 32]) -> Result<()> {
        ctx.accounts.validate()?;
        {
            let device = &mut ctx.accounts.device.load_mut()?;
            device.label = label;
            device.invariant()?;
        }
        io_runtime::emit!(ctx.accounts, DeviceUpdated { device: ctx.accounts.device.key(), label });
        Ok(())
    }
}
