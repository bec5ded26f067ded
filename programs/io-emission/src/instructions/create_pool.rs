use crate::{
    error::IoEmissionError,
    events::PoolCreated,
    seeds::{CONFIG, POOL_SEED},
    state::{Config, POOLS, Pool, VERSION},
};
use anchor_lang::prelude::*;
use io_economics::Timestamp;

#[event_cpi]
#[derive(Accounts)]
#[instruction(number: u8)]
pub struct CreatePool<'info> {
    /// The admin.
    pub admin: Signer<'info>,

    /// Pays the rent of the pool.
    #[account(mut)]
    pub payer: Signer<'info>,

    /// The settings.
    #[account(mut, address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The pool, created here.
    #[account(init, payer = payer, space = Pool::SIZE, seeds = [POOL_SEED, &number.to_le_bytes()], bump)]
    pub pool: AccountLoader<'info, Pool>,

    /// The system program.
    pub system_program: Program<'info, System>,
}

impl CreatePool<'_> {
    fn validate(&self, number: u8) -> Result<()> {
        let config = self.config.load()?;
        config.require_admin(&self.admin)?;
        // payer: a signer, which is all a payer has to be.
        // config: the only account of its type. pool: created at its derived address, which fails where it exists.
        require_eq!(number, config.pools, IoEmissionError::NotTheNextPool);
        require!(usize::from(number) < POOLS, IoEmissionError::TooManyPools);
        // system_program: checked by its type.
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>, number: u8) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate(number)?;
        let completed = {
            let config = &mut accounts.config.load_mut()?;
            config.pools = config.pools.checked_add(1).ok_or(IoEmissionError::Overflow)?;
            config.invariant()?;
            // The epochs before are none of its own.
            config.completed(Timestamp::new(Clock::get()?.unix_timestamp)).get()
        };
        {
            let pool = &mut accounts.pool.load_init()?;
            pool.version = VERSION;
            pool.bump = ctx.bumps.pool;
            pool.number = number;
            pool.completed = completed;
            pool.invariant()?;
        }
        io_runtime::emit!(accounts, PoolCreated { pool: accounts.pool.key(), number, completed });
        Ok(())
    }
}
