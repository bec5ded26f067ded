use crate::{error::IoMarketError, events::PausedSet, seeds::CONFIG, state::Config};
use anchor_lang::prelude::*;

#[event_cpi]
#[derive(Accounts)]
pub struct SetPaused<'info> {
    /// The pauser or the admin.
    pub authority: Signer<'info>,

    /// Who may do what.
    #[account(mut, address = CONFIG)]
    pub config: AccountLoader<'info, Config>,
}

impl SetPaused<'_> {
    fn validate(&self) -> Result<()> {
        let config = self.config.load()?;
        let signer = *self.authority.key;
        require!(signer == config.pauser || signer == config.admin, IoMarketError::NotPauser);
        // config: the only account of its type.
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>, paused: bool) -> Result<()> {
        ctx.accounts.validate()?;
        {
            let config = &mut ctx.accounts.config.load_mut()?;
            config.paused = u8::from(paused);
            config.invariant()?;
        }
        io_runtime::emit!(ctx.accounts, PausedSet { paused, authority: ctx.accounts.authority.key() });
        Ok(())
    }
}
