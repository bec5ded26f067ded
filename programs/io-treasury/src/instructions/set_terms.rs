use crate::{
    events::TermsSet,
    seeds::CONFIG,
    state::{Config, Terms},
};
use anchor_lang::prelude::*;

#[event_cpi]
#[derive(Accounts)]
pub struct SetTerms<'info> {
    /// The admin.
    pub admin: Signer<'info>,

    /// Settings and books.
    #[account(mut, address = CONFIG)]
    pub config: AccountLoader<'info, Config>,
}

impl SetTerms<'_> {
    fn validate(&self) -> Result<()> {
        self.config.load()?.require_admin(&self.admin)
        // config: the only account of its type. The terms are checked by its invariant.
    }

    pub(crate) fn handle(ctx: Context<Self>, terms: Terms) -> Result<()> {
        ctx.accounts.validate()?;
        let old_terms = {
            let config = &mut ctx.accounts.config.load_mut()?;
            let old_terms = core::mem::replace(&mut config.terms, terms);
            config.invariant()?;
            old_terms
        };
        io_runtime::emit!(ctx.accounts, TermsSet { old_terms, new_terms: terms });
        Ok(())
    }
}
