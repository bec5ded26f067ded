use crate::{events::SwapDisallowed, seeds::CONFIG, state::Config};
use anchor_lang::prelude::*;

#[event_cpi]
#[derive(Accounts)]
pub struct DisallowSwap<'info> {
    /// The admin.
    pub admin: Signer<'info>,

    /// Settings and books.
    #[account(mut, address = CONFIG)]
    pub config: AccountLoader<'info, Config>,
}

impl DisallowSwap<'_> {
    fn validate(&self) -> Result<()> {
        self.config.load()?.require_admin(&self.admin)
        // config: the only account of its type. The program need not exist any more, so it is no account here.
    }

    pub(crate) fn handle(ctx: Context<Self>, swap_program: Pubkey) -> Result<()> {
        ctx.accounts.validate()?;
        {
            let config = &mut ctx.accounts.config.load_mut()?;
            config.swaps.disallow(swap_program)?;
            config.invariant()?;
        }
        io_runtime::emit!(ctx.accounts, SwapDisallowed { swap_program });
        Ok(())
    }
}
