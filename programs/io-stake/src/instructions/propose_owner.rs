use crate::{events::OwnerProposed, state::Device};
use anchor_lang::prelude::*;

#[event_cpi]
#[derive(Accounts)]
pub struct ProposeOwner<'info> {
    /// The owner.
    pub owner: Signer<'info>,

    /// The device.
    #[account(mut)]
    pub device: AccountLoader<'info, Device>,
}

impl ProposeOwner<'_> {
    fn validate(&self) -> Result<()> {
        self.device.load()?.require_owner(&self.owner)
        // device: only `register` creates accounts of its type. Whoever is named has to accept, so any address will do.
    }

    pub(crate) fn handle(ctx: Context<Self>, new_owner: Pubkey) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate()?;
        {
            let device = &mut accounts.device.load_mut()?;
            device.pending_owner = new_owner;
            device.invariant()?;
        }
        io_runtime::emit!(
            accounts,
            OwnerProposed { device: accounts.device.key(), owner: accounts.owner.key(), pending_owner: new_owner }
        );
        Ok(())
    }
}
