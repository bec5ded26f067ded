use crate::{
    error::IoEmissionError,
    events::EmissionBegun,
    seeds::{AUTHORITY, CONFIG},
    state::Config,
};
use anchor_lang::prelude::*;

#[event_cpi]
#[derive(Accounts)]
pub struct Genesis<'info> {
    /// The admin.
    pub admin: Signer<'info>,

    /// The settings.
    #[account(mut, address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The settings of the IO token program.
    #[account(address = io_token::seeds::CONFIG)]
    pub token_config: AccountLoader<'info, io_token::state::Config>,
}

impl Genesis<'_> {
    fn validate(&self) -> Result<()> {
        let config = self.config.load()?;
        config.require_admin(&self.admin)?;
        // config: the only account of its type. The clock of the emission is set once, for ever.
        require!(!config.has_begun(), IoEmissionError::AlreadyBegun);
        require!(config.shares.iter().any(|share| *share != 0), IoEmissionError::NoShares);
        // token_config: its address is a constant. Epochs that could not be minted must not begin.
        let token_config = self.token_config.load()?;
        require!(token_config.genesis_time != 0, IoEmissionError::TokenNotBegun);
        require_keys_eq!(token_config.emission_minter, AUTHORITY, IoEmissionError::NotTheMinter);
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>) -> Result<()> {
        ctx.accounts.validate()?;
        let genesis = Clock::get()?.unix_timestamp;
        {
            let config = &mut ctx.accounts.config.load_mut()?;
            config.genesis = genesis;
            config.invariant()?;
        }
        io_runtime::emit!(ctx.accounts, EmissionBegun { genesis });
        Ok(())
    }
}
