use crate::{events::TermsSet, seeds::CONFIG, state::Config};
use anchor_lang::prelude::*;

#[event_cpi]
#[derive(Accounts)]
pub struct SetTerms<'info> {
    /// The admin.
    pub admin: Signer<'info>,

    /// The settings.
    #[account(mut, address = CONFIG)]
    pub config: AccountLoader<'info, Config>,
}

impl SetTerms<'_> {
    fn validate(&self) -> Result<()> {
        self.config.load()?.require_admin(&self.admin)
        // config: the only account of its type. The terms are checked by its invariant.
    }

    pub(crate) fn handle(ctx: Context<Self>, max_lease: u16, weight_cap_bps: u32, costake_bps: u16) -> Result<()> {
        ctx.accounts.validate()?;
        {
            let config = &mut ctx.accounts.config.load_mut()?;
            config.max_lease = max_lease;
            config.weight_cap_bps = weight_cap_bps;
            config.costake_bps = costake_bps;
            config.invariant()?;
        }
        io_runtime::emit!(ctx.accounts, TermsSet { max_lease, weight_cap_bps, costake_bps });
        Ok(())
    }
}
