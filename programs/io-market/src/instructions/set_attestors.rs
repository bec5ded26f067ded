use crate::{events::AttestorsSet, seeds::CONFIG, state::Config};
use anchor_lang::prelude::*;

#[event_cpi]
#[derive(Accounts)]
pub struct SetAttestors<'info> {
    /// The admin.
    pub admin: Signer<'info>,

    /// The settings.
    #[account(mut, address = CONFIG)]
    pub config: AccountLoader<'info, Config>,
}

impl SetAttestors<'_> {
    fn validate(&self) -> Result<()> {
        self.config.load()?.require_admin(&self.admin)
        // config: the only account of its type. Attestors and quorum are checked by its invariant.
    }

    pub(crate) fn handle(ctx: Context<Self>, attestors: Vec<Pubkey>, quorum: u8) -> Result<()> {
        ctx.accounts.validate()?;
        {
            let config = &mut ctx.accounts.config.load_mut()?;
            config.set_attestors(&attestors, quorum)?;
            config.invariant()?;
        }
        io_runtime::emit!(ctx.accounts, AttestorsSet { attestors, quorum });
        Ok(())
    }
}
