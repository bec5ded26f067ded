use crate::{
    error::IoTokenError,
    events::Released,
    seeds::{CONFIG, CONFIG_SEED, MINT, VAULT},
    state::{Allocation, Config},
};
use anchor_lang::prelude::*;
use anchor_spl::token::{Token, TokenAccount};
use io_economics::Timestamp;
use io_runtime::tokens;

#[event_cpi]
#[derive(Accounts)]
pub struct Release<'info> {
    /// Settings and books; signs as the owner of the vault.
    #[account(mut, address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The allocation.
    #[account(mut)]
    pub allocation: AccountLoader<'info, Allocation>,

    /// The vesting vault, which pays.
    /// CHECK: its address is a constant.
    #[account(mut, address = VAULT @ IoTokenError::NotTheVault)]
    pub vault: UncheckedAccount<'info>,

    /// A token account that the beneficiary owns.
    // `dup`: Anchor need not look for a second copy to write back, for it writes to no token account.
    #[account(mut, dup)]
    pub destination: Box<Account<'info, TokenAccount>>,

    /// The SPL token program.
    pub token_program: Program<'info, Token>,
}

impl Release<'_> {
    fn validate(&self) -> Result<()> {
        // Nobody signs: whoever calls, only the beneficiary can receive. Not stopped by a pause: it is owed.
        // config: the only account of its type.
        self.config.load()?.require_after_genesis()?;
        // allocation: only `allocate` creates accounts of its type.
        // vault: its address is a constant.
        // destination: else the caller could pay somebody else.
        require_keys_eq!(
            self.destination.owner,
            self.allocation.load()?.beneficiary,
            IoTokenError::DestinationNotTheBeneficiarys
        );
        // The token program would refuse another mint too, but not in words that help.
        require_keys_eq!(self.destination.mint, MINT, IoTokenError::NotTheMint);
        // token_program: checked by its type.
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>) -> Result<()> {
        ctx.accounts.validate()?;
        let now = Timestamp::new(Clock::get()?.unix_timestamp);

        let (released, bump) = {
            let config = &mut ctx.accounts.config.load_mut()?;
            let allocation = &mut ctx.accounts.allocation.load_mut()?;
            let amount = allocation.releasable(Timestamp::new(config.genesis_time), now);
            require!(amount > 0, IoTokenError::NothingToRelease);
            allocation.released = allocation.released.checked_add(amount).ok_or(IoTokenError::Overflow)?;
            allocation.invariant()?;
            config.released = config.released.checked_add(amount).ok_or(IoTokenError::Overflow)?;
            config.invariant()?;
            let released = Released {
                id: allocation.id,
                beneficiary: allocation.beneficiary,
                destination: ctx.accounts.destination.key(),
                amount,
                allocation_released: allocation.released,
                released: config.released,
            };
            (released, config.bump)
        };

        let accounts = &ctx.accounts;
        let signer: tokens::Seeds = &[&[CONFIG_SEED, &[bump]]];
        tokens::transfer(
            &accounts.vault,
            accounts.destination.as_ref().as_ref(),
            accounts.config.as_ref(),
            released.amount,
            signer,
        )?;

        io_runtime::emit!(ctx.accounts, released);
        Ok(())
    }
}
