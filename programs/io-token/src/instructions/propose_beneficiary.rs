use crate::{error::IoTokenError, events::BeneficiaryProposed, state::Allocation};
use anchor_lang::prelude::*;

#[event_cpi]
#[derive(Accounts)]
pub struct ProposeBeneficiary<'info> {
    /// The beneficiary.
    pub beneficiary: Signer<'info>,

    /// The allocation.
    #[account(mut)]
    pub allocation: AccountLoader<'info, Allocation>,
}

impl ProposeBeneficiary<'_> {
    fn validate(&self) -> Result<()> {
        // beneficiary: gives away its own right. The new one must sign too, so a mistyped address loses nothing.
        require_keys_eq!(*self.beneficiary.key, self.allocation.load()?.beneficiary, IoTokenError::NotBeneficiary);
        // allocation: only `allocate` creates accounts of its type.
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>, new_beneficiary: Pubkey) -> Result<()> {
        ctx.accounts.validate()?;

        let proposed = {
            let allocation = &mut ctx.accounts.allocation.load_mut()?;
            allocation.pending_beneficiary = new_beneficiary;
            allocation.invariant()?;
            BeneficiaryProposed {
                id: allocation.id,
                beneficiary: allocation.beneficiary,
                pending_beneficiary: new_beneficiary,
            }
        };

        io_runtime::emit!(ctx.accounts, proposed);
        Ok(())
    }
}
