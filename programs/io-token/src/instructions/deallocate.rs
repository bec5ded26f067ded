use crate::{
    error::IoTokenError,
    events::Deallocated,
    seeds::CONFIG,
    state::{Allocation, Config},
};
use anchor_lang::prelude::*;

#[event_cpi]
#[derive(Accounts)]
pub struct Deallocate<'info> {
    /// The admin.
    pub admin: Signer<'info>,

    /// Settings and books.
    #[account(mut, address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The allocation, closed here.
    #[account(mut, close = rent_payer)]
    pub allocation: AccountLoader<'info, Allocation>,

    /// Paid the rent of the allocation, and gets it back.
    /// CHECK: compared with the address that the allocation remembers.
    #[account(mut)]
    pub rent_payer: UncheckedAccount<'info>,
}

impl Deallocate<'_> {
    fn validate(&self) -> Result<()> {
        let config = self.config.load()?;
        // admin: whoever could take an allocation back could starve a beneficiary.
        config.require_admin(&self.admin)?;
        // config: the only account of its type.
        // Not stopped by a pause: it promises nothing to anyone.
        config.require_before_genesis()?;
        // allocation: only `allocate` creates accounts of its type.
        // rent_payer: else the admin could collect the rent that somebody else paid.
        require_keys_eq!(*self.rent_payer.key, self.allocation.load()?.rent_payer, IoTokenError::NotTheRentPayer);
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>) -> Result<()> {
        ctx.accounts.validate()?;
        let allocation = *ctx.accounts.allocation.load()?;
        let category = allocation.category().ok_or(IoTokenError::InvariantViolated)?;

        let category_allocated = {
            let config = &mut ctx.accounts.config.load_mut()?;
            let allocated = config.allocated_in_mut(category)?;
            *allocated = allocated.checked_sub(allocation.total).ok_or(IoTokenError::InvariantViolated)?;
            let category_allocated = *allocated;
            config.allocations = config.allocations.checked_sub(1).ok_or(IoTokenError::InvariantViolated)?;
            config.invariant()?;
            config.plan_invariant()?;
            category_allocated
        };

        io_runtime::emit!(
            ctx.accounts,
            Deallocated {
                id: allocation.id,
                category,
                beneficiary: allocation.beneficiary,
                total: allocation.total,
                category_allocated,
            }
        );
        Ok(())
    }
}
