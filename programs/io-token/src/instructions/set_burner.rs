use crate::{
    error::IoTokenError,
    events::BurnerSet,
    seeds::{BURNS, CONFIG},
    state::{BurnKind, BurnLedger, Config},
};
use anchor_lang::prelude::*;

#[event_cpi]
#[derive(Accounts)]
pub struct SetBurner<'info> {
    /// The admin.
    pub admin: Signer<'info>,

    /// Settings.
    #[account(address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The burn ledger.
    #[account(mut, address = BURNS)]
    pub burn_ledger: AccountLoader<'info, BurnLedger>,
}

impl SetBurner<'_> {
    fn validate(&self, kind: BurnKind) -> Result<()> {
        // admin: a burner's totals are only as true as its program.
        self.config.load()?.require_admin(&self.admin)?;
        // config, burn_ledger: the only accounts of their types.
        require!(kind != BurnKind::Credits, IoTokenError::CreditsTakeNoBurner);
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>, kind: BurnKind, burner: Pubkey) -> Result<()> {
        ctx.accounts.validate(kind)?;

        let old_burner = {
            let burn_ledger = &mut ctx.accounts.burn_ledger.load_mut()?;
            let old_burner = *burn_ledger.burner_of(kind);
            burn_ledger.register(kind, burner);
            burn_ledger.invariant()?;
            old_burner
        };

        io_runtime::emit!(ctx.accounts, BurnerSet { kind, old_burner, new_burner: burner });
        Ok(())
    }
}
