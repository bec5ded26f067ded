use crate::{
    error::IoTokenError,
    events::Allocated,
    seeds::{ALLOCATION_SEED, CONFIG},
    state::{Allocation, Category, Config, VERSION},
};
use anchor_lang::prelude::*;
use io_economics::{Amount, Terms};

/// What is allocated, to whom, and when it vests.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Debug)]
pub struct AllocateArgs {
    /// Number of the allocation: any that is free.
    pub id: u32,
    /// Who it is for.
    pub category: Category,
    /// Owns what vests.
    pub beneficiary: Pubkey,
    /// Base units allocated.
    pub total: u64,
    /// Base units that vest at genesis.
    pub at_genesis: u64,
    /// The month at whose end the first tranche vests; 0 if all of it vests at genesis.
    pub first_month: u16,
    /// The month at whose end the last tranche vests; 0 if all of it vests at genesis.
    pub last_month: u16,
}

#[event_cpi]
#[derive(Accounts)]
#[instruction(args: AllocateArgs)]
pub struct Allocate<'info> {
    /// The admin.
    pub admin: Signer<'info>,

    /// Pays the rent of the allocation.
    #[account(mut)]
    pub payer: Signer<'info>,

    /// Settings and books.
    #[account(mut, address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The allocation, created here.
    #[account(
        init,
        payer = payer,
        space = Allocation::SIZE,
        seeds = [ALLOCATION_SEED, &args.id.to_le_bytes()],
        bump
    )]
    pub allocation: AccountLoader<'info, Allocation>,

    /// The system program.
    pub system_program: Program<'info, System>,
}

impl Allocate<'_> {
    fn validate(&self, args: &AllocateArgs) -> Result<()> {
        let config = self.config.load()?;
        // admin: the plan decides who gets 500 million IO.
        config.require_admin(&self.admin)?;
        // payer: a signer, which is all a payer has to be.
        // config: the only account of its type.
        config.require_running()?;
        config.require_before_genesis()?;
        // allocation: created at the address of its id, which fails where one exists.
        // system_program: checked by its type.

        // The vault's own authority could neither be paid nor sign: the IO would be lost.
        require_keys_neq!(args.beneficiary, Pubkey::default(), IoTokenError::InvalidBeneficiary);
        require_keys_neq!(args.beneficiary, CONFIG, IoTokenError::InvalidBeneficiary);

        let terms = Terms {
            at_genesis: Amount::new(args.at_genesis),
            first_month: args.first_month,
            last_month: args.last_month,
        };
        terms.check(Amount::new(args.total)).map_err(IoTokenError::from)?;
        if let Some(fixed) = args.category.fixed_terms() {
            require!(terms == fixed, IoTokenError::TermsAreFixed);
        }
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>, args: AllocateArgs) -> Result<()> {
        ctx.accounts.validate(&args)?;

        let category_allocated = {
            let config = &mut ctx.accounts.config.load_mut()?;
            let allocated = config.allocated_in_mut(args.category)?;
            *allocated = allocated.checked_add(args.total).ok_or(IoTokenError::BudgetExceeded)?;
            let category_allocated = *allocated;
            require_gte!(args.category.budget().get(), category_allocated, IoTokenError::BudgetExceeded);
            config.allocations = config.allocations.checked_add(1).ok_or(IoTokenError::Overflow)?;
            config.invariant()?;
            config.plan_invariant()?;
            category_allocated
        };
        {
            let allocation = &mut ctx.accounts.allocation.load_init()?;
            allocation.version = VERSION;
            allocation.bump = ctx.bumps.allocation;
            allocation.category = args.category.number();
            allocation.id = args.id;
            allocation.total = args.total;
            allocation.at_genesis = args.at_genesis;
            allocation.first_month = args.first_month;
            allocation.last_month = args.last_month;
            allocation.beneficiary = args.beneficiary;
            allocation.rent_payer = ctx.accounts.payer.key();
            allocation.invariant()?;
        }

        io_runtime::emit!(
            ctx.accounts,
            Allocated {
                id: args.id,
                category: args.category,
                beneficiary: args.beneficiary,
                total: args.total,
                at_genesis: args.at_genesis,
                first_month: args.first_month,
                last_month: args.last_month,
                category_allocated,
            }
        );
        Ok(())
    }
}
