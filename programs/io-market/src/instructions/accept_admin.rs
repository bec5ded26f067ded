use crate::{error::IoMarketError, events::AdminChanged, seeds::CONFIG, state::Config};
use anchor_lang::prelude::*;

#[event_cpi]
#[derive(Accounts)]
pub struct AcceptAdmin<'info> {
    /// Was offered the admin's role.
    pub new_admin: Signer<'info>,

    /// Who may do what.
    #[account(mut, address = CONFIG)]
    pub config: AccountLoader<'info, Config>,
}

impl AcceptAdmin<'_> {
    fn validate(&self) -> Result<()> {
        require_keys_eq!(*self.new_admin.key, self.config.load()?.pending_admin, IoMarketError::NotPendingAdmin);
        // config: the only account of its type.
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>) -> Result<()> {
        ctx.accounts.validate()?;
        let new_admin = ctx.accounts.new_admin.key();
        let old_admin = {
            let config = &mut ctx.accounts.config.load_mut()?;
            let old_admin = core::mem::replace(&mut config.admin, new_admin);
            config.pending_admin = Pubkey::default();
            config.invariant()?;
            old_admin
        };
        io_runtime::emit!(ctx.accounts, AdminChanged { old_admin, new_admin });
        Ok(())
    }
}
