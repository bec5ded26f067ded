use crate::{error::IoStakeError, events::OwnerChanged, state::Device};
use anchor_lang::prelude::*;

#[event_cpi]
#[derive(Accounts)]
pub struct AcceptOwner<'info> {
    /// Was offered the device.
    pub new_owner: Signer<'info>,

    /// The device. Its stake, its cooldowns and its cases stay with it.
    #[account(mut)]
    pub device: AccountLoader<'info, Device>,
}

impl AcceptOwner<'_> {
    fn validate(&self) -> Result<()> {
        require_keys_eq!(*self.new_owner.key, self.device.load()?.pending_owner, IoStakeError::NotPendingOwner);
        // device: only `register` creates accounts of its type.
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate()?;
        let new_owner = accounts.new_owner.key();
        let old_owner = {
            let device = &mut accounts.device.load_mut()?;
            let old_owner = core::mem::replace(&mut device.owner, new_owner);
            device.pending_owner = Pubkey::default();
            device.invariant()?;
            old_owner
        };
        io_runtime::emit!(accounts, OwnerChanged { device: accounts.device.key(), old_owner, new_owner });
        Ok(())
    }
}
