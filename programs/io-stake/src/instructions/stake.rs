use crate::{
    custody::require_covered,
    error::IoStakeError,
    events::Staked,
    seeds::CONFIG,
    state::{Config, Device},
};
use anchor_lang::prelude::*;
use anchor_spl::token::Token;
use io_runtime::tokens;

#[event_cpi]
#[derive(Accounts)]
pub struct Stake<'info> {
    /// The owner.
    pub owner: Signer<'info>,

    /// Who may do what.
    #[account(address = CONFIG)]
    pub config: AccountLoader<'info, Config>,

    /// The device.
    #[account(mut)]
    pub device: AccountLoader<'info, Device>,

    /// The device's vault.
    /// CHECK: its address stands in the device.
    #[account(mut)]
    pub vault: UncheckedAccount<'info>,

    /// The token account that the stake comes from.
    /// CHECK: the token program checks its mint and that the owner may spend from it.
    #[account(mut)]
    pub source: UncheckedAccount<'info>,

    /// The SPL token program.
    pub token_program: Program<'info, Token>,
}

impl Stake<'_> {
    fn validate(&self, amount: u64) -> Result<()> {
        let device = self.device.load()?;
        // owner: what goes in is the owner's, so nobody else puts it in by mistake.
        device.require_owner(&self.owner)?;
        // config: the only account of its type.
        self.config.load()?.require_running()?;
        // device: only `register` creates accounts of its type.
        require_keys_eq!(*self.vault.key, device.vault, IoStakeError::NotTheVault);
        // source: checked by the token program. token_program: checked by its type.
        require!(amount > 0, IoStakeError::ZeroAmount);
        Ok(())
    }

    pub(crate) fn handle(ctx: Context<Self>, amount: u64) -> Result<()> {
        let accounts = &*ctx.accounts;
        accounts.validate(amount)?;
        tokens::transfer(&accounts.source, &accounts.vault, &accounts.owner, amount, &[])?;
        let active = {
            let device = &mut accounts.device.load_mut()?;
            device.add_stake(amount)?;
            device.invariant()?;
            require_covered(&accounts.vault, device)?;
            device.active
        };
        io_runtime::emit!(
            accounts,
            Staked { device: accounts.device.key(), owner: accounts.owner.key(), amount, active }
        );
        Ok(())
    }
}
