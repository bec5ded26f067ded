use crate::{
    events::RoleSet,
    seeds::CONFIG,
    state::{Config, Role},
};
use anchor_lang::prelude::*;

#[event_cpi]
#[derive(Accounts)]
pub struct SetRole<'info> {
    /// The admin.
    pub admin: Signer<'info>,

    /// Who may do what.
    #[account(mut, address = CONFIG)]
    pub config: AccountLoader<'info, Config>,
}

impl SetRole<'_> {
    fn validate(&self) -> Result<()> {
        self.config.load()?.require_admin(&self.admin)
        // config: the only account of its type. The key is checked by the settings' invariant.
    }

    pub(crate) fn handle(ctx: Context<Self>, role: Role, key: Pubkey) -> Result<()> {
        ctx.accounts.validate()?;
        {
            let config = &mut ctx.accounts.config.load_mut()?;
            config.give(role, key);
            config.invariant()?;
        }
        io_runtime::emit!(ctx.accounts, RoleSet { role, key });
        Ok(())
    }
}
