use crate::{events::AdminProposed, seeds::CONFIG, state::Config};
use anchor_lang::prelude::*;

#[event_cpi]
#[derive(Accounts)]
pub struct ProposeAdmin<'info> {
    /// The admin.
    pub admin: Signer<'info>,

    /// Who may do what.
    #[account(mut, address = CONFIG)]
    pub config: AccountLoader<'info, Config>,
}

impl ProposeAdmin<'_> {
    fn validate(&self) -> Result<()> {
        self.config.load()?.require_admin(&self.admin)
        // config: the only account of its type. Whoever is named has to accept, so any address will do.
    }

    pub(crate) fn handle(ctx: Context<Self>, new_admin: Pubkey) -> Result<()> {
        ctx.accounts.validate()?;
        let admin = {
            let config = &mut ctx.accounts.config.load_mut()?;
            config.pending_admin = new_admin;
            config.invariant()?;
            config.admin
        };
        io_runtime::emit!(ctx.accounts, AdminProposed { admin, pending_admin: new_admin });
        Ok(())
    }
}
