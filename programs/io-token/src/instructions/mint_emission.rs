use crate::{
    error::IoTokenError,
    events::EmissionMinted,
    seeds::{CONFIG, CONFIG_SEED, MINT},
    state::Config,
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_economics::EMISSION_SUPPLY;
use io_runtime::tokens;

#[event_cpi]
#[derive(Accounts)]
pub struct MintEmission<'info> {
    /// The emission program's authority.
    pub emission_minter: Signer<'info>,

    /// Settings and books; signs as the mint authority.
    #[account(mut, address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The IO mint.
    /// CHECK: its address is a constant.
    #[account(mut, address = MINT @ IoTokenError::NotTheMint)]
    pub mint: UncheckedAccount<'info>,

    /// The token account that receives.
    /// CHECK: the token program accepts only a token account of the mint.
    #[account(mut)]
    pub destination: UncheckedAccount<'info>,

    /// The SPL token program.
    pub token_program: Program<'info, Token>,
}

impl MintEmission<'_> {
    fn validate(&self, amount: u64) -> Result<()> {
        let config = self.config.load()?;
        // emission_minter: the one key that can create IO.
        require_keys_eq!(*self.emission_minter.key, config.emission_minter, IoTokenError::NotEmissionMinter);
        // config: the only account of its type.
        config.require_running()?;
        config.require_after_genesis()?;
        // mint: its address is a constant. destination: checked by the token program. token_program: by its type.
        require!(amount > 0, IoTokenError::ZeroAmount);
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>, amount: u64) -> Result<()> {
        ctx.accounts.validate(amount)?;

        let (minted, bump) = {
            let config = &mut ctx.accounts.config.load_mut()?;
            // Both counts are of what was ever minted, so a burn does not reopen headroom.
            config.emission_minted =
                config.emission_minted.checked_add(amount).ok_or(IoTokenError::EmissionExceeded)?;
            require_gte!(EMISSION_SUPPLY.get(), config.emission_minted, IoTokenError::EmissionExceeded);
            config.minted = config.minted.checked_add(amount).ok_or(IoTokenError::Overflow)?;
            config.invariant()?;
            let minted = EmissionMinted {
                destination: ctx.accounts.destination.key(),
                amount,
                emission_minted: config.emission_minted,
                minted: config.minted,
            };
            (minted, config.bump)
        };

        let accounts = &ctx.accounts;
        let signer: tokens::Seeds = &[&[CONFIG_SEED, &[bump]]];
        tokens::mint(&accounts.mint, &accounts.destination, accounts.config.as_ref(), amount, signer)?;

        io_runtime::emit!(ctx.accounts, minted);
        Ok(())
    }
}
