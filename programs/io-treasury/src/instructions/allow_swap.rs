use crate::{error::IoTreasuryError, events::SwapAllowed, seeds::CONFIG, state::Config};
use anchor_lang::prelude::*;

#[event_cpi]
#[derive(Accounts)]
pub struct AllowSwap<'info> {
    /// The admin.
    pub admin: Signer<'info>,

    /// Settings and books.
    #[account(mut, address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The swap program.
    /// CHECK: a program; whichever it is, a swap is judged by what it leaves behind.
    pub swap_program: UncheckedAccount<'info>,
}

impl AllowSwap<'_> {
    fn validate(&self) -> Result<()> {
        self.config.load()?.require_admin(&self.admin)?;
        // config: the only account of its type.
        // swap_program: a mistyped address would only be found out in the first swap.
        require!(self.swap_program.executable, IoTreasuryError::NotAProgram);
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>) -> Result<()> {
        ctx.accounts.validate()?;
        let swap_program = ctx.accounts.swap_program.key();
        {
            let config = &mut ctx.accounts.config.load_mut()?;
            config.swaps.allow(swap_program)?;
            config.invariant()?;
        }
        io_runtime::emit!(ctx.accounts, SwapAllowed { swap_program });
        Ok(())
    }
}
