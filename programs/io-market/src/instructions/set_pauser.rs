use crate::{events::PauserSet, seeds::CONFIG, state::Config};
use anchor_lang::prelude::*;

#[event_cpi]
#[derive(Accounts)]
pub struct SetPauser<'info> {
    /// The admin.
    pub admin: Signer<'info>,

    /// The settings.
    #[account(mut, address = CONFIG)]
    pub config: AccountLoader<'info, Config>,
}

impl SetPauser<'_> {
    fn validate(&self) -> Result<()> {
        self.config.load()?.require_admin(&self.admin)
        // config: the only account of its type. The default address leaves pausing to the admin, so any will do.
    }

    pub(crate) fn handle(ctx: Context<Self>, pauser: Pubkey) -> Result<()> {
        ctx.accounts.validate()?;
        {
            let config = &mut ctx.accounts.config.load_mut()?;
            config.pauser = pauser;
            config.invariant()?;
        }
        io_runtime::emit!(ctx.accounts, PauserSet { pauser });
        Ok(())
    }
}
