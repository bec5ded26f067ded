use crate::{events::PauserSet, seeds::CONFIG, state::Config};
use anchor_lang::prelude::*;

#[event_cpi]
#[derive(Accounts)]
pub struct SetPauser<'info> {
    /// The admin.
    pub admin: Signer<'info>,

    /// Settings and books.
    #[account(mut, address = CONFIG)]
    pub config: AccountLoader<'info, Config>,
}

impl SetPauser<'_> {
    fn validate(&self) -> Result<()> {
        // admin: chooses who may stop buying.
        self.config.load()?.require_admin(&self.admin)
        // config: the only account of its type.
    }

    pub(crate) fn handle(ctx: Context<Self>, pauser: Pubkey) -> Result<()> {
        ctx.accounts.validate()?;
        let old_pauser = {
            let config = &mut ctx.accounts.config.load_mut()?;
            let old_pauser = config.pauser;
            config.pauser = pauser;
            config.invariant()?;
            old_pauser
        };
        io_runtime::emit!(ctx.accounts, PauserSet { old_pauser, new_pauser: pauser });
        Ok(())
    }
}
