use crate::{error::IoTokenError, events::BeneficiaryChanged, state::Allocation};
use anchor_lang::prelude::*;

#[event_cpi]
#[derive(Accounts)]
pub struct AcceptBeneficiary<'info> {
    /// Was offered the allocation.
    pub new_beneficiary: Signer<'info>,

    /// The allocation.
    #[account(mut)]
    pub allocation: AccountLoader<'info, Allocation>,
}

impl AcceptBeneficiary<'_> {
    fn validate(&self) -> Result<()> {
        // new_beneficiary: while nothing is offered, the default address stands there, for which nobody can sign.
        require_keys_eq!(
            *self.new_beneficiary.key,
            self.allocation.load()?.pending_beneficiary,
            IoTokenError::NotPendingBeneficiary
        );
        // allocation: only `allocate` creates accounts of its type.
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>) -> Result<()> {
        ctx.accounts.validate()?;

        let changed = {
            let allocation = &mut ctx.accounts.allocation.load_mut()?;
            let old_beneficiary = allocation.beneficiary;
            allocation.beneficiary = ctx.accounts.new_beneficiary.key();
            allocation.pending_beneficiary = Pubkey::default();
            allocation.invariant()?;
            BeneficiaryChanged { id: allocation.id, old_beneficiary, new_beneficiary: allocation.beneficiary }
        };

        io_runtime::emit!(ctx.accounts, changed);
        Ok(())
    }
}
