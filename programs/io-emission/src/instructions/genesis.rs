use crate::{
    error::IoEmissionError,
    events::GenesisSet,
    seeds::{AUTHORITY, CONFIG},
    state::Config,
};
use anchor_lang::prelude::*;
use io_economics::{Seconds, Timestamp};

/// How far ahead the first epoch may begin.
const FURTHEST: Seconds = Seconds::new(30 * 86_400);

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
    fn validate(&self, now: Timestamp, begins_at: Timestamp) -> Result<()> {
        let config = self.config.load()?;
        config.require_admin(&self.admin)?;
        // config: the only account of its type. The clock of the emission is set once, for ever.
        require!(!config.has_genesis(), IoEmissionError::AlreadyBegun);
        require!(config.shares.iter().any(|share| *share != 0), IoEmissionError::NoShares);
        // token_config: its address is a constant. Epochs that could not be minted must not begin.
        let token_config = self.token_config.load()?;
        require!(token_config.genesis_time != 0, IoEmissionError::TokenNotBegun);
        require_keys_eq!(token_config.emission_minter, AUTHORITY, IoEmissionError::NotTheMinter);
        // begins_at: an epoch that is over cannot be leased any more, so none may be when the emission begins.
        let ahead = begins_at.since(now).ok_or(IoEmissionError::InvalidGenesis)?;
        require!(!ahead.is_negative() && ahead <= FURTHEST, IoEmissionError::InvalidGenesis);
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>, begins_at: i64) -> Result<()> {
        let now = Timestamp::new(Clock::get()?.unix_timestamp);
        ctx.accounts.validate(now, Timestamp::new(begins_at))?;
        {
            let config = &mut ctx.accounts.config.load_mut()?;
            config.genesis = begins_at;
            config.invariant()?;
        }
        io_runtime::emit!(ctx.accounts, GenesisSet { begins_at });
        Ok(())
    }
}
