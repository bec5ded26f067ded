use crate::{
    error::IoTokenError,
    events::GenesisMinted,
    seeds::{CONFIG, CONFIG_SEED, MINT, VAULT},
    state::Config,
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_economics::GENESIS_SUPPLY;
use io_runtime::tokens;

#[event_cpi]
#[derive(Accounts)]
pub struct Genesis<'info> {
    /// The admin.
    pub admin: Signer<'info>,

    /// Settings and books; signs as the mint authority.
    #[account(mut, address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The IO mint.
    /// CHECK: its address is a constant.
    #[account(mut, address = MINT @ IoTokenError::NotTheMint)]
    pub mint: UncheckedAccount<'info>,

    /// The vesting vault, which receives all of it.
    /// CHECK: its address is a constant.
    #[account(mut, address = VAULT @ IoTokenError::NotTheVault)]
    pub vault: UncheckedAccount<'info>,

    /// The SPL token program.
    pub token_program: Program<'info, Token>,
}

impl Genesis<'_> {
    fn validate(&self) -> Result<()> {
        let config = self.config.load()?;
        // admin: decides that the plan is complete.
        config.require_admin(&self.admin)?;
        // config: the only account of its type.
        config.require_running()?;
        config.require_before_genesis()?;
        require!(config.is_fully_allocated(), IoTokenError::BudgetNotAllocated);
        // mint, vault: their addresses are constants. token_program: checked by its type.
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>) -> Result<()> {
        ctx.accounts.validate()?;
        let genesis_time = Clock::get()?.unix_timestamp;
        let amount = GENESIS_SUPPLY.get();

        let (bump, allocations) = {
            let config = &mut ctx.accounts.config.load_mut()?;
            config.genesis_time = genesis_time;
            config.minted = amount;
            config.invariant()?;
            config.plan_invariant()?;
            (config.bump, config.allocations)
        };

        let accounts = &ctx.accounts;
        let signer: tokens::Seeds = &[&[CONFIG_SEED, &[bump]]];
        tokens::mint(&accounts.mint, &accounts.vault, accounts.config.as_ref(), amount, signer)?;

        io_runtime::emit!(ctx.accounts, GenesisMinted { amount, genesis_time, allocations });
        Ok(())
    }
}
